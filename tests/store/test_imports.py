"""What the way to the first question may import."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["values", "peek", "reads", "schema", "library"])
def test_the_light_side_of_the_store_loads_nothing_heavy(module: str) -> None:
    heavy = {"sqlalchemy", "alembic", "markdown_it", "fsrs", "numpy", "textual", "torch"}
    code = f"import sys, quizapp.store.{module}; print(*{heavy!r} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []

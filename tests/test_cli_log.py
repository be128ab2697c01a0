"""`optimize`, `export` and `import` on the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., "subprocess.CompletedProcess[str]"]
REVIEWS = "\n3\n\n1\n\n3\n\n4\nq\n"
WITHOUT_REFIT = """
import sys
sys.modules["fsrs_rs_python"] = None
from quizapp.cli import run
sys.exit(run(sys.argv[1:]))
"""


@pytest.fixture
def studied(quizapp: Command) -> Command:
    """Some answers are on the disk."""
    assert quizapp("ask", "--plain", input=REVIEWS).returncode == 0
    return quizapp


@pytest.mark.parametrize("form", ["fsrs-optimizer", "srs-benchmark", "anki-revlog"])
def test_an_export_is_a_sheet_and_tells_the_zone_beside_it(
    studied: Command, form: str, tmp_path: Path
) -> None:
    printed = studied("export", form)
    assert printed.returncode == 0
    assert printed.stdout.count("\n") == 5
    assert "Reviews: 4; time zone: " in printed.stderr
    assert "begins at 4:00" in printed.stderr
    assert studied("export", form, "-o", str(tmp_path / "x.csv")).stdout == ""
    assert (tmp_path / "x.csv").read_text("utf-8") == printed.stdout


def test_the_log_goes_to_another_home_and_comes_back_the_same(
    studied: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "log.jsonl"
    assert studied("export", "review-log", "-o", str(file)).returncode == 0
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "other"))
    assert studied("import", "review-log", str(file)).stdout == (
        "Events taken in: 4; there already: 0\n"
    )
    assert studied("import", "review-log", str(file)).stdout == (
        "Events taken in: 0; there already: 4\n"
    )
    assert studied("export", "review-log").stdout == file.read_text("utf-8")
    assert studied("doctor").returncode == 0


def test_what_is_no_review_log_is_refused(quizapp: Command, tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    for text in (b"{}\n", b"\xff\xfe", b'{"type":"event"}\n'):
        file.write_bytes(text)
        done = quizapp("import", "review-log", str(file))
        assert (done.returncode, done.stdout) == (2, "")
        assert "x.jsonl" in done.stderr
        assert done.stderr.count("\n") == 1


def test_an_export_that_cannot_be_written_is_told(quizapp: Command, tmp_path: Path) -> None:
    done = quizapp("export", "anki-revlog", "-o", str(tmp_path / "no" / "x.csv"))
    assert done.returncode == 2
    assert "cannot be written" in done.stderr


def test_optimize_says_what_it_found(studied: Command) -> None:
    done = studied("optimize")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Reviews: 4; on a later day than the one before: 0; held out: 0")
    assert json.loads(studied("optimize", "--json").stdout)["reason"] == "too few reviews"
    assert "FSRS-6's own" in studied("optimize", "--back").stdout
    assert json.loads(studied("optimize", "--back", "--json").stdout) == {"weights": []}


def test_without_the_extra_optimize_tells_how_to_get_it(studied: Command) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_REFIT, "optimize"],
        capture_output=True,
        text=True,
        env=os.environ,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == (
        "quizapp: fitting needs the package fsrs-rs-python;"
        " install it: pip install 'quizapp[refit]'\n"
    )

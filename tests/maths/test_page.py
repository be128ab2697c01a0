"""The author's page says what is true: its examples draw as shown, and it names every command."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from quizapp.maths import symbols
from quizapp.maths.commands import COMMANDS
from quizapp.maths.render import display, inline

PAGE = (Path(__file__).parents[2] / "docs" / "maths.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```tex\n(.*?)\n```\n\n```text\n(.*?)\n```", PAGE, re.DOTALL)
PROSE = re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)
NAMED = set(re.findall(r"\\([A-Za-z]+|[^A-Za-z\s])", " ".join(re.findall(r"`([^`]+)`", PROSE))))
KNOWN = {
    *symbols.SYMBOLS,
    *symbols.FUNCTIONS,
    *symbols.LIMITED,
    *symbols.STYLES,
    *(symbols.SPACES.keys() - {"\n", " "}),
    *COMMANDS,
    *("right", "middle", "end"),
}
SIZES = symbols.BIGS - {"big", "Big", "bigg", "Bigg"}


@pytest.mark.parametrize(("tex", "drawn"), EXAMPLES)
def test_examples_draw_as_shown(tex: str, drawn: str) -> None:
    rows = [inline(tex), "", *(row.rstrip() for row in display(tex))]
    assert drawn.splitlines() == rows


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 10


def test_every_command_is_named() -> None:
    assert set() == KNOWN - SIZES - NAMED


def test_every_named_command_exists() -> None:
    assert set() == NAMED - KNOWN

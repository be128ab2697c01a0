"""How formulas look: each was read by eye as a typesetter would, and must not change unseen."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from quizapp.maths.render import display, inline


class Drawn(NamedTuple):
    """One formula of golden.txt: `# name`, TeX, `= one row`, `| rows`."""

    name: str
    tex: str
    row: str
    box: list[str]


def _read() -> list[Drawn]:
    source = Path(__file__).with_name("golden.txt").read_text(encoding="utf-8")
    found = []
    for block in source.strip().split("\n\n"):
        name, tex, row, *box = block.splitlines()
        found.append(Drawn(name[2:], tex, row[2:], [line[2:] for line in box]))
    return found


GOLDEN = _read()


@pytest.mark.parametrize("drawn", GOLDEN, ids=[drawn.name for drawn in GOLDEN])
def test_in_one_row(drawn: Drawn) -> None:
    assert inline(drawn.tex) == drawn.row


@pytest.mark.parametrize("drawn", GOLDEN, ids=[drawn.name for drawn in GOLDEN])
def test_in_a_box(drawn: Drawn) -> None:
    assert [row.rstrip() for row in display(drawn.tex)] == drawn.box

"""Every formula that the planned cards need draws, in every form."""

from __future__ import annotations

from pathlib import Path
from unicodedata import is_normalized

from quizapp.maths.render import display, fit, inline
from quizapp.maths.width import cells

FORMULAS = Path(__file__).with_name("formulas.txt").read_text(encoding="utf-8").splitlines()
SCREEN = 72


def test_the_corpus_is_whole() -> None:
    assert len(FORMULAS) == 457


def test_each_draws_in_one_row() -> None:
    for tex in FORMULAS:
        row = inline(tex)
        assert row == row.strip() != "", tex
        assert len(row.splitlines()) == 1, tex
        assert is_normalized("NFC", row), tex


def test_each_draws_in_rows_of_equal_width() -> None:
    for tex in FORMULAS:
        rows = display(tex)
        assert len({cells(row) for row in rows}) == 1, tex
        assert is_normalized("NFC", "\n".join(rows)), tex


def test_each_fits_on_a_screen() -> None:
    for tex in FORMULAS:
        rows = fit(tex, SCREEN)
        assert {cells(row) for row in rows} == {cells(rows[0])}, tex
        assert cells(rows[0]) <= SCREEN, tex


def test_no_command_is_left_over() -> None:
    for tex in FORMULAS:
        assert "\\" not in inline(tex).replace("\\setminus", ""), tex

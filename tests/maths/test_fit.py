"""Wide formulas are broken where a typesetter would break them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.maths.render import display, fit
from quizapp.maths.width import cells

BROKEN = [
    pytest.param(
        r"a=b+c,\quad d=e+f", 16, ["a = b + c,", "    d = e + f"], id="first between formulas"
    ),
    pytest.param(
        "aaaaaa=bbbb+cccc=dddd", 22, ["aaaaaa = bbbb + cccc", "    = dddd"], id="then at a relation"
    ),
    pytest.param(
        "aaaaaa=bbbb+cccc", 14, ["aaaaaa = bbbb", "    + cccc"], id="then at an operation"
    ),
    pytest.param("abcdefgh", 4, ["abcdefgh"], id="else not at all"),
    pytest.param(
        r"\begin{aligned}a&=b,\quad c=d\\e&=f\end{aligned}",
        12,
        ["a = b,", "    c = d", "", "e = f"],
        id="each line of several",
    ),
    pytest.param(
        r"x=\frac12+\frac34",
        12,
        ["     1", "x = ───", "     2", "", "       3", "    + ───", "       4"],
        id="an empty row beside high lines",
    ),
]


@pytest.mark.parametrize(("tex", "width", "rows"), BROKEN)
def test_broken(tex: str, width: int, rows: list[str]) -> None:
    assert [row.rstrip() for row in fit(tex, width)] == rows


def test_what_fits_is_the_box() -> None:
    tex = r"p_k=\frac{e^{z_k}}{\sum_j e^{z_j}}"
    assert fit(tex, 80) == display(tex)


@given(terms=st.integers(2, 30), width=st.integers(12, 60))
def test_a_long_sum_fits(terms: int, width: int) -> None:
    rows = fit("+".join(f"x_{{{i}}}" for i in range(terms)), width)
    assert {cells(row) for row in rows} == {cells(rows[0])}
    assert cells(rows[0]) <= width
    assert sum(row.count("x") for row in rows) == terms
    assert sum(row.count("+ ") for row in rows) == terms - 1

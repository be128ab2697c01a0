"""What other rooms call: a formula as one row of text, or as rows of equal width.

Each raises MathsError where a drawing would change the meaning; its `at` is the offset in the TeX.
"""

from __future__ import annotations

from quizapp.maths.drawing import draw
from quizapp.maths.fitting import fitted
from quizapp.maths.line import line
from quizapp.maths.parse import parse


def inline(tex: str) -> str:
    """The formula in one row, for running text."""
    return line(parse(tex)).text.strip()


def display(tex: str) -> tuple[str, ...]:
    """The formula in rows of equal cell width, for a place of its own."""
    return draw(parse(tex)).rows


def fit(tex: str, width: int) -> tuple[str, ...]:
    """The box form, broken at commas, relations and operations where it is wider than `width`."""
    return fitted(parse(tex), width).rows

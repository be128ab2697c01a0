"""The row of ratings: a number, a name and the next interval each, the suggested one pointed at.

Where they do not fit, the intervals go first, then the ends of the names: never a number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from quizapp import spell
from quizapp.bank.filling import Row, measure
from quizapp.locale.words import Words
from quizapp.scheduling.memory import Rating
from quizapp.tui.rows import MUTED, cut, pad

NO_POINTER = "  "


def grades(
    words: Words, preview: Mapping[Rating, int], suggested: Rating | None, width: int
) -> Row:
    """One row of four columns, as wide as each other where they fit; before the preview is
    known, names alone.
    """
    names = [_name(words, rating, pointed=rating is suggested) for rating in Rating]
    for items in (_timed(words, names, preview), names):
        for column in (width // 4, 0):
            if measure(row := _columns(items, column)) <= width:
                return row
    if measure(row := _side_by_side(names)) <= width:
        return row
    return _columns([cut(name, width // 4 - 1) for name in names], width // 4)


def _name(words: Words, rating: Rating, *, pointed: bool) -> Row:
    style = "bold $accent" if pointed else "bold"
    text = f"{rating.value} {spell.rating(words, rating)}"
    return [("▸ " if pointed else NO_POINTER, style), (text, style)]


def _timed(words: Words, names: Sequence[Row], preview: Mapping[Rating, int]) -> list[Row]:
    return [
        [*name, (f"  {spell.interval(words, preview[rating])}", MUTED)]
        if rating in preview
        else name
        for rating, name in zip(Rating, names, strict=True)
    ]


def _side_by_side(names: Sequence[Row]) -> Row:
    """The names with a space before each, and no room kept for the pointer."""
    return [piece for name in names for piece in ((" ", ""), *name) if piece[0] != NO_POINTER]


def _columns(items: Sequence[Row], width: int) -> Row:
    """Each item and a gap, in `width` cells or as many as it takes."""
    return [piece for item in items for piece in pad(item, max(width, measure(item) + 1))]

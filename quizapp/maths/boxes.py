"""Boxes of text with a baseline, joined like type. All rows of a box have one width in cells."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from quizapp.maths.width import Align, cells, pad


class Box(Struct, frozen=True):
    """Rows of equal width; `rows[base]` stands on the line of text."""

    rows: tuple[str, ...]
    base: int = 0
    ruled: bool = False
    """Has a rule at an edge, which must not run into the rule of a neighbour."""
    deep: bool = False
    """Holds something that plain brackets around it should grow for."""
    walled: bool = False
    """Is a bracket over its full height on the right: scripts stand at its top and foot."""

    @property
    def width(self) -> int:
        """In cells."""
        return cells(self.rows[0])

    @property
    def height(self) -> int:
        """In rows."""
        return len(self.rows)

    @property
    def below(self) -> int:
        """Rows under the baseline."""
        return len(self.rows) - self.base - 1


def text(row: str) -> Box:
    """A box of one row."""
    return Box((row,))


def beside(boxes: Sequence[Box]) -> Box:
    """Boxes from left to right on one baseline."""
    base = max(box.base for box in boxes)
    height = base + 1 + max(box.below for box in boxes)
    columns = [_raised(box, base, height) for box in boxes]
    rows = tuple(map("".join, zip(*columns, strict=True)))
    return Box(rows, base, deep=any(box.deep for box in boxes))


def _raised(box: Box, base: int, height: int) -> list[str]:
    blank = " " * box.width
    above = base - box.base
    return [blank] * above + list(box.rows) + [blank] * (height - above - box.height)


def above(boxes: Sequence[Box], base: int, align: Align = Align.CENTER) -> Box:
    """Boxes from top to bottom; `base` is the row of the whole that stands on the line."""
    width = max(box.width for box in boxes)
    rows = tuple(pad(row, width, align) for box in boxes for row in box.rows)
    return Box(rows, base, deep=any(box.deep for box in boxes))


def blank(width: int, height: int = 1, base: int = 0) -> Box:
    """An empty box."""
    return Box((" " * width,) * height, base)


def padded(box: Box, width: int, align: Align) -> Box:
    """The box in a wider column."""
    return Box(tuple(pad(row, width, align) for row in box.rows), box.base, deep=box.deep)

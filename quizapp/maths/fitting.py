"""Formulas wider than the screen, broken where a typesetter would break them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from itertools import pairwise

from quizapp.maths.boxes import Box, above, beside, blank
from quizapp.maths.drawing import Style, draw, joined
from quizapp.maths.spacing import Placed, placed
from quizapp.maths.symbols import WIDE
from quizapp.maths.tree import Grid, Kind, Row
from quizapp.maths.width import Align

INDENT = 4
"""Cells before a line that continues the one above."""


class Break(IntEnum):
    """Where a line may end, the best first."""

    PART = 0
    """After a comma or a wide space: another formula begins."""
    RELATION = 1
    OPERATION = 2


def fitted(row: Row, width: int) -> Box:
    """The row in as many lines as `width` cells ask for. What offers no break stays too wide."""
    whole = draw(row)
    if whole.width <= width:
        return whole
    if len(row.items) == 1 and isinstance(lines := row.items[0], Grid) and lines.name == "lines":
        rows = [Row(tuple(item for cell in cells for item in cell.items)) for cells in lines.lines]
        return _stacked([fitted(line, width) for line in rows])
    return _stacked(_lines(placed(row.items, tight=False), width))


def _lines(things: Sequence[Placed], width: int) -> list[Box]:
    boxes: list[Box] = []
    start = 0
    while start < len(things):
        margin = INDENT if start else 0
        end = _end(things, start, width - margin)
        line = joined(things[start:end], Style.DISPLAY)
        boxes.append(beside([blank(margin), line]))
        start = end
    return boxes


def _end(things: Sequence[Placed], start: int, width: int) -> int:
    """Where the line that begins at `start` ends: at the best break of those that fill it well."""
    fitting: list[tuple[int, int]] = []
    breaks = [i for i in range(start + 1, len(things)) if _break(things, i) is not None]
    for end in (*breaks, len(things)):
        filled = joined(things[start:end], Style.DISPLAY).width
        if filled > width:
            return _best(things, fitting, width) if fitting else end
        fitting.append((end, filled))
    return len(things)


def _best(things: Sequence[Placed], fitting: Sequence[tuple[int, int]], width: int) -> int:
    """The best break, and of equal ones the last; one that leaves much room only between parts."""
    ranked = [(_break(things, end) or Break.PART, -end, filled) for end, filled in fitting]
    full = [
        (rank, end)
        for rank, end, filled in ranked
        if filled * (3 if rank is Break.PART else 2) >= width
    ]
    return -min(full)[1] if full else fitting[-1][0]


def _break(things: Sequence[Placed], i: int) -> Break | None:
    """The break before thing `i`, where there is one."""
    if things[i - 1].kind is Kind.PUNCT or things[i].gap >= WIDE:
        return Break.PART
    if things[i].kind is Kind.REL and things[i - 1].kind is not Kind.REL:
        return Break.RELATION
    return Break.OPERATION if things[i].kind is Kind.BIN else None


def _stacked(lines: Sequence[Box]) -> Box:
    """Lines below one another, with an empty row beside any line of several rows."""
    boxes = [lines[0]]
    for last, line in pairwise(lines):
        boxes += [blank(1)] * (last.height > 1 or line.height > 1) + [line]
    return above(boxes, lines[0].base, Align.LEFT)

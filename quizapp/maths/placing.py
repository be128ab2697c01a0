"""Where things stand around a box: scripts, limits, roofs and braces. Geometry only, no trees."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from quizapp.maths.boxes import Box, above, beside, padded, text
from quizapp.maths.width import Align


class Script(Struct, frozen=True):
    """A script as a box; small glyphs stand on the line itself, others above or below it."""

    box: Box
    small: bool = False


def scripted(core: Box, sub: Script | None, sup: Script | None) -> Box:
    """Scripts to the right: at the line, or at the top and foot of a high bracket."""
    if sub and sup and sub.small and sup.small and not core.walled:
        return beside([core, sub.box, sup.box])
    top, foot = (core.base, core.below) if core.walled else (0, 0)
    column: list[Box] = []
    if sup:
        column.append(_lifted(sup.box, top if sup.small else max(top, 1)))
    if sub:
        column.append(_lowered(sub.box, foot if sub.small else max(foot, 1)))
    return replace(beside([core, _overlaid(column)]), deep=core.deep)


def _lifted(box: Box, rows: int) -> Box:
    """The box with its foot `rows` above the line."""
    return Box((*box.rows, *[" " * box.width] * rows), box.height - 1 + rows)


def _lowered(box: Box, rows: int) -> Box:
    """The box with its head `rows` below the line."""
    return Box((*[" " * box.width] * rows, *box.rows), 0)


def _overlaid(column: Sequence[Box]) -> Box:
    """Boxes in the same columns, one above the other: they share no row but blank ones."""
    width = max(box.width for box in column)
    base = max(box.base for box in column)
    rows = [" " * width] * (base + 1 + max(box.below for box in column))
    for box in column:
        for y, row in enumerate(padded(box, width, Align.LEFT).rows, base - box.base):
            rows[y] = row if row.strip() else rows[y]
    return Box(tuple(rows), base)


def limited(core: Box, over: Box | None, under: Box | None) -> Box:
    """Limits above and below."""
    boxes = [box for box in (over, core, under) if box]
    return replace(above(boxes, (over.height if over else 0) + core.base), deep=True)


def roofed(inner: Box) -> Box:
    """A root sign whose roof ends where its radicand ends."""
    if inner.height == 1:
        roof = text(" " + "_" * inner.width)
        return replace(above([roof, text("√" + inner.rows[0])], 1), ruled=True)
    wall = Box((*"│" * (inner.height - 1), "√"), inner.base)
    roof = text("┌" + "─" * (inner.width + 1))
    body = beside([wall, Box((" ",)), inner])
    return replace(above([roof, body], 1 + inner.base, Align.LEFT), ruled=True, deep=True)


def indexed(index: Box, root: Box, small: bool) -> Box:
    """The index of a root, before the sign: small glyphs at its foot, others one row higher."""
    raised = index if small else _lifted(index, 1)
    whole = beside([raised, replace(root, base=root.height - 1)])
    base = whole.base - (root.height - 1 - root.base)
    return replace(whole, base=base, ruled=root.ruled, deep=root.deep)


def braced(core: Box, label: Box | None, over: bool) -> Box:
    """A brace along a part, and its label beyond it; around another brace it is longer."""
    width = max(core.width + 2 * core.ruled, 3)
    left, tip, right = ("╭", "┴", "╮") if over else ("╰", "┬", "╯")
    arm = (width - 3) // 2
    brace = left + "─" * arm + (tip if label else "─") + "─" * (width - 3 - arm) + right
    boxes = [padded(core, width, Align.CENTER), text(brace), *([label] if label else [])]
    if not over:
        return replace(above(boxes, core.base), ruled=True, deep=True)
    base = core.base + 1 + (label.height if label else 0)
    return replace(above(boxes[::-1], base), ruled=True, deep=True)

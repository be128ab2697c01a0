"""The box form: a tree to rows of text, set as TeX sets a formula on a line of its own.

Grouping is shown by place: over and under a rule, under a roof, above the line. Where place would
not show it, brackets do.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from msgspec.structs import replace

from quizapp.maths.boxes import Box, above, beside, blank, padded, text
from quizapp.maths.fences import fenced
from quizapp.maths.line import Hold, line
from quizapp.maths.placing import Script, braced, indexed, limited, roofed, scripted
from quizapp.maths.shapes import (
    accented,
    barred,
    only,
    subscript,
    superscript,
    takes_scripts,
    vulgar,
)
from quizapp.maths.spacing import Placed, placed
from quizapp.maths.symbols import ACCENTS
from quizapp.maths.tree import (
    Accent,
    Arrow,
    Binomial,
    Braced,
    Fence,
    Fraction,
    Grid,
    Kind,
    Node,
    Number,
    Root,
    Row,
    Scripts,
    Space,
    Symbol,
    Word,
)
from quizapp.maths.width import Align


class Style(Enum):
    """TeX's styles, as far as they matter in cells."""

    DISPLAY = "display"
    TEXT = "text"
    """In a fraction or a matrix: limits stand beside their sign where they can."""
    SCRIPT = "script"
    """No spaces around operations."""


_INTEGRAL = Box(("⌠", "⎮", "⌡"), 1, deep=True, walled=True)
_SPANS = {"hat": "╱‾╲", "bar": "___", "tilde": "~~~", "vec": "──→", "left": "←──"}
"""First, middle and last cell of an accent over several signs."""
_ALONE = {"hat": "^", "vec": "→", "left": "←"}
_COLUMN = 2
"""Cells between the columns of a matrix."""


def draw(row: Row, style: Style = Style.DISPLAY) -> Box:
    """The row as a box."""
    return joined(placed(row.items, style is Style.SCRIPT), style)


def joined(things: Sequence[Placed], style: Style) -> Box:
    """Things of one row side by side; the space before the first is left out."""
    if not things:
        return blank(0)
    boxes: list[Box] = []
    for n, thing in enumerate(things):
        box = _placed(thing, style, last=n + 1 == len(things))
        if n and (gap := max(thing.gap, _clearance(things[n - 1], boxes[-1], thing, box))):
            boxes.append(blank(gap))
        boxes.append(box)
    if len(boxes) == 1:
        return boxes[0]
    whole = beside(boxes)
    return replace(whole, walled=False)


def _clearance(last: Placed, left: Box, thing: Placed, right: Box) -> int:
    """A rule never touches a sign or another rule: − before ─── would lengthen it."""
    if right.ruled and (left.ruled or last.kind is Kind.SIGN):
        return 1
    if thing.after and (left.ruled or isinstance(last.node, Root)):
        return 1
    return int(thing.after and right.ruled and not isinstance(thing.node, Root))


def _placed(thing: Placed, style: Style, last: bool) -> Box:
    node = thing.node
    if isinstance(node, Fraction) and node.small and vulgar(node) and not thing.after:
        return text(vulgar(node) or "")
    if isinstance(node, Root) and node.index and thing.after:
        return fenced(("(", ")"), (_draw(node, style),))
    if isinstance(node, Fence) and not last and node.marks[-1] == "":
        node = replace(node, marks=(*node.marks[:-1], _CLOSING.get(node.marks[0], "")))
    return _draw(node, style)


_CLOSING = {"(": ")", "[": "]", "{": "}", "⟨": "⟩", "⌊": "⌋", "⌈": "⌉"}


def _draw(node: Node, style: Style) -> Box:
    match node:
        case Symbol(text="∫") if style is Style.DISPLAY:
            return _INTEGRAL
        case Symbol(text=glyphs) | Number(text=glyphs) | Word(text=glyphs):
            return text(glyphs)
        case Space(width=width):
            return blank(width)
        case Row():
            return draw(node, style)
        case Scripts():
            return _scripts(node, style)
        case Fraction():
            return _fraction(node)
        case Binomial(top=top, bottom=bottom):
            column = [draw(top, Style.TEXT), blank(0), draw(bottom, Style.TEXT)]
            return fenced(("(", ")"), (replace(above(column, column[0].height), deep=True),))
        case Root():
            return _root(node, style)
        case Accent():
            return _accent(node, style)
        case Fence():
            return _fence(node, style)
        case Grid():
            return _grid(node, style)
        case Braced():
            return _braced(node, style)
        case Arrow():
            return _arrow(node)


def _fraction(node: Fraction) -> Box:
    top, bottom = draw(node.top, Style.TEXT), draw(node.bottom, Style.TEXT)
    rule = text("─" * (max(top.width, bottom.width) + 2))
    return replace(above([top, rule, bottom], top.height), ruled=True, deep=True)


def _root(node: Root, style: Style) -> Box:
    inner = draw(node.inner, style)
    small = superscript(node.index)
    bare = small is not None and inner.height == 1 and line(node.inner).hold >= Hold.CLOSED
    root = text("√" + inner.rows[0]) if bare and only(node.inner) else roofed(inner)
    if node.index is None:
        return root
    index = draw(node.index, Style.SCRIPT) if small is None else text(small)
    return indexed(index, root, small is not None)


def _accent(node: Accent, style: Style) -> Box:
    glyph = accented(node)
    if glyph is not None:
        return text(glyph)
    inner = draw(node.inner, style)
    if node.mark not in _SPANS:
        return beside([fenced(("(", ")"), (inner,)), text(ACCENTS[node.mark][1])])
    first, middle, final = tuple(_SPANS[node.mark])
    span = first + middle * (inner.width - 2) + final
    if inner.width == 1:
        span = _ALONE.get(node.mark, middle)
    return replace(above([text(span), inner], 1 + inner.base), ruled=True)


def _fence(node: Fence, style: Style) -> Box:
    parts = tuple(draw(part, style) for part in node.parts)
    if barred(node):
        parts = tuple(fenced(("(", ")"), (part,)) for part in parts)
    whole = beside(parts)
    if node.grows or whole.deep or whole.height == 1:
        return fenced(node.marks, parts)
    return beside([text(node.marks[0]), *parts, text(node.marks[-1])])


def _scripts(node: Scripts, style: Style) -> Box:
    core = _draw(node.core, style)
    if not takes_scripts(node.core):
        core = fenced(("(", ")"), (core,))
    low, high = subscript(node.sub), superscript(node.sup)
    small = low is not None and high is not None and core.height == 1
    if node.limits and not (small and style is not Style.DISPLAY):
        over, under = (_beyond(row) if row else None for row in (node.sup, node.sub))
        return limited(core, over, under)
    if small:
        return text(f"{core.rows[0]}{low}{high}")
    return scripted(core, _script(node.sub, low), _script(node.sup, high))


def _script(row: Row | None, small: str | None) -> Script | None:
    if row is None:
        return None
    return Script(draw(row, Style.SCRIPT)) if small is None else Script(text(small), small=True)


def _braced(node: Braced, style: Style) -> Box:
    label = _beyond(node.label) if node.label else None
    return braced(draw(node.core, style), label, node.over)


def _beyond(row: Row) -> Box:
    """A limit or a label, above or below what it belongs to; no higher than its lines.

    A rule or a script in it would pass for one that parts or raises both.
    """
    box, stack = draw(row, Style.SCRIPT), only(row)
    lines = [row]
    if isinstance(stack, Grid) and stack.name == "substack":
        lines = [Row(tuple(item for cell in cells for item in cell.items)) for cells in stack.lines]
    if box.height == len(lines):
        return box
    return above([text(line(each, tight=True).text) for each in lines], 0)


def _arrow(node: Arrow) -> Box:
    over = draw(node.over, Style.SCRIPT)
    under = draw(node.under, Style.SCRIPT) if node.under else None
    width = max(over.width, under.width if under else 0) + 2
    tail, head = ("←" if node.head in "←↔" else "─"), ("─" if node.head == "←" else node.head[-1:])
    shaft = text(tail + "─" * (width - 1) + ("→" if node.head == "↔" else head))
    boxes = [over] if over.width else []
    return above([*boxes, shaft, *([under] if under else [])], sum(box.height for box in boxes))


def _grid(node: Grid, style: Style) -> Box:
    lines = [_grid_cells(cells, node, style) for cells in node.lines]
    widths = [max(box.width for box in column) for column in zip(*lines, strict=True)]
    rows = [_grid_line(boxes, widths, node) for boxes in lines]
    stacked: list[Box] = []
    for box in rows:
        stacked += [blank(box.width)] * (bool(stacked) and _spread(node, rows)) + [box]
    whole = above(stacked, 0, Align.CENTER if node.aligns == "c" else Align.LEFT)
    base = stacked[0].base if len(rows) == 1 else (whole.height - 1) // 2
    return replace(whole, base=base, deep=True)


def _grid_cells(cells: Sequence[Row], node: Grid, style: Style) -> list[Box]:
    if node.name != "lines":
        return [draw(cell, Style.TEXT) for cell in cells]
    boxes: list[Box] = []
    before: tuple[Node, ...] = ()
    for cell in cells:  # a + behind & still adds to what stands before it
        things = placed((*before, *cell.items), tight=False)
        boxes.append(joined(things[len(placed(before, tight=False)) :], style))
        before = (*before, *cell.items)
    return boxes


def _spread(node: Grid, rows: Sequence[Box]) -> bool:
    """Whether the lines need an empty one between them to be told apart."""
    if any(box.height > 1 for box in rows):
        return True
    return (node.name == "lines" and not _related(node)) or (
        node.name == "cases" and len(rows) == 2
    )


def _grid_line(boxes: Sequence[Box], widths: Sequence[int], node: Grid) -> Box:
    columns: list[Box] = []
    margin = blank(1 if node.name in ("matrix", "cases") else 0)
    for i, (box, width) in enumerate(zip(boxes, widths, strict=True)):
        if i:
            columns.append(blank(_gutter(node, i)))
        columns.append(_in_column(box, width, _align(node, i)))
    return beside([margin, *columns, margin])


def _in_column(box: Box, width: int, align: Align) -> Box:
    """The cell in its column; odd room goes to the left, where a minus sign would stand."""
    if align is Align.CENTER:
        box = padded(box, width - (width - box.width) // 2, Align.RIGHT)
    return padded(box, width, Align.LEFT if align is Align.CENTER else align)


def _gutter(node: Grid, column: int) -> int:
    if node.name == "lines" and node.aligns == "rl":
        return 1 if column % 2 else 3
    return {"matrix": _COLUMN, "cases": 3}.get(node.name, 1)


def _align(node: Grid, column: int) -> Align:
    names = {"l": Align.LEFT, "r": Align.RIGHT, "c": Align.CENTER}
    if not node.aligns:
        return Align.CENTER
    if node.name == "matrix":
        return names[node.aligns[min(column, len(node.aligns) - 1)]]
    return names[node.aligns[column % len(node.aligns)]]


def _related(node: Grid) -> bool:
    """Whether every line is a relation, so that none can pass for a label of the one above."""
    return all(
        any(thing.kind is Kind.REL for cell in cells for thing in placed(cell.items, False))
        and sum(len(cell.items) for cell in cells) > 1
        for cells in node.lines
    )

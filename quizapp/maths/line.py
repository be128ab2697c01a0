"""The one-row form: a tree to a single row of text that can be read back in only one way.

Brackets are added wherever TeX groups by position: under a bar, under a root, in a script.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from msgspec import Struct

from quizapp.maths.shapes import (
    accented,
    barred,
    only,
    subscript,
    superscript,
    takes_scripts,
    vulgar,
)
from quizapp.maths.spacing import Placed, kind_of, placed
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


class Hold(IntEnum):
    """How firmly a piece holds together: what may stand beside it without brackets."""

    LOOSE = 0
    """Several things side by side."""
    QUOTIENT = 1
    """a/b"""
    PRODUCT = 2
    """ab"""
    ROOT = 3
    """√a, which seems to go on: whatever follows keeps away."""
    CALL = 4
    """exp(a): a word with its argument."""
    TAIL = 5
    """x_D, which seems to go on too, but only into a letter or a number."""
    CLOSED = 6
    """x₁, |x|: ends visibly."""
    ATOM = 7
    """x: can take a script."""


class Piece(Struct, frozen=True):
    """Text and how firmly it holds together."""

    text: str
    hold: Hold = Hold.ATOM

    def at_least(self, hold: Hold) -> str:
        """The text, in brackets where it holds less firmly than it must."""
        return self.text if self.hold >= hold else f"({self.text})"


_EMPTY = Piece("", Hold.LOOSE)
_CLOSING = {"": "", "(": ")", "[": "]", "{": "}", "⟨": "⟩", "⌊": "⌋", "⌈": "⌉"}
_OPENING = {closing: opening for opening, closing in _CLOSING.items()}


def line(row: Row, tight: bool = False) -> Piece:
    """A row in one line; `tight` without the spaces around operations, for scripts."""
    things = placed(row.items, tight)
    if not things:
        return _EMPTY
    pieces = [_placed(thing, tight) for thing in things]
    if len(pieces) == 1:
        return pieces[0]
    if _is_call(row):
        return Piece("".join(piece.text for piece in pieces), Hold.CALL)
    text = pieces[0].text
    apart = False
    for last, piece, thing in zip(pieces, pieces[1:], things[1:], strict=False):
        gap = thing.gap or int(thing.after and _runs_on(last, piece))
        apart = apart or gap > 0
        text += " " * gap + piece.text
    product = not apart and all(_factor(thing.node) for thing in things)
    return Piece(text, Hold.PRODUCT if product else Hold.LOOSE)


def _runs_on(last: Piece, piece: Piece) -> bool:
    """Whether the second would be read as a part of the first."""
    return last.hold is Hold.ROOT or (last.hold is Hold.TAIL and piece.text[:1].isalnum())


def _factor(node: Node) -> bool:
    if isinstance(node, Scripts):
        node = node.core
    if isinstance(node, Symbol):
        return node.text.isalpha() or node.text in "∂∇∞"
    return isinstance(node, Number | Accent | Fence)


def _is_call(row: Row) -> bool:
    """exp(a), but not f(a): that may be a product."""
    match row.items:
        case (Word() | Scripts(core=Word()) as name, Fence()):
            return not placed(row.items, tight=False)[1].gap and kind_of(name) is not Kind.REL
        case _:
            return False


def _placed(thing: Placed, tight: bool) -> Piece:
    node = thing.node
    beside = thing.after or thing.before
    if isinstance(node, Fraction) and beside:
        small = None if thing.after else vulgar(node)
        return Piece(small or f"({_quotient(node, tight)})", Hold.CLOSED)
    if isinstance(node, Root) and node.index and thing.after:
        return Piece(f"({piece(node, tight).text})")
    return piece(node, tight)


def piece(node: Node, tight: bool) -> Piece:
    """One thing in one line."""
    match node:
        case Symbol(text=text) | Number(text=text) | Word(text=text):
            return Piece(text, Hold.ATOM if takes_scripts(node) else Hold.LOOSE)
        case Space(width=width):
            return Piece(" " * width)
        case Row():
            return line(node, tight)
        case Scripts():
            return _scripts(node, tight)
        case Fraction():
            return Piece(
                vulgar(node) or _quotient(node, tight),
                Hold.CLOSED if vulgar(node) else Hold.QUOTIENT,
            )
        case Binomial():
            return _binomial(node)
        case Root():
            return _root(node)
        case Accent():
            return _accent(node)
        case Fence():
            return _fence(node, tight)
        case Grid():
            return _grid(node)
        case Braced():
            return _braced(node, tight)
        case Arrow():
            return _arrow(node)


def _binomial(node: Binomial) -> Piece:
    """(ₙCₖ), in brackets: behind another sign the index before the C would be taken for its own."""
    above, below = subscript(node.top), subscript(node.bottom)
    if above is None:
        bare, hold = _marked(node.top)
        above = f"_{bare}{' ' if hold is Hold.TAIL else ''}"
    if below is None:
        below = f"_{_marked(node.bottom)[0]}"
    return Piece(f"({above}C{below})")


def _quotient(node: Fraction, tight: bool) -> str:
    top, bottom = line(node.top, tight), line(node.bottom, tight)
    below = bottom.text if _differential(node) else bottom.at_least(Hold.ROOT)
    return f"{top.at_least(Hold.PRODUCT)}/{below}"


def _differential(node: Fraction) -> bool:
    """∂L/∂x and df/dx: nobody reads the second ∂ as a factor of the whole."""
    signs = [row.items[0] for row in (node.top, node.bottom)]
    match signs[1]:
        case Symbol(text="∂"):
            lone = True
        case Symbol(text="d"):
            lone = signs[0] == signs[1]
        case _:
            lone = False
    return lone and len(node.bottom.items) == 2 and _factor(node.bottom.items[1])


def _root(node: Root) -> Piece:
    index = superscript(node.index)
    if index is None and node.index:
        index = f"[{line(node.index, tight=True).text}]"
        return Piece(f"√{index}{_bracketed(line(node.inner))}", Hold.CLOSED)
    inner = line(node.inner)
    if inner.hold >= Hold.CLOSED:
        return Piece(f"{index}√{inner.text}", Hold.ROOT)
    return Piece(f"{index}√{_bracketed(inner)}", Hold.CLOSED)


def _bracketed(inner: Piece) -> str:
    return f"({inner.text})"


def _accent(node: Accent) -> Piece:
    text = accented(node)
    if text is not None:
        return Piece(text)
    return Piece(f"({line(node.inner).text}){ACCENTS[node.mark][1]}", Hold.CALL)


def _scripts(node: Scripts, tight: bool) -> Piece:
    """Small glyphs first, then what has none behind _ or ^: x²_D."""
    core = piece(node.core, tight)
    text = core.text if takes_scripts(node.core) else f"({core.text})"
    low, high = subscript(node.sub), superscript(node.sup)
    text += (low or "") + (high or "")
    hold = Hold.CLOSED
    if low is None and node.sub:
        bare, hold = _marked(node.sub)
        text += f"_{bare}"
    if high is None and node.sup:
        bare, hold = _marked(node.sup)
        text += f"^{bare}"
    return Piece(text, hold)


def _marked(row: Row) -> tuple[str, Hold]:
    """A script of full-size glyphs: in brackets, except for a word, a number or one sign."""
    text = line(row, tight=True).text
    item = only(row)
    single = isinstance(item, Symbol) and item.kind is Kind.ORD
    if single or (isinstance(item, Accent) and accented(item)) or _is_name(row, text):
        return text, Hold.TAIL
    return f"({text})", Hold.CLOSED


def _is_name(row: Row, text: str) -> bool:
    plain = all(isinstance(item, Symbol | Number | Word) for item in row.items)
    return plain and text.isalnum()


def _fence(node: Fence, tight: bool) -> Piece:
    marks = list(node.marks)
    one_sided = "" in marks
    marks[0] = marks[0] or _OPENING.get(marks[-1], "")
    marks[-1] = marks[-1] or _CLOSING.get(marks[0], "")
    texts = [line(part, tight) for part in node.parts]
    if barred(node) or (one_sided and "" in marks):
        inner = [part.at_least(Hold.CLOSED) for part in texts]
    else:
        inner = [part.text for part in texts]
    text = marks[0]
    for part, mark in zip(inner, marks[1:-1], strict=False):
        text += f"{part} {mark} "
    return Piece(text + inner[-1] + marks[-1])


def _grid(node: Grid) -> Piece:
    """Two spaces between the columns of a matrix, a semicolon in spaces between rows."""
    gap = {"matrix": "  ", "cases": ", "}.get(node.name, " ")
    lines = [_cells(cells, node, gap) for cells in node.lines]
    return Piece((", " if node.name == "substack" else " ; ").join(lines), Hold.LOOSE)


def _cells(cells: Sequence[Row], node: Grid, gap: str) -> str:
    if node.name in ("lines", "substack"):
        return line(Row(tuple(item for cell in cells for item in cell.items))).text
    texts = [line(cell).text for cell in cells]
    if node.name == "cases":
        texts = [text for text in texts if text]
    return gap.join(text or "□" for text in texts)


def _braced(node: Braced, tight: bool) -> Piece:
    label = f" {line(node.label).text}" if node.label else ""
    return Piece(f"({line(node.core, tight).text} {'⏞' if node.over else '⏟'}{label})")


def _arrow(node: Arrow) -> Piece:
    over = line(node.over, tight=True).text
    label = f"({over}; {line(node.under, tight=True).text})" if node.under else over
    left = "←" if node.head in "←↔" else "─"
    right = node.head.replace("←", "─").replace("↔", "→")
    return Piece(f"{left}{label}{right}")

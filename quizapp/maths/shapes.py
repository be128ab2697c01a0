"""What both layouts ask about trees: what can be small, what an accent or a script can sit on."""

from __future__ import annotations

from collections.abc import Mapping
from unicodedata import normalize

from quizapp.maths.symbols import ACCENTS, MAX_SMALL, STARS, SUB, SUP, VULGAR
from quizapp.maths.tree import (
    Accent,
    Fence,
    Fraction,
    Kind,
    Node,
    Number,
    Row,
    Scripts,
    Space,
    Symbol,
    Word,
)


def subscript(row: Row | None) -> str | None:
    """The row in subscript glyphs; None where one is missing, "" where there is no row."""
    return _small(row, SUB)


def superscript(row: Row | None) -> str | None:
    """The row in superscript glyphs; None where one is missing, "" where there is no row."""
    if row and all(isinstance(item, Symbol) and item.text in STARS for item in row.items):
        return "".join(STARS[item.text] for item in row.items if isinstance(item, Symbol))
    return _small(row, SUP)


def _small(row: Row | None, table: Mapping[str, str]) -> str | None:
    if row is None:
        return ""
    full = flat(row)
    if full is None or len(full) > MAX_SMALL or not all(c in table for c in full):
        return None
    return "".join(table[c] for c in full)


def flat(node: Node) -> str | None:
    """The glyphs of plain signs side by side; None where one takes more than a line of its own."""
    match node:
        case Symbol(text=text) | Number(text=text) | Word(text=text):
            return text
        case Space():
            return ""
        case Row(items=items):
            parts = [flat(item) for item in items]
            return None if None in parts else "".join(part or "" for part in parts)
        case Fence(marks=("(", ")"), parts=(inner,)):
            held = flat(inner)
            return None if held is None else f"({held})"
        case _:
            return None


def only(row: Row) -> Node | None:
    """The one thing in the row, where it is alone."""
    return row.items[0] if len(row.items) == 1 else None


def accented(node: Accent) -> str | None:
    """The glyph with its accent, where it is one glyph."""
    inner = only(node.inner)
    if not isinstance(inner, Symbol | Number | Word) or len(inner.text) != 1:
        return None
    return normalize("NFC", inner.text + ACCENTS[node.mark][0])


def vulgar(node: Fraction) -> str | None:
    """½ and its like."""
    top, bottom = only(node.top), only(node.bottom)
    if isinstance(top, Number) and isinstance(bottom, Number):
        return VULGAR.get((top.text, bottom.text))
    return None


def takes_scripts(node: Node) -> bool:
    """Whether a script on the node can belong to nothing less than the whole node."""
    match node:
        case Symbol() | Number():
            return True
        case Word(text=text):
            return " " not in text or node.kind is Kind.OP
        case Accent():
            return accented(node) is not None
        case Fence(marks=marks):
            return "" not in marks
        case _:
            return False


def barred(fence: Fence) -> bool:
    """Whether bars hold bars of the same sort, so that nobody could tell which belong together."""
    bars = {mark for mark in fence.marks if mark in ("|", "‖")}
    return any(_shows(item, bar) for bar in bars for row in fence.parts for item in row.items)


def _shows(node: Node, bar: str) -> bool:
    node = node.core if isinstance(node, Scripts) else node
    if isinstance(node, Fence):
        return bar in node.marks
    return isinstance(node, Symbol) and node.text == bar

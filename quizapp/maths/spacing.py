"""The spaces between things in a row, as TeX leaves them, in whole cells. For both layouts."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from quizapp.maths.symbols import WIDE
from quizapp.maths.tree import (
    Accent,
    Arrow,
    Binomial,
    Fence,
    Grid,
    Kind,
    Node,
    Number,
    Scripts,
    Space,
    Symbol,
    Word,
)

_OPERATORS = frozenset((Kind.OP, Kind.BIG))
_THINGS = frozenset((Kind.ORD, Kind.CLOSE, Kind.FENCE))
_APART = frozenset((Kind.BIN, Kind.REL, Kind.PUNCT))
_BEFORE_SIGN = _OPERATORS | _APART | {Kind.SIGN, Kind.OPEN}
_AFTER_SIGN = frozenset((Kind.REL, Kind.CLOSE, Kind.PUNCT))
_AFTER_OPERATOR = _OPERATORS | {Kind.ORD, Kind.SIGN}
_COLON = Symbol(":", Kind.REL)
_SLASH = Symbol("/")
_STAR = Symbol("∗", Kind.BIN)


class Placed(Struct, frozen=True):
    """One thing of a row, the space to its left, and whether it is multiplied with a neighbour."""

    node: Node
    kind: Kind
    gap: int
    after: bool = False
    """Something stands to the left with no operation between: a factor, a sum sign, a function."""
    before: bool = False
    """The same to the right."""


def placed(items: Sequence[Node], tight: bool) -> list[Placed]:
    """The things of a row with their spaces; `tight` in scripts, where operations have none."""
    things = _things(items)
    for n in range(len(things)):
        things[n] = replace(things[n], kind=_kind_here(things, n))
    for n in range(1, len(things)):
        last, thing = things[n - 1], things[n]
        beside = thing.gap < WIDE and _beside(last, thing)
        gap = max(thing.gap, _gap(last, thing, tight))
        things[n - 1] = replace(last, before=beside)
        things[n] = replace(thing, gap=gap, after=beside)
    return things


def kind_of(node: Node) -> Kind:
    """The class of an atom: that of what its scripts and labels stand on."""
    match node:
        case Symbol(kind=kind) | Word(kind=kind):
            return kind
        case Scripts(core=core):
            return kind_of(core)
        case Fence() | Grid() | Binomial():
            return Kind.FENCE
        case Arrow():
            return Kind.REL
        case _:
            return Kind.ORD


def _things(items: Sequence[Node]) -> list[Placed]:
    """What is no space, with the space that the author put before it."""
    found: list[Placed] = []
    asked = 0
    for item in items:
        if isinstance(item, Space):
            asked += item.width
        else:
            found.append(Placed(item, kind_of(item), asked if found else 0))
            asked = 0
    return found


def _kind_here(things: Sequence[Placed], n: int) -> Kind:
    """The class in context: a + with nothing to add to is a sign, and "n: 5" has a colon."""
    thing = things[n]
    after = things[n + 1] if n + 1 < len(things) else None
    if thing.node == _COLON and after and after.gap:
        return Kind.PUNCT
    if thing.kind is not Kind.BIN:
        return thing.kind
    if n == 0 or after is None or after.kind in _AFTER_SIGN or thing.gap >= WIDE:
        return Kind.SIGN
    last = things[n - 1]
    alone = last.kind in _BEFORE_SIGN or last.node == _SLASH or _prose(last.node)
    return Kind.SIGN if alone else Kind.BIN


def _prose(node: Node) -> bool:
    return isinstance(node, Word) and " " in node.text and node.kind is Kind.ORD


def _beside(last: Placed, thing: Placed) -> bool:
    """Whether nothing but closeness joins two things, so that a quotient there needs brackets."""
    apart = last.kind in _APART or thing.kind in _APART or _prose(last.node) or _prose(thing.node)
    return not (apart or last.kind in (Kind.SIGN, Kind.OPEN) or thing.kind is Kind.CLOSE)


def _gap(last: Placed, thing: Placed, tight: bool) -> int:
    left, right = last.kind, thing.kind
    if left in _OPERATORS and right not in _APART:
        return int(right in _AFTER_OPERATOR or (right is Kind.FENCE and _summing(last.node)))
    if right in _OPERATORS and last.node == _SLASH:
        return 0
    if (right in _OPERATORS and left in _THINGS) or _wordy(last, thing):
        return 1
    if tight:
        return int(_STAR in (last.node, thing.node) and Kind.SIGN not in (left, right))
    if Kind.REL in (left, right):
        return int(left not in (right, Kind.OPEN) and right not in (Kind.CLOSE, Kind.PUNCT))
    if Kind.BIN in (left, right):
        return 1
    return int(left is Kind.PUNCT and right not in (Kind.CLOSE, Kind.PUNCT))


def _summing(node: Node) -> bool:
    """∑ and max with a limit keep away from a bracket: it opens no list of arguments."""
    return kind_of(node) is Kind.BIG or (isinstance(node, Scripts) and node.limits)


def _wordy(last: Placed, thing: Placed) -> bool:
    """Words keep a space to letters and numbers: Var y, 2 Var."""
    if last.kind not in _THINGS or thing.kind not in _THINGS:
        return False
    word, other = _word(last.node), _word(thing.node)
    if word.endswith(" ") or other.startswith(" "):
        return False
    if len(word) > 1:
        return thing.kind is Kind.ORD and _lettered(thing.node)
    return len(other) > 1 and (last.kind is Kind.FENCE or _lettered(last.node))


def _word(node: Node) -> str:
    node = node.core if isinstance(node, Scripts) else node
    return node.text if isinstance(node, Word) else ""


def _lettered(node: Node) -> bool:
    node = node.core if isinstance(node, Scripts) else node
    if isinstance(node, Symbol | Word):
        return node.text[:1].isalnum()
    return isinstance(node, Number | Accent)

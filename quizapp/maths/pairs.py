"""Brackets that belong together become fences, so that they grow and stand for one thing.

TeX leaves this to the eye: to it, `(` is a glyph like any other. A bracket without a partner
stays one.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from quizapp.maths.tree import Fence, Kind, Node, Row, Scripts, Space, Symbol


def paired(items: Sequence[Node]) -> Row:
    """The row with its plain brackets and bars made into fences."""
    levels: list[list[Node]] = [[]]
    opened: list[Symbol] = []
    for item in items:
        bracket = item.core if isinstance(item, Scripts) else item
        if isinstance(item, Symbol) and item.kind is Kind.OPEN:
            opened.append(item)
            levels.append([])
        elif isinstance(bracket, Symbol) and bracket.kind is Kind.CLOSE and opened:
            inner = _bars(levels.pop())
            levels[-1].append(_fence(opened.pop(), inner, item))
        else:
            levels[-1].append(item)
    for bracket in reversed(opened):
        inner = levels.pop()
        levels[-1] += [bracket, *inner]
    return Row(tuple(_bars(levels[0])))


def _fence(left: Symbol, inner: Sequence[Node], right: Node) -> Node:
    """`right` may carry scripts: they belong to what the brackets hold."""
    mark = right.core if isinstance(right, Scripts) else right
    assert isinstance(mark, Symbol)
    fence = Fence((left.text, mark.text), (Row(trimmed(inner)),))
    return replace(right, core=fence) if isinstance(right, Scripts) else fence


def trimmed(items: Sequence[Node]) -> tuple[Node, ...]:
    """The items without space at either end: a bracket or a rule already marks the edge."""
    kept = [i for i, item in enumerate(items) if not isinstance(item, Space)]
    return tuple(items[kept[0] : kept[-1] + 1]) if kept else ()


def _bars(items: Sequence[Node]) -> list[Node]:
    return _paired_bars(_paired_bars(list(items), "‖"), "|")


def _paired_bars(items: list[Node], bar: str) -> list[Node]:
    """|x| in pairs from the left. An odd bar out, as in p(y|x), divides: then none is paired."""
    places = [i for i, item in enumerate(items) if _is_bar(item, bar)]
    pairs = list(zip(places[::2], places[1::2], strict=False))
    if len(places) % 2 or any(isinstance(items[left], Scripts) for left, _ in pairs):
        return items
    for left, right in reversed(pairs):
        inner = items[left + 1 : right]
        inner = _paired_bars(inner, "|") if bar == "‖" else inner
        items[left : right + 1] = [_fence(Symbol(bar), inner, items[right])]
    return items


def _is_bar(item: Node, bar: str) -> bool:
    mark = item.core if isinstance(item, Scripts) else item
    return isinstance(mark, Symbol) and mark.text == bar and mark.kind is Kind.ORD

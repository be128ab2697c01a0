"""A card's text, changed node by node: holes to gaps, placeholders to numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from msgspec import structs

from quizapp.bank.blocks import (
    Block,
    Bullets,
    Display,
    Emphasis,
    Fence,
    Hole,
    Inline,
    Line,
    Link,
    Paragraph,
    Quote,
    Strong,
    Table,
)
from quizapp.bank.cards import CardText, Option

Rule = Callable[[Inline], Line]
"""What stands in a node's place; the nodes inside it have been changed before."""
Shown = Callable[[Fence | Display], Block]


def _kept(block: Fence | Display) -> Block:
    return block


def text(of: CardText, rule: Rule, shown: Shown = _kept) -> CardText:
    """A text with every line changed by `rule`, and every block of code or maths by `shown`."""

    def lines(these: tuple[Line, ...]) -> tuple[Line, ...]:
        return tuple(line(each, rule) for each in these)

    def option(this: Option) -> Option:
        return Option(line(this.line, rule), this.right, line(this.misconception, rule))

    return structs.replace(
        of,
        title=line(of.title, rule),
        question=blocks(of.question, rule, shown),
        options=tuple(map(option, of.options)),
        steps=lines(of.steps),
        answer=blocks(of.answer, rule, shown),
        key_points=lines(of.key_points),
        evidence=lines(of.evidence),
        beware=lines(of.beware),
        follow_ups=lines(of.follow_ups),
    )


def line(of: Line, rule: Rule) -> Line:
    """A line with every node changed, from the inside out."""
    return tuple(new for node in of for new in rule(_inside(node, rule)))


def _inside(node: Inline, rule: Rule) -> Inline:
    if isinstance(node, Strong | Emphasis | Link | Hole):
        return structs.replace(node, inner=line(node.inner, rule))
    return node


def blocks(of: tuple[Block, ...], rule: Rule, shown: Shown = _kept) -> tuple[Block, ...]:
    """Blocks with every line in them changed."""
    return tuple(_block(block, rule, shown) for block in of)


def _block(block: Block, rule: Rule, shown: Shown) -> Block:
    match block:
        case Paragraph(words):
            return Paragraph(line(words, rule))
        case Fence() | Display():
            return shown(block)
        case Bullets(items, start):
            return Bullets(tuple(blocks(item, rule, shown) for item in items), start)
        case Quote(inner):
            return Quote(blocks(inner, rule, shown))
        case Table(head, rows, aligns):
            changed = [tuple(line(cell, rule) for cell in row) for row in (head, *rows)]
            return Table(changed[0], tuple(changed[1:]), aligns)
        case _:
            assert_never(block)

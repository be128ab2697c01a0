"""The holes of a cloze: each is learned by itself, as an item with an id of its own."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from quizapp.bank import rewrite
from quizapp.bank.blocks import Hole, Inline, Line, Text
from quizapp.bank.cards import Card, CardId, CardText, Kind, Language

GAP = "[...]"
"""Stands where a hidden thing stood."""
_SEPARATOR = "#"


def items(card: Card) -> tuple[Card, ...]:
    """What a card is learned as: a cloze hole by hole, in their order; every other card itself."""
    if card.kind is not Kind.CLOZE:
        return (card,)
    return tuple(
        structs.replace(card, id=CardId(f"{card.id}{_SEPARATOR}{name}"), hole=name)
        for name in names(card.text(Language.EN))
    )


def base(item: CardId) -> CardId:
    """The card of an item: what `after`, links and file names call it."""
    return CardId(item.partition(_SEPARATOR)[0])


def names(text: CardText) -> tuple[str, ...]:
    """The names of a text's holes, in their order."""
    return tuple(hole.name for hole in _holes(text))


def hidden(text: CardText, name: str) -> Line:
    """What the hole `name` hides; nothing where the text has no such hole."""
    return next((hole.inner for hole in _holes(text) if hole.name == name), ())


def gapped(text: CardText, name: str) -> CardText:
    """The text that asks for the hole `name`: a gap stands there, and the other holes are clear."""

    def rule(node: Inline) -> Line:
        match node:
            case Hole(inner, other):
                return (Text(GAP),) if other == name else inner
        return (node,)

    return rewrite.text(text, rule)


def filled(text: CardText, name: str) -> CardText:
    """The text that answers it: of its holes only `name` is left, for a face to mark."""

    def rule(node: Inline) -> Line:
        return node.inner if isinstance(node, Hole) and node.name != name else (node,)

    return rewrite.text(text, rule)


def _holes(text: CardText) -> Iterator[Hole]:
    """The holes of a text; they stand in its question alone."""
    found: list[Hole] = []

    def rule(node: Inline) -> Line:
        if isinstance(node, Hole):
            found.append(node)
        return (node,)

    rewrite.blocks(text.question, rule)
    return iter(found)

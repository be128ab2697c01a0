"""Cards as an author writes them, and what a library must hold of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from quizapp.bank import load, order
from quizapp.bank.cards import CardId
from quizapp.bank.holes import items
from quizapp.store.library import Library

CARD = """\
---
kind: qa
level: {level}
after: [{after}]
---
# {title}

## Answer
{answer}

## Key points
- A point about it.
- Another point.
"""
KOREAN = """\
---
of: {of}
---
# {title}

## Answer
{answer}

## Key points
- 요점.
- 또 하나.
"""
OVERVIEW, RELU, ADAM = (
    CardId("activations/overview"),
    CardId("activations/relu"),
    CardId("optimizers/adam"),
)

Write = Callable[..., Path]
CLOZES = {
    "holes": "The ==one==, the ==other==.",
    "named": "The ==other=={#b}, the ==one=={#a}.",
    "turned": "The ==one=={#a}, the ==other=={#b} and a ==third==.",
}
"""Questions with holes: what a card that is none, or another one, may become."""


def holed(text: str, question: str) -> str:
    """The text of a card as that of a cloze."""
    asked = text.replace("\n\n## Answer", f"\n\n{question}\n\n## Answer", 1)
    return asked.replace("kind: qa", "kind: cloze")


def agrees(library: Library, bank: Path) -> None:
    """The library holds what a fresh reading of the bank gives, in the same order."""
    fresh = load.load(bank)
    assert {card.id: card for card in library.cards()} == fresh.cards
    ordered = [fresh.cards[card] for card in order.order(fresh.cards.values())]
    assert list(library.cards()) == ordered
    learned = [item for card in ordered for item in items(card)]
    assert library.ids() == [item.id for item in learned]
    assert [library.card(item.id) for item in learned] == learned
    for card in ordered:
        assert library.items(card.id) == [item.id for item in items(card)]
        assert library.card(card.id) == items(card)[0]
    assert library.faults() == fresh.faults
    assert [library.position(card) for card in library.ids()] == list(range(library.count()))

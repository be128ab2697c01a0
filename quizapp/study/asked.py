"""A card as one review asks it: with numbers of its own, its options or steps shuffled."""

from __future__ import annotations

from random import Random

from msgspec import Struct

from quizapp.bank.cards import Card, Kind, Language
from quizapp.errors import FormulaError
from quizapp.scheduling.seed import review_seed
from quizapp.store.reads import Reads

_DRAWN = frozenset({Kind.CHOICE, Kind.NUMERIC, Kind.ORDER})


class Asked(Struct, frozen=True):
    """What the learner sees of a card this time."""

    card: Card
    """With its numbers filled in."""
    shuffle: tuple[int, ...] = ()
    """The option or step that each place shows, by its number in the card, from 0."""
    expected: float | None = None
    """The answer of a numeric card, by these numbers."""


def asked_next(card: Card, reads: Reads) -> Asked:
    """The card as its next review asks it, on every machine and however often it is looked at."""
    if card.kind not in _DRAWN:
        return Asked(card)
    return asked(card, review_seed(card.id, reads.grades(card.id)))


def asked(card: Card, seed: int) -> Asked:
    """The card as a review with this seed asks it; an order never comes in its right order."""
    text = card.text(Language.EN)
    match card.kind:
        case Kind.CHOICE:
            return Asked(card, _shuffled(len(text.options), seed))
        case Kind.ORDER:
            places = _shuffled(len(text.steps), seed)
            right = places == tuple(range(len(places)))
            return Asked(card, places[1:] + places[:1] if right else places)
        case Kind.NUMERIC:
            return _filled(card, seed)
    return Asked(card)


def _filled(card: Card, seed: int) -> Asked:
    from quizapp.bank import formulas  # the evaluator comes with it

    assert card.numeric is not None
    try:
        numbers = formulas.draw(card.numeric, seed)
        expected = formulas.expected(card.numeric, numbers)
        return Asked(formulas.filled(card, numbers), expected=expected)
    except FormulaError:  # `bank check` reports it; what its author wrote is at least legible
        return Asked(card)


def _shuffled(count: int, seed: int) -> tuple[int, ...]:
    """Numbers below `count` in an order drawn by `seed`.

    Python promises to keep what `Random.random` gives for a seed, and not what `shuffle` does.
    """
    chance = Random(seed)
    return tuple(sorted(range(count), key=lambda _: chance.random()))

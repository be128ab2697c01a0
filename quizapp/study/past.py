"""One card's whole history, and what its next ratings would do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from quizapp.bank.cards import CardId
from quizapp.scheduling import fsrs6
from quizapp.scheduling.memory import Memory, Rating
from quizapp.store.reads import Reads
from quizapp.store.values import Event


class Past(Struct, frozen=True):
    """What a card's own screen shows."""

    events: tuple[Event, ...]
    """Every event of the log about it, oldest first; undone grades are among them."""
    memory: Memory | None
    recall: float | None
    """The chance of recall today, 0 to 1; None before the first review."""
    next: Mapping[Rating, Memory]
    """What each rating would leave today."""


def past(reads: Reads, card: CardId, *, today: date, retention: float) -> Past:
    """All that is known of a card's history."""
    memory, weights = reads.memory(card), reads.weights()
    return Past(
        tuple(reads.history(card)),
        memory,
        fsrs6.retrievability(memory, today, weights) if memory else None,
        fsrs6.preview(memory, today, card=card, retention=retention, weights=weights),
    )

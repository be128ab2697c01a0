"""What a card's events amount to: the memory that the store keeps is this, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from quizapp.bank.cards import CardId
from quizapp.scheduling import fsrs6
from quizapp.scheduling.memory import Memory, Rating, Weights
from quizapp.store.standing import standing

EVENT = "seq, kind, voids, rating, study_day, retention, model"
"""The columns that `fold` reads, to be ordered by `id`."""


class Kept(NamedTuple):
    """A row of `memory`: the memory, and the study day on which the card was first learned."""

    memory: Memory
    first_day: date


def fold(
    card: CardId, events: Sequence[Sequence[Any]], weights: Callable[[str], Weights]
) -> Kept | None:
    """Replay one card's events, oldest first; None when no grade of it stands.

    `weights` gives the set that an event names by its id: each review is replayed with its own.
    """
    stand = set(standing((row[0], row[1], row[2]) for row in events))
    graded = [
        fsrs6.Graded(
            Rating(rating), date.fromisoformat(day), retention, weights(fsrs6.weights_of(model))
        )
        for seq, _, _, rating, day, retention, model in events
        if seq in stand
    ]
    memory = fsrs6.replay(card, graded)
    return Kept(memory, graded[0].day) if memory else None


def as_columns(card: CardId, kept: Kept) -> dict[str, object]:
    """A kept memory as the columns of `memory`, the learner left out."""
    memory = kept.memory
    return {
        "card_id": card,
        "stability": memory.stability,
        "difficulty": memory.difficulty,
        "first_day": kept.first_day.isoformat(),
        "last_day": memory.last_day.isoformat(),
        "due": memory.due.isoformat(),
        "reviews": memory.reviews,
        "lapses": memory.lapses,
        "last_rating": int(memory.last_rating),
        "model": memory.model,
    }

"""What a learner remembers of one card, as FSRS-6 sees it."""

from __future__ import annotations

from datetime import date
from enum import IntEnum

from msgspec import Struct

LONGEST_ANSWER = 300.0
"""Seconds: a longer one was interrupted; it counts as this."""


class Rating(IntEnum):
    """The learner's judgement. Hard is a pass."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Memory(Struct, frozen=True, kw_only=True):
    """The state after the last review that stands; a card never reviewed has none."""

    stability: float
    """Days until retrievability falls to 90 %."""
    difficulty: float
    """1 to 10."""
    last_day: date
    """Study day of the last review."""
    due: date
    """Study day on which it comes back."""
    reviews: int
    """Reviews that stand: the seed of the fuzz counts them."""
    lapses: int
    """Reviews rated again on a day after the first."""
    last_rating: Rating
    model: str
    """The memory model, the library version and the weights that computed this state:
    `fsrs-6/6.3.2` with FSRS-6's own, `fsrs-6/6.3.2+<id>` with fitted ones."""


class Weights(Struct, frozen=True):
    """The numbers that FSRS-6 computes with; as they stand here, its own."""

    id: str = ""
    """Of fitted ones: what a review names that was scheduled by them."""
    values: tuple[float, ...] = ()
    """All of them, or none for FSRS-6's own."""


OWN_WEIGHTS = Weights()
"""FSRS-6's own, fitted to many learners."""

"""What a learner remembers of one card, as FSRS-6 sees it."""

from __future__ import annotations

from datetime import date
from enum import IntEnum

from msgspec import Struct


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
    """The memory model and the library version that computed this state, `fsrs-6/6.3.2`."""

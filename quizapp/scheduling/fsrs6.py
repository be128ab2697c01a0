"""FSRS-6 by study days: the only file that calls the `fsrs` library.

The library counts whole 24-hour blocks, so a review at 20:00 and one at 19:00 the next evening
would be "the same day". Every study day is therefore handed over as 12:00 UTC of that day. There
are no learning steps (the session itself brings a lapse back), and the library's own fuzz is off:
it cannot be seeded and is biased by half a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from fsrs import Card as FsrsCard
from fsrs import Rating as FsrsRating
from fsrs import Scheduler, State
from fsrs.scheduler import (
    DEFAULT_PARAMETERS,
    LOWER_BOUNDS_PARAMETERS,
    UPPER_BOUNDS_PARAMETERS,
)
from msgspec import Struct

from quizapp.bank.cards import CardId
from quizapp.errors import SettingError
from quizapp.scheduling.memory import OWN_WEIGHTS, Memory, Rating, Weights
from quizapp.scheduling.seed import review_seed

MODEL = "fsrs-6/6.3.2"
"""Stored with each state: 6.3.2 changed the maths, so a state must say which version made it."""

RETENTION = (0.70, 0.97)
"""The desired retention that can be asked for: below, intervals explode; above, every day is a
review day."""

LONGEST = 36500
"""Days: the longest interval."""


class Graded(Struct, frozen=True):
    """One review of the log, as far as the memory needs it."""

    rating: Rating
    day: date
    retention: float
    weights: Weights = OWN_WEIGHTS
    """Those of its time: other ones fitted since do not rewrite what it left."""


def named(weights: Weights) -> str:
    """What a review says it was scheduled by; `weights_of` reads the id back."""
    return f"{MODEL}+{weights.id}" if weights.id else MODEL


def weights_of(model: str) -> str:
    """The id of the weights that a review or a memory names; empty for FSRS-6's own."""
    return model.partition("+")[2]


def bounded(values: Sequence[float]) -> tuple[float, ...]:
    """Fitted weights as the library takes them: a fit in single precision can end a hair beyond a
    bound."""
    bounds = zip(values, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    return tuple(min(max(value, low), high) for value, low, high in bounds)


def review(
    memory: Memory | None,
    rating: Rating,
    day: date,
    *,
    card: CardId,
    retention: float,
    weights: Weights = OWN_WEIGHTS,
) -> Memory:
    """The memory after a review on the study day `day`.

    A day before the last review's counts as that last day: clocks go back, memories do not. A card
    failed again in the same evening keeps its state: each further failure of a drill would push
    stability towards zero, which says nothing about the memory. Raises SettingError when
    `retention` lies outside `RETENTION`.
    """
    scheduler = _scheduler(retention, weights.values)
    if memory is None:
        after = _reviewed(scheduler, None, rating, day)
        return _memory(after, None, rating, day, card, named(weights))
    day = max(day, memory.last_day)
    if day == memory.last_day and rating == memory.last_rating == Rating.AGAIN:
        return memory
    after = _reviewed(scheduler, memory, rating, day)
    return _memory(after, memory, rating, day, card, named(weights))


def preview(
    memory: Memory | None,
    day: date,
    *,
    card: CardId,
    retention: float,
    weights: Weights = OWN_WEIGHTS,
) -> dict[Rating, Memory]:
    """What each rating would do now; exactly what `review` then does."""
    return {
        rating: review(memory, rating, day, card=card, retention=retention, weights=weights)
        for rating in Rating
    }


def replay(card: CardId, reviews: Iterable[Graded]) -> Memory | None:
    """The memory that a card's standing reviews, oldest first, amount to; None without any."""
    memory: Memory | None = None
    for each in reviews:
        memory = review(
            memory,
            each.rating,
            each.day,
            card=card,
            retention=each.retention,
            weights=each.weights,
        )
    return memory


def retrievability(memory: Memory, day: date, weights: Weights = OWN_WEIGHTS) -> float:
    """The chance of recall on a study day, 0 to 1: R(t, S) = (1 + F t / S)^-w20 of FSRS-6."""
    scheduler = _scheduler(0.9, weights.values)
    at = _noon(max(day, memory.last_day))
    return float(scheduler.get_card_retrievability(_card(memory), at))


def fuzz(days: int, *, card: CardId, reviews: int) -> int:
    """An interval moved a little, so that cards learned together do not stay together for ever.

    The range is FSRS's own (15 % between 2.5 and 7 days, 10 % up to 20, 5 % beyond); the place
    within it is drawn from the card's id and the number of its reviews, so that a button's preview
    is the result, on every machine.
    """
    if days < 3:
        return days
    spread = 1.0 + sum(
        factor * max(min(days, end) - start, 0.0)
        for start, end, factor in ((2.5, 7, 0.15), (7, 20, 0.1), (20, LONGEST, 0.05))
    )
    low, high = max(2, round(days - spread)), min(LONGEST, round(days + spread))
    return low + review_seed(card, reviews) % (high - low + 1)


@lru_cache(maxsize=64)
def _scheduler(retention: float, weights: tuple[float, ...]) -> Scheduler:
    low, high = RETENTION
    if not low <= retention <= high:
        raise SettingError(
            f"a desired retention of {retention} cannot be scheduled",
            f"choose one from {low} to {high}",
        )
    return Scheduler(
        weights or DEFAULT_PARAMETERS,
        desired_retention=retention,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=LONGEST,
        enable_fuzzing=False,
    )


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _card(memory: Memory) -> FsrsCard:
    return FsrsCard(
        card_id=0,  # without an id the library sleeps a millisecond to make one
        state=State.Review,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=_noon(memory.due),
        last_review=_noon(memory.last_day),
    )


def _reviewed(scheduler: Scheduler, memory: Memory | None, rating: Rating, day: date) -> FsrsCard:
    card = FsrsCard(card_id=0) if memory is None else _card(memory)
    after, _ = scheduler.review_card(card, FsrsRating(int(rating)), _noon(day))
    return after


def _memory(
    after: FsrsCard, before: Memory | None, rating: Rating, day: date, card: CardId, model: str
) -> Memory:
    assert after.stability is not None
    assert after.difficulty is not None
    reviews = (before.reviews if before else 0) + 1
    days = fuzz((after.due - _noon(day)).days, card=card, reviews=reviews)
    lapsed = before is not None and rating is Rating.AGAIN and day > before.last_day
    return Memory(
        stability=after.stability,
        difficulty=after.difficulty,
        last_day=day,
        due=day + timedelta(days=days),
        reviews=reviews,
        lapses=(before.lapses if before else 0) + lapsed,
        last_rating=rating,
        model=model,
    )

"""Numbers about the whole history, for the statistics screen and `quizapp stats --json`.

They read the log from end to end and load numpy: in a thread, with a word of waiting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from math import isfinite
from statistics import fmean

import numpy as np
from msgspec import Struct

from quizapp.bank.cards import CardId
from quizapp.scheduling import fitting
from quizapp.scheduling.fitting import Answer
from quizapp.scheduling.interview.arrays import BoolArray, FloatArray
from quizapp.scheduling.interview.model import DEFAULT_WEIGHTS, model
from quizapp.scheduling.memory import Memory, Rating, Weights
from quizapp.store.values import Graded
from quizapp.study.values import CONFIDENCES

DAYS = 30
"""Days behind and days ahead that are shown one by one."""
YEAR = 371
"""53 whole weeks."""
STABILITIES = (0.0, 1.0, 3.0, 7.0, 21.0, 60.0, float("inf"))
"""Days: the bounds between which true retention is counted."""
TENTHS = tuple(n / 10 for n in range(11))
LEECH = 6
"""Lapses from which a card is one that had better be rewritten or split."""


class Day(Struct, frozen=True):
    """One study day."""

    day: date
    reviews: int
    minutes: float


class Load(Struct, frozen=True):
    """What is due on a day; on the first one, also what was due before."""

    day: date
    due: int


class Bin(Struct, frozen=True):
    """Reviews or cards between two bounds, and how they fared."""

    low: float
    high: float | None
    """None: no bound."""
    count: int
    expected: float | None = None
    """The mean of what was said before, 0 to 1; None without any."""
    happened: float | None = None
    """The share that was recalled, 0 to 1; None without any."""


class Sure(Struct, frozen=True):
    """Answers given with one confidence, and how many of them were right."""

    percent: int
    count: int
    right: float | None


class Pace(Struct, frozen=True):
    """How long answers of one rating took."""

    rating: Rating
    count: int
    seconds: float | None
    """The median; None without any that was timed."""


class TopicInsight(Struct, frozen=True):
    """One topic of the bank in numbers."""

    topic: str
    cards: int
    known: int
    """With a memory."""
    reviews: int
    minutes: float
    retention: float | None
    """The share of reviews on later days that were recalled."""
    recall: float | None
    """The mean chance of recall today, of cards with a memory."""


class Probed(Struct, frozen=True):
    """Reviews of cards drawn at random, held against what the model had said of them."""

    topic: str | None
    """None: all topics together."""
    count: int
    happened: float | None
    """The share that was recalled, 0 to 1: an unbiased estimate; None without any."""
    expected: float | None
    """The mean chance of recall that the model gave."""
    brier: float | None
    """The mean square of how far those chances were off, 0 to 1."""


class Leech(Struct, frozen=True):
    """A card that is forgotten again and again."""

    card: CardId
    lapses: int


class Insight(Struct, frozen=True, kw_only=True):
    """The history of all cards, or of one topic."""

    reviews: int
    minutes: float
    days: tuple[Day, ...]
    heat: Mapping[date, int]
    """Reviews per study day of the last year, days without any left out."""
    retention: tuple[Bin, ...]
    """By the stability before the review; reviews on a later day than the card's last."""
    forecast: tuple[Load, ...]
    recall: tuple[Bin, ...]
    """Cards by their chance of recall today."""
    calibration: tuple[Bin, ...]
    """Reviews by the chance that the model gave them."""
    confidence: tuple[Sure, ...]
    brier: float | None
    """The mean square of how far confidence was off, 0 to 1: 0.25 is a coin's; None without any."""
    probes: tuple[Probed, ...]
    """All together, then by topic."""
    times: tuple[Pace, ...]
    topics: tuple[TopicInsight, ...]
    leeches: tuple[Leech, ...]
    """The worst first."""


class History(Struct, frozen=True):
    """What the numbers are computed from."""

    graded: Sequence[Graded]
    memories: Mapping[CardId, Memory]
    suspended: Collection[CardId]
    topics: Mapping[str, Sequence[CardId]]
    """The cards of the bank by topic."""
    weights: Weights
    """In use."""
    sets: Sequence[Weights]
    """All that were ever in use, FSRS-6's own among them."""
    today: date

    def of(self, topic: str) -> History:
        """Of one topic alone."""
        cards = set(self.topics[topic])
        return History(
            [each for each in self.graded if each.card in cards],
            {card: memory for card, memory in self.memories.items() if card in cards},
            self.suspended,
            {topic: self.topics[topic]},
            self.weights,
            self.sets,
            self.today,
        )


class _Columns:
    """The grades as arrays, oldest first: a million of them are not walked through ten times."""

    def __init__(self, history: History) -> None:
        topic_of = {
            card: number for number, cards in enumerate(history.topics.values()) for card in cards
        }
        graded, count = history.graded, len(history.graded)
        self.topic = np.fromiter((topic_of.get(each[0], -1) for each in graded), int, count)
        self.rating = np.fromiter((each[1] for each in graded), int, count)
        self.day = np.fromiter((each[2].toordinal() for each in graded), int, count)
        self.seconds = np.fromiter((each[3] for each in graded), float, count)
        self.probe = np.fromiter((each[5] for each in graded), bool, count)


def insight(history: History) -> Insight:
    """All numbers."""
    columns, recall = _Columns(history), _recall(history)
    said = [
        (each.confidence, each.rating > Rating.AGAIN)
        for each in history.graded
        if each.confidence is not None
    ]
    seen = _told(history)
    return Insight(
        reviews=len(history.graded),
        minutes=float(columns.seconds.sum()) / 60,
        days=_days(columns, history.today),
        heat=_heat(columns, history.today),
        retention=_bins(STABILITIES, seen.stability, seen.chance, seen.passed),
        forecast=_forecast(history),
        recall=_bins(TENTHS, np.array(list(recall.values()))),
        calibration=_bins(TENTHS, seen.chance, seen.chance, seen.passed),
        confidence=tuple(_sure(percent, said) for percent in CONFIDENCES),
        brier=fmean((p / 100 - right) ** 2 for p, right in said) if said else None,
        probes=_probes(history, columns, seen),
        times=tuple(_pace(rating, columns) for rating in Rating),
        topics=_topics(history, columns, seen, recall),
        leeches=_leeches(history.memories),
    )


def _told(history: History) -> fitting.Observed:
    """What was said of each review at its time: later weights have seen how it came out."""
    place = {weights.id: at for at, weights in enumerate(history.sets)}
    by = np.fromiter((place[each[6]] for each in history.graded), int, len(history.graded))
    sets = [weights.values or DEFAULT_WEIGHTS for weights in history.sets]
    return fitting.observed(sets, _answers(history.graded), by)


def _answers(graded: Sequence[Graded]) -> Iterator[Answer]:
    return (Answer(each[0], each[1], each[2].toordinal()) for each in graded)


def _days(columns: _Columns, today: date) -> tuple[Day, ...]:
    first = today - timedelta(DAYS - 1)
    place = columns.day - first.toordinal()
    inside = (place >= 0) & (place < DAYS)
    reviews = np.bincount(place[inside], minlength=DAYS)
    seconds = np.bincount(place[inside], columns.seconds[inside], DAYS)
    return tuple(
        Day(first + timedelta(n), int(reviews[n]), float(seconds[n]) / 60) for n in range(DAYS)
    )


def _heat(columns: _Columns, today: date) -> dict[date, int]:
    recent = columns.day[columns.day > today.toordinal() - YEAR]
    days, reviews = np.unique(recent, return_counts=True)
    return {
        date.fromordinal(day): count
        for day, count in zip(days.tolist(), reviews.tolist(), strict=True)
    }


def _forecast(history: History) -> tuple[Load, ...]:
    due: Counter[date] = Counter(
        max(memory.due, history.today)
        for card, memory in history.memories.items()
        if card not in history.suspended
    )
    ahead = (history.today + timedelta(days) for days in range(DAYS))
    return tuple(Load(day, due[day]) for day in ahead)


def _recall(history: History) -> dict[CardId, float]:
    """The chance of recall today of each card with a memory."""
    memories = history.memories.values()
    elapsed = np.array([(history.today - memory.last_day).days for memory in memories], float)
    stability = np.array([memory.stability for memory in memories], float)
    chance = model(history.weights.values or DEFAULT_WEIGHTS).recall(elapsed, stability)
    return dict(zip(history.memories, chance.tolist(), strict=True))


def _bins(
    bounds: Sequence[float],
    by: FloatArray,
    chance: FloatArray | None = None,
    passed: BoolArray | None = None,
) -> tuple[Bin, ...]:
    """What lies between two bounds, the lower one included; the last bin has both."""
    place = np.clip(np.searchsorted(bounds, by, side="right") - 1, 0, len(bounds) - 2)
    made = []
    for number, (low, high) in enumerate(pairwise(bounds)):
        inside = place == number
        end = high if isfinite(high) else None
        made.append(Bin(low, end, int(inside.sum()), _mean(chance, inside), _mean(passed, inside)))
    return tuple(made)


def _mean(values: FloatArray | BoolArray | None, inside: BoolArray) -> float | None:
    return None if values is None or not inside.any() else float(values[inside].mean())


def _sure(percent: int, said: Sequence[tuple[int, bool]]) -> Sure:
    right = [passed for confidence, passed in said if confidence == percent]
    return Sure(percent, len(right), fmean(right) if right else None)


def _pace(rating: Rating, columns: _Columns) -> Pace:
    timed = columns.seconds[(columns.rating == rating) & (columns.seconds > 0)]
    return Pace(rating, timed.size, float(np.median(timed)) if timed.size else None)


def _topics(
    history: History, columns: _Columns, seen: fitting.Observed, recall: Mapping[CardId, float]
) -> tuple[TopicInsight, ...]:
    count = len(history.topics)
    held = columns.topic >= 0
    reviews = np.bincount(columns.topic[held], minlength=count)
    seconds = np.bincount(columns.topic[held], columns.seconds[held], count)
    topic = columns.topic[seen.place]
    made = []
    for number, (name, cards) in enumerate(history.topics.items()):
        known = [recall[card] for card in cards if card in recall]
        made.append(
            TopicInsight(
                topic=name,
                cards=len(cards),
                known=len(known),
                reviews=int(reviews[number]),
                minutes=float(seconds[number]) / 60,
                retention=_mean(seen.passed, topic == number),
                recall=fmean(known) if known else None,
            )
        )
    return tuple(made)


def _probes(history: History, columns: _Columns, seen: fitting.Observed) -> tuple[Probed, ...]:
    """What was recalled of the cards drawn at random, and what had been said, by topic."""
    drawn, topic = columns.probe[seen.place], columns.topic[seen.place]
    off = (seen.chance - seen.passed) ** 2
    parts = [
        (None, drawn),
        *((name, drawn & (topic == n)) for n, name in enumerate(history.topics)),
    ]
    return tuple(
        Probed(
            name,
            int(inside.sum()),
            _mean(seen.passed, inside),
            _mean(seen.chance, inside),
            _mean(off, inside),
        )
        for name, inside in parts
    )


def _leeches(memories: Mapping[CardId, Memory]) -> tuple[Leech, ...]:
    found = [
        Leech(card, memory.lapses) for card, memory in memories.items() if memory.lapses >= LEECH
    ]
    return tuple(sorted(found, key=lambda leech: (-leech.lapses, leech.card)))

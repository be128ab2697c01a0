"""Fitting FSRS-6's weights to a learner's log: the only file that calls `fsrs_rs_python`.

That library is the extra `refit`; without it nothing else changes. Weights are taken over only
where fits to the beginning of the log predict what came after better than the present ones do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from quizapp.errors import SettingError
from quizapp.scheduling.interview.arrays import BoolArray, FloatArray, IntArray
from quizapp.scheduling.interview.model import AGAIN, DEFAULT_WEIGHTS, EASY, Model, model, models

if TYPE_CHECKING:
    from fsrs_rs_python import FSRSItem

WAIT = 64
"""New reviews on a later day than the last, between two fits."""

ENOUGH = 400
"""Reviews below which only the first four weights are fitted: the rest is noise (a refit of all of
them on 150 reviews lost recall in the simulator)."""

SPLITS = (0.5, 0.625, 0.75, 0.875, 1.0)
"""Shares of the predictable reviews: what lies between two of them is held out from a fit to what
comes before. Several splits decide better than one: the last fifth of a young log is a dozen
reviews."""

FEWEST = 16
"""Held-out reviews below which nothing is decided."""

TRAINING = 5_000
"""Each of these fits takes about so many reviews, those of every n-th card: a large log must not be
fitted several times over."""

MARGIN = 1e-4
"""Log loss by which a fit has to be better: less is the rounding of its single precision."""

FIRST_FOUR = 4


class Answer(NamedTuple):
    """One review that stands, as far as fitting needs it; a log of them is oldest first."""

    card: str
    rating: int
    """1 to 4."""
    day: int
    """Study day, `date.toordinal`."""


@dataclass(frozen=True)
class Verdict:
    """What a fit came to."""

    weights: tuple[float, ...]
    """Fitted to the whole log; to be used only where `adopted`."""
    adopted: bool
    reviews: int
    """In the log, without further failures in a drill."""
    held_out: int
    """Reviews that decided."""
    champion: float
    """Log loss of the present weights on them."""
    challenger: float
    """Log loss on them of the fits to what came before."""


class Observed(NamedTuple):
    """What a model said before each review on a later day, and what happened; arrays of one
    length, oldest first."""

    place: IntArray
    """Of the review in the log, counted from 0."""
    stability: FloatArray
    """Days, before the review."""
    chance: FloatArray
    """Of recall, 0 to 1."""
    passed: BoolArray


def available() -> bool:
    """Whether the extra `refit` is installed."""
    return find_spec("fsrs_rs_python") is not None


def fit(log: Iterable[Answer]) -> tuple[float, ...]:
    """Weights fitted to a log: all of them from `ENOUGH` reviews on, before that the first four.

    Raises SettingError without the extra `refit`.
    """
    history = _History(log)
    return _fitted(_items(history), history.count)


def refit(log: Iterable[Answer], champion: Sequence[float] = DEFAULT_WEIGHTS) -> Verdict:
    """Hold the present weights against a fit, by time split. Raises SettingError without the extra
    `refit`."""
    history = _History(log)
    items = _items(history)
    bounds = [round(len(items) * share) for share in SPLITS]
    held = bounds[-1] - bounds[0]
    present = tuple(champion)
    if held < FEWEST:
        return Verdict(present, False, history.count, 0, 0.0, 0.0)
    old = float(_losses(present, history)[bounds[0] :].mean())
    new = sum(_held_out(items, history, *span) for span in pairwise(bounds)) / held
    better = old - new > MARGIN
    weights = _fitted(items, history.count) if better else present
    return Verdict(weights, better, history.count, held, old, new)


def log_loss(weights: Sequence[float], log: Iterable[Answer]) -> float:
    """Mean -log of the chance given to what happened, over reviews on a later day than the last;
    0 without any."""
    losses = _losses(weights, _History(log))
    return float(losses.mean()) if losses.size else 0.0


def observed(
    sets: Sequence[Sequence[float]], log: Iterable[Answer], by: IntArray | None = None
) -> Observed:
    """What was said of the log when it was made: `by` is the place in `sets` of the weights that
    each review was scheduled with; None: they all were with the first set.
    """
    history = _History(log)
    stability, chance = _predicted(models(sets), history, by)
    later = history.later
    passed = history.rating[later] > AGAIN
    return Observed(history.at[later], stability[later], chance[later], passed)


def predictable(log: Iterable[Answer]) -> int:
    """How many reviews came on a later day than the card's last: what a fit learns from."""
    return int(_History(log).later.sum())


class _History:
    """A log as arrays in time order, without further failures on a day that began with one, as
    `fsrs6.review` takes them."""

    def __init__(self, log: Iterable[Answer]) -> None:
        answers = list(log)
        names = [answer[0] for answer in answers]
        numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
        card = np.array([numbers[name] for name in names], dtype=np.int64)
        rating = np.array([answer[1] for answer in answers], dtype=np.int64)
        day = np.array([answer[2] for answer in answers], dtype=np.int64)
        self.cards = len(numbers)
        order = np.argsort(card, kind="stable")
        onwards = _onwards(card[order], day[order])
        order, onwards = _counted(order, card[order], rating[order], onwards)
        place, elapsed = np.full((2, card.size), -1)
        place[order], elapsed[order] = _histories(card[order], onwards)
        self.at = np.nonzero(place >= 0)[0]
        self.count = self.at.size
        self.card, self.rating = card[self.at], rating[self.at]
        self.place, self.elapsed = place[self.at], elapsed[self.at]

    @property
    def later(self) -> BoolArray:
        """Reviews on a later day than the card's last."""
        return np.asarray(self.elapsed > 0)


def _onwards(card: IntArray, day: IntArray) -> IntArray:
    """Days that never go back within a card; the reviews of each card stand together."""
    apart = card * (int(day.max(initial=0)) + 1)  # so that no card reaches into the next
    return np.asarray(np.maximum.accumulate(day + apart) - apart)


def _counted(
    order: IntArray, card: IntArray, rating: IntArray, day: IntArray
) -> tuple[IntArray, IntArray]:
    """Without the failures that come right after one of the same day."""
    again = np.zeros(card.size, dtype=bool)
    same = (card[1:] == card[:-1]) & (day[1:] == day[:-1])
    again[1:] = same & (rating[1:] == AGAIN) & (rating[:-1] == AGAIN)
    return order[~again], day[~again]


def _histories(card: IntArray, day: IntArray) -> tuple[IntArray, IntArray]:
    """Each review's number among its card's, from 0, and the days since the one before."""
    number = np.arange(card.size)
    fresh = np.ones(card.size, dtype=bool)
    fresh[1:] = card[1:] != card[:-1]
    place = number - np.maximum.accumulate(np.where(fresh, number, 0))
    return place, np.where(fresh, 0, day - np.roll(day, 1))


def _items(history: _History) -> list[FSRSItem]:
    """One item for each review on a later day: the card's reviews up to it, in time order."""
    if not available():
        raise SettingError(
            "fitting needs the package fsrs-rs-python", "install it: pip install 'quizapp[refit]'"
        )
    from fsrs_rs_python import FSRSItem, FSRSReview

    key = history.elapsed * (EASY + 1) + history.rating  # one object for all that are alike
    made = {each: FSRSReview(each % (EASY + 1), each // (EASY + 1)) for each in set(key.tolist())}
    prefixes: list[list[FSRSReview]] = [[] for _ in range(history.cards)]
    items: list[FSRSItem] = []
    for card, each in zip(history.card.tolist(), key.tolist(), strict=True):
        prefix = prefixes[card]
        prefix.append(made[each])
        if each > EASY:  # on a later day
            items.append(FSRSItem(prefix))
    return items


def _fitted(items: Sequence[FSRSItem], reviews: int) -> tuple[float, ...]:
    """The library's fit, or its default weights where it finds too little to go by."""
    from fsrs_rs_python import FSRS, TrainingConfig

    few = reviews < ENOUGH
    training = TrainingConfig(num_epochs=0) if few else TrainingConfig()
    try:
        found = FSRS(DEFAULT_WEIGHTS).compute_parameters(items, training_config=training)
    except ValueError as error:
        if "NotEnoughData" not in str(error):
            raise
        return DEFAULT_WEIGHTS
    return (*found[:FIRST_FOUR], *DEFAULT_WEIGHTS[FIRST_FOUR:]) if few else tuple(found)


def _held_out(items: Sequence[FSRSItem], history: _History, split: int, end: int) -> float:
    """Summed loss from `split` to `end` of a fit to what comes before."""
    thinning = max(1, split // TRAINING)
    taken = np.nonzero(history.card[history.later][:split] % thinning == 0)[0]
    reviews = round(history.count * split / len(items) / thinning)
    weights = _fitted([items[at] for at in taken.tolist()], reviews)
    return float(_losses(weights, history)[split:end].sum())


def _losses(weights: Sequence[float], history: _History) -> FloatArray:
    """-log of the chance given to what happened, for each predictable review in time order."""
    chance = _predicted(model(weights), history)[1][history.later]
    passed = history.rating[history.later] > AGAIN
    return np.asarray(-np.log(np.clip(np.where(passed, chance, 1.0 - chance), 1e-6, 1.0)))


def _predicted(
    memory: Model, history: _History, by: IntArray | None = None
) -> tuple[FloatArray, FloatArray]:
    """Stability before each review and the chance of recall at it, its card's reviews before it
    being known; both 1 where there are none. by: which of the memory's weights each review of the
    log goes by, where it has several sets.
    """
    which = np.zeros(history.count, dtype=np.int64) if by is None else by[history.at]
    stability, difficulty = np.ones(history.cards), np.full(history.cards, 5.0)
    found, chance = np.ones(history.count), np.ones(history.count)
    for place in range(int(history.place.max(initial=-1)) + 1):
        at = np.nonzero(history.place == place)[0]
        card, rating = history.card[at], history.rating[at]
        elapsed, own = history.elapsed[at].astype(float), memory.of_rows(which[at])
        if place == 0:
            stability[card] = own.first_stability(rating)
            difficulty[card] = own.first_difficulty(rating)
            continue
        before, hard = stability[card], difficulty[card]
        found[at], chance[at] = before, own.recall(elapsed, before)
        after, harder = own.reviewed(before, hard, elapsed, rating)
        stability[card] = np.where(elapsed > 0, after, own.same_day(before, rating))
        difficulty[card] = harder
    return found, chance

"""How the simulated learners really forget: three memory models, of which a scheduler sees none.

Arrays are (learners, cards). `ease` is each card's own factor on stability, 1 for an ordinary card.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from quizapp.scheduling.interview.arrays import BoolArray, FloatArray, IntArray
from quizapp.scheduling.interview.beliefs import UNSEEN_DIFFICULTY, UNSEEN_STABILITY
from quizapp.scheduling.interview.model import AGAIN, EASY, HARD, Model

Rows = tuple[IntArray, ...]


class Truth(Protocol):
    """What a learner remembers; a card never asked is not remembered at all."""

    def recall(self, day: int) -> FloatArray:
        """The true chance of recall on a day, (learners, cards)."""
        ...

    def answered(self, where: BoolArray, rating: IntArray, day: int) -> None:
        """The cards of `where` were asked, for the first time on that day."""
        ...

    def drilled(self, where: BoolArray, rating: IntArray, day: int) -> None:
        """The cards of `where` were asked once more, minutes later."""
        ...


class _States:
    """Stability, difficulty and last day of each card, as both FSRS models keep them."""

    def __init__(self, ease: FloatArray) -> None:
        self.ease = ease
        self.seen = np.zeros(ease.shape, dtype=bool)
        self.stability = np.full(ease.shape, UNSEEN_STABILITY)
        self.difficulty = np.full(ease.shape, UNSEEN_DIFFICULTY)
        self.last_day = np.zeros(ease.shape)

    def set(self, rows: Rows, stability: FloatArray, difficulty: FloatArray, day: int) -> None:
        self.seen[rows], self.last_day[rows] = True, day
        self.stability[rows], self.difficulty[rows] = stability, difficulty


class Fsrs6(_States):
    """FSRS-6 with each learner's own weights; ease scales first stability and each growth."""

    def __init__(self, model: Model, ease: FloatArray) -> None:
        super().__init__(ease)
        self.model = model

    def recall(self, day: int) -> FloatArray:
        return np.where(self.seen, self.model.recall(day - self.last_day, self.stability), 0.0)

    def answered(self, where: BoolArray, rating: IntArray, day: int) -> None:
        rows = np.nonzero(where)
        own, given, ease = self.model.of_rows(rows[0]), rating[rows], self.ease[rows]
        before = self.stability[rows]
        after, harder = own.reviewed(
            before, self.difficulty[rows], day - self.last_day[rows], given
        )
        after = np.where(given == AGAIN, after, before + ease * (after - before))
        seen = self.seen[rows]
        self.set(
            rows,
            np.where(seen, after, own.first_stability(given) * ease),
            np.where(seen, harder, own.first_difficulty(given)),
            day,
        )

    def drilled(self, where: BoolArray, rating: IntArray, day: int) -> None:
        rows = np.nonzero(where)
        own, given = self.model.of_rows(rows[0]), rating[rows]
        self.set(
            rows,
            own.same_day(self.stability[rows], given),
            own.difficulty(self.difficulty[rows], given),
            day,
        )


FSRS7_WEIGHTS = np.array(
    [
        *(0.041, 2.4175, 4.1283, 11.9709, 5.6385, 0.4468, 3.262),
        *(2.3054, 0.1688, 1.3325, 0.3524, 0.0049, 0.7503, 0.0896, 0.6625, 1.15),
        *(0.882, 0.3072, 3.5875, 0.303, 0.0107, 0.2279, 2.6413, 0.5594, 1.15),
        *(2.5, 1.0, 0.0723, 0.1634, 0.5, 0.9555, 0.2245, 0.6232, 0.1362, 0.3862),
    ]
)
"""open-spaced-repetition/srs-benchmark, FSRS-7's defaults."""

_LONG, _SHORT = 7, 16
"""Where the nine weights of the long-term and of the short-term stability begin."""
_DRILL_DAYS = 10 / 1440
"""Ten minutes."""


class Fsrs7(_States):
    """FSRS-7: a curve of two power laws, fractional days, long and short stability blended.

    `weights` is (35, learners, 1).
    """

    def __init__(self, weights: FloatArray, ease: FloatArray) -> None:
        super().__init__(ease)
        self.weights = weights

    def recall(self, day: int) -> FloatArray:
        curve = _curve(self.weights, day - self.last_day, self.stability)
        return np.where(self.seen, curve, 0.0)

    def answered(self, where: BoolArray, rating: IntArray, day: int) -> None:
        rows = np.nonzero(where)
        w, given = self.weights[:, rows[0], 0], rating[rows]
        after, harder = self._stepped(w, rows, given, day - self.last_day[rows])
        first = np.choose(given - 1, list(w[:4])) * self.ease[rows]
        easy = np.clip(w[4] - np.exp(w[5] * (given - 1)) + 1.0, 1.0, 10.0)
        seen = self.seen[rows]
        self.set(rows, np.where(seen, after, first), np.where(seen, harder, easy), day)

    def drilled(self, where: BoolArray, rating: IntArray, day: int) -> None:
        rows = np.nonzero(where)
        elapsed = np.full(rows[0].shape, _DRILL_DAYS)
        self.set(
            rows, *self._stepped(self.weights[:, rows[0], 0], rows, rating[rows], elapsed), day
        )

    def _stepped(
        self, w: FloatArray, rows: Rows, rating: IntArray, elapsed: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        stability, difficulty = self.stability[rows], self.difficulty[rows]
        recall = _curve(w, elapsed, stability)
        long, short = (
            _after(w[start : start + 9], stability, difficulty, recall, rating, self.ease[rows])
            for start in (_LONG, _SHORT)
        )
        share = 1.0 - w[26] * np.exp(-w[25] * elapsed)
        damped = difficulty - w[6] * (rating - 3) * (10.0 - difficulty) / 9.0
        easy = w[4] - np.exp(w[5] * 3.0) + 1.0
        return (
            np.maximum(share * long + (1.0 - share) * short, 1e-4),
            np.clip(0.01 * easy + 0.99 * damped, 1.0, 10.0),
        )


def _curve(w: FloatArray, elapsed: FloatArray, stability: FloatArray) -> FloatArray:
    """The mean of two power laws, weighted by powers of stability."""
    ratio = np.maximum(elapsed, 0.0) / stability
    fast = (1.0 + (w[29] ** (-1.0 / w[27]) - 1.0) * ratio) ** -w[27]
    slow = (1.0 + (w[30] ** (-1.0 / w[28]) - 1.0) * ratio) ** -w[28]
    a, b = w[31] * stability ** -w[33], w[32] * stability ** w[34]
    return np.asarray(np.clip((a * fast + b * slow) / (a + b), 1e-4, 0.9999))


def _after(
    w: FloatArray,
    stability: FloatArray,
    difficulty: FloatArray,
    recall: FloatArray,
    rating: IntArray,
    ease: FloatArray,
) -> FloatArray:
    """One of FSRS-7's two stabilities; `w` are its nine weights."""
    fresh = w[3] * difficulty ** -w[4] * ((stability + 1.0) ** w[5] - 1.0)
    lapsed = np.minimum(stability, fresh * np.exp((1.0 - recall) * w[6]))
    growth = np.exp(w[0] - 1.5) * (11.0 - difficulty) * stability ** -w[1]
    growth = growth * np.expm1((1.0 - recall) * w[2])
    growth = growth * np.where(rating == HARD, w[7], 1.0) * np.where(rating == EASY, w[8], 1.0)
    passed: FloatArray = np.maximum(lapsed, stability * (1.0 + ease * growth))
    return np.where(rating == AGAIN, lapsed, passed)


class ActR:
    """Pavlik & Anderson (2005): activation is the log of a sum of decaying traces.

    A trace of age t decays as t^-d with d = c e^m + a, m being the activation when it was laid
    down. Between sessions time runs slower by `between`. `base` is each card's own activation.
    """

    scale, floor, threshold, noise = 0.217, 0.177, -0.7, 0.25
    between = 0.025
    drill_seconds = 60.0

    def __init__(self, base: FloatArray, most: int = 90) -> None:
        self.base = base
        self.count = np.zeros(base.shape, dtype=np.int64)
        self.laid = np.zeros((*base.shape, most))
        self.decay = np.zeros((*base.shape, most))

    def recall(self, day: int) -> FloatArray:
        rows = np.nonzero(self.count > 0)
        recall = np.zeros(self.base.shape)
        activation = self._activation(rows, day, 0.0) + self.base[rows]
        recall[rows] = 1.0 / (1.0 + np.exp((self.threshold - activation) / self.noise))
        return recall

    def answered(self, where: BoolArray, rating: IntArray, day: int) -> None:
        self._lay(where, day, 0.0)

    def drilled(self, where: BoolArray, rating: IntArray, day: int) -> None:
        self._lay(where, day, self.drill_seconds)

    def _time(self, day: int, seconds: float) -> float:
        return day * 86400.0 * self.between + seconds

    def _activation(self, rows: Rows, day: int, seconds: float) -> FloatArray:
        """ln of the sum of the traces, without the card's own part."""
        most = max(int(self.count.max()), 1)
        age = np.maximum(self._time(day, seconds) - self.laid[rows][:, :most], 1.0)
        there = np.arange(most) < self.count[rows][:, None]
        traces = np.where(there, age ** -self.decay[rows][:, :most], 0.0).sum(axis=1)
        return np.asarray(np.log(np.maximum(traces, 1e-4)))

    def _lay(self, where: BoolArray, day: int, seconds: float) -> None:
        rows = np.nonzero(where)
        strength = np.exp(self._activation(rows, day, seconds))
        begun = self.count[rows] > 0
        last = np.minimum(self.count[rows], self.laid.shape[2] - 1)
        self.laid[(*rows, last)] = self._time(day, seconds)
        self.decay[(*rows, last)] = np.where(begun, self.scale * strength, 0.0) + self.floor
        self.count[rows] = last + 1

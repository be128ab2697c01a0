"""FSRS-6 over whole arrays: `scheduling.fsrs6` calls the library for one card, this ranks a deck.

Formulas: open-spaced-repetition, "The Algorithm" (FSRS-6), as py-fsrs 6.3.2 implements them; a test
holds the two together to 1e-5. Stability and elapsed time are in days, ratings are 1 to 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from quizapp.errors import SettingError
from quizapp.scheduling.interview.arrays import FloatArray, IntArray

DEFAULT_WEIGHTS: Final = (
    *(0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194),
    *(0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629),
    *(1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542),
)
"""FSRS-6's own, fitted to many learners: what is used until a learner's log says better."""

COUNT: Final = len(DEFAULT_WEIGHTS)
LEAST_STABILITY: Final = 0.001
AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4


@dataclass(frozen=True, eq=False)
class Model:
    """FSRS-6 with one learner's weights, or with those of many learners at once.

    `weights` has the shape (21,), or (21, learners, 1) against states of (learners, cards). Every
    method takes arrays that broadcast against `weights[0]` and returns an array of their shape.
    """

    weights: FloatArray

    @cached_property
    def decay(self) -> FloatArray:
        """The forgetting curve's exponent, -w20."""
        return np.asarray(-self.weights[20])

    @cached_property
    def factor(self) -> FloatArray:
        """What makes R(S, S) = 0.9: 0.9^(1/decay) - 1."""
        return np.asarray(0.9 ** (1.0 / self.decay) - 1.0)

    def recall(self, elapsed: FloatArray | float, stability: FloatArray) -> FloatArray:
        """Retrievability after `elapsed` days: (1 + factor t / S)^decay."""
        return np.asarray((1.0 + self.factor * np.maximum(elapsed, 0.0) / stability) ** self.decay)

    def interval(self, stability: FloatArray, retention: float) -> FloatArray:
        """Days until the recall falls to `retention`, not rounded."""
        return np.asarray(stability / self.factor * (retention ** (1.0 / self.decay) - 1.0))

    def first_stability(self, rating: IntArray) -> FloatArray:
        """After a card's very first rating: w0 to w3."""
        first = np.choose(rating - 1, list(self.weights[:4]))
        return _lasting(first)

    def first_difficulty(self, rating: IntArray) -> FloatArray:
        """After a card's very first rating: w4 - e^(w5 (G - 1)) + 1."""
        return _bounded(self._unclamped_difficulty(rating))

    def difficulty(self, difficulty: FloatArray, rating: IntArray) -> FloatArray:
        """After a rating: linear damping, then mean reversion to an Easy first rating's."""
        w = self.weights
        damped = difficulty - w[6] * (rating - 3) * (10.0 - difficulty) / 9.0
        easy = self._unclamped_difficulty(np.asarray(EASY))
        return _bounded(w[7] * easy + (1.0 - w[7]) * damped)

    def passed(
        self, stability: FloatArray, difficulty: FloatArray, recall: FloatArray, rating: IntArray
    ) -> FloatArray:
        """Stability after Hard, Good or Easy on a later day."""
        w = self.weights
        growth = np.exp(w[8]) * (11.0 - difficulty) * stability ** -w[9]
        growth = growth * np.expm1((1.0 - recall) * w[10])
        growth = (
            growth * np.where(rating == HARD, w[15], 1.0) * np.where(rating == EASY, w[16], 1.0)
        )
        return _lasting(stability * (1.0 + growth))

    def lapsed(
        self, stability: FloatArray, difficulty: FloatArray, recall: FloatArray
    ) -> FloatArray:
        """Stability after Again on a later day."""
        w = self.weights
        fresh = w[11] * difficulty ** -w[12] * ((stability + 1.0) ** w[13] - 1.0)
        fresh = fresh * np.exp((1.0 - recall) * w[14])
        return _lasting(np.minimum(fresh, stability / np.exp(w[17] * w[18])))

    def same_day(self, stability: FloatArray, rating: IntArray) -> FloatArray:
        """Stability after a further rating on the same day; a pass never lowers it."""
        w = self.weights
        change = np.exp(w[17] * (rating - 3 + w[18])) * stability ** -w[19]
        change = np.where(rating >= HARD, np.maximum(change, 1.0), change)
        return _lasting(stability * change)

    def reviewed(
        self,
        stability: FloatArray,
        difficulty: FloatArray,
        elapsed: FloatArray | float,
        rating: IntArray,
    ) -> tuple[FloatArray, FloatArray]:
        """Stability and difficulty after a rating on a later day."""
        recall = self.recall(elapsed, stability)
        after = np.where(
            rating == AGAIN,
            self.lapsed(stability, difficulty, recall),
            self.passed(stability, difficulty, recall, rating),
        )
        return after, self.difficulty(difficulty, rating)

    def of_rows(self, rows: IntArray) -> Model:
        """For states gathered from `rows` of (learners, cards): weights of shape (21, gathered)."""
        return self if self.weights.ndim == 1 else Model(self.weights[:, rows, 0])

    def _unclamped_difficulty(self, rating: IntArray) -> FloatArray:
        return np.asarray(self.weights[4] - np.exp(self.weights[5] * (rating - 1.0)) + 1.0)


def _lasting(stability: FloatArray) -> FloatArray:
    return np.asarray(np.maximum(stability, LEAST_STABILITY))


def _bounded(difficulty: FloatArray) -> FloatArray:
    return np.asarray(np.clip(difficulty, 1.0, 10.0))


def model(weights: Sequence[float] = DEFAULT_WEIGHTS) -> Model:
    """One learner's model. Raises SettingError where these cannot be FSRS-6's weights."""
    array = np.asarray(weights, dtype=np.float64)
    if array.shape != (COUNT,):
        raise SettingError(
            f"FSRS-6 has {COUNT} weights, not {array.size}", "use weights that were fitted for it"
        )
    if not np.isfinite(array).all() or array[20] <= 0 or (array[:4] <= 0).any():
        raise SettingError(
            "these weights give no forgetting curve", "weights 0 to 3 and 20 must be above zero"
        )
    return Model(array)


def models(weights: Sequence[Sequence[float]]) -> Model:
    """The models of many learners, for states of shape (learners, cards)."""
    return Model(np.stack([model(each).weights for each in weights], axis=1)[:, :, None])

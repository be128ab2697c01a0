"""The dynamic programme over one card's evenings, under a price for each second of each day.

A deck with a budget a day is a restless bandit: a card's state moves whether or not it is asked.
With a price per second in place of the budget (Whittle 1988) the cards come apart, and one card's
future is solved backwards over (elapsed, S, D): V_t(e, x) = max(V_{t+1}(e + 1, x),
E V_{t+1}(1, x') - price_t seconds(e, x)), V on the day being R(e, S). A card's rate on day t is
(E V_{t+1}(1, x') - V_{t+1}(e + 1, x)) per second: what asking it now adds when all that follows is
used as well as it can be.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from quizapp.scheduling.interview.arrays import FloatArray, IntArray
from quizapp.scheduling.interview.gain import first_outcomes, outcomes
from quizapp.scheduling.interview.model import Model
from quizapp.scheduling.interview.pace import Pace
from quizapp.scheduling.interview.tables import Grid, Table


@dataclass(frozen=True)
class Profile:
    """The price of a second over the evenings: flat, and dearer in the last days.

    price_t = level (1 + rise e^(-(D - 1 - t) / reach)), for an evening t of D.
    """

    level: float
    """Points of recall per second, for a card of weight 1."""
    rise: float
    reach: float
    """Days."""

    def prices(self, seconds: FloatArray) -> FloatArray:
        """(evenings,) for evenings with so many seconds; one without any cannot be bought."""
        left = np.arange(seconds.size - 1, -1, -1)
        price = self.level * (1.0 + self.rise * np.exp(-left / self.reach))
        return np.where(seconds > 0, price, np.inf)


@dataclass(frozen=True, eq=False)
class Programme:
    """One learner's programme: what it needs of the model is computed once, then solved for any
    prices."""

    model: Model
    pace: Pace
    grid: Grid

    def solve(self, prices: FloatArray, levels: FloatArray) -> list[Table]:
        """The table of each evening, in order, for `prices` of shape (profiles, evenings)."""
        price = (prices[:, None, :] / levels[:, None]).reshape(-1, prices.shape[1])
        value = np.repeat(self._on_the_day[:, :, None], len(price), axis=2)
        waiting = np.repeat(self.grid.prior[:, None], len(price), axis=1)
        tables: list[Table] = []
        for now in price.T[::-1]:
            reviewed = self._transitions @ value[0]
            reviewed = reviewed.reshape(value.shape)
            skipped = self._a_day_later(value)
            begun = self._begun @ value[0]
            tables.append(
                Table(
                    self.grid,
                    levels,
                    _profiles_first((reviewed - skipped) / self._seconds[:, :, None]),
                    _profiles_first((begun - waiting) / self.pace.new),
                )
            )
            value = np.maximum(skipped, reviewed - self._seconds[:, :, None] * now)
            waiting = np.maximum(waiting, begun - self.pace.new * now)
        return tables[::-1]

    @cached_property
    def _states(self) -> tuple[FloatArray, FloatArray]:
        """Stability and difficulty of each state of the grid, (states,)."""
        stability, difficulty = np.meshgrid(
            self.grid.stability, self.grid.difficulty, indexing="ij"
        )
        return stability.ravel(), difficulty.ravel()

    @cached_property
    def _recall(self) -> FloatArray:
        """(elapsed, states)"""
        return self.model.recall(self.grid.elapsed[:, None], self._states[0])

    @property
    def _on_the_day(self) -> FloatArray:
        return self._recall

    @cached_property
    def _seconds(self) -> FloatArray:
        """(elapsed, states) expected of a review."""
        return self.pace.review(self._recall)

    @cached_property
    def _transitions(self) -> FloatArray:
        """(elapsed * states, states): the chance of each state after a review."""
        stability, difficulty = self._states
        elapsed = self.grid.elapsed[:, None]
        rows = np.arange(elapsed.size * self.grid.states).reshape(elapsed.size, -1)
        matrix = np.zeros((rows.size, self.grid.states))
        for chance, after, harder in outcomes(
            self.model, self.pace, stability, difficulty, elapsed
        ):
            for state, share in self.grid.corners(after, np.broadcast_to(harder, after.shape)):
                np.add.at(matrix, (rows, state), chance * share)
        return matrix

    @cached_property
    def _begun(self) -> FloatArray:
        """(states,): the chance of each state after a card's first evening."""
        chances = np.zeros(self.grid.states)
        for chance, stability, difficulty in first_outcomes(self.model, self.pace):
            for state, share in self.grid.corners(stability, difficulty):
                np.add.at(chances, state, chance * share)
        return chances

    @cached_property
    def _later(self) -> tuple[IntArray, FloatArray]:
        """Where an elapsed node is a day later: the node below, and the share of the next."""
        position = self.grid.elapsed_at(self.grid.elapsed + 1.0)
        node = position.astype(np.int64)
        return node, (position - node)[:, None, None]

    def _a_day_later(self, value: FloatArray) -> FloatArray:
        node, share = self._later
        return np.asarray(value[node] * (1.0 - share) + value[node + 1] * share)


def _profiles_first(array: FloatArray) -> FloatArray:
    return np.ascontiguousarray(np.moveaxis(array, -1, 0))

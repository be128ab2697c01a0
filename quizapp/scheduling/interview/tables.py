"""A day's rates from a table: how much a second spent on a card is worth when the evenings that
follow are spent well too."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from quizapp.scheduling.interview.arrays import FloatArray, IntArray
from quizapp.scheduling.interview.beliefs import Beliefs
from quizapp.scheduling.interview.gain import NEVER

_EDGE = 1e-6
"""Keeps a position at the grid's end inside its last cell."""


def _elapsed_nodes(longest: int) -> FloatArray:
    """Days 1 to 7 one by one, then a sixth further each: forgetting slows down."""
    nodes = [float(day) for day in range(1, 8)]
    while nodes[-1] < longest:
        nodes.append(float(np.ceil(nodes[-1] * 1.17)))
    return np.array(nodes)


@dataclass(frozen=True, eq=False)
class Grid:
    """The states that the tables hold: elapsed days x log stability x difficulty."""

    longest: int
    """Elapsed days beyond which a card is treated as having reached them."""
    elapsed: FloatArray = field(init=False)
    stability: FloatArray = field(init=False)
    difficulty: FloatArray = field(init=False)
    prior: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        for name, nodes in (
            ("elapsed", _elapsed_nodes(self.longest)),
            ("stability", np.geomspace(0.005, 2000.0, 36)),
            ("difficulty", np.linspace(1.0, 10.0, 8)),
            ("prior", np.linspace(0.0, 1.0, 6)),
        ):
            object.__setattr__(self, name, nodes)

    @property
    def states(self) -> int:
        """Pairs of stability and difficulty."""
        return self.stability.size * self.difficulty.size

    def stability_at(self, stability: FloatArray) -> FloatArray:
        """Position among the stability nodes, a fraction between two of them."""
        low, high = np.log(self.stability[0]), np.log(self.stability[-1])
        last = self.stability.size - 1
        return _inside((np.log(stability) - low) / (high - low) * last, last)

    def difficulty_at(self, difficulty: FloatArray) -> FloatArray:
        """Position among the difficulty nodes."""
        last = self.difficulty.size - 1
        return _inside((difficulty - 1.0) / 9.0 * last, last)

    def elapsed_at(self, elapsed: FloatArray | IntArray) -> FloatArray:
        """Position among the elapsed nodes; below a day counts as one."""
        positions = np.interp(elapsed, self.elapsed, np.arange(float(self.elapsed.size)))
        return _inside(positions, self.elapsed.size - 1)

    def corners(
        self, stability: FloatArray, difficulty: FloatArray
    ) -> list[tuple[IntArray, FloatArray]]:
        """The four states around each (S, D): index into `states`, and its bilinear share."""
        row, up = _split(self.stability_at(stability))
        column, right = _split(self.difficulty_at(difficulty))
        at = row * self.difficulty.size + column
        return [
            (at, (1.0 - up) * (1.0 - right)),
            (at + 1, (1.0 - up) * right),
            (at + self.difficulty.size, up * (1.0 - right)),
            (at + self.difficulty.size + 1, up * right),
        ]


def _inside(position: FloatArray, last: int) -> FloatArray:
    return np.asarray(np.clip(position, 0.0, last - _EDGE))


def _split(position: FloatArray) -> tuple[IntArray, FloatArray]:
    whole = position.astype(np.int64)
    return whole, position - whole


@dataclass(frozen=True, eq=False)
class Table:
    """The rates of one day under one or several price profiles.

    Rates are per second and for a card of weight 1; a profile has a table for each of the `levels`
    of weight, since a card that counts twice as much sees half the price.
    """

    grid: Grid
    levels: FloatArray
    """(levels,) ascending"""
    seen: FloatArray
    """(profiles * levels, elapsed, states)"""
    begun: FloatArray
    """(profiles * levels, priors)"""

    def rates(self, beliefs: Beliefs, today: int, profile: IntArray | int = 0) -> FloatArray:
        """Weighted rate per second of asking each card today; `NEVER` where it is done for today.

        `profile` broadcasts against the cards: (rows, 1) for rows of different profiles.
        """
        which = np.asarray(profile) * self.levels.size + self._level(beliefs.weight)
        elapsed = beliefs.elapsed(today)
        old = self._seen_rate(beliefs, elapsed, which)
        new = self._begun_rate(beliefs.prior, which) * beliefs.promise
        rate = beliefs.weight * np.where(beliefs.seen, old, new)
        return np.where(beliefs.done(today), NEVER, rate)

    def _level(self, weight: FloatArray) -> IntArray:
        middles = np.sqrt(self.levels[1:] * self.levels[:-1])
        return np.searchsorted(middles, weight)

    def _seen_rate(self, beliefs: Beliefs, elapsed: IntArray, which: IntArray) -> FloatArray:
        node, further = _split(self.grid.elapsed_at(elapsed))
        flat = self.seen.reshape(-1)
        base = (which * self.grid.elapsed.size + node) * self.grid.states
        rate = np.zeros(elapsed.shape)
        for state, share in self.grid.corners(beliefs.stability, beliefs.difficulty):
            near = flat.take(base + state)
            far = flat.take(base + state + self.grid.states)
            rate += share * (near + further * (far - near))
        return rate

    def _begun_rate(self, prior: FloatArray, which: IntArray) -> FloatArray:
        last = self.grid.prior.size - 1
        node, further = _split(_inside(prior * last, last))
        flat, base = self.begun.reshape(-1), which * self.grid.prior.size + node
        near = flat.take(base)
        return np.asarray(near + further * (flat.take(base + 1) - near))


def weight_levels(weight: FloatArray, most: int = 4) -> FloatArray:
    """Few weights that stand for all: each one where they are few, else spread over their range."""
    distinct = np.unique(weight[weight > 0])
    if distinct.size == 0:
        return np.ones(1)
    return distinct if distinct.size <= most else np.geomspace(distinct[0], distinct[-1], most)

"""Evenings of simulated learners: one session a day of so many minutes, the interview on the last
morning. All policies meet the same learners and the same chances."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Protocol

import numpy as np

from benchmarks.interview.truths import Truth
from quizapp.scheduling.interview.arrays import BoolArray, FloatArray, IntArray
from quizapp.scheduling.interview.model import AGAIN, HARD
from quizapp.scheduling.interview.pace import (
    AFTER_AGAIN,
    AFTER_FIRST_AGAIN,
    DRILL_SECONDS,
    DRILLS,
    FIRST_MIX,
    FIRST_SECONDS,
    PASS_MIX,
    REVIEW_SECONDS,
)
from quizapp.scheduling.interview.rehearsal import afforded

LATER = 30
"""Days after the interview at which recall is looked at again."""

SAME_EASE = 0.5
"""Correlation of a card's first rating with its hidden ease."""

_JITTER = 1e-9
"""Breaks ties between rates at random, alike for all policies."""


class Policy(Protocol):
    """A scheduler: it sees ratings and days only. Arrays are (learners, cards)."""

    def rates(self, day: int) -> FloatArray:
        """Which card first: the greatest; -inf: not today."""
        ...

    def answered(self, where: BoolArray, rating: IntArray, day: int) -> None:
        """The cards of `where` were rated, for the first time on that day."""
        ...

    def drilled(self, where: BoolArray, rating: IntArray, day: int) -> None:
        """The cards of `where` were rated once more on that day."""
        ...

    def slept(self, day: int) -> None:
        """The evening of `day` is over."""
        ...


@dataclass(frozen=True)
class Setting:
    """How long and how much: the same for all learners."""

    days: int
    minutes: float
    seconds_per_answer: float
    cards: int
    seed: int


@dataclass(frozen=True)
class Outcome:
    """What a policy led to, one entry a learner."""

    recall: FloatArray
    """Mean true recall over all cards on the day, 0 to 1; a card never asked counts as 0."""
    later: FloatArray
    """The same, `LATER` days after."""
    minutes: FloatArray
    """Used in all."""
    reviews: IntArray
    """Answers on a later day than the card's first."""


@dataclass(frozen=True)
class _Evening:
    """What each card would be rated if it were asked, and the time it would take."""

    rating: IntArray
    seconds: FloatArray
    drills: tuple[tuple[BoolArray, IntArray], ...]
    """Where another try is needed, and its rating."""


def simulated(truth: Truth, policy: Policy, ease: FloatArray, setting: Setting) -> Outcome:
    """Live through the evenings. ease: (learners, cards), standard normal; no policy sees it."""
    draws = np.random.default_rng(setting.seed)
    learners = len(ease)
    debt, used = np.zeros(learners), np.zeros(learners)
    seen, reviews = np.zeros(ease.shape, dtype=bool), np.zeros(learners, dtype=np.int64)
    for day in range(setting.days):
        evening = _evening(truth.recall(day), seen, ease, setting, draws)
        rates = policy.rates(day) + _JITTER * draws.random(ease.shape)
        asked, spent = afforded(rates, evening.seconds, setting.minutes * 60.0 - debt)
        debt = np.maximum(0.0, debt + spent - setting.minutes * 60.0)
        used += spent
        reviews += (asked & seen).sum(axis=1)
        seen |= asked
        for each in (truth, policy):
            each.answered(asked, evening.rating, day)
            for again, rating in evening.drills:
                each.drilled(asked & again, rating, day)
        policy.slept(day)
    later = truth.recall(setting.days + LATER).mean(axis=1)
    return Outcome(truth.recall(setting.days).mean(axis=1), later, used / 60.0, reviews)


def _evening(
    recall: FloatArray,
    seen: BoolArray,
    ease: FloatArray,
    setting: Setting,
    draws: np.random.Generator,
) -> _Evening:
    uniform = draws.random((2 + DRILLS, *ease.shape))
    own = np.sqrt(1.0 - SAME_EASE**2) * draws.standard_normal(ease.shape)
    first = AGAIN + np.searchsorted(_bounds(FIRST_MIX), SAME_EASE * ease + own)
    passed = HARD + np.searchsorted(np.cumsum(PASS_MIX)[:-1], uniform[1])
    rating = np.where(seen, np.where(uniform[0] < recall, passed, AGAIN), first)
    seconds = np.where(seen, REVIEW_SECONDS[rating - 1], FIRST_SECONDS[rating - 1])
    need, drills = rating == AGAIN, []
    for chance in uniform[2:]:
        again = AGAIN + np.where(
            seen,
            np.searchsorted(np.cumsum(AFTER_AGAIN)[:-1], chance),
            np.searchsorted(np.cumsum(AFTER_FIRST_AGAIN)[:-1], chance),
        )
        took = np.where(seen, DRILL_SECONDS[again - 1], FIRST_SECONDS[again - 1])
        seconds = seconds + np.where(need, took, 0.0)
        drills.append((need, again))
        need = need & (again == AGAIN)
    return _Evening(rating, seconds * setting.seconds_per_answer / REVIEW_SECONDS[2], tuple(drills))


def _bounds(mix: FloatArray) -> FloatArray:
    """Where a standard normal is cut so that the parts have the shares of `mix`."""
    return np.array([NormalDist().inv_cdf(share) for share in np.cumsum(mix)[:-1]])

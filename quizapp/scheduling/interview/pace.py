"""How long this learner's answers take, and how they are rated.

Until a learner has a history, Anki's means stand in (the default simulator configuration of
fsrs-rs), scaled so that a Good answer takes as many seconds as an answer in an interview does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quizapp.scheduling.interview.arrays import FloatArray

SECONDS_PER_ANSWER = 31.0
"""Seconds: a spoken or typed answer of about a minute's reading, rated Good."""

ENOUGH = 30
"""How many answers of a kind weigh as much as what was expected of them."""

FIRST_SECONDS = np.array([19.58, 18.79, 13.78, 10.71])
REVIEW_SECONDS = np.array([19.38, 17.59, 12.38, 8.94])
DRILL_SECONDS = np.array([16.44, 15.25, 12.32, 8.03])
FIRST_MIX = np.array([0.24, 0.094, 0.495, 0.171])
PASS_MIX = np.array([0.224, 0.631, 0.145])
AFTER_FIRST_AGAIN = np.array([0.3686, 0.0628, 0.5108, 0.0577])
AFTER_AGAIN = np.array([0.2157, 0.0643, 0.6595, 0.0604])
DRILLS = 3
"""A lapse is asked again at most so often on its day."""


@dataclass(frozen=True)
class Tally:
    """A learner's answers, counted: one entry a rating, Again first; seconds are sums."""

    first: tuple[int, int, int, int] = (0, 0, 0, 0)
    first_seconds: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    reviews: tuple[int, int, int, int] = (0, 0, 0, 0)
    review_seconds: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    drills: int = 0
    """Answers to a card that was rated Again earlier on the same day."""
    drill_seconds: float = 0.0


@dataclass(frozen=True, eq=False)
class Pace:
    """Seconds per outcome, Again first, and the mix of ratings.

    The seconds of an Again include the drills that follow it on the same day.
    """

    first_mix: FloatArray
    """(4,) how a card is rated the first time."""
    pass_mix: FloatArray
    """(3,) how a pass is rated: Hard, Good, Easy."""
    first_seconds: FloatArray
    """(4,)"""
    review_seconds: FloatArray
    """(4,)"""

    @property
    def new(self) -> float:
        """Expected seconds of a new card."""
        return float(self.first_mix @ self.first_seconds)

    @property
    def passed(self) -> float:
        """Expected seconds of a review that is passed."""
        return float(self.pass_mix @ self.review_seconds[1:])

    @property
    def lapsed(self) -> float:
        """Expected seconds of a review that is failed, drills included."""
        return float(self.review_seconds[0])

    def review(self, recall: FloatArray) -> FloatArray:
        """Expected seconds of a review that is passed with the chance `recall`."""
        return recall * self.passed + (1.0 - recall) * self.lapsed


def expected_pace(seconds_per_answer: float = SECONDS_PER_ANSWER) -> Pace:
    """What is assumed of a learner without a history whose Good answer takes so many seconds."""
    scale = seconds_per_answer / REVIEW_SECONDS[2]
    first, review = FIRST_SECONDS.copy(), REVIEW_SECONDS.copy()
    first[0] += _drilled(AFTER_FIRST_AGAIN, FIRST_SECONDS)
    review[0] += _drilled(AFTER_AGAIN, DRILL_SECONDS)
    return Pace(FIRST_MIX, PASS_MIX, first * scale, review * scale)


def own_pace(tally: Tally, expected: Pace) -> Pace:
    """The learner's own pace: each mean moves from what was expected to what was measured as the
    answers of its kind pass `ENOUGH`."""
    drilling = _drilling(tally)
    first = _times(expected.first_seconds, tally.first, tally.first_seconds, drilling)
    review = _times(expected.review_seconds, tally.reviews, tally.review_seconds, drilling)
    return Pace(
        first_mix=_mix(expected.first_mix, np.array(tally.first, float)),
        pass_mix=_mix(expected.pass_mix, np.array(tally.reviews[1:], float)),
        first_seconds=first,
        review_seconds=review,
    )


def _drilled(transitions: FloatArray, seconds: FloatArray) -> float:
    """Expected seconds of the drills after an Again: each ends with a pass or goes on."""
    again = transitions[0] ** np.arange(DRILLS)
    return float(transitions @ seconds * again.sum())


def _drilling(tally: Tally) -> float:
    """Seconds of drill for each Again."""
    lapses = tally.first[0] + tally.reviews[0]
    return tally.drill_seconds / lapses if lapses else 0.0


def _mix(expected: FloatArray, counts: FloatArray) -> FloatArray:
    mixed = expected * ENOUGH + counts
    return np.asarray(mixed / mixed.sum())


def _times(
    expected: FloatArray, counts: tuple[int, ...], sums: tuple[float, ...], drilling: float
) -> FloatArray:
    number = np.array(counts, float)
    total = np.array(sums, float)
    total[0] += number[0] * drilling
    return np.asarray((expected * ENOUGH + total) / (ENOUGH + number))

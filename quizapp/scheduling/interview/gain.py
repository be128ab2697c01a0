"""What one review adds to the recall of the day: the greedy chooser, in closed form.

For a card with the state (S, D), e days after its review and T days before the interview, with
R = R(e, S): gain = R sum_g p_g R(T, S+_g) + (1 - R) R(T, S-) - R(e + T, S), over the expected
seconds R s_pass + (1 - R) s_lapse. S+_g is the state after Hard, Good or Easy; S- that after a
lapse passed once more on the same day. To ask what gains most per second of practice is the rule of
Pavlik & Anderson (2008); the states are FSRS-6's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quizapp.scheduling.interview.arrays import FloatArray
from quizapp.scheduling.interview.beliefs import Beliefs
from quizapp.scheduling.interview.model import AGAIN, EASY, GOOD, HARD, Model
from quizapp.scheduling.interview.pace import Pace

NEVER = -np.inf
"""The rate of a card that is not to be asked today."""

Outcome = tuple[FloatArray, FloatArray, FloatArray]
"""Its probability, and the stability and difficulty that it leaves."""


def outcomes(
    model: Model, pace: Pace, stability: FloatArray, difficulty: FloatArray, elapsed: FloatArray
) -> list[Outcome]:
    """What a review can lead to: Hard, Good, Easy, and a lapse drilled to one Good."""
    recall = model.recall(elapsed, stability)
    passes: list[Outcome] = [
        (
            recall * share,
            model.passed(stability, difficulty, recall, np.asarray(rating)),
            model.difficulty(difficulty, np.asarray(rating)),
        )
        for rating, share in zip((HARD, GOOD, EASY), pace.pass_mix, strict=True)
    ]
    good = np.asarray(GOOD)
    lapse = model.same_day(model.lapsed(stability, difficulty, recall), good)
    harder = model.difficulty(model.difficulty(difficulty, np.asarray(AGAIN)), good)
    return [*passes, (1.0 - recall, lapse, harder)]


def first_outcomes(model: Model, pace: Pace) -> list[Outcome]:
    """What asking a new card can lead to: each rating, Again drilled to one Good."""
    good = np.asarray(GOOD)
    results: list[Outcome] = []
    for rating, share in enumerate(pace.first_mix, start=AGAIN):
        given = np.asarray(rating)
        stability, difficulty = model.first_stability(given), model.first_difficulty(given)
        if rating == AGAIN:
            stability, difficulty = (
                model.same_day(stability, good),
                model.difficulty(difficulty, good),
            )
        results.append((np.asarray(share), stability, difficulty))
    return results


@dataclass(frozen=True, eq=False)
class Greedy:
    """The chooser without a plan: the greatest expected gain on the day per second of study."""

    model: Model
    pace: Pace
    exam: int
    """The day of the interview."""

    def rates(self, beliefs: Beliefs, today: int) -> FloatArray:
        """Weighted gain per second of asking each card today; `NEVER` where it is done for today
        already.
        """
        _, gain, seconds = self._asked(beliefs, today)
        return np.where(beliefs.done(today), NEVER, beliefs.weight * gain / seconds)

    def lift(self, beliefs: Beliefs, today: int) -> tuple[FloatArray, FloatArray]:
        """Why a card, now: its recall on the day without and with a review today, 0 to 1."""
        before, gain, _ = self._asked(beliefs, today)
        return before, before + gain

    def _asked(self, beliefs: Beliefs, today: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Recall on the day if it is left alone, the gain of asking now, the seconds it takes."""
        left = float(self.exam - today)
        elapsed = np.maximum(beliefs.elapsed(today), 0).astype(float)
        before = beliefs.recall(self.model, self.exam)
        after = sum(
            share * self.model.recall(left, stability)
            for share, stability, _ in outcomes(
                self.model, self.pace, beliefs.stability, beliefs.difficulty, elapsed
            )
        )
        begun = self._begun(left) * beliefs.promise
        gain = np.where(beliefs.seen, after, np.maximum(begun, before)) - before
        recall = self.model.recall(elapsed, beliefs.stability)
        seconds = np.where(beliefs.seen, self.pace.review(recall), self.pace.new)
        return before, gain, seconds

    def _begun(self, left: float) -> FloatArray:
        """Recall on the day of a card begun `left` days before it."""
        return np.asarray(
            sum(
                share * self.model.recall(left, stability)
                for share, stability, _ in first_outcomes(self.model, self.pace)
            )
        )

"""The app's own chooser, planner and fitting, for many learners at once: only the loop over the
learners is written here, all that decides is the code of `quizapp.scheduling`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

import numpy as np

from benchmarks.interview.simulator import Setting
from quizapp.scheduling import fitting
from quizapp.scheduling.interview.arrays import BoolArray, FloatArray, IntArray
from quizapp.scheduling.interview.beliefs import Beliefs, unseen
from quizapp.scheduling.interview.gain import Greedy
from quizapp.scheduling.interview.model import AGAIN, DEFAULT_WEIGHTS, Model, models
from quizapp.scheduling.interview.pace import expected_pace
from quizapp.scheduling.interview.planner import Bench, Goal, Plan, plan
from quizapp.scheduling.interview.programme import Profile
from quizapp.scheduling.interview.tables import Table

IN_ORDER = 1e-8
"""Cards of equal rate are asked in learning order, as `Ranking.best` does: a step above the
simulator's jitter, far below any difference that counts."""


class _Event(NamedTuple):
    """What was rated: the first answers of an evening, or the drills that passed."""

    first: bool
    where: BoolArray
    rating: IntArray
    day: int


@dataclass(frozen=True)
class Course:
    """One learner's plan, and its tables from its first evening on; none: the greedy chooser."""

    plan: Plan
    tables: list[Table] | None


class Spread(Protocol):
    """The built-in `map`, or one that spreads the work over processes."""

    def __call__(
        self,
        work: Callable[[Goal, Profile | None], Course],
        goals: Iterable[Goal],
        near: Iterable[Profile | None],
        /,
    ) -> Iterable[Course]: ...


class Chooser:
    """The greedy chooser, on default weights or on weights fitted to the log so far."""

    def __init__(self, learners: int, setting: Setting, *, fits: bool) -> None:
        self.setting = setting
        self.fits = fits and fitting.available()
        self.weights: list[tuple[float, ...]] = [DEFAULT_WEIGHTS] * learners
        self.pace = expected_pace(setting.seconds_per_answer)
        self.beliefs: Beliefs = unseen(setting.cards).copies(learners)
        self._lapsed = np.zeros((learners, setting.cards), dtype=bool)
        self._events: list[_Event] = []
        self._fitted_on = [0] * learners
        self._reweigh()

    def rates(self, day: int) -> FloatArray:
        return self._chosen(day) - IN_ORDER * np.arange(self.setting.cards)

    def _chosen(self, day: int) -> FloatArray:
        return self._greedy.rates(self.beliefs, day)

    def answered(self, where: BoolArray, rating: IntArray, day: int) -> None:
        self._lapsed = where & (rating == AGAIN)
        self._happened(_Event(True, where, rating, day))

    def drilled(self, where: BoolArray, rating: IntArray, day: int) -> None:
        """As `fsrs6.review` has it: further failures of a drill change nothing."""
        passed = where & self._lapsed & (rating > AGAIN)
        self._lapsed &= ~passed
        self._happened(_Event(False, passed, rating, day))

    def slept(self, day: int) -> None:
        if day + 1 < self.setting.days:
            self._renew(day + 1)

    def forecast(self) -> FloatArray:
        """The recall that is expected of each learner on the day, 0 to 1."""
        return np.asarray(self.beliefs.recall(self._model, self.setting.days).mean(axis=1))

    def _renew(self, day: int) -> list[int]:
        """Fit where enough is new; which learners' weights changed."""
        changed = [
            learner for learner in range(len(self.weights)) if self.fits and self._fit(learner)
        ]
        if changed:
            self._reweigh()
            self.beliefs = unseen(self.setting.cards).copies(len(self.weights))
            for event in self._events:
                self.beliefs = _after(self.beliefs, self._model, event)
        return changed

    def _fit(self, learner: int) -> bool:
        log = self._log(learner)
        predictable = fitting.predictable(log)
        if predictable - self._fitted_on[learner] < fitting.WAIT:
            return False
        self._fitted_on[learner] = predictable
        verdict = fitting.refit(log, self.weights[learner])
        if verdict.adopted:
            self.weights[learner] = verdict.weights
        return verdict.adopted

    def _log(self, learner: int) -> list[fitting.Answer]:
        return [
            fitting.Answer(str(card), int(event.rating[learner, card]), event.day)
            for event in self._events
            for card in np.nonzero(event.where[learner])[0]
        ]

    def _reweigh(self) -> None:
        self._model = models(self.weights)
        self._greedy = Greedy(self._model, self.pace, self.setting.days)

    def _happened(self, event: _Event) -> None:
        self._events.append(event)
        self.beliefs = _after(self.beliefs, self._model, event)


class Planner(Chooser):
    """The plan: made before the first evening, and anew where the weights changed."""

    def __init__(self, learners: int, setting: Setting, *, fits: bool, spread: Spread) -> None:
        super().__init__(learners, setting, fits=fits)
        self._spread = spread
        self._courses = [_course(self._goal(0, 0), None)] * learners

    def _chosen(self, day: int) -> FloatArray:
        rates = super()._chosen(day)
        for learner, course in enumerate(self._courses):
            if course.tables is not None:
                table = course.tables[day - course.plan.today]
                rates[learner] = table.rates(_of(self.beliefs, learner), day)
        return rates

    def _renew(self, day: int) -> list[int]:
        changed = super()._renew(day)
        goals = [self._goal(learner, day) for learner in changed]
        near = [self._courses[learner].plan.profile for learner in changed]
        for learner, course in zip(changed, self._spread(_course, goals, near), strict=True):
            self._courses[learner] = course
        return changed

    def _goal(self, learner: int, day: int) -> Goal:
        minutes = (self.setting.minutes,) * (self.setting.days - day)
        return Goal(_of(self.beliefs, learner), day, minutes, self.weights[learner], self.pace)


def _course(goal: Goal, near: Profile | None) -> Course:
    made = plan(goal, near=near)
    return Course(made, None if made.profile is None else Bench(goal).tables([made.profile]))


def _of(beliefs: Beliefs, learner: int) -> Beliefs:
    """One learner's states: the arrays that are (learners, cards) lose their first axis."""
    return replace(
        beliefs,
        seen=beliefs.seen[learner],
        stability=beliefs.stability[learner],
        difficulty=beliefs.difficulty[learner],
        last_day=beliefs.last_day[learner],
    )


def _after(beliefs: Beliefs, model: Model, event: _Event) -> Beliefs:
    change = beliefs.answered if event.first else beliefs.drilled
    return change(model, event.where, event.rating, event.day)

"""Plans in a process of its own, so that no key waits; one at a time, gone when the program goes.

The last answer is kept in a file: a restart goes on with its prices, and a plan of the same day,
goal, answers, cards and weights is not made twice.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import msgspec

from quizapp.store.reads import Reads
from quizapp.study import outlook as outlooks
from quizapp.study.away import Away
from quizapp.study.goal import Goal
from quizapp.study.outlook import Outlook

if TYPE_CHECKING:
    from quizapp.study.course import Course
    from quizapp.study.interview import Evening
    from quizapp.study.prospect import Question


class Planner:
    """The one process that plans, and what it answered last."""

    def __init__(self, path: Path, environment: Mapping[str, str]) -> None:
        self._path = path
        self._last: Outlook | None = None
        self._away = Away("quizapp.study.prospect", environment)
        self._asking = Lock()

    def kept(self, goal: Goal) -> Outlook | None:
        """The last answer about this goal, be it of an earlier day."""
        if self._last is None:
            self._last = outlooks.load(self._path)
        return self._last if self._last and self._last.goal == goal.key else None

    def answer(self, question: Question) -> Outlook | None:
        """Plan, or give the plan that was made of the same question.

        Waits for the process, which takes seconds; a second question waits for the first. None when
        it was stopped. Raises StoreError where the process fails.
        """
        with self._asking:
            last = outlooks.load(self._path) if self._last is None else self._last
            if last and _of(last) == _asked(question):
                return last
            said = self._away.ask(pickle.dumps(question))
            if said is None:
                return None
            self._last = msgspec.json.decode(said, type=Outlook)
            outlooks.save(self._path, self._last)
            return self._last

    def close(self) -> None:
        """Stop the process; nothing is planned any more."""
        self._away.close()


def question(course: Course, reads: Reads, day: date, last: Outlook | None) -> Question:
    """What is to be planned as of now, from what the evening believes."""
    from quizapp.study import plan
    from quizapp.study.prospect import Question

    evening, goal = course.evening(), course.goal
    opened = reads.open_session()
    of_today = opened is not None and opened.study_day == day
    state = plan.decode(opened.state) if opened and of_today else plan.State()
    left = max(0.0, course.time(state).left) / 60.0
    task = replace(
        evening.task,
        beliefs=evening.now(),
        minutes=(left, *goal.evenings(day)[1:]),
    )
    return Question(
        task=task,
        goal=goal.key,
        topics=evening.deck.topics,
        weights=tuple(goal.weight(topic) for topic in evening.deck.topics),
        answers=reads.counts(day).today,
        basis=_basis(evening),
        # A fit is made every 64 reviews, so the weights know nearly all of them.
        fitted=evening.deck.reviews if reads.weights().id else 0,
        minutes=_around(goal),
        near=last.prices if last else None,
    )


def _basis(evening: Evening) -> str:
    """A name for exactly these cards and weights."""
    made_of = msgspec.json.encode((evening.deck.cards, evening.task.weights))
    return blake2b(made_of, digest_size=8).hexdigest()


def _around(goal: Goal) -> tuple[float, ...]:
    """Half, the same and twice the minutes of an ordinary evening, in steps of five."""
    given = [each for each in goal.minutes if each]
    usual = sum(given) / len(given)
    half = max(5.0, round(usual / 10) * 5.0)
    return tuple(sorted({half, float(round(usual)), float(round(usual * 2))}))


def _of(outlook: Outlook) -> tuple[str, date, int, str]:
    return outlook.goal, outlook.day, outlook.answers, outlook.basis


def _asked(question: Question) -> tuple[str, date, int, str]:
    day = date.fromordinal(question.task.today)
    return question.goal, day, question.answers, question.basis

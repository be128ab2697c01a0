"""The way to a goal: which evening it is, and what a session of it asks next.

Light: the evening, with numpy and every memory, is read when it is first needed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING

from quizapp.clock import Clock
from quizapp.store.library import Library
from quizapp.store.reads import Reads
from quizapp.study import begin
from quizapp.study.goal import Goal
from quizapp.study.plan import State
from quizapp.study.values import Time

if TYPE_CHECKING:
    from quizapp.study.interview import Evening
    from quizapp.study.outlook import Outlook


class Course:
    """A goal as the sessions of one topic, or of all, work towards it. Any thread may ask."""

    def __init__(
        self,
        goal: Goal,
        topic: str | None,
        library: Library,
        reads: Reads,
        clock: Clock,
        outlook: Callable[[Goal], Outlook | None],
    ) -> None:
        self.goal = goal
        self.topic = topic
        self._library = library
        self._reads = reads
        self._clock = clock
        self._outlook = outlook
        self._evening: Evening | None = None
        self._read_as_of: tuple[date, str] | None = None
        """The study day and the weights of the evening."""
        self._reading = Lock()

    def evening(self) -> Evening:
        """This study day's evening; read anew on a new day, by other weights, and after `renew`."""
        from quizapp.study import interview

        with self._reading:
            today, weights = self._clock.today(), self._reads.weights().id
            if self._evening is None or self._read_as_of != (today, weights):
                self._read_as_of = today, weights
                self._evening = interview.evening(
                    self.goal, self._library, self._reads, today, self.topic
                )
                if planned := self._outlook(self.goal):
                    planned.lead(self._evening)
            return self._evening

    def renew(self) -> None:
        """The bank changed: read it again when the evening is next asked for."""
        with self._reading:
            self._evening = None

    def follow(self, outlook: Outlook) -> None:
        """A plan was made: rank by its prices. Solves them, so in a thread."""
        if outlook.goal == self.goal.key and self._evening is not None:  # else `evening` does it
            outlook.lead(self.evening())

    def filled(self, state: State, *, keep: int) -> State:
        """The state with the cards that come next; the first `keep` of its queue stay."""
        from quizapp.study.refill import refilled

        more = not begin.is_used_up(state, self.goal, self._clock.today())
        return refilled(state, self.evening(), keep=keep, more=more)

    def time(self, state: State) -> Time:
        """What is left of the minutes of the day."""
        return begin.time(state, self.goal, self._clock.today())

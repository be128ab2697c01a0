"""Where goals, and what was expected on each day, are kept: settings of the study database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from quizapp.store.reads import Reads
from quizapp.study.goal import Goal, Goals

if TYPE_CHECKING:
    from quizapp.store.study import StudyStore

_GOALS = "goals"
_EXPECTED = "expected:"
_LONGEST = 800
"""Days of a trend that are kept: more than the farthest goal has."""


class Expected(Struct, frozen=True):
    """What was expected of the day of the interview, 0 to 1, with an 80 % band."""

    recall: float
    low: float
    high: float


Trend = Mapping[date, Expected]
"""By the study day on which it was expected."""


def load(reads: Reads) -> Goals:
    """All goals; none where they are of another version's form."""
    kept = reads.setting(_GOALS)
    try:
        return msgspec.convert(kept, Goals) if kept is not None else Goals()
    except msgspec.ValidationError:
        return Goals()


def keep(store: StudyStore, goals: Goals) -> None:
    """Keep all goals."""
    store.put_setting(_GOALS, msgspec.to_builtins(goals))


def current(reads: Reads, today: date) -> Goal | None:
    """The active goal, until its day has come."""
    goal = load(reads).current
    return None if goal is None or goal.is_over(today) else goal


def trend(reads: Reads, name: str) -> dict[date, Expected]:
    """What was expected under the goal of that name, day by day."""
    kept = reads.setting(_EXPECTED + name)
    try:
        return msgspec.convert(kept, dict[date, Expected]) if kept is not None else {}
    except msgspec.ValidationError:
        return {}


def note(store: StudyStore, name: str, day: date, expected: Expected) -> None:
    """Keep what is expected as of `day`, in place of what was on that day."""
    days = trend(store.reads, name) | {day: expected}
    last = dict(sorted(days.items())[-_LONGEST:])
    store.put_setting(_EXPECTED + name, msgspec.to_builtins(last, str_keys=True))


def forget(store: StudyStore, name: str) -> None:
    """Forget what was expected under a goal that is given up."""
    store.put_setting(_EXPECTED + name, None)

"""What to paint first: the question that the session will ask, found without SQLAlchemy.

SQLAlchemy costs about as much as Textual to import; the first question waits for neither it nor a
scan of the bank. `Desk.connect` and `Desk.refresh` follow after the first paint.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from quizapp.config import Settings
from quizapp.store.library import Library
from quizapp.store.peek import peek
from quizapp.study import begin, goals, plan
from quizapp.study.asked import Asked, asked_next
from quizapp.study.plan import State
from quizapp.study.values import Opening, Progress, Time


def opening(
    study: Path, library: Library, *, day: date, topic: str | None, settings: Settings
) -> Opening | None:
    """The first question of `study`'s session, or None where a database is still to be made."""
    with peek(study) as reads:
        if reads is None:
            return None
        goal = goals.current(reads, day)
        state = plan.resumed(reads, library, day, topic, goal.key if goal else "")
        if state is None and goal is not None:
            state = begin.begun(reads, library, day, topic, goal)
        state = state or plan.planned(reads, library, day, topic, settings)
        current = state.queue.current
        card = library.card(current) if current is not None else None
        asked = asked_next(card, reads) if card is not None else None
    return seen(state, asked, begin.time(state, goal, day) if goal else None)


def seen(state: State, asked: Asked | None, time: Time | None = None) -> Opening | None:
    """A session's state and its current card as what a screen shows; None when none is left.

    time: of the goal's minutes of today; None without a goal.
    """
    if asked is None:
        return None
    card = asked.card
    return Opening(
        card,
        card.id in state.queue.lapsed,
        progress(state, time),
        state.draft,
        state.revealed,
        card.id in state.sure,
        card.id in state.probes,
        state.lifts.get(card.id),
        asked.shuffle,
        asked.expected,
    )


def progress(state: State, time: Time | None = None) -> Progress:
    """How far a state is."""
    queue = state.queue
    return Progress(len(queue.passed), len(queue.ahead), len(queue.lapsed), time)

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
from quizapp.study import plan
from quizapp.study.plan import State
from quizapp.study.values import Opening, Progress


def opening(
    study: Path, library: Library, *, day: date, topic: str | None, settings: Settings
) -> Opening | None:
    """The first question of `study`'s session, or None where a database is still to be made."""
    with peek(study) as reads:
        if reads is None:
            return None
        state = plan.resumed(reads, library, day, topic)
        state = state or plan.planned(reads, library, day, topic, settings)
    return seen(state, library)


def seen(state: State, library: Library) -> Opening | None:
    """A session's state as what a screen shows of it; None when no card is left."""
    current = state.queue.current
    card = library.card(current) if current is not None else None
    if card is None:
        return None
    return Opening(
        card, card.id in state.queue.lapsed, progress(state), state.draft, state.revealed
    )


def progress(state: State) -> Progress:
    """How far a state is."""
    queue = state.queue
    return Progress(len(queue.passed), len(queue.ahead), len(queue.lapsed))

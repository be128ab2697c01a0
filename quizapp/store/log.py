"""The review log and its folds inside one transaction: what a grade, an undo and a redo write.

The log is its own undo stack. Each event says which event came before it on this device (`prior`),
which grade an undo would void now (`undo_next`) and which undo a redo would void (`redo_next`). An
event's `prior` therefore leads to the stacks as they were beneath it, and no undo ever searches the
history.
"""

from __future__ import annotations

from datetime import date, datetime, timezone
from functools import partial
from random import Random
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy.engine.interfaces import DBAPICursor, Dialect

from quizapp.bank.cards import CardId
from quizapp.clock import Clock, milliseconds, study_day
from quizapp.scheduling import fsrs6
from quizapp.scheduling.memory import Rating
from quizapp.store.fold import Kept, as_columns, fold
from quizapp.store.ids import new_id
from quizapp.store.reads import as_memory, json_text
from quizapp.store.statements import Statements
from quizapp.store.tables import OWN
from quizapp.store.values import Answered, EventKind, Place, Recorded, ReviewId, Step
from quizapp.store.weights import Sets

_OWN = {"learner": OWN, "device": OWN}
_OF_A_GRADE = (
    "rating",
    "retention",
    "seconds",
    "answer",
    "points",
    "language",
    "card_hash",
    "revision",
    "model",
    "confidence",
    "probe",
)
_NO_GRADE = dict.fromkeys(_OF_A_GRADE)


class _Head(NamedTuple):
    """The end of the log: its newest id and number, and this device's last event."""

    last_id: str | None
    last_seq: int | None
    seq: int | None
    undo_next: int | None
    redo_next: int | None


class _Target(NamedTuple):
    """An event to be voided, and the two stacks beneath it."""

    card: CardId
    rating: int | None
    study_day: str | None
    voids: int | None
    undo_beneath: int | None
    redo_beneath: int | None


class Log:
    """Writes events. Every method runs inside a transaction that its caller began and commits."""

    def __init__(self, clock: Clock, randomness: Random, dialect: Dialect) -> None:
        self._clock = clock
        self._randomness = randomness
        self._run = Statements(dialect)
        self._sets = Sets(self._run)

    def grade(self, cursor: DBAPICursor, answered: Answered) -> Recorded:
        """Append a grade and bring the card's memory and the day's numbers forward."""
        (row,) = self._run.head_and_memory(cursor, {**_OWN, "card_id": answered.card})
        head, before = _Head._make(row[:5]), kept_in(row[6:])
        weights = self._sets.get(cursor, row[5] or "")
        event = self._event(head, EventKind.GRADE, answered.card)
        day = date.fromisoformat(event["study_day"])
        memory = fsrs6.review(
            before.memory if before else None,
            answered.rating,
            day,
            card=answered.card,
            retention=answered.retention,
            weights=weights,
        )
        event |= _graded(answered) | {"undo_next": event["seq"], "redo_next": None}
        event["model"] = fsrs6.named(weights)
        self._run.log(cursor, event)
        self._keep(cursor, answered.card, Kept(memory, before.first_day if before else day))
        self._count(cursor, event["study_day"], reviews=1, new=int(before is None))
        return Recorded(ReviewId(event["id"]), memory)

    def undo(self, cursor: DBAPICursor) -> Step | None:
        """Void this device's last grade that stands; None when there is none."""
        head = self._head(cursor)
        if head.undo_next is None:
            return None
        grade = self._target(cursor, head.undo_next)
        event = self._event(head, EventKind.UNDO, grade.card)
        event |= {
            "voids": head.undo_next,
            "undo_next": grade.undo_beneath,
            "redo_next": event["seq"],
        }
        self._run.log(cursor, event)
        return self._step(cursor, grade, reviews=-1)

    def redo(self, cursor: DBAPICursor) -> Step | None:
        """Void the last undo, if no grade came after it; None when there is nothing to redo."""
        head = self._head(cursor)
        if head.redo_next is None:
            return None
        undo = self._target(cursor, head.redo_next)
        assert undo.voids is not None  # an undo voids a grade: a CHECK of the table
        event = self._event(head, EventKind.REDO, undo.card)
        event |= {
            "voids": head.redo_next,
            "undo_next": undo.voids,
            "redo_next": undo.redo_beneath,
        }
        self._run.log(cursor, event)
        return self._step(cursor, self._target(cursor, undo.voids), reviews=1)

    def place(self, cursor: DBAPICursor, place: Place) -> bool:
        """Write where a session stands; False when there is no such session."""
        return bool(self._run.place(cursor, {"session": place.session, "state": place.state}))

    def _step(self, cursor: DBAPICursor, grade: _Target, *, reviews: int) -> Step:
        """Fold the card anew after one of its grades was voided (-1) or stands again (+1)."""
        assert grade.rating is not None
        assert grade.study_day is not None
        card = {**_OWN, "card_id": grade.card}
        rows = self._run.memory(cursor, card)
        before = kept_in(rows[0]) if rows else None
        after = fold(grade.card, self._run.events(cursor, card), partial(self._sets.get, cursor))
        if after:
            self._keep(cursor, grade.card, after)
        else:
            self._run.forget(cursor, card)
        self._count(cursor, grade.study_day, reviews=reviews, new=0)
        for kept, new in ((before, -1), (after, 1)):
            if kept:
                self._count(cursor, kept.first_day.isoformat(), reviews=0, new=new)
        return Step(grade.card, Rating(grade.rating), after.memory if after else None)

    def _event(self, head: _Head, kind: EventKind, card: CardId) -> dict[str, Any]:
        now = self._clock.now()
        ms = milliseconds(now)
        return {
            **_OWN,
            **_NO_GRADE,
            "seq": (head.last_seq or 0) + 1,
            "id": new_id(ms, self._randomness, head.last_id),
            "card_id": card,
            "kind": kind.value,
            "voids": None,
            "prior": head.seq,
            "at": ms,
            "tz": zone(now),
            "study_day": study_day(now).isoformat(),
        }

    def _head(self, cursor: DBAPICursor) -> _Head:
        (row,) = self._run.head(cursor, _OWN)
        return _Head._make(row)

    def _target(self, cursor: DBAPICursor, seq: int) -> _Target:
        (row,) = self._run.target(cursor, {"target": seq})
        return _Target._make(row)

    def _keep(self, cursor: DBAPICursor, card: CardId, kept: Kept) -> None:
        self._run.keep(cursor, {"learner": OWN, **as_columns(card, kept)})

    def _count(self, cursor: DBAPICursor, day: str, *, reviews: int, new: int) -> None:
        self._run.count(cursor, {"learner": OWN, "study_day": day, "reviews": reviews, "new": new})


def zone(at: datetime) -> str:
    """The IANA name of a moment's time zone where it is known, else its offset, "UTC+09:00"."""
    if isinstance(at.tzinfo, ZoneInfo) and at.tzinfo.key:
        return at.tzinfo.key
    offset = at.utcoffset()
    assert offset is not None, "moments are aware"
    return str(timezone(offset))


def kept_in(row: Any) -> Kept | None:
    first_day, *memory = row
    return Kept(as_memory(memory), date.fromisoformat(first_day)) if first_day else None


def _graded(answered: Answered) -> dict[str, Any]:
    return {
        "rating": int(answered.rating),
        "retention": answered.retention,
        "seconds": answered.seconds,
        "answer": answered.answer,
        "points": json_text(sorted(answered.points)),
        "language": answered.language.value,
        "card_hash": answered.card_hash,
        "revision": answered.revision,
        "confidence": answered.confidence,
        "probe": int(answered.probe),
    }

"""The study database: the learner's history, and the only way to write it.

One kept connection writes and one reads, each behind a lock, so that any thread may call. Every
method is one transaction; when it returns, the data is on the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from threading import Lock
from typing import Any

from sqlalchemy import Connection, TextClause, delete, insert, select, text, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.engine.interfaces import DBAPICursor

from quizapp.bank.cards import CardId
from quizapp.clock import Clock, milliseconds
from quizapp.errors import StoreError
from quizapp.store import doctor, engine, marks, schema
from quizapp.store import tables as t
from quizapp.store.ids import new_id
from quizapp.store.log import Log
from quizapp.store.problems import explaining
from quizapp.store.reads import Reads, json_text, key_values
from quizapp.store.statements import keeping
from quizapp.store.tables import OWN
from quizapp.store.values import (
    Answered,
    DemoRun,
    Difference,
    MarkKind,
    Place,
    Recorded,
    SessionId,
    Step,
)

Replan = Callable[[Step], Place | None]
"""Says, inside the transaction of an undo or a redo, where the session stands after it."""


class StudyStore:
    """One learner's history on one device; `open` makes it, `close` lets go of it."""

    def __init__(self, path: Path, clock: Clock, randomness: Random) -> None:
        self._path = path
        self._clock = clock
        self._randomness = randomness
        self._engine = engine.make_engine(path)
        self._writer, self._writing = engine.writer(self._engine), Lock()
        self._reader, self._reading = engine.reader(self._engine), Lock()
        self._texts: dict[str, TextClause] = {}
        self._log = Log(clock, randomness, self._engine.dialect)
        self.reads = Reads(self._read, learner=OWN, device=OWN)

    @classmethod
    def open(cls, path: Path, *, clock: Clock, randomness: Random, backups: Path) -> StudyStore:
        """The history at `path`: made where there is none, migrated where it is old.

        Raises NewerSchemaError, DamagedError or StoreError; the file is then as it was.
        """
        schema.prepare(path, backups=backups, at=clock.now())
        store = cls(path, clock, randomness)
        try:
            store._introduce()
        except BaseException:
            store.close()
            raise
        return store

    def record(self, answered: Answered, place: Place | None = None) -> Recorded:
        """Keep a grade, the memory after it and where the session stands, all or nothing.

        The memory is computed inside the transaction from what stands there: a second program that
        grades the same card at the same time cannot make it forget this review.
        """
        with self._transaction() as connection:
            cursor = connection.connection.cursor()
            recorded = self._log.grade(cursor, answered)
            self._put(cursor, place)
        return recorded

    def undo(self, replan: Replan = lambda step: None) -> Step | None:
        """Take back this device's last grade that stands, however old; None when there is none."""
        return self._take(self._log.undo, replan)

    def redo(self, replan: Replan = lambda step: None) -> Step | None:
        """Put back what the last undo took, unless a grade came after it."""
        return self._take(self._log.redo, replan)

    def mark(
        self, card: CardId, kind: MarkKind, note: str = "", place: Place | None = None
    ) -> None:
        """Suspend or flag a card, or take that back."""
        with self._transaction() as connection:
            marks.append(connection, card, kind, note, self._clock.now(), self._randomness)
            self._put(connection.connection.cursor(), place)

    def start_session(self, state: str, topic: str | None = None) -> SessionId:
        """Begin a session of today; one that is still open ends."""
        ms = self._now()
        session = SessionId(new_id(ms, self._randomness))
        with self._transaction() as connection:
            connection.execute(
                update(t.session)
                .where(
                    t.session.c.learner == OWN,
                    t.session.c.device == OWN,
                    t.session.c.ended_at.is_(None),
                )
                .values(ended_at=ms)
            )
            connection.execute(
                insert(t.session).values(
                    id=session,
                    learner=OWN,
                    device=OWN,
                    started_at=ms,
                    study_day=self._clock.today().isoformat(),
                    topic=topic,
                    state=state,
                )
            )
        return session

    def save_session(self, place: Place) -> None:
        """Keep where a session stands."""
        with self._transaction() as connection:
            self._put(connection.connection.cursor(), place)

    def end_session(self, session: SessionId) -> None:
        """Close a session: the next start plans a new one."""
        with self._transaction() as connection:
            connection.execute(
                update(t.session).where(t.session.c.id == session).values(ended_at=self._now())
            )

    def record_run(self, run: DemoRun) -> None:
        """Keep what a demo measured."""
        ms = self._now()
        values = key_values(run.key) | {
            "id": new_id(ms, self._randomness),
            "metrics": json_text(run.metrics),
            "verdicts": json_text(run.verdicts),
            "seconds": run.seconds,
            "at": ms,
        }
        with self._transaction() as connection:
            connection.execute(insert(t.demo_run).values(values))

    def put_setting(self, key: str, value: object) -> None:
        """Keep a setting, as JSON; None forgets it."""
        with self._transaction() as connection:
            if value is None:
                connection.execute(delete(t.setting).where(t.setting.c.key == key))
            else:
                connection.execute(keeping(t.setting).values(key=key, value=json_text(value)))

    def check(self) -> list[str]:
        """What is wrong with the database, one line each; empty when it is sound."""
        return doctor.check(self._engine)

    def rebuild(self) -> list[Difference]:
        """Recompute every fold from the log, and say what differed."""
        return doctor.rebuild(self._engine)

    def close(self) -> None:
        """Let go of the file."""
        self._writer.close()
        self._reader.close()
        self._engine.dispose()

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with explaining(self._path), self._writing, self._writer.begin():
            yield self._writer

    def _take(self, take: Callable[[DBAPICursor], Step | None], replan: Replan) -> Step | None:
        with self._transaction() as connection:
            cursor = connection.connection.cursor()
            step = take(cursor)
            if step is not None:
                self._put(cursor, replan(step))
        return step

    def _put(self, cursor: DBAPICursor, place: Place | None) -> None:
        if place is not None and not self._log.place(cursor, place):
            raise StoreError(
                f"the session {place.session} is not in the study database", "start a new session"
            )

    def _introduce(self) -> None:
        """Give the learner and the device of a new file their identities."""
        if self._reader.execute(select(t.device.c.key)).first():
            return
        with self._transaction() as connection:
            for table in (t.learner, t.device):
                ms = self._now()
                made = upsert(table).values(key=OWN, id=new_id(ms, self._randomness), created_at=ms)
                connection.execute(made.on_conflict_do_nothing())

    def _read(self, sql: str, values: Mapping[str, object]) -> Sequence[Sequence[Any]]:
        with self._reading:
            statement = self._texts.setdefault(sql, text(sql))
            return self._reader.execute(statement, values).fetchall()

    def _now(self) -> int:
        return milliseconds(self._clock.now())

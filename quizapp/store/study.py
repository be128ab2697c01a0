"""The study database: the learner's history, and the only way to write it.

One kept connection writes and one reads, each behind a lock, so that any thread may call. Every
method is one transaction; when it returns, the data is on the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from threading import Lock
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.engine.interfaces import DBAPICursor

from quizapp.bank.cards import CardId
from quizapp.clock import Clock, milliseconds
from quizapp.errors import StoreError
from quizapp.scheduling.memory import Weights
from quizapp.store import doctor, engine, marks, runs, schema, weights
from quizapp.store import tables as t
from quizapp.store.ids import new_id
from quizapp.store.intake import Intake
from quizapp.store.log import Log
from quizapp.store.problems import explaining
from quizapp.store.reads import Reads, approved_files, json_text
from quizapp.store.scans import Rows, Scans
from quizapp.store.statements import keeping
from quizapp.store.tables import OWN
from quizapp.store.values import (
    Answered,
    DemoRun,
    Difference,
    Entry,
    Fit,
    Guess,
    MarkKind,
    Place,
    Recorded,
    RunId,
    SessionId,
    Step,
    Taken,
)

_PAGE = 2000
"""Rows fetched at once by a scan."""

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
        self._log = Log(clock, randomness, self._engine.dialect)
        self.reads = Reads(self._read, learner=OWN, device=OWN)
        self.scans = Scans(self._stream, learner=OWN)

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

    def predict(self, card: CardId, demo: str, guesses: Sequence[Guess]) -> RunId:
        """Keep what is expected of the next run of a demo; gives the id that run is to have."""
        run = RunId(new_id(self._now(), self._randomness))
        with self._transaction() as connection:
            for guess in guesses:
                runs.append(connection, card, demo, run, guess, self._clock.now(), self._randomness)
        return run

    def record_run(self, *measured: DemoRun, first: RunId | None = None) -> None:
        """Keep what a demo measured, seed by seed; `first` is the id of the first one, where it was
        predicted.
        """
        ms = self._now()
        with self._transaction() as connection:
            for run in measured:
                id_, first = first or new_id(ms, self._randomness), None
                connection.execute(insert(t.demo_run).values(runs.columns(run, id_, ms)))

    def adopt_weights(
        self, values: tuple[float, ...], *, model: str, reviews: int, log_loss: float
    ) -> Fit:
        """Keep weights that were fitted to so many reviews: the next review is scheduled by them.

        No due day changes before that.
        """
        ms = self._now()
        fit = Fit(
            weights=Weights(new_id(ms, self._randomness), values),
            at=ms,
            model=model,
            reviews=reviews,
            log_loss=log_loss,
            adopted=True,
        )
        with self._transaction() as connection:
            weights.add(connection, fit)
        return fit

    def take_back_weights(self) -> Weights | None:
        """Go back to the weights before the present ones, and say which; None: these are FSRS-6's
        own.
        """
        present = self.reads.weights()
        if not present.id:
            return None
        with self._transaction() as connection:
            weights.take_back(connection, present)
        return self.reads.weights()

    def take_in(self, fits: Iterable[Fit], entries: Sequence[Entry]) -> Taken:
        """Add the events of another copy of the log: their union, all or nothing."""
        with self._transaction() as connection:
            return Intake(connection).take(fits, entries)

    def put_setting(self, key: str, value: object) -> None:
        """Keep a setting, as JSON; None forgets it."""
        with self._transaction() as connection:
            if value is None:
                connection.execute(delete(t.setting).where(t.setting.c.key == key))
            else:
                connection.execute(keeping(t.setting).values(key=key, value=json_text(value)))

    def approve(self, pack: str, seal: str, files: Sequence[tuple[str, int, str]]) -> None:
        """Keep the approval of a pack, in place of an older one."""
        kept = {"key": approved_files(pack), "value": json_text(files)}
        with self._transaction() as connection:
            values = {"name": pack, "hash": seal, "approved_at": self._now()}
            connection.execute(keeping(t.trust).values(values))
            connection.execute(keeping(t.setting).values(kept))

    def revoke(self, pack: str) -> None:
        """Forget the approval of a pack."""
        with self._transaction() as connection:
            connection.execute(delete(t.trust).where(t.trust.c.name == pack))
            connection.execute(delete(t.setting).where(t.setting.c.key == approved_files(pack)))

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

    @contextmanager
    def _stream(self, sql: str, values: Mapping[str, object]) -> Iterator[Rows]:
        with explaining(self._path), engine.reader(self._engine) as connection:
            cursor = connection.connection.cursor()
            cursor.execute(sql, values)
            yield _pages(cursor)

    def _read(self, sql: str, values: Mapping[str, object]) -> Sequence[Sequence[Any]]:
        # On the driver's own cursor, as grades are written: through SQLAlchemy's results a small
        # query takes three times as long (14 for 5 us), and every answer looks at the next card.
        with explaining(self._path), self._reading:
            cursor = self._reader.connection.cursor()
            cursor.execute(sql, values)
            return cursor.fetchall()

    def _now(self) -> int:
        return milliseconds(self._clock.now())


def _pages(cursor: DBAPICursor) -> Rows:
    while page := cursor.fetchmany(_PAGE):
        yield from page

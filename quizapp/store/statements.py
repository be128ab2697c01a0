"""What a transaction of the study database reads and writes: statements, compiled once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ClauseElement,
    Table,
    bindparam,
    delete,
    insert,
    text,
    update,
)
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.engine.interfaces import DBAPICursor, Dialect

from quizapp.store import tables as t
from quizapp.store.fold import EVENT
from quizapp.store.reads import ADOPTED, MEMORY, WEIGHTS


class Prepared:
    """A statement that SQLAlchemy compiles once and the driver then runs.

    A grade is five statements and has the time of one: through `Connection.execute` each takes
    17 us, through `exec_driver_sql` 10 us, through the driver 2 us.
    """

    def __init__(self, statement: ClauseElement, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self._sql = str(compiled)
        self._names: list[str] = compiled.positiontup  # type: ignore[attr-defined]

    def __call__(self, cursor: DBAPICursor, values: Mapping[str, Any]) -> Sequence[Any]:
        """Execute with named values, further ones passed over; the rows, if it gives any."""
        cursor.execute(self._sql, tuple(map(values.__getitem__, self._names)))
        return cursor.fetchall() if cursor.description else ()


_OWN = "learner = :learner AND device = :device"
_HEAD = (
    "SELECT (SELECT max(id) FROM review), (SELECT max(seq) FROM review),"
    " h.seq, h.undo_next, h.redo_next"
)
_FROM = (
    "FROM (SELECT 1) AS one LEFT JOIN (SELECT seq, undo_next, redo_next FROM review"
    f" WHERE {_OWN} ORDER BY seq DESC LIMIT 1) AS h ON TRUE"
)
_OF_CARD = "WHERE learner = :learner AND card_id = :card_id"
_MEMORY = f"first_day, {MEMORY}"


class Statements:
    """Every statement of a transaction, by what it is for."""

    def __init__(self, dialect: Dialect) -> None:
        def prepared(statement: ClauseElement | str) -> Prepared:
            return Prepared(text(statement) if isinstance(statement, str) else statement, dialect)

        self.head = prepared(f"{_HEAD} {_FROM}")
        """The newest id and number of the log, and this device's last event."""
        self.head_and_memory = prepared(
            f"{_HEAD}, (SELECT id {ADOPTED}), {_MEMORY} {_FROM} LEFT JOIN memory AS m"
            " ON m.learner = :learner AND m.card_id = :card_id"
        )
        """Besides, the id of the weights in use, and the card's memory."""
        self.weights = prepared(f"SELECT {WEIGHTS} FROM weights WHERE id = :weights")
        self.memory = prepared(f"SELECT {_MEMORY} FROM memory {_OF_CARD}")
        self.target = prepared(
            "SELECT e.card_id, e.rating, e.study_day, e.voids, p.undo_next, p.redo_next"
            " FROM review AS e LEFT JOIN review AS p ON p.seq = e.prior WHERE e.seq = :target"
        )
        """An event to be voided, and the two stacks as they were before it."""
        self.events = prepared(f"SELECT {EVENT} FROM review {_OF_CARD} ORDER BY id")
        self.log = prepared(insert(t.review))
        self.keep = prepared(keeping(t.memory))
        self.forget = prepared(
            delete(t.memory).where(
                t.memory.c.learner == bindparam("learner"),
                t.memory.c.card_id == bindparam("card_id"),
            )
        )
        self.count = prepared(_counting())
        self.place = prepared(
            update(t.session)
            .where(t.session.c.id == bindparam("session"))
            .values(state=bindparam("state"))
            .returning(t.session.c.id)
        )


def keeping(table: Table) -> Insert:
    """An INSERT that overwrites the row with the same key."""
    statement = upsert(table)
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={c.name: statement.excluded[c.name] for c in table.columns if not c.primary_key},
    )


def _counting() -> Insert:
    """An INSERT that adds to the day's numbers."""
    statement = upsert(t.daily)
    return statement.on_conflict_do_update(
        index_elements=list(t.daily.primary_key.columns),
        set_={
            "reviews": t.daily.c.reviews + statement.excluded.reviews,
            "new": t.daily.c.new + statement.excluded.new,
        },
    )

"""Connections to the study database for SQLAlchemy, opened by functions and never at import."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from quizapp.store.problems import WAIT_S, explained, explaining


def make_engine(path: Path, *, foreign_keys: bool = True) -> Engine:
    """An engine whose transactions take the write lock at once, and whose errors are StoreErrors.

    A transaction that began as a reader and then writes can fail without waiting for the other
    program's end; BEGIN IMMEDIATE waits its turn. A commit returns when the data is on the disk.
    """
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": WAIT_S, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        with explaining(path):
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")

    @event.listens_for(engine, "handle_error", retval=True)
    def explain(context: ExceptionContext) -> BaseException | None:
        return explained(context.original_exception, path)

    return engine


def reader(engine: Engine) -> Connection:
    """A connection for reading: every statement sees the last commit and holds no lock after it."""
    return engine.connect().execution_options(isolation_level="AUTOCOMMIT")


def writer(engine: Engine) -> Connection:
    """A connection for writing, to be used through its `begin()`."""
    immediate = engine.execution_options()
    event.listen(immediate, "begin", lambda c: c.connection.cursor().execute("BEGIN IMMEDIATE"))
    return immediate.connect()


@contextmanager
def migrating(path: Path) -> Iterator[Connection]:
    """One transaction for a migration; a table built anew may break references meanwhile."""
    engine = make_engine(path, foreign_keys=False)
    try:
        with writer(engine) as connection, connection.begin():
            yield connection
    finally:
        engine.dispose()

"""A look into the study database without SQLAlchemy: all that the first paint needs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from quizapp.errors import StoreError
from quizapp.store import schema
from quizapp.store.reads import Reads


@contextmanager
def peek(path: Path) -> Iterator[Reads | None]:
    """Read-only questions to a current study database.

    None where there is no database, or none that we can read as it is: `StudyStore.open`, which
    comes next, makes it, migrates it, or says what is wrong with it.
    """
    if not path.exists():
        yield None
        return
    try:
        connection = schema.connect(path, read_only=True)
    except sqlite3.Error:
        yield None
        return
    with closing(connection):
        yield _reads(connection, path)


def _reads(connection: sqlite3.Connection, path: Path) -> Reads | None:
    try:
        current = schema.revision(connection, path) == schema.HEAD
    except (sqlite3.Error, StoreError):
        return None
    return (
        Reads(lambda sql, values: connection.execute(sql, values).fetchall()) if current else None
    )

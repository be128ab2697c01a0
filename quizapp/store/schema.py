"""Is the study database current? If not, and only then, it is made or migrated.

A usual start reads one row with sqlite3 and imports neither SQLAlchemy nor Alembic. A new file is
made from `db/schema.sql`, which is what Alembic makes of an empty file (a test compares them).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from quizapp import resources
from quizapp.errors import NewerSchemaError, StoreError
from quizapp.store.problems import WAIT_S, explaining, patiently

HEAD = "0004"
"""The revision that this version reads and writes; revisions are numbers, so they compare."""


def prepare(path: Path, *, backups: Path, at: datetime) -> None:
    """Leave a current study database at `path`: made where there is none, migrated where it is old.

    A copy goes to `backups` before a migration. Raises NewerSchemaError for the database of a newer
    version, DamagedError and StoreError for what cannot be used; those files are left untouched.
    """
    with explaining(path), closing(connect(path)) as connection:
        found = patiently(lambda: revision(connection, path))
        if found is None:
            _create(connection, path)
        elif found > HEAD:
            raise NewerSchemaError(
                f"{path} was written by a newer quizapp (its schema is {found}, ours {HEAD})",
                "update quizapp; the file was left untouched",
            )
        elif found < HEAD:
            from quizapp.store import upgrade

            upgrade.upgrade(path, lambda: back_up(path, backups, found, at))


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """A bare connection, every statement its own transaction until a BEGIN."""
    uri = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
    return sqlite3.connect(uri, uri=True, timeout=WAIT_S, isolation_level=None)


def revision(connection: sqlite3.Connection, path: Path) -> str | None:
    """The revision written in a database; None in an empty one."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if "alembic_version" in tables:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        if row:
            return str(row[0])
    if tables:
        raise StoreError(
            f"{path} is a database of something else, not of quizapp",
            "move it away, or set QUIZAPP_HOME to another folder",
        )
    return None


def back_up(path: Path, backups: Path, label: str, at: datetime) -> Path:
    """Copy the database as it stands, also while it is in use; returns the copy's path."""
    copy = backups / f"study-{at:%Y%m%d-%H%M%S}-{label}.db"
    part = copy.with_suffix(".part")
    try:
        backups.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"cannot create {backups} ({error.strerror})", "make room for a backup there"
        ) from error
    with closing(connect(path, read_only=True)) as source, closing(connect(part)) as target:
        source.backup(target)
    os.replace(part, copy)
    return copy


def statements(script: str) -> Iterator[str]:
    """The statements of an SQL script, one by one: `executescript` would end our transaction."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


def _create(connection: sqlite3.Connection, path: Path) -> None:
    script = (resources.migrations() / "schema.sql").read_text(encoding="utf-8")
    patiently(lambda: connection.execute("PRAGMA journal_mode = WAL"))
    connection.execute("BEGIN IMMEDIATE")
    if revision(connection, path) is None:  # another program may have been faster
        for statement in statements(script):
            connection.execute(statement)
    connection.execute("COMMIT")

"""The file behind the library: its tables, and when it has to be made anew."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

from quizapp.store.problems import WAIT_S, patiently

_TABLES = """
CREATE TABLE file (
    key INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    hash BLOB NOT NULL,
    english TEXT NOT NULL
) STRICT;
CREATE INDEX file_english ON file (english);
CREATE TABLE result (key INTEGER PRIMARY KEY REFERENCES file ON DELETE CASCADE, body BLOB) STRICT;
CREATE TABLE dirty (english TEXT PRIMARY KEY) WITHOUT ROWID, STRICT;
CREATE TABLE declared (
    card_id TEXT NOT NULL, english TEXT NOT NULL, PRIMARY KEY (card_id, english)
) WITHOUT ROWID, STRICT;
CREATE INDEX declared_english ON declared (english);
CREATE TABLE card (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    base TEXT,
    english TEXT NOT NULL,
    topic TEXT NOT NULL,
    position INTEGER NOT NULL,
    place BLOB NOT NULL,
    body BLOB NOT NULL
) STRICT;
CREATE INDEX card_position ON card (position, id);
CREATE INDEX card_topic ON card (topic, position, id);
CREATE INDEX card_english ON card (english);
CREATE INDEX card_base ON card (base, position) WHERE base IS NOT NULL;
CREATE TABLE fault (
    path TEXT NOT NULL,
    line INTEGER NOT NULL,
    at_column INTEGER NOT NULL,
    what TEXT NOT NULL,
    remedy TEXT NOT NULL,
    english TEXT NOT NULL
) STRICT;
CREATE INDEX fault_english ON fault (english);
CREATE VIRTUAL TABLE search USING fts5(
    card_id UNINDEXED, language UNINDEXED, title, body, tokenize = 'unicode61', prefix = '2 3'
);
"""
FAULTS = "SELECT path, line, at_column, what, remedy FROM fault ORDER BY path, line, at_column"
"""What is wrong with the bank's files, in the order of their names."""

_PACKAGE = Path(__file__).resolve().parent.parent
_MAKERS = ("bank", "maths", "store")
"""The rooms whose code decides what stands in the file."""


def opened(path: Path) -> sqlite3.Connection:
    """A connection to a library that this program can use; an unusable file is emptied first."""
    connection = _connected(path)
    try:
        patiently(lambda: _prepare(connection))
    except sqlite3.DatabaseError as error:
        connection.close()
        if not damaged(error):
            raise
        discard(path)
        connection = _connected(path)
        patiently(lambda: _prepare(connection))
    return connection


def damaged(error: sqlite3.Error) -> bool:
    """Whether the file itself is at fault, so that a new one helps."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def discard(path: Path) -> None:
    """Delete a damaged library."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; a second program waits its turn."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:  # a full disk ends it by itself
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _connected(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=WAIT_S, isolation_level=None, check_same_thread=False)


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA synchronous = OFF")  # a file that a power cut spoils is made anew
    connection.execute("PRAGMA foreign_keys = ON")
    wanted = _format()
    if _found(connection) != wanted:
        connection.execute("PRAGMA journal_mode = WAL")
        with transaction(connection):
            if _found(connection) != wanted:  # else another program was faster
                _make(connection)
                connection.execute(f"PRAGMA user_version = {wanted}")


def _make(connection: sqlite3.Connection) -> None:
    for name in _tables(connection):
        connection.execute(f'DROP TABLE IF EXISTS "{name}"')
    for statement in _TABLES.split(";\n"):
        connection.execute(statement)


def _found(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _tables(connection: sqlite3.Connection) -> Iterator[str]:
    """Virtual tables first: they take their own tables with them."""
    sql = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " ORDER BY sql LIKE 'CREATE VIRTUAL%' DESC"
    )
    return (name for (name,) in connection.execute(sql).fetchall())


def _format() -> int:
    """A number that changes with the code that reads cards: another parser, other results."""
    digest = blake2b(digest_size=4)
    for room in _MAKERS:
        for entry in sorted(os.scandir(_PACKAGE / room), key=lambda entry: entry.name):
            if entry.name.endswith(".py"):
                found = entry.stat()
                digest.update(f"{entry.name} {found.st_size} {found.st_mtime_ns}".encode())
    return int.from_bytes(digest.digest(), "big") >> 1 or 1

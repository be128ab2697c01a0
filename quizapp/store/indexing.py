"""Reads the bank's files into the library: only those that changed since they were read last.

In short transactions: a killed scan goes on where it was, and two programs may scan at once.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import msgspec

from quizapp.bank.cards import Language
from quizapp.bank.files import FileResult
from quizapp.bank.load import original
from quizapp.bank.packs import Roots
from quizapp.bank.source import fetch
from quizapp.store import shelf, shelving
from quizapp.store.library import Progress, Refresh

_CHUNK = 200
"""Files read between two transactions: about a fifth of a second."""


class _Stat(NamedTuple):
    """How a file looks from outside; while it looks the same, it is not read again."""

    size: int
    mtime_ns: int


_UNREADABLE = _Stat(-1, -1)
"""Kept for a file that could not be read: once it can be, it looks different."""


def refresh(connection: sqlite3.Connection, roots: Roots, progress: Progress | None) -> Refresh:
    """Bring the library behind `connection` up to the files below `roots`."""
    seen = dict(_scan(roots))
    known = {
        path: _Stat(size, mtime_ns)
        for path, size, mtime_ns in connection.execute("SELECT path, size, mtime_ns FROM file")
    }
    changed = [(path, stat) for path, stat in seen.items() if known.get(path) != stat]
    _read(connection, roots, changed, progress)
    _forget(connection, known.keys() - seen.keys())
    return shelving.renew(connection)


def _scan(roots: Roots) -> Iterator[tuple[str, _Stat]]:
    for file in roots.files():
        try:
            found = os.stat(roots.path(file))
        except OSError:
            yield file, _UNREADABLE
        else:
            yield file, _Stat(found.st_size, found.st_mtime_ns)


def _read(
    connection: sqlite3.Connection,
    roots: Roots,
    changed: Sequence[tuple[str, _Stat]],
    progress: Progress | None,
) -> None:
    hashes = dict(connection.execute("SELECT path, hash FROM file")) if changed else {}
    waiting, done = iter(changed), 0
    while chunk := list(islice(waiting, _CHUNK)):
        told = [(path, stat, *_told(roots, path, hashes.get(path))) for path, stat in chunk]
        with shelf.transaction(connection):
            for path, stat, digest, result in told:
                _keep(connection, path, stat, digest, result)
        done += len(chunk)
        if progress:
            progress(done, len(changed))


def _told(roots: Roots, path: str, known: bytes | None) -> tuple[bytes, FileResult | None]:
    """The digest of a file and what it says; None for what it said before."""
    try:
        data = fetch(Path(roots.path(path)))
    except OSError:
        return b"", roots.unreadable(path)  # which says so in a fault
    digest = blake2b(data, digest_size=16).digest()
    return digest, None if digest == known else roots.read(data, path)


def _keep(
    connection: sqlite3.Connection,
    path: str,
    stat: _Stat,
    digest: bytes,
    result: FileResult | None,
) -> None:
    if result is None:
        connection.execute("UPDATE file SET size = ?, mtime_ns = ? WHERE path = ?", (*stat, path))
        return
    if not digest:
        stat = _UNREADABLE
    english = path if result.language is Language.EN else original(result)
    ((key,),) = connection.execute(
        "INSERT INTO file (path, size, mtime_ns, hash, english) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (path) DO UPDATE SET size = excluded.size, mtime_ns = excluded.mtime_ns,"
        " hash = excluded.hash RETURNING key",
        (path, *stat, digest, english),
    ).fetchall()
    connection.execute(
        "INSERT OR REPLACE INTO result VALUES (?, ?)", (key, msgspec.json.encode(result))
    )
    connection.execute("INSERT OR IGNORE INTO dirty VALUES (?)", (english,))
    shelving.declare(connection, [result])  # beside what the file declared before


def _forget(connection: sqlite3.Connection, gone: Iterable[str]) -> None:
    paths = [(path,) for path in gone]
    if paths:
        with shelf.transaction(connection):
            connection.executemany(
                "INSERT OR IGNORE INTO dirty SELECT english FROM file WHERE path = ?", paths
            )
            connection.executemany("DELETE FROM file WHERE path = ?", paths)

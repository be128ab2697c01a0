"""What SQLite says went wrong, in words that tell a person how to mend it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from quizapp.errors import DamagedError, StoreError

WAIT_S = 10.0
"""How long a program waits for another one's transaction before it gives up."""

PAUSE_S = 0.01
"""Between two tries of what SQLite itself does not wait for."""

Result = TypeVar("Result")

_MAKING = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_IOERR_DELETE_NOENT}
"""What opening a file says at once while another connection turns it to WAL, or clears away the
journal of a file that was deleted."""
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_REFUSED = {
    sqlite3.SQLITE_BUSY: (
        f"another program has kept {{path}} locked for {WAIT_S:.0f} s",
        "close it and try again",
    ),
    sqlite3.SQLITE_FULL: (
        "the disk is full, {path} cannot grow",
        "free some space and try again; what was acknowledged before is safe",
    ),
    sqlite3.SQLITE_READONLY: (
        "{path} cannot be written",
        "give yourself the right to write it, or set QUIZAPP_HOME to a folder of your own",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "{path} cannot be opened",
        "see that it is a file in a folder that you can write to, or set QUIZAPP_HOME to another",
    ),
    sqlite3.SQLITE_IOERR: (
        "the disk failed while {path} was in use",
        "see that the disk is there and not full, then run `quizapp doctor`",
    ),
}


def explained(error: BaseException, path: Path) -> StoreError | None:
    """The StoreError that a person should read; None where the mistake is the program's own."""
    code = getattr(error, "sqlite_errorcode", None)
    if not isinstance(error, sqlite3.Error) or code is None:
        return None
    primary = code & 0xFF  # the rest of an SQLite code says where in its source it was raised
    if primary in _DAMAGED:
        return DamagedError(
            f"{path} is damaged or not a database ({error})",
            f"move it away and put back a copy from {path.parent / 'backups'}, or start afresh",
        )
    if primary not in _REFUSED:
        return None
    what, remedy = _REFUSED[primary]
    return StoreError(what.format(path=path), remedy)


def patiently(step: Callable[[], Result]) -> Result:
    """The result of opening a database that others may be making, tried for as long as WAIT_S:
    `timeout` does not cover a change of the journal's mode. `step` must bear being done twice.
    """
    end = time.monotonic() + WAIT_S
    while True:
        try:
            return step()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode not in _MAKING or time.monotonic() > end:
                raise
        time.sleep(PAUSE_S)


@contextmanager
def explaining(path: Path) -> Iterator[None]:
    """Raise what sqlite3 raises inside as a StoreError about `path`."""
    try:
        yield
    except sqlite3.Error as error:
        if known := explained(error, path):
            raise known from error
        raise

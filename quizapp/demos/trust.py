"""Approvals of packs: what was approved is every byte of a pack, sealed with a secret of this home.

The seal is an HMAC over the paths, sizes and hashes of all files, as Jupyter signs notebooks: a
changed byte breaks it, and so does an approval that somebody copied from another home. Approved
means "may run inside the sandbox", never "may run".
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec import Struct

from quizapp.bank.packs import LARGEST_FILE
from quizapp.bank.source import fetch
from quizapp.errors import PackError, UntrustedError

_SECRET_BYTES = 32


class Entry(Struct, frozen=True, array_like=True, order=True):
    """One file of a pack."""

    path: str
    """In the pack, with forward slashes."""
    size: int
    sha256: str


@dataclass(frozen=True)
class Changes:
    """How the files of a pack differ from those that were approved."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def survey(folder: Path) -> tuple[Entry, ...]:
    """Every file below a pack's folder, in order. Raises UntrustedError for what is no plain file,
    PackError for what cannot be read.
    """
    try:
        return tuple(sorted(_entry(folder, path) for path in _files(folder)))
    except OSError as error:
        raise PackError(f"{folder} cannot be read ({error})", "add the pack again") from error


def _files(folder: Path) -> Iterable[Path]:
    for here, folders, names in os.walk(folder, onerror=_raise):
        linked = [name for name in folders if Path(here, name).is_symlink()]
        yield from (Path(here, name) for name in [*linked, *names])


def _raise(error: OSError) -> None:
    raise error


def _entry(folder: Path, path: Path) -> Entry:
    inside = path.relative_to(folder).as_posix()
    if not stat.S_ISREG(path.lstat().st_mode):
        raise UntrustedError(f"{inside} in the pack is no plain file", "add the pack again")
    data = fetch(path, LARGEST_FILE)
    if len(data) > LARGEST_FILE:
        raise UntrustedError(f"{inside} in the pack is too large", "add the pack again")
    return Entry(inside, len(data), hashlib.sha256(data).hexdigest())


def fingerprint(entries: Iterable[Entry]) -> str:
    """One hash for all files of a pack: what `--unsafe-run PACK@HASH` has to name."""
    return hashlib.sha256(msgspec.json.encode(tuple(entries))).hexdigest()


def seal(secret: bytes, pack: str, entries: Iterable[Entry]) -> str:
    """The approval of exactly these files of the pack of this name."""
    approved = msgspec.json.encode((pack, tuple(entries)))
    return hmac.new(secret, approved, hashlib.sha256).hexdigest()


def holds(sealed: str, secret: bytes, pack: str, entries: Iterable[Entry]) -> bool:
    """Whether these are the files that were approved."""
    return hmac.compare_digest(sealed.encode(), seal(secret, pack, entries).encode())


def compare(before: Iterable[Entry], now: Iterable[Entry]) -> Changes:
    """What is different in the files of a pack."""
    old = {entry.path: entry for entry in before}
    new = {entry.path: entry for entry in now}
    return Changes(
        added=tuple(sorted(new.keys() - old.keys())),
        changed=tuple(sorted(p for p in new.keys() & old.keys() if new[p] != old[p])),
        removed=tuple(sorted(old.keys() - new.keys())),
    )


def keep_secret(path: Path) -> bytes:
    """The secret of this home, made where there is none; nobody else can read it.

    Raises PackError where that cannot be.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return _read_secret(path)
        with os.fdopen(file, "wb") as opened:
            opened.write(secret := secrets.token_bytes(_SECRET_BYTES))
    except OSError as error:
        raise PackError(f"{path} cannot be used ({error})", "make it yours alone") from error
    return secret


def _read_secret(path: Path) -> bytes:
    secret = path.read_bytes()
    if len(secret) != _SECRET_BYTES:
        remedy = "delete it: every pack then has to be approved again"
        raise PackError(f"{path} holds no secret", remedy)
    return secret

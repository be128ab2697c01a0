"""Takes a pack in from a folder or a zip: every name, size and link is checked before a byte is
written, and the pack stands where packs stand only when all of it is there.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from zlib import error as ZlibError

from quizapp.bank.packs import INTRODUCTION, LARGEST_FILE, Pack, introduce
from quizapp.errors import PackError

MOST_FILES = 5000
LARGEST_PACK = 64 << 20
DEEPEST = 6
"""Folders one in another; <topic>/demos/<demo>.py needs two."""

_NAME = re.compile(r"\w[\w .,()+@=~-]{0,119}(?<![ .])")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_DAMAGED = (zipfile.BadZipFile, ZlibError, EOFError, NotImplementedError, RuntimeError)
"""What `zipfile` raises for archives that are damaged, encrypted or compressed in unknown ways."""


def install(origin: Path, packs: Path) -> Pack:
    """Copy the pack at `origin`, a folder or a zip, below `packs`, in place of one of its name.

    Raises PackError for what cannot be taken in, BankError for a wrong `pack.toml`; nothing has
    changed then.
    """
    contents = read(origin)
    pack = introduce(contents[INTRODUCTION], f"{origin}/{INTRODUCTION}")
    try:
        _put(contents, pack, packs)
    except OSError as error:
        raise PackError(f"the pack cannot be kept ({error})", f"make room in {packs}") from error
    return pack


def read(origin: Path) -> dict[str, bytes]:
    """The files of the pack at `origin`, by their paths in it; files with a dot in front are left
    out. Raises PackError.
    """
    try:
        found = _Contents(_unzipped(origin) if origin.is_file() else _walked(origin)).files
    except OSError as error:
        what = f"{origin} cannot be read ({error.strerror or error})"
        raise PackError(what, "name a folder or a zip") from error
    except _DAMAGED as error:
        raise PackError(f"{origin} is no zip that can be read ({error})", "pack it anew") from error
    if INTRODUCTION not in found:
        raise PackError(f"{origin} holds no {INTRODUCTION}", "see docs/packs.md for what a pack is")
    return found


def uninstall(name: str, packs: Path) -> None:
    """Delete a pack. Raises PackError where that fails."""
    try:
        shutil.rmtree(packs / name)
    except OSError as error:
        raise PackError(f"{packs / name} cannot be deleted ({error})", "delete it") from error


class _Contents:
    """Files that are taken in one by one, as far as the limits go."""

    def __init__(self, entries: Iterator[tuple[str, bytes]]) -> None:
        found: dict[str, bytes] = {}
        known: set[str] = set()
        size = 0
        for number, (name, data) in enumerate(entries):
            size += len(data)
            if number >= MOST_FILES or size > LARGEST_PACK:
                most = f"{MOST_FILES} files and {LARGEST_PACK >> 20} MiB"
                raise PackError("the pack is too large", f"keep to {most}")
            if (folded := unicodedata.normalize("NFC", name).casefold()) in known:
                raise PackError(f"{name!r} is there twice", "give each file a name of its own")
            known.add(folded)
            found[name] = data
        self.files = _without_wrapper(found)


def _without_wrapper(found: dict[str, bytes]) -> dict[str, bytes]:
    """Archives often hold one folder that holds everything."""
    if INTRODUCTION in found or len(outer := {name.partition("/")[0] for name in found}) != 1:
        return found
    (folder,) = outer
    return {name.removeprefix(f"{folder}/"): data for name, data in found.items()}


def _walked(folder: Path) -> Iterator[tuple[str, bytes]]:
    if not folder.is_dir():
        raise PackError(f"there is no {folder}", "name a folder or a zip")
    for here, folders, names in os.walk(folder, onerror=_raise):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in [*folders, *sorted(names)]:
            path = Path(here, name)
            if name.startswith(".") or (name in folders and not path.is_symlink()):
                continue
            inside = _checked(path.relative_to(folder).as_posix())
            yield inside, _read_regular(path, inside)


def _raise(error: OSError) -> None:
    raise error


def _read_regular(path: Path, inside: str) -> bytes:
    """The bytes of a file that is one: not a link, a device or a pipe."""
    kind = path.lstat().st_mode
    if not stat.S_ISREG(kind):
        raise _link(inside) if stat.S_ISLNK(kind) else _odd(inside)
    with path.open("rb") as file:
        return _at_most(file.read(LARGEST_FILE + 1), inside)


def _unzipped(archive: Path) -> Iterator[tuple[str, bytes]]:
    if archive.stat().st_size > LARGEST_PACK:
        raise PackError("the archive is too large", f"keep to {LARGEST_PACK >> 20} MiB")
    with zipfile.ZipFile(archive) as pack:
        for entry in pack.infolist():
            # The name as it was written: zipfile cuts it at a NUL and turns backslashes.
            inside = _checked(entry.orig_filename.removesuffix("/"))
            kind = stat.S_IFMT(entry.external_attr >> 16)
            if kind == stat.S_IFLNK:
                raise _link(inside)
            if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
                raise _odd(inside)
            if entry.is_dir() or any(part.startswith(".") for part in inside.split("/")):
                continue
            with pack.open(entry) as file:
                yield inside, _at_most(file.read(LARGEST_FILE + 1), inside)


def _checked(name: str) -> str:
    """A path that stays within the pack, on every system. Raises PackError."""
    parts = name.split("/")
    if PurePosixPath(name).is_absolute() or ".." in parts or "\\" in name or ":" in name:
        raise PackError(f"the pack holds {name!r}, a path that leads out of it", "do not use it")
    for part in parts:
        hidden = part.startswith(".") and part != "."
        if not hidden and (not _NAME.fullmatch(part) or _RESERVED.fullmatch(part)):
            raise PackError(f"the pack holds a file named {name!r}", "rename it: letters, - and .")
    if len(parts) > DEEPEST:
        raise PackError(f"{name!r} lies too deep", f"keep to {DEEPEST} levels")
    return name


def _at_most(data: bytes, name: str) -> bytes:
    if len(data) > LARGEST_FILE:
        raise PackError(f"{name!r} is too large", f"keep a file to {LARGEST_FILE >> 20} MiB")
    return data


def _link(name: str) -> PackError:
    return PackError(f"the pack holds a link, {name!r}", "put the file itself in its place")


def _odd(name: str) -> PackError:
    return PackError(f"{name!r} is no file", "leave devices and pipes out")


def _put(contents: Mapping[str, bytes], pack: Pack, packs: Path) -> None:
    """Write a pack beside the others and then put it in its place in one step."""
    packs.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=packs, prefix=".new-") as work:
        fresh, old, place = Path(work, "new"), Path(work, "old"), packs / pack.name
        for name, data in contents.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        if place.exists():
            place.rename(old)
        try:
            fresh.rename(place)
        except OSError:
            if old.exists():
                old.rename(place)
            raise

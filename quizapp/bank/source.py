"""The one door through which an author's text enters: bytes become clean text, or faults.

What has passed here is NFC, has "\\n" line ends, no tabs, no trailing spaces and no control
characters, so that nothing further in needs to defend itself against any of them.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import unicodedata
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from quizapp.errors import Fault

LARGEST = 64 * 1024
"""Bytes. A card takes 2 to 5 kB; what is larger than this is not a file of cards."""

TAB = 4

# C0 but newline, DEL, C1, and what reorders, parts or lengthens a line without being seen: a
# terminal would obey the first kind, and the second lets a text read otherwise than it is. The
# joiners U+200C and U+200D stay: scripts and emoji are written with them.
_CONTROL = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


MOST_FAULTS = 20
"""Listed for one file: when these are mended, more may follow."""


@dataclass
class Faults:
    """What is wrong in one file, gathered while it is read."""

    path: str
    found: list[Fault] = field(default_factory=list)

    def add(self, line: int, column: int, what: str, remedy: str) -> None:
        """Note one fault; lines and columns count from 1."""
        if not self.is_full:
            self.found.append(Fault(self.path, line, column, what, remedy))

    @property
    def is_full(self) -> bool:
        """Whether there may be more than were noted: then nothing in the file can be trusted."""
        return len(self.found) >= MOST_FAULTS


class NotPlainError(OSError):
    """A pipe, a device, a folder or a socket stands where a file should: reading may never end."""

    def __init__(self, path: str) -> None:
        super().__init__(errno.EINVAL, "not a plain file", path)


def fetch(path: Path, largest: int = LARGEST) -> bytes:
    """The bytes of a plain file, of a larger one `largest` + 1: enough to see that it is too large.

    Raises OSError; NotPlainError, without waiting, for what is no file.
    """
    _only_plain(os.stat(path), path)  # to open a device may do something already
    file = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(file, "rb") as opened:
        _only_plain(os.fstat(file), path)
        return opened.read(largest + 1)


def _only_plain(found: os.stat_result, path: Path) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise NotPlainError(str(path))


def unreadable(error: OSError, path: str) -> Fault:
    """What `fetch` met, as a fault of the file that is named `path`."""
    if isinstance(error, NotPlainError):
        return Fault(path, 1, 1, "not a plain file", "remove it")
    what = f"the file cannot be read ({error.strerror or error})"
    return Fault(path, 1, 1, what, "let this program read it")


def read(data: bytes, faults: Faults) -> str:
    """The clean text of a file; empty, with a fault, where the bytes are no text."""
    if len(data) > LARGEST:
        remedy = "split it into files of fewer cards"
        faults.add(1, 1, f"the file is longer than {LARGEST // 1024} kB", remedy)
        return ""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig").split("\n")
        what = f"the byte 0x{data[error.start]:02x} is not UTF-8"
        faults.add(len(before), len(before[-1]) + 1, what, "save the file as UTF-8")
        return ""
    text = "\n".join(map(_tidy, text.replace("\r\n", "\n").replace("\r", "\n").split("\n")))
    return _without_controls(unicodedata.normalize("NFC", text), faults)


def clean(text: str) -> str:
    """Text that was spelled with entities or escapes, made as safe as the file itself."""
    return unicodedata.normalize("NFC", _CONTROL.sub("\ufffd", text))


def fingerprint(text: str) -> str:
    """What a translation names in `of:`: 12 hexadecimal digits of the SHA-256 of clean text.

    Empty lines at both ends do not count; line ends, trailing spaces and Unicode composition have
    been settled by `read`.
    """
    return hashlib.sha256(text.strip("\n").encode()).hexdigest()[:12]


def _tidy(line: str) -> str:
    return (line.expandtabs(TAB) if "\t" in line else line).rstrip()


def _without_controls(text: str, faults: Faults) -> str:
    for match in islice(_CONTROL.finditer(text), MOST_FAULTS):
        line = text.count("\n", 0, match.start()) + 1
        column = match.start() - text.rfind("\n", 0, match.start())
        name = f"U+{ord(match.group()):04X}"
        faults.add(line, column, f"the control character {name}", "delete it")
    return _CONTROL.sub("", text)

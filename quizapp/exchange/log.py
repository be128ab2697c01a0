"""Our own form of the review log: JSON lines, every event with all that was kept of it.

The first line says what the file is; then come the weights that reviews name, then the events,
oldest first. What can be computed (memories, the day's numbers) is not in it. Two files of one
learner are merged by the ids of their events.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec
from msgspec import Struct

from quizapp.errors import ExchangeError
from quizapp.store.values import Entry, EventKind, Fit

VERSION = 1
"""Of the form; raised where an older program could not read it."""


class Head(Struct, frozen=True, tag="quizapp-review-log", forbid_unknown_fields=True):
    """The first line."""

    version: int = VERSION


class _Weights(Struct, frozen=True, tag="weights", forbid_unknown_fields=True):
    fit: Fit


class _Event(Struct, frozen=True, tag="event", forbid_unknown_fields=True):
    event: Entry


_LINE = msgspec.json.Decoder(Head | _Weights | _Event)


class Log(NamedTuple):
    """What such a file holds."""

    fits: list[Fit]
    entries: list[Entry]


def write(fits: Iterable[Fit], entries: Iterable[Entry]) -> Iterator[str]:
    """The lines of a file; one log gives the same lines each time."""
    encode = msgspec.json.Encoder().encode
    yield encode(Head()).decode() + "\n"
    for fit in fits:
        yield encode(_Weights(fit)).decode() + "\n"
    for entry in entries:
        yield encode(_Event(entry)).decode() + "\n"


def read(lines: Iterable[str], name: str) -> Log:
    """The weights and events of a file. Raises ExchangeError that names the line."""
    log = Log([], [])
    for number, line in enumerate(lines, 1):
        place = f"{name}:{number}"
        match _line(line, place):
            case Head(version) if number == 1:
                _check_version(version, place)
            case _Weights(fit) if number > 1:
                log.fits.append(fit)
            case _Event(entry) if number > 1:
                log.entries.append(_checked(entry, place))
            case _:
                raise ExchangeError(
                    f"{place}: this is no review log", "export one: quizapp export review-log"
                )
    return log


def _line(line: str, place: str) -> Head | _Weights | _Event:
    try:
        read: Head | _Weights | _Event = _LINE.decode(line)
        return read
    except msgspec.DecodeError as error:  # a ValidationError is one
        raise ExchangeError(f"{place}: {error}", "export the log again") from error


def _check_version(version: int, place: str) -> None:
    if version > VERSION:
        raise ExchangeError(
            f"{place}: a newer quizapp wrote this log (its form is {version}, ours {VERSION})",
            "update quizapp",
        )


def _checked(entry: Entry, place: str) -> Entry:
    """An event that says what its kind has to say."""
    grade = entry.kind is EventKind.GRADE
    said = (entry.rating is not None, entry.retention is not None, entry.voids is None)
    if said != (grade, grade, grade):
        raise ExchangeError(
            f"{place}: a grade needs a rating and a retention, an undo and a redo neither",
            "export the log again",
        )
    return entry

"""What a worker and its host say to each other: one JSON object a line, version 1.

The host sends one `Job`; the worker answers with `Ready` before it, and then with events until
`Finished` or `Failed`. No event can hold text that a terminal would obey, nor parts that do not fit
each other: each cleans its own words and looks at its own shape when it is made, by whoever makes
it.
"""

from __future__ import annotations

import json
from math import inf
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from quizapp.demos.confinement.walls import Walls
from quizapp.demos.declaration import Budget, Value
from quizapp.demos.text import plain
from quizapp.errors import DemoError

LARGEST = 10_000
"""Numbers or words of one event: a screen shows a few hundred."""
LINES = 26
"""Of one chart: each has a letter of its own."""
_Count = Annotated[int, Meta(ge=-(2**53), le=2**53)]


class Job(Struct, frozen=True, kw_only=True):
    """Everything that a worker needs to know for one run."""

    file: str
    source: str
    function: str
    parameters: dict[str, Value]
    seeds: tuple[int, ...]
    """One run for each, in this order and in the same process."""
    budget: Budget
    device: str
    walls: Walls
    cpu_s: int
    """Seconds of processor time that it may use."""


class _Event(Struct, frozen=True, tag_field="t"):
    v: Literal[1] = msgspec.field(default=1)

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if isinstance(value, str | tuple):
                msgspec.structs.force_setattr(self, name, _clean(value))
        if flaw := self._flaw():
            raise ValueError(flaw)

    def _flaw(self) -> str:
        """Why its parts do not fit each other; empty where they do."""
        return ""


def _too_large(size: int) -> str:
    return f"it holds {size} numbers or words, and {LARGEST} is the most" if size > LARGEST else ""


def _no_time(*seconds: float) -> str:
    return "" if all(0 <= each < inf for each in seconds) else "it took a time that there is not"


def _clean(value: Any) -> Any:
    """Words made plain, however deep they lie; numbers, the long part, are passed by."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, tuple) and value and not isinstance(value[0], int | float):
        return tuple(_clean(item) for item in value)
    return value


class Ready(_Event, frozen=True, kw_only=True, tag="ready"):
    """The worker has imported what it could and waits for its job."""

    missing: tuple[str, ...] = ()
    devices: tuple[str, ...] = ("cpu",)


class Progress(_Event, frozen=True, kw_only=True, tag="progress"):
    """How far a loop has come."""

    label: str
    done: _Count
    total: _Count


class Metric(_Event, frozen=True, kw_only=True, tag="metric"):
    """A number with a name: what claims speak of."""

    name: str
    value: float
    unit: str = ""


class Curve(_Event, frozen=True, kw_only=True, tag="curve"):
    """A line of a chart, or further points of one."""

    chart: str
    series: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    x_label: str = ""
    y_label: str = ""
    log_x: bool = False
    log_y: bool = False
    more: bool = False
    """Whether the points continue the series instead of replacing it."""

    def _flaw(self) -> str:
        apart = len(self.x) != len(self.y)
        return "x and y differ in length" if apart else _too_large(len(self.x))


class Bars(_Event, frozen=True, kw_only=True, tag="bars"):
    """A number for each of several words."""

    chart: str
    labels: tuple[str, ...]
    values: tuple[float, ...]
    unit: str = ""

    def _flaw(self) -> str:
        apart = len(self.labels) != len(self.values)
        return "labels and values differ in length" if apart else _too_large(len(self.values))


class Hist(_Event, frozen=True, kw_only=True, tag="hist"):
    """How many of a sample fall between neighbouring edges; one edge more than counts."""

    chart: str
    series: str
    edges: tuple[float, ...]
    counts: tuple[float, ...]

    def _flaw(self) -> str:
        fits = len(self.edges) == len(self.counts) + bool(self.counts)
        return _too_large(len(self.counts)) if fits else "it has not one edge more than counts"


class Heatmap(_Event, frozen=True, kw_only=True, tag="heatmap"):
    """Numbers in rows and columns."""

    chart: str
    rows: tuple[tuple[float, ...], ...]
    x_label: str = ""
    y_label: str = ""

    def _flaw(self) -> str:
        uneven = len({len(row) for row in self.rows}) > 1
        return "its rows differ in length" if uneven else _too_large(sum(map(len, self.rows)))


class Table(_Event, frozen=True, kw_only=True, tag="table"):
    """Words and numbers in rows; the numbers are already written out."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def _flaw(self) -> str:
        wide = len(self.columns)
        if any(len(row) != wide for row in self.rows):
            return f"a row has not {wide} cells"
        return _too_large(wide * (1 + len(self.rows)))


class Note(_Event, frozen=True, kw_only=True, tag="note"):
    """A sentence about what was seen."""

    text: str


class Turn(_Event, frozen=True, kw_only=True, tag="turn"):
    """The demo returned for one seed, and begins anew for the next."""

    seconds: float
    cpu: float = 0.0
    """Seconds of the processor; the others are of the wall."""

    def _flaw(self) -> str:
        return _no_time(self.seconds, self.cpu)


class Finished(_Event, frozen=True, kw_only=True, tag="finished"):
    """The demo returned for the last seed."""

    seconds: float
    cpu: float = 0.0

    def _flaw(self) -> str:
        return _no_time(self.seconds, self.cpu)


class Failed(_Event, frozen=True, kw_only=True, tag="failed"):
    """The run has no end of its own: the demo raised, or the host stopped it."""

    kind: Literal["error", "memory", "stopped"]
    message: str
    seconds: float = 0.0

    def _flaw(self) -> str:
        return _no_time(self.seconds)


_Reading = Progress | Metric | Curve | Bars | Hist | Heatmap | Table | Note
Event = Ready | _Reading | Turn | Finished | Failed
"""Everything that a worker may say."""

_events: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event, strict=False)


def encode(message: Event | Job) -> bytes:
    """One line. JSON has no NaN and no infinity: they travel as words."""
    built = msgspec.to_builtins(message)
    try:
        text = json.dumps(built, allow_nan=False)
    except ValueError:
        text = json.dumps(_wordy(built))
    return text.encode() + b"\n"


def _wordy(value: Any) -> Any:
    match value:
        case float() if value != value or value in (float("inf"), float("-inf")):
            return str(value)
        case dict():
            return {name: _wordy(item) for name, item in value.items()}
        case list() | tuple():
            return [_wordy(item) for item in value]
    return value


def decode(line: bytes) -> Event:
    """The event in one line. Raises DemoError for a line that is none."""
    try:
        return _events.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DemoError(
            f"the worker sent a line that is no event ({plain(str(error), 200)})",
            "a demo must leave the worker's file descriptors alone",
        ) from error


def decode_job(line: bytes) -> Job:
    """The job in one line, as the host wrote it."""
    return msgspec.json.decode(line, type=Job)

"""The review log as JSON lines: what is exported and taken in again is the same history."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from quizapp.errors import ExchangeError
from quizapp.exchange import log
from quizapp.store.study import StudyStore
from tests.exchange.conftest import Opener, evening, turned

STATE = ("SELECT * FROM memory ORDER BY card_id", "SELECT * FROM daily ORDER BY study_day")


def exported(store: StudyStore) -> list[str]:
    return list(log.write(store.scans.fits(), store.scans.entries()))


def take(store: StudyStore, lines: list[str]) -> tuple[int, int]:
    read = log.read(lines, "log.jsonl")
    taken = store.take_in(read.fits, read.entries)
    return taken.added, taken.present


def state(path: Path) -> list[object]:
    """Every memory and every day's numbers, to the last bit."""
    with closing(sqlite3.connect(path)) as connection:
        found = [connection.execute(sql).fetchall() for sql in STATE]
    return [
        [tuple(x.hex() if isinstance(x, float) else x for x in row) for row in t] for t in found
    ]


def test_a_round_trip_rebuilds_the_same_state(
    lived: StudyStore, opener: Opener, tmp_path: Path
) -> None:
    lines = exported(lived)
    fresh = opener("fresh")
    assert take(fresh, lines) == (len(lines) - 2, 0)
    assert state(tmp_path / "fresh.db") == state(tmp_path / "lived.db")
    assert exported(fresh) == lines
    assert fresh.reads.weights() == lived.reads.weights()
    assert fresh.reads.weights().id
    assert fresh.check() == []


def test_what_is_there_already_is_not_taken_in_twice(lived: StudyStore, tmp_path: Path) -> None:
    before, lines = state(tmp_path / "lived.db"), exported(lived)
    assert take(lived, lines) == (0, len(lines) - 2)
    assert state(tmp_path / "lived.db") == before


def test_two_machines_end_with_the_same_schedule(
    lived: StudyStore, opener: Opener, tmp_path: Path
) -> None:
    hands = turned(10)
    other = opener("other", hands)
    for seed in (1, 2):
        evening(other, hands, Random(seed))
        hands.turn(days=5)
    theirs, ours = exported(other), exported(lived)
    take(lived, theirs)
    take(other, ours)
    assert state(tmp_path / "lived.db") == state(tmp_path / "other.db")
    assert exported(lived) == exported(other)
    assert lived.scans.graded() == other.scans.graded(), "in whatever order they came in"
    assert lived.check() == other.check() == []


def test_an_older_copy_catches_up(lived: StudyStore, opener: Opener, tmp_path: Path) -> None:
    lines = exported(lived)
    copy = opener("copy")
    take(copy, lines[: len(lines) // 2])
    take(copy, lines)
    assert state(tmp_path / "copy.db") == state(tmp_path / "lived.db")
    assert copy.check() == []


@pytest.mark.parametrize(
    ("number", "change", "message"),
    [
        (0, {"type": "event"}, r"log.jsonl:1: .*"),
        (0, {"version": 2}, r"log.jsonl:1: a newer quizapp"),
        (2, {"event.rating": 5}, r"log.jsonl:3: .*<= 4"),
        (2, {"event.rating": None}, r"log.jsonl:3: a grade needs a rating"),
        (2, {"event.study_day": "yesterday"}, r"log.jsonl:3: .*Invalid"),
        (2, {"event.surprise": 1}, r"log.jsonl:3: .*surprise"),
        (2, {"type": "quizapp-review-log", "event": ...}, r"log.jsonl:3: this is no review log"),
    ],
)
def test_a_line_that_is_wrong_is_named(
    lived: StudyStore, number: int, change: dict[str, object], message: str
) -> None:
    lines = exported(lived)
    value = json.loads(lines[number])
    for place, new in change.items():
        inside, _, key = place.rpartition(".")
        within = value[inside] if inside else value
        if new is ...:
            del within[key]
        else:
            within[key] = new
    lines[number] = json.dumps(value)
    with pytest.raises(ExchangeError, match=message):
        log.read(lines, "log.jsonl")


def test_weights_that_are_nowhere_are_refused_and_nothing_is_taken_in(
    lived: StudyStore, opener: Opener
) -> None:
    lines = [line for line in exported(lived) if '"type":"weights"' not in line]
    fresh = opener("fresh")
    with pytest.raises(ExchangeError, match="names the weights"):
        take(fresh, lines)
    assert list(fresh.scans.entries()) == []


def test_an_undo_of_what_is_not_there_is_refused(lived: StudyStore, opener: Opener) -> None:
    lines = exported(lived)
    undo = next(line for line in lines if '"kind":"undo"' in line)
    fresh = opener("fresh")
    with pytest.raises(ExchangeError, match="not the last that stands"):
        take(fresh, [*lines[:2], undo])

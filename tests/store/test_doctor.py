"""The doctor finds what does not agree with the log, and mends it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.bank.cards import CardId
from quizapp.errors import DamagedError
from quizapp.scheduling.memory import Rating
from quizapp.store.study import StudyStore
from quizapp.store.values import Answered, MarkKind

Answer = Callable[..., Answered]


@pytest.fixture
def used(store: StudyStore, answered: Answer) -> StudyStore:
    for rating in (Rating.GOOD, Rating.AGAIN, Rating.EASY):
        for card in ("relu", "batchnorm"):
            store.record(answered(card, rating))
    store.undo()
    store.mark(CardId("relu"), MarkKind.SUSPEND)
    store.mark(CardId("relu"), MarkKind.FLAG, "?")
    return store


def spoil(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(sql)
        connection.commit()


def test_a_sound_database_has_nothing_wrong(used: StudyStore) -> None:
    assert used.check() == []
    assert used.rebuild() == []


@pytest.mark.parametrize(
    ("sql", "of"),
    [
        ("UPDATE memory SET stability = 99 WHERE card_id = 'relu'", "relu"),
        ("UPDATE memory SET model = 'fsrs-5' WHERE card_id = 'relu'", "relu"),
        ("DELETE FROM memory WHERE card_id = 'batchnorm'", "batchnorm"),
        (
            "INSERT INTO memory SELECT learner, 'ghost', stability, difficulty, first_day,"
            " last_day, due, reviews, lapses, last_rating, model FROM memory LIMIT 1",
            "ghost",
        ),
        ("UPDATE daily SET reviews = 100", "2026-03-02"),
        ("INSERT INTO daily VALUES (1, '2020-01-01', 1, 0)", "2020-01-01"),
        ("DELETE FROM marked WHERE kind = 'suspend'", "relu"),
        ("UPDATE marked SET note = 'x' WHERE kind = 'flag'", "relu"),
    ],
)
def test_a_wrong_fold_is_found_and_mended(used: StudyStore, path: Path, sql: str, of: str) -> None:
    before = _folds(path)
    spoil(path, sql)
    problems = used.check()
    assert problems
    assert any(problem.startswith(f"{of}: ") for problem in problems)
    assert all("quizapp doctor --rebuild" in problem for problem in problems)
    assert [difference.what for difference in used.rebuild()]
    assert _folds(path) == before
    assert used.check() == []


def _folds(path: Path) -> list[list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        return [
            connection.execute(f"SELECT * FROM {fold} WHERE {some}").fetchall()
            for fold, some in (("memory", "1"), ("marked", "1"), ("daily", "reviews > 0"))
        ]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE review SET prior = NULL WHERE seq = 3",
        "UPDATE review SET undo_next = 1 WHERE seq = 4",
        "UPDATE review SET redo_next = NULL WHERE kind = 'undo'",
        "UPDATE review SET voids = 2 WHERE kind = 'undo'",
    ],
)
def test_a_log_that_does_not_follow_from_itself_is_found(
    used: StudyStore, path: Path, sql: str
) -> None:
    spoil(path, "DROP TRIGGER review_refuses_update")
    spoil(path, sql)
    (problem,) = used.check()
    assert "does not follow" in problem
    with pytest.raises(DamagedError, match="does not follow"):
        used.rebuild()


def test_a_row_that_points_to_nothing_is_found(used: StudyStore, path: Path) -> None:
    spoil(path, "INSERT INTO session VALUES ('x', 7, 1, 0, '2026-03-02', NULL, '', 0)")
    (problem,) = used.check()
    assert "of session points to no learner" in problem


def test_a_damaged_page_is_found(
    used: StudyStore, path: Path, opener: Callable[[], StudyStore]
) -> None:
    used.close()
    with closing(sqlite3.connect(path)) as connection:  # a page that opening does not read
        root = "SELECT rootpage FROM sqlite_master WHERE name = 'mark'"
        (page,) = connection.execute(root).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    assert any("damaged" in problem for problem in opener().check())

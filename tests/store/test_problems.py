"""What a person reads when the file, the disk or another program is in the way."""

from __future__ import annotations

import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from quizapp.bank.cards import CardId
from quizapp.errors import StoreError
from quizapp.store import engine, problems, schema
from quizapp.store.library import Library
from quizapp.store.study import StudyStore
from quizapp.store.values import Answered


def test_another_programs_long_transaction_is_named(
    path: Path,
    opener: Callable[[], StudyStore],
    answered: Callable[..., Answered],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine, "WAIT_S", 0.05)
    store = opener()
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another program has kept"):
            store.record(answered("relu"))
    store.record(answered("relu"))
    assert len(store.reads.history(CardId("relu"))) == 1


def test_a_full_disk_is_named_and_loses_nothing(
    store: StudyStore, answered: Callable[..., Answered]
) -> None:
    store.record(answered("relu"))
    pages = store._writer.exec_driver_sql("PRAGMA page_count").scalar_one()
    store._writer.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    store._writer.commit()
    with pytest.raises(StoreError, match="disk is full") as caught:
        deque(store.record(answered(f"card-{number}")) for number in range(200))
    assert "free some space" in caught.value.remedy
    assert store.check() == []
    store._writer.exec_driver_sql("PRAGMA max_page_count = 100000")
    store._writer.commit()
    store.record(answered("relu"))
    assert store.check() == []


def test_a_file_that_cannot_be_written_is_named(path: Path) -> None:
    schema.prepare(path, backups=path.parent, at=datetime(2026, 3, 2, tzinfo=UTC))
    with (
        pytest.raises(StoreError, match="cannot be written"),
        problems.explaining(path),
        closing(schema.connect(path, read_only=True)) as connection,
    ):
        connection.execute("DELETE FROM setting")


def test_a_folder_in_the_place_of_the_file_is_named(path: Path) -> None:
    path.mkdir()
    with pytest.raises(StoreError, match="cannot be opened"):
        schema.prepare(path, backups=path.parent, at=datetime(2026, 3, 2, tzinfo=UTC))


def test_a_mistake_of_ours_is_not_explained_away(path: Path) -> None:
    with (
        pytest.raises(sqlite3.OperationalError, match="syntax error"),
        problems.explaining(path),
        closing(sqlite3.connect(path)) as connection,
    ):
        connection.execute("SELEKT")


def held(path: Path) -> sqlite3.Connection:
    """A connection that reads, so that the journal cannot change its mode."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN")
    connection.execute("SELECT * FROM sqlite_master").fetchall()
    return connection


def test_a_change_of_the_journal_waits_for_who_is_in_its_way(path: Path) -> None:
    with (
        closing(held(path)) as other,
        closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection,
    ):
        release = threading.Timer(0.1, lambda: other.execute("COMMIT"))
        release.start()
        change = problems.patiently(lambda: connection.execute("PRAGMA journal_mode = WAL"))
        assert change.fetchone() == ("wal",)
        release.join()


def test_it_does_not_wait_for_ever(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problems, "WAIT_S", 0.05)
    with (
        closing(held(path)),
        closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection,
        pytest.raises(sqlite3.OperationalError, match="locked"),
    ):
        problems.patiently(lambda: connection.execute("PRAGMA journal_mode = WAL"))


@pytest.mark.parametrize("stale", [False, True], ids=["new", "deleted but for its journal"])
def test_threads_that_open_a_library_at_once(tmp_path: Path, stale: bool) -> None:
    for number in range(20):
        path = tmp_path / f"{number}.db"
        if stale:
            with closing(Library(path)):
                path.unlink()
        threads = 4
        together = threading.Barrier(threads)

        def count(path: Path = path, together: threading.Barrier = together) -> int:
            together.wait()
            with closing(Library(path)) as library:
                return library.count()

        with ThreadPoolExecutor(threads) as pool:
            counts = [pool.submit(count) for _ in range(threads)]
            assert [each.result() for each in counts] == [0] * threads

"""A store on a real file, and a clock that the test turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from quizapp.bank.cards import CardId
from quizapp.clock import Clock
from quizapp.scheduling.memory import Rating
from quizapp.store.study import StudyStore
from quizapp.store.values import Answered


@dataclass
class Hands:
    """The hands of a clock: every look moves them on by a second."""

    at: datetime = datetime(2026, 3, 2, 20, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "study.db"


Opener = Callable[[], StudyStore]


@pytest.fixture
def opener(path: Path, hands: Hands) -> Iterator[Opener]:
    """Open the store; may be called again, as by a second program."""
    opened: list[StudyStore] = []

    def open_store() -> StudyStore:
        store = StudyStore.open(
            path,
            clock=Clock(hands),
            randomness=Random(len(opened)),
            backups=path.parent / "backups",
        )
        opened.append(store)
        return store

    yield open_store
    for store in opened:
        store.close()


@pytest.fixture
def store(opener: Opener) -> StudyStore:
    return opener()


@pytest.fixture
def answered() -> Callable[..., Answered]:
    """An answer to a card: `answered("relu", Rating.GOOD)`."""

    def answer(card: str, rating: Rating = Rating.GOOD) -> Answered:
        return Answered(card=CardId(card), rating=rating, retention=0.9, seconds=2.5)

    return answer

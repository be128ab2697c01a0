"""A store on a real file, a clock that the test turns, a library of a bank that the test writes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from quizapp.bank.cards import CardId
from quizapp.clock import Clock
from quizapp.scheduling.memory import Rating
from quizapp.store.library import Library
from quizapp.store.study import StudyStore
from quizapp.store.values import Answered
from tests.store.cards import CARD, KOREAN, Write


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


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    return tmp_path / "bank"


@pytest.fixture
def write(bank: Path) -> Write:
    """Write a card: `write("activations/relu", title="Why ReLU?")`."""
    turn = 0

    def put(
        name: str,
        title: str = "A title",
        answer: str = "An answer.",
        after: str = "",
        level: str = "core",
    ) -> Path:
        nonlocal turn
        turn += 1
        path = bank / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        form = KOREAN if name.endswith(".ko") else CARD
        text = form.format(title=title, answer=answer, after=after, level=level, of="abc")
        path.write_text(text, encoding="utf-8")
        os.utime(path, ns=(turn, turn))  # two writes within one tick of the clock look different
        return path

    return put


@pytest.fixture
def filled(write: Write) -> None:
    write("activations/overview", "What is an activation?", after="optimizers/adam")
    write("activations/relu", "Why ReLU?", "The slope is one.")
    write("activations/relu.ko", "왜 ReLU인가요?", "기울기가 하나입니다.")
    write("optimizers/adam", "What does Adam do?", "It scales each step by $\\beta_2$.")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with closing(Library(tmp_path / "library.db")) as library:
        yield library

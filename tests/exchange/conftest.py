"""A history that has met everything: two time zones, undo and redo, fitted weights, two devices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from quizapp.bank.cards import CardId, Language
from quizapp.clock import Clock
from quizapp.exchange import values
from quizapp.exchange.values import Review
from quizapp.scheduling import fsrs6
from quizapp.scheduling.interview.model import DEFAULT_WEIGHTS
from quizapp.scheduling.memory import Rating
from quizapp.store.study import StudyStore
from quizapp.store.values import Answered
from tests.support import SEOUL, Hands

Opener = Callable[..., StudyStore]
NEW_YORK = ZoneInfo("America/New_York")
EVENINGS = 24
CARDS = 12
FITTED = (0.4, 1.5, 3.0, 9.0, *DEFAULT_WEIGHTS[4:])


@pytest.fixture
def opener(tmp_path: Path) -> Iterator[Opener]:
    """Opens the study database of a name, made where there is none."""
    opened: list[StudyStore] = []

    def open_store(name: str, hands: Hands | None = None) -> StudyStore:
        store = StudyStore.open(
            tmp_path / f"{name}.db",
            clock=Clock(hands or Hands()),
            randomness=Random(name),
            backups=tmp_path / "backups",
        )
        opened.append(store)
        return store

    yield open_store
    for store in opened:
        store.close()


def card_id(card: int) -> str:
    """Some are holes of a cloze."""
    return f"topic/cloze#hole-{card}" if card % 4 == 0 else f"topic/card-{card}"


def evening(store: StudyStore, hands: Hands, random: Random) -> None:
    """A dozen answers, a drill after each lapse, and a slip that is taken back."""
    for card in random.sample(range(CARDS), 6):
        rating = random.choice((Rating.AGAIN, Rating.HARD, Rating.GOOD, Rating.GOOD, Rating.EASY))
        for each in (rating, Rating.GOOD) if rating is Rating.AGAIN else (rating,):
            hands.turn(seconds=random.uniform(5, 90))
            store.record(given(card_id(card), each, random))
    store.undo()
    if random.random() < 0.5:
        store.redo()


def given(card: str, rating: Rating, random: Random) -> Answered:
    return Answered(
        card=CardId(card),
        rating=rating,
        retention=random.choice((0.85, 0.9)),
        seconds=random.uniform(3, 90),
        answer="기울기, “quoted”\nand a second line",
        points=frozenset({0, 2}),
        language=Language.KO,
        card_hash="abc",
        revision=2,
        confidence=random.choice((None, 25, 75)),
        probe=random.random() < 0.2,
    )


@pytest.fixture
def lived(opener: Opener) -> StudyStore:
    """Four weeks: the first in Seoul, then in New York, where the weights are fitted."""
    hands, random = Hands(), Random(1)
    store = opener("lived", hands)
    for day in range(EVENINGS):
        evening(store, hands, random)
        hands.turn(days=1)
        if day == EVENINGS // 3:
            hands.at = datetime(2026, 3, 14, 21, 30, tzinfo=NEW_YORK)
            store.adopt_weights(FITTED, model=fsrs6.MODEL, reviews=60, log_loss=0.4)
    return store


@pytest.fixture
def log(lived: StudyStore) -> list[Review]:
    """Its reviews that stand."""
    sets = {fit.weights.id: fit.weights for fit in lived.scans.fits()}
    return values.reviews(lived.scans.entries(), sets)


def turned(days: int) -> Hands:
    """A clock that many days after the history began."""
    hands = Hands()
    hands.at = datetime(2026, 3, 2, 20, 0, tzinfo=SEOUL) + timedelta(days)
    return hands

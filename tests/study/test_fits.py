"""Weights fitted to the learner's own log: when, adopted or not, and back again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import pytest

from quizapp.bank.cards import CardId
from quizapp.clock import Clock
from quizapp.errors import SettingError
from quizapp.scheduling import fitting, fsrs6
from quizapp.scheduling.interview.model import DEFAULT_WEIGHTS
from quizapp.scheduling.memory import OWN_WEIGHTS, Memory, Rating, Weights
from quizapp.store.study import StudyStore
from quizapp.store.values import Answered
from quizapp.study.fits import Fits
from quizapp.study.fitter import Fitter
from tests.support import Hands

FORGETFUL = Weights("truth", (0.05, 0.3, 0.6, 1.5, *DEFAULT_WEIGHTS[4:]))
"""Who forgets a new card four times as fast as most."""
needs_refit = pytest.mark.skipif(not fitting.available(), reason="the extra `refit` is not here")


class Learner:
    """Answers as the weights say, evening after evening."""

    def __init__(self, store: StudyStore, hands: Hands) -> None:
        self.store = store
        self.hands = hands
        self.random = Random(5)
        self.memories: dict[CardId, Memory] = {}

    def evening(self, cards: int) -> None:
        day = self.hands.at.date()
        for number in range(cards):
            card = CardId(f"topic/card-{number}")
            self.store.record(Answered(card=card, rating=self._rating(card, day), retention=0.9))
        self.hands.turn(days=self.random.choice((1, 2, 4)))

    def _rating(self, card: CardId, day: date) -> Rating:
        known = self.memories.get(card)
        passed = known is None or (
            self.random.random() < fsrs6.retrievability(known, day, FORGETFUL)
        )
        rating = Rating.GOOD if passed else Rating.AGAIN
        self.memories[card] = fsrs6.review(
            known, rating, day, card=card, retention=0.9, weights=FORGETFUL
        )
        return rating


@pytest.fixture
def store(tmp_path: Path, hands: Hands) -> Iterator[StudyStore]:
    opened = StudyStore.open(
        tmp_path / "study.db",
        clock=Clock(hands),
        randomness=Random(1),
        backups=tmp_path / "backups",
    )
    yield opened
    opened.close()


@pytest.fixture
def learner(store: StudyStore, hands: Hands) -> Learner:
    return Learner(store, hands)


@needs_refit
def test_a_fit_that_predicts_better_is_adopted(
    learner: Learner, store: StudyStore, hands: Hands
) -> None:
    for _ in range(4):
        learner.evening(30)
    due = {card: memory.due for card, memory in store.reads.memories().items()}
    found = Fits(store, Clock(hands)).find()
    assert found is not None
    assert found.adopted
    assert found.after < found.before
    assert (found.reviews, found.predictable) == (120, 90)
    assert found.weights[4:] == DEFAULT_WEIGHTS[4:], "below 400 reviews"
    assert store.reads.weights().values == found.weights
    assert {card: memory.due for card, memory in store.reads.memories().items()} == due
    learner.evening(1)
    memory = store.reads.memory(CardId("topic/card-0"))
    assert memory is not None
    assert fsrs6.weights_of(memory.model) == store.reads.weights().id


@needs_refit
def test_the_end_of_a_session_fits_once_in_64_reviews_on_later_days(
    learner: Learner, store: StudyStore, hands: Hands
) -> None:
    asked: list[int] = []

    def refit(log: object, champion: tuple[float, ...]) -> fitting.Verdict:
        assert isinstance(log, list)
        asked.append(len(log))
        return fitting.Verdict(champion, False, len(log), 20, 0.3, 0.3)

    fits = Fits(store, Clock(hands), refit)
    for _ in range(10):
        learner.evening(20)
        fits.look()
    assert asked == [100, 180], "of these, 80 and 160 came on a later day"
    assert store.scans.fits() == []


@needs_refit
def test_drills_of_one_evening_are_no_reason_to_fit(
    store: StudyStore, hands: Hands, learner: Learner
) -> None:
    fits = Fits(store, Clock(hands))
    begun = hands.at
    for _ in range(12):
        learner.evening(10)
        hands.at = begun
    assert store.reads.counts(begun.date()).reviews == 120
    assert fits.look() is None


@needs_refit
def test_a_process_of_its_own_comes_to_the_same(
    learner: Learner, store: StudyStore, hands: Hands
) -> None:
    for _ in range(4):
        learner.evening(30)
    log = [
        fitting.Answer(each.card, each.rating, each.day.toordinal())
        for each in store.scans.graded()
    ]
    fitter = Fitter({})
    assert fitter(log, DEFAULT_WEIGHTS) == fitting.refit(log)
    fitter.close()
    assert fitter(log, DEFAULT_WEIGHTS) is None


def test_without_the_extra_the_way_to_it_is_told_and_sessions_go_on(
    learner: Learner, store: StudyStore, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "fsrs_rs_python", None)
    for _ in range(4):
        learner.evening(30)
    fits = Fits(store, Clock(hands))
    assert fits.look() is None
    with pytest.raises(SettingError, match=r"pip install 'quizapp\[refit\]'"):
        fits.find()
    assert store.reads.weights() == OWN_WEIGHTS

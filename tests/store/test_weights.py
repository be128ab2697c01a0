"""Fitted weights: kept for good, used from the next review on, and replayed review by review."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from quizapp.bank.cards import CardId
from quizapp.errors import DamagedError
from quizapp.scheduling import fsrs6
from quizapp.scheduling.interview.model import DEFAULT_WEIGHTS
from quizapp.scheduling.memory import OWN_WEIGHTS, Memory, Rating
from quizapp.store.study import StudyStore
from quizapp.store.values import Answered, Fit
from tests.store.conftest import Hands, Opener

Answer = Callable[..., Answered]
RELU = CardId("relu")
SLOW = (1.0, 4.0, 9.0, 20.0, *DEFAULT_WEIGHTS[4:])
"""Of somebody who forgets slowly."""


def adopt(store: StudyStore, values: tuple[float, ...] = SLOW) -> Fit:
    return store.adopt_weights(values, model=fsrs6.MODEL, reviews=100, log_loss=0.3)


def test_the_next_review_is_scheduled_by_adopted_weights(
    store: StudyStore, answered: Answer
) -> None:
    before = store.record(answered("relu")).memory
    fit = adopt(store)
    assert store.reads.memory(RELU) == before, "history is not rewritten"
    after = store.record(answered("dropout")).memory
    assert (before.model, after.model) == (fsrs6.MODEL, f"{fsrs6.MODEL}+{fit.weights.id}")
    assert (before.stability, after.stability) == (DEFAULT_WEIGHTS[2], SLOW[2])
    assert store.reads.history(CardId("dropout"))[0].model == after.model


def test_one_can_go_back_set_by_set_and_nothing_is_forgotten(store: StudyStore) -> None:
    first, second = adopt(store), adopt(store, tuple(2 * w for w in SLOW[:4]) + SLOW[4:])
    assert store.reads.weights() == second.weights
    assert store.take_back_weights() == first.weights
    assert store.take_back_weights() == OWN_WEIGHTS
    assert store.take_back_weights() is None
    assert [fit.weights for fit in store.scans.fits()] == [first.weights, second.weights]


def grown(store: StudyStore, answered: Answer, hands: Hands) -> Memory:
    """A card reviewed by FSRS-6's own weights, by fitted ones, and by its own again."""
    for step, rating in enumerate((Rating.GOOD, Rating.AGAIN, Rating.GOOD, Rating.HARD)):
        hands.at += timedelta(days=3)
        store.record(answered("relu", rating))
        if step == 0:
            adopt(store)
        if step == 2:
            store.take_back_weights()
    memory = store.reads.memory(RELU)
    assert memory is not None
    return memory


def test_a_replay_uses_the_weights_of_each_review(
    store: StudyStore, answered: Answer, hands: Hands, path: Path
) -> None:
    memory = grown(store, answered, hands)
    assert store.check() == []
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM memory")
    assert len(store.rebuild()) == 1
    assert store.reads.memory(RELU) == memory, "equal to the last bit"


def test_undo_and_redo_fold_with_the_weights_of_each_review(
    store: StudyStore, answered: Answer, hands: Hands, opener: Opener
) -> None:
    memory = grown(store, answered, hands)
    again = opener()  # another program, which has read no weights yet
    undone = again.undo()
    assert undone is not None
    assert undone.memory is not None
    assert undone.memory.model != fsrs6.MODEL
    assert again.redo() is not None
    assert again.reads.memory(RELU) == memory


def test_weights_that_are_missing_are_damage(
    store: StudyStore, answered: Answer, path: Path
) -> None:
    adopt(store)
    store.record(answered("relu"))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE weights SET id = 'x'")
    with pytest.raises(DamagedError, match="does not hold"):
        store.rebuild()

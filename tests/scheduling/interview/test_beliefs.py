"""Beliefs move as the memory of one card does."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from quizapp.bank.cards import CardId
from quizapp.scheduling import fsrs6
from quizapp.scheduling.interview.beliefs import beliefs, unseen
from quizapp.scheduling.interview.model import model
from quizapp.scheduling.memory import Memory, Rating

CARD = CardId("activations/relu")
FIRST = date(2026, 3, 2)


def remembered(*reviews: tuple[int, Rating]) -> Memory:
    graded = [fsrs6.Graded(rating, FIRST + timedelta(days=day), 0.9) for day, rating in reviews]
    memory = fsrs6.replay(CARD, graded)
    assert memory is not None
    return memory


def test_memories_become_rows() -> None:
    memory = remembered((0, Rating.GOOD), (3, Rating.HARD))
    deck = beliefs([None, memory], topic=[0, 1], weight=[1.0, 2.0])
    assert deck.seen.tolist() == [False, True]
    assert deck.stability[1] == memory.stability
    assert deck.elapsed((FIRST + timedelta(days=5)).toordinal())[1] == 2
    assert deck.weight.tolist() == [1.0, 2.0]
    assert deck.recall(model(), (FIRST + timedelta(days=9)).toordinal())[1] == pytest.approx(
        fsrs6.retrievability(memory, FIRST + timedelta(days=9))
    )


def test_an_evening_moves_a_row_as_reviews_move_a_memory() -> None:
    deck = unseen(3).copies(1)
    first = FIRST.toordinal()
    rating = np.array([[1, 3, 3]])
    asked = np.array([[True, True, False]])
    deck = deck.answered(model(), asked, rating, first)
    deck = deck.drilled(model(), np.array([[True, False, False]]), np.array([[3, 3, 3]]), first)
    deck = deck.answered(model(), np.array([[True, False, False]]), rating, first + 4)
    again = remembered((0, Rating.AGAIN), (0, Rating.GOOD), (4, Rating.AGAIN))
    good = remembered((0, Rating.GOOD))
    assert deck.stability[0, :2] == pytest.approx([again.stability, good.stability], rel=1e-6)
    assert deck.difficulty[0, :2] == pytest.approx([again.difficulty, good.difficulty], rel=1e-6)
    assert deck.last_day[0, :2].tolist() == [first + 4, first]
    assert deck.seen.tolist() == [[True, True, False]]


def test_a_day_is_done_with_the_siblings_of_what_was_reviewed() -> None:
    today = FIRST.toordinal()
    memory = remembered((0, Rating.GOOD))
    deck = beliefs([memory, None, None, memory, None], [0] * 5, text=[3, -1, 3, -1, 7])
    assert deck.done(today).tolist() == [True, False, True, True, False]
    assert deck.done(today + 1).tolist() == [False] * 5
    assert deck.copies(2).done(today).tolist() == [[True, False, True, True, False]] * 2
    assert deck.rows(np.array([1, 2, 4])).done(today).tolist() == [False] * 3
    assert beliefs([memory, None], [0, 0]).done(today).tolist() == [True, False]

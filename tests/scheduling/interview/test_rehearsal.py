"""An evening in the scheduler's own model."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from quizapp.scheduling.interview.beliefs import unseen
from quizapp.scheduling.interview.gain import Greedy
from quizapp.scheduling.interview.model import model
from quizapp.scheduling.interview.pace import expected_pace
from quizapp.scheduling.interview.rehearsal import afforded, one_of_each, rated, rehearse

TODAY = 739_000


def test_ratings_follow_the_recall_and_the_mix() -> None:
    pace, many = expected_pace(), 40_000
    half = replace(unseen(many), seen=np.arange(many) < many // 2)
    chances = np.random.default_rng(3).random((3, many))
    rating = rated(pace, half, np.full(many, 0.7), chances)
    old, new = rating[: many // 2], rating[many // 2 :]
    assert (old > 1).mean() == pytest.approx(0.7, abs=0.02)
    assert (old[old > 1] == 3).mean() == pytest.approx(pace.pass_mix[1], abs=0.02)
    assert [(new == g).mean() for g in range(1, 5)] == pytest.approx(pace.first_mix, abs=0.02)


def test_the_best_are_asked_until_the_time_is_used() -> None:
    rates = np.array([[0.1, 0.4, -np.inf, 0.3], [0.4, 0.3, 0.2, 0.1]])
    seconds = np.full((2, 4), 10.0)
    asked, used = afforded(rates, seconds, np.array([15.0, 0.0]))
    assert asked.tolist() == [[False, True, False, True], [False] * 4]
    assert used.tolist() == [20.0, 0.0]


def test_an_overrun_is_paid_for_on_the_next_evening() -> None:
    """Five seconds an evening buy one card of about forty every eighth or so."""
    pace = expected_pace()
    start = unseen(50).copies(3)
    greedy = Greedy(model(), pace, TODAY + 40)
    after = rehearse(
        model(),
        pace,
        start,
        TODAY,
        np.full(40, 5.0),
        greedy.rates,
        np.random.default_rng(1),
        copies=3,
    )
    assert 2 < after.seen.sum(axis=1).mean() < 9


def test_an_evening_asks_one_hole_of_a_text() -> None:
    text = np.array([5, -1, 2, 5, 2, 5, -1])
    rates = np.array([[1.0, 9.0, 3.0, 2.0, 3.0, 2.0, 1.0], [-np.inf] * 7])
    never = -np.inf
    kept = one_of_each(rates, text)
    assert kept.tolist() == [[never, 9.0, 3.0, 2.0, never, never, 1.0], [never] * 7]
    alone = np.full(7, -1)
    assert one_of_each(rates, alone) is rates


def test_holes_take_as_many_evenings_as_there_are() -> None:
    text = np.array([0] * 5 + [-1] * 5)
    start = replace(unseen(10), text=text).copies(4)
    greedy = Greedy(model(), expected_pace(), TODAY + 3)
    after = rehearse(
        model(),
        expected_pace(),
        start,
        TODAY,
        np.full(3, 3600.0),
        greedy.rates,
        np.random.default_rng(1),
        copies=4,
    )
    assert (after.seen[:, :5].sum(axis=1) <= 3).all()
    assert after.seen[:, 5:].all()

"""The arrays say what py-fsrs says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import numpy as np
import pytest
from fsrs import Card, Rating, Scheduler, State

from quizapp.errors import SettingError
from quizapp.scheduling.interview.model import DEFAULT_WEIGHTS, model, models

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def library(weights: tuple[float, ...]) -> Scheduler:
    return Scheduler(weights, learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def test_the_default_weights_are_the_library_s() -> None:
    assert Scheduler().parameters == DEFAULT_WEIGHTS


def test_first_states(weights: tuple[float, ...]) -> None:
    rating = np.array([1, 2, 3, 4])
    after = [library(weights).review_card(Card(card_id=0), Rating(g), NOON)[0] for g in range(1, 5)]
    ours = model(weights)
    assert ours.first_stability(rating) == pytest.approx(
        [card.stability for card in after], rel=1e-5
    )
    assert ours.first_difficulty(rating) == pytest.approx(
        [card.difficulty for card in after], rel=1e-5
    )


def test_reviews_of_random_states(weights: tuple[float, ...]) -> None:
    draws = np.random.default_rng(1)
    scheduler, ours = library(weights), model(weights)
    for days, grade in product((0, 1, 3, 17, 200), Rating):
        stability = np.exp(draws.uniform(-3.0, 6.0, 40))
        difficulty = draws.uniform(1.0, 10.0, 40)
        cards = [
            Card(
                card_id=0,
                state=State.Review,
                stability=float(s),
                difficulty=float(d),
                due=NOON,
                last_review=NOON - timedelta(days=days),
            )
            for s, d in zip(stability, difficulty, strict=True)
        ]
        theirs = [scheduler.review_card(card, grade, NOON)[0] for card in cards]
        rating = np.full(40, int(grade))
        after, harder = ours.reviewed(stability, difficulty, float(days), rating)
        if days == 0:
            after = ours.same_day(stability, rating)
        assert after == pytest.approx([card.stability for card in theirs], rel=1e-5)
        assert harder == pytest.approx([card.difficulty for card in theirs], rel=1e-5)
        assert ours.recall(float(days), stability) == pytest.approx(
            [scheduler.get_card_retrievability(card, NOON) for card in cards], rel=1e-5
        )


def test_many_learners_at_once_are_each_one_s_own(weights: tuple[float, ...]) -> None:
    many = models([DEFAULT_WEIGHTS, weights])
    stability = np.array([[1.0, 5.0, 30.0]] * 2)
    rating = np.array([[1, 3, 4]] * 2)
    both = many.reviewed(stability, stability / 4 + 1.0, 6.0, rating)
    alone = model(weights).reviewed(stability[1], stability[1] / 4 + 1.0, 6.0, rating[1])
    assert both[0][1] == pytest.approx(alone[0])
    assert both[1][1] == pytest.approx(alone[1])
    rows = np.array([0, 1, 1])
    assert many.of_rows(rows).recall(3.0, np.array([1.0, 1.0, 1.0]))[1] == pytest.approx(
        model(weights).recall(3.0, np.array(1.0))
    )


@pytest.mark.parametrize("bad", [DEFAULT_WEIGHTS[:19], (*DEFAULT_WEIGHTS[:20], -0.1)])
def test_other_weights_are_refused(bad: tuple[float, ...]) -> None:
    with pytest.raises(SettingError):
        model(bad)

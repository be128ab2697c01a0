"""The forecast is true where its model is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from quizapp.scheduling.interview.beliefs import Beliefs, unseen
from quizapp.scheduling.interview.forecast import doubt, forecast, worth
from quizapp.scheduling.interview.planner import Bench, Goal, plan

TODAY = 739_000


def test_calibrated_in_its_own_model(deck: Beliefs) -> None:
    """Of many lives through the same evenings, four in five end within the band."""
    asked = Goal(deck, TODAY, (6.0,) * 8)
    made = plan(asked)
    found = forecast(asked, made, copies=200).deck
    bench = Bench(asked)
    lives = bench.lived(None if made.profile is None else [made.profile], 400, 1234)
    recall = lives.recall(bench.model, asked.exam)
    answered = np.random.default_rng(5).random(recall.shape) < recall
    shares = (answered * deck.weight).sum(axis=1) / deck.weight.sum()
    assert found.recall == pytest.approx(shares.mean(), abs=0.01)
    inside = ((shares >= found.low) & (shares <= found.high)).mean()
    assert 0.74 < inside < 0.86
    assert found.known == pytest.approx(answered.sum(axis=1).mean(), abs=1.5)


def test_topics_make_up_the_deck(deck: Beliefs) -> None:
    asked = Goal(deck, TODAY, (6.0,) * 5)
    found = forecast(asked, plan(asked))
    weight = np.array([20.0, 40.0, 10.0])
    assert [each.cards for each in found.topics] == [20, 20, 20]
    assert np.average([each.recall for each in found.topics], weights=weight) == pytest.approx(
        found.deck.recall
    )


def test_doubt_widens_the_band_and_fades_with_reviews(deck: Beliefs) -> None:
    asked = Goal(deck, TODAY, (6.0,) * 5)
    made = plan(asked)
    sure, unsure = (forecast(asked, made, doubted=each).deck for each in (0.0, doubt(0)))
    assert unsure.high - unsure.low > 1.5 * (sure.high - sure.low)
    assert doubt(0) > 2 * doubt(300) > 2 * doubt(1000)


def test_what_does_not_fit_is_left_out_by_weight() -> None:
    deck = replace(unseen(100), weight=np.repeat([2.0, 1.0], 50))
    asked = Goal(deck, TODAY, (8.0,) * 3)
    left_out = forecast(asked, plan(asked)).left_out
    assert len(left_out) > 30
    assert min(left_out) >= 25
    fits = Goal(unseen(10), TODAY, (30.0,) * 3)
    assert forecast(fits, plan(fits)).left_out == ()


def test_more_minutes_are_worth_more() -> None:
    asked = Goal(unseen(100), TODAY, (6.0, 0.0, 6.0, 6.0, 6.0))
    found = worth(asked, plan(asked), (3.0, 6.0, 12.0))
    minutes, recalls = zip(*found.curve, strict=True)
    assert minutes == (3.0, 6.0, 12.0)
    assert recalls[0] < recalls[1] < recalls[2]
    assert 0.0 < found.five_more < 0.2
    assert worth(asked, plan(asked), (3.0,), lambda: False).curve == ()

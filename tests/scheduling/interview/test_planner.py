"""The plan: never worse than greedy by its own model, and the same each time."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest

from quizapp.scheduling.interview import planner
from quizapp.scheduling.interview.arrays import FloatArray
from quizapp.scheduling.interview.beliefs import Beliefs, unseen
from quizapp.scheduling.interview.gain import NEVER
from quizapp.scheduling.interview.model import DEFAULT_WEIGHTS, model
from quizapp.scheduling.interview.pace import expected_pace
from quizapp.scheduling.interview.planner import Bench, Goal, plan
from quizapp.scheduling.interview.programme import Profile, Programme
from quizapp.scheduling.interview.tables import Grid, Table, weight_levels

TODAY = 739_000


def goal(deck: Beliefs, minutes: float = 8.0, days: int = 6) -> Goal:
    return Goal(deck, TODAY, (minutes,) * days)


def test_never_worse_than_greedy_in_its_own_model(deck: Beliefs) -> None:
    for each in (deck, unseen(80)):
        made = plan(goal(each))
        assert made.recall >= made.greedy_recall
        assert (made.profile is None) == (made.table is None)


def test_prices_that_mislead_are_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables that ask for nothing lose against greedy."""

    def idle(table: Table, beliefs: Beliefs, today: int, profile: object = 0) -> FloatArray:
        return np.full(beliefs.seen.shape, NEVER)

    monkeypatch.setattr(Table, "rates", idle)
    made = plan(goal(unseen(60)))
    assert made.profile is None
    assert made.recall == made.greedy_recall > 0.1


def test_it_finds_what_greedy_misses() -> None:
    """Under the eyes of fresh chances too."""
    asked = goal(unseen(120), minutes=12.0, days=20)
    made = plan(asked)
    assert made.profile is not None
    bench = Bench(asked)
    planned = bench.recalls([made.profile], 40, 99)[0]
    greedy = bench.lived(None, 40, 99).recall(model(), asked.exam).mean()
    assert planned > greedy + 0.005


def test_the_same_goal_gives_the_same_plan_in_another_process_s_bytes(deck: Beliefs) -> None:
    asked = goal(deck)
    there = pickle.loads(pickle.dumps(asked))
    one, other = plan(asked), pickle.loads(pickle.dumps(plan(there)))
    assert (one.profile, one.recall) == (other.profile, other.recall)
    assert one.table is not None
    assert np.array_equal(one.table.rates(deck, TODAY), other.table.rates(deck, TODAY))


def test_stopped_at_once_it_is_greedy(deck: Beliefs) -> None:
    made = plan(goal(deck), lambda: False)
    assert made.profile is None
    assert made.recall == made.greedy_recall
    greedy = goal(deck).greedy
    assert made.chooser(greedy, TODAY) is greedy


def test_a_plan_of_yesterday_is_not_used_today(deck: Beliefs) -> None:
    made = plan(goal(deck))
    greedy = goal(deck).greedy
    assert made.chooser(greedy, TODAY) is made.table
    assert made.chooser(greedy, TODAY + 1) is greedy


def test_on_the_last_evening_the_programme_is_the_closed_form(deck: Beliefs) -> None:
    """With nothing after it, the best is the greatest gain per second."""
    last = goal(deck, days=1)
    bench = Bench(last)
    table = bench.tables([Profile(0.001, 2.0, 1.5)])[0]
    assert table.rates(bench.beliefs, TODAY) == pytest.approx(
        bench.greedy.rates(bench.beliefs, TODAY), abs=4e-4
    )


def test_days_off_are_not_planned_for() -> None:
    """A card begun long before the day is worth less when no evening between can refresh it."""
    deck = unseen(20)
    free = replace(goal(deck), minutes=(10.0,) * 10)
    away = replace(goal(deck), minutes=(10.0, *(0.0,) * 8, 10.0))
    profile = Profile(0.0002, 2.0, 1.5)
    value = [Bench(each).tables([profile])[1].seen for each in (free, away)]
    assert not np.allclose(value[0], value[1])
    assert np.isfinite(value[1]).all()


def test_a_heavy_card_sees_a_lower_price() -> None:
    levels = weight_levels(np.array([1.0, 3.0, 3.0, 0.0]))
    assert levels.tolist() == [1.0, 3.0]
    programme = Programme(model(), expected_pace(), Grid(12))
    prices = np.full((1, 8), 0.002)
    both = programme.solve(prices, levels)[0]
    alone = programme.solve(prices / 3.0, np.ones(1))[0]
    assert np.allclose(both.seen[1], alone.seen[0])


def test_several_profiles_at_once_are_each_alone() -> None:
    programme = Programme(model(), expected_pace(), Grid(12))
    prices = np.array([[0.001] * 6, [0.004] * 6])
    together = programme.solve(prices, np.ones(1))[2]
    alone = programme.solve(prices[1:], np.ones(1))[2]
    assert np.allclose(together.seen[1], alone.seen[0])
    assert np.allclose(together.begun[1], alone.begun[0])


def test_a_deck_beyond_the_shortlist_is_planned_in_part(
    deck: Beliefs, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = plan(goal(deck, minutes=3.0, days=4))
    monkeypatch.setattr(planner, "MOST_CARDS", 40)
    bench = Bench(goal(deck, minutes=3.0, days=4))
    rates = bench.greedy.rates(deck, TODAY)
    assert sorted(bench.chosen) == sorted(np.argsort(-rates, kind="stable")[:40])
    assert plan(goal(deck, minutes=3.0, days=4)).recall == pytest.approx(whole.recall, abs=0.03)


def test_weights_count_by_their_ratios_only(deck: Beliefs) -> None:
    doubled = replace(deck, weight=deck.weight * 2.0)
    assert plan(goal(deck)).recall == pytest.approx(plan(goal(doubled)).recall)


def test_goal_knows_its_day() -> None:
    asked = Goal(unseen(3), TODAY, (30.0, 0.0, 15.0), DEFAULT_WEIGHTS)
    assert asked.exam == TODAY + 3
    assert asked.seconds.tolist() == [1800.0, 0.0, 900.0]

"""The closed form, against the same formula written out for one card with the standard library."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from quizapp.scheduling.interview.beliefs import Beliefs, unseen
from quizapp.scheduling.interview.gain import Greedy
from quizapp.scheduling.interview.model import DEFAULT_WEIGHTS, model
from quizapp.scheduling.interview.pace import expected_pace

TODAY = 739_000
PASSES = ((2, 0.224), (3, 0.631), (4, 0.145))
FIRSTS = ((1, 0.24), (2, 0.094), (3, 0.495), (4, 0.171))


class Slow:
    """FSRS-6 for one card."""

    def __init__(self, weights: tuple[float, ...]) -> None:
        self.w = weights
        self.decay = -weights[20]
        self.factor = 0.9 ** (1 / self.decay) - 1

    def recall(self, days: float, s: float) -> float:
        return float((1 + self.factor * days / s) ** self.decay)

    def passed(self, s: float, d: float, r: float, rating: int) -> float:
        w = self.w
        bonus = (w[15] if rating == 2 else 1) * (w[16] if rating == 4 else 1)
        growth = math.exp(w[8]) * (11 - d) * s ** -w[9] * (math.exp((1 - r) * w[10]) - 1)
        return float(s * (1 + growth * bonus))

    def lapsed(self, s: float, d: float, r: float) -> float:
        w = self.w
        fresh = w[11] * d ** -w[12] * ((s + 1) ** w[13] - 1) * math.exp((1 - r) * w[14])
        return float(min(fresh, s / math.exp(w[17] * w[18])))

    def good_again(self, s: float) -> float:
        w = self.w
        return float(s * max(1.0, math.exp(w[17] * w[18]) * s ** -w[19]))


def slow_rate(slow: Slow, deck: Beliefs, row: int, left: int, seconds: list[float]) -> float:
    ok, lapse, new = seconds
    if not deck.seen[row]:
        begun = sum(
            share * slow.recall(left, slow.good_again(slow.w[0]) if g == 1 else slow.w[g - 1])
            for g, share in FIRSTS
        )
        return float(deck.weight[row]) * (begun - float(deck.prior[row])) / new
    s, d = float(deck.stability[row]), float(deck.difficulty[row])
    elapsed = TODAY - int(deck.last_day[row])
    r = slow.recall(elapsed, s)
    after = sum(p * slow.recall(left, slow.passed(s, d, r, g)) for g, p in PASSES)
    failed = slow.recall(left, slow.good_again(slow.lapsed(s, d, r)))
    gain = r * after + (1 - r) * failed - slow.recall(elapsed + left, s)
    return float(deck.weight[row]) * gain / (r * ok + (1 - r) * lapse)


def test_rates_are_the_formula_s(deck: Beliefs, weights: tuple[float, ...]) -> None:
    deck = replace(deck, prior=np.full(60, 0.1))
    pace = expected_pace(31.0)
    rates = Greedy(model(weights), pace, TODAY + 14).rates(deck, TODAY)
    seconds = [pace.passed, pace.lapsed, pace.new]
    slow = [slow_rate(Slow(weights), deck, row, 14, seconds) for row in range(60)]
    assert rates == pytest.approx(slow, rel=1e-9)


def test_a_card_asked_today_is_not_asked_again(deck: Beliefs) -> None:
    deck = replace(deck, last_day=np.where(np.arange(60) == 7, TODAY, deck.last_day))
    rates = Greedy(model(), expected_pace(), TODAY + 14).rates(deck, TODAY)
    assert rates[7] == -np.inf
    assert np.isfinite(np.delete(rates, 7)).all()


def test_a_known_card_and_one_thought_hard_promise_less() -> None:
    deck = replace(unseen(3), prior=np.array([0.0, 0.5, 0.0]), promise=np.array([1.0, 1.0, 0.7]))
    plain, known, hard = Greedy(model(), expected_pace(), TODAY + 14).rates(deck, TODAY)
    assert 0 < known < hard < plain


def test_the_lift_is_the_recall_on_the_day(deck: Beliefs) -> None:
    greedy = Greedy(model(), expected_pace(), TODAY + 14)
    before, after = greedy.lift(deck, TODAY)
    assert before == pytest.approx(deck.recall(model(), TODAY + 14))
    assert (after <= 1.0).all()
    assert (after[40:] > 0.5).all()


def test_one_thousand_cards_of_many_learners_rank_as_each_alone(deck: Beliefs) -> None:
    pace = expected_pace()
    both = Greedy(model(DEFAULT_WEIGHTS), pace, TODAY + 9).rates(deck.copies(2), TODAY)
    assert both[1] == pytest.approx(
        Greedy(model(DEFAULT_WEIGHTS), pace, TODAY + 9).rates(deck, TODAY)
    )

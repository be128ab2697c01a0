"""Living through the evenings that are left, in the scheduler's own model: what a way of choosing
is worth is found by trying it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from quizapp.scheduling.interview.arrays import BoolArray, FloatArray, IntArray
from quizapp.scheduling.interview.beliefs import Beliefs, by_text
from quizapp.scheduling.interview.gain import NEVER
from quizapp.scheduling.interview.model import AGAIN, GOOD, HARD, Model
from quizapp.scheduling.interview.pace import Pace

Chooser = Callable[[Beliefs, int], FloatArray]
"""From what is believed of (rows, cards) on a day to the rate of each; -inf: not today."""


def rehearse(
    model: Model,
    pace: Pace,
    start: Beliefs,
    today: int,
    seconds: FloatArray,
    chooser: Chooser,
    draws: np.random.Generator,
    *,
    copies: int,
) -> Beliefs:
    """What is believed after the last evening.

    start: (rows, cards), rows in blocks of `copies`; each block lives through the same chances, so
    that two ways of choosing are compared on equal terms. seconds: (evenings,) from today on. An
    evening's last card may overrun; the next evening pays for it.
    """
    now, debt = start, np.zeros(len(start.seen))
    blocks = len(start.seen) // copies
    for evening, budget in enumerate(seconds):
        day = today + evening
        chances = np.tile(draws.random((3, copies, start.count)), (1, blocks, 1))
        rating = rated(pace, now, now.recall(model, day), chances)
        spent = np.where(now.seen, pace.review_seconds[rating - 1], pace.first_seconds[rating - 1])
        rates = one_of_each(chooser(now, day), now.text)
        asked, used = afforded(rates, spent, budget - debt)
        debt = np.maximum(0.0, debt + used - budget)
        now = now.answered(model, asked, rating, day)
        lapsed = asked & (rating == AGAIN)
        now = now.drilled(model, lapsed, np.full(rating.shape, GOOD), day)
    return now


def rated(pace: Pace, now: Beliefs, recall: FloatArray, chances: FloatArray) -> IntArray:
    """The rating that each card would get; `chances` is (3, rows, cards), uniform."""
    first = AGAIN + np.searchsorted(np.cumsum(pace.first_mix)[:-1], chances[0])
    passed = HARD + np.searchsorted(np.cumsum(pace.pass_mix)[:-1], chances[2])
    return np.where(now.seen, np.where(chances[1] < recall, passed, AGAIN), first)


def one_of_each(rates: FloatArray, text: IntArray) -> FloatArray:
    """The rates, (rows, cards), with only the best hole of each text in each row."""
    rows, starts, which = by_text(text)
    if not rows.size:
        return rates
    among = rates[:, rows]
    best = among == np.maximum.reduceat(among, starts, axis=1)[:, which]
    count = np.cumsum(best, axis=1)  # of those alike, as new ones are, the first
    before = count[:, starts] - best[:, starts]
    rates = rates.copy()
    rates[:, rows] = np.where(best & (count - before[:, which] == 1), among, NEVER)
    return rates


def afforded(
    rates: FloatArray, seconds: FloatArray, budget: FloatArray
) -> tuple[BoolArray, FloatArray]:
    """The cards asked in one evening, best rate first, until the budget is used; and their time.

    rates, seconds: (rows, cards); budget: (rows,) seconds. A card is begun while any time is left.
    """
    order = np.argsort(-rates, axis=1, kind="stable")
    able = np.isfinite(rates)
    in_order = np.take_along_axis(np.where(able, seconds, 0.0), order, axis=1)
    before = np.cumsum(in_order, axis=1) - in_order
    asked = np.zeros_like(able)
    np.put_along_axis(asked, order, before < budget[:, None], axis=1)
    asked &= able
    return asked, np.asarray((seconds * asked).sum(axis=1))

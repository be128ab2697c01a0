"""What the learner may expect on the day, and what would change it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from quizapp.scheduling.interview.arrays import BoolArray, FloatArray
from quizapp.scheduling.interview.planner import Bench, Goal, Plan, plan

COPIES = 48
"""How many times the evenings are lived through."""

BAND = (0.1, 0.9)
"""Quantiles: an 80 % band."""

MORE = 5.0
"""Minutes: "five more minutes today"."""

STEP = 1.25
"""The budget beside the present one by which a minute's worth is measured."""

_DOUBT, _DOUBT_HALVES = 0.12, 35.0


@dataclass(frozen=True)
class Expectation:
    """Recall on the day, 0 to 1, weighted, with its 80 % band."""

    recall: float
    low: float
    high: float
    cards: int
    known: int
    """About so many of the cards, each counted once."""


@dataclass(frozen=True)
class Forecast:
    """The whole deck and each topic, in order of the topics' indices."""

    deck: Expectation
    topics: tuple[Expectation, ...]
    left_out: tuple[int, ...]
    """Rows of cards that the evenings do not reach, more likely than not."""


@dataclass(frozen=True)
class Worth:
    """What minutes are worth."""

    curve: tuple[tuple[float, float], ...]
    """Minutes an evening, and the recall on the day that they lead to."""
    five_more: float
    """Recall that `MORE` minutes today add, 0 to 1."""


def doubt(fitted: int) -> float:
    """How far off the model may be, as a standard deviation of recall, when its weights were fitted
    to so many reviews; 0: they are FSRS-6's own.

    Set by the forecast errors of `benchmarks/interview_date.py`: 0.12 with weights never fitted,
    0.04 with those fitted to 300 reviews, 0.02 to 1000.
    """
    return float(_DOUBT / np.sqrt(1.0 + fitted / _DOUBT_HALVES))


def forecast(
    goal: Goal, chosen: Plan, *, doubted: float = 0.0, copies: int = COPIES, seed: int = 17
) -> Forecast:
    """What the day will show if the evenings are used as planned.

    The evenings are lived through `copies` times, and on the day each card is answered or not; the
    band is what comes out of that, widened by `doubted`, a standard deviation for the model itself.
    """
    recall, seen = _lived(goal, chosen, copies, seed)
    draws = np.random.default_rng(seed + 1)
    answered = draws.random(recall.shape) < recall
    shift = draws.standard_normal((len(recall), 1)) * doubted
    topic = goal.beliefs.topic
    parts = [topic == each for each in range(int(topic.max(initial=-1)) + 1)]
    return Forecast(
        _expected(goal, recall, answered, shift, np.ones(goal.beliefs.count, dtype=bool)),
        tuple(_expected(goal, recall, answered, shift, part) for part in parts),
        tuple(np.nonzero(seen.mean(axis=0) < 0.5)[0].tolist()),
    )


def worth(
    goal: Goal,
    chosen: Plan,
    minutes: Sequence[float],
    keep_going: Callable[[], bool] = lambda: True,
) -> Worth:
    """Recall against minutes an evening, each planned for; days off stay off.

    On an optimal plan a minute is worth the same on every evening (that is what the price is), so
    five more today are worth five of all those that a slightly larger budget adds.
    """
    curve = [(each, plan(_at(goal, each)).recall) for each in minutes if keep_going()]
    usual = _usual(goal)
    if not usual or not keep_going():
        return Worth(tuple(curve), 0.0)
    now, then = (plan(_at(goal, usual * step), near=chosen.profile).recall for step in (1.0, STEP))
    added = sum(_at(goal, usual * STEP).minutes) - sum(_at(goal, usual).minutes)
    return Worth(tuple(curve), max(0.0, then - now) * MORE / added)


def _usual(goal: Goal) -> float:
    """Mean minutes of the evenings that are not off."""
    evenings = [each for each in goal.minutes if each > 0]
    return sum(evenings) / len(evenings) if evenings else 0.0


def _at(goal: Goal, minutes: float) -> Goal:
    """The goal with so many minutes on each evening that is not off."""
    return replace(goal, minutes=tuple(minutes if each > 0 else 0.0 for each in goal.minutes))


def _lived(goal: Goal, chosen: Plan, copies: int, seed: int) -> tuple[FloatArray, BoolArray]:
    """Recall on the day and whether each card was ever asked, (copies, cards), the whole deck."""
    bench = Bench(goal)
    after = bench.lived(None if chosen.profile is None else [chosen.profile], copies, seed)
    recall = np.repeat(goal.beliefs.recall(bench.model, goal.exam)[None], copies, axis=0)
    seen = np.repeat(goal.beliefs.seen[None], copies, axis=0)
    recall[:, bench.chosen] = after.recall(bench.model, goal.exam)
    seen[:, bench.chosen] = after.seen
    return recall, seen


def _expected(
    goal: Goal, recall: FloatArray, answered: BoolArray, shift: FloatArray, part: BoolArray
) -> Expectation:
    weight = goal.beliefs.weight[part]
    if not weight.sum() > 0:
        return Expectation(0.0, 0.0, 0.0, int(part.sum()), 0)
    weight = weight / weight.sum()
    shares = answered[:, part] @ weight + shift[:, 0]
    low, high = np.clip(np.quantile(shares, BAND), 0.0, 1.0)
    return Expectation(
        recall=float((recall[:, part] @ weight).mean()),
        low=float(low),
        high=float(high),
        cards=int(part.sum()),
        known=round(float(recall[:, part].sum(axis=1).mean())),
    )

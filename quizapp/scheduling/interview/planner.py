"""The planner: the prices under which the evenings that are left are used best.

Price profiles are tried in the scheduler's own model from what is believed now, and so is the
greedy chooser; the best is taken. So a plan is never worse than greedy by what the model can tell.
`plan` takes and returns values that can be pickled: it is run in a worker process.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from quizapp.scheduling.interview.arrays import FloatArray, IntArray
from quizapp.scheduling.interview.beliefs import Beliefs
from quizapp.scheduling.interview.gain import Greedy
from quizapp.scheduling.interview.model import DEFAULT_WEIGHTS, Model, model
from quizapp.scheduling.interview.pace import Pace, expected_pace
from quizapp.scheduling.interview.programme import Profile, Programme
from quizapp.scheduling.interview.rehearsal import Chooser, rehearse
from quizapp.scheduling.interview.tables import Grid, Table, weight_levels

SCREENING, CHOOSING = 6, 16
"""How many times the evenings are lived through: by every profile, and by the best of them."""

SHAPES = ((2.0, 1.5), (6.0, 1.5), (8.0, 4.0), (8.0, 8.0))
"""(rise, reach in days) of the profiles tried."""

LEVELS = np.geomspace(0.007, 0.15, 6)
"""Price levels tried, in new cards' worth: a recall per the seconds that a new card takes."""

FINALISTS = 3
"""Profiles that are tried twice; so is the one between the best two."""

LONGEST_ELAPSED = 1500
"""Days: a card not seen for longer is planned for as if for so long."""

MOST_CARDS = 1200
"""Cards that are planned for; a deck beyond keeps those that are worth most today."""

TOGETHER = 6_000_000
"""Table entries of all evenings that are held at once: about 48 MB."""


@dataclass(frozen=True, eq=False)
class Goal:
    """What is to be planned, in plain values."""

    beliefs: Beliefs
    today: int
    """Day number of this evening."""
    minutes: tuple[float, ...]
    """Of each evening from today to the eve of the interview; 0 for a day off."""
    weights: tuple[float, ...] = DEFAULT_WEIGHTS
    pace: Pace = field(default_factory=expected_pace)

    @property
    def exam(self) -> int:
        """Day number of the interview."""
        return self.today + len(self.minutes)

    @property
    def seconds(self) -> FloatArray:
        """(evenings,)"""
        return np.array(self.minutes, float) * 60.0

    @property
    def model(self) -> Model:
        """The learner's memory."""
        return model(self.weights)

    @property
    def greedy(self) -> Greedy:
        """The chooser that needs no plan."""
        return Greedy(self.model, self.pace, self.exam)


@dataclass(frozen=True, eq=False)
class Plan:
    """How the evenings are to be used from `today` on."""

    today: int
    exam: int
    profile: Profile | None
    """None: greedy was the best."""
    recall: float
    """Weighted mean recall on the day, 0 to 1, in the scheduler's own model."""
    greedy_recall: float
    """The same for the greedy chooser, over the same chances."""
    table: Table | None
    """Today's rates; None: use greedy."""

    def chooser(self, greedy: Greedy, today: int) -> Greedy | Table:
        """What ranks the cards on `today`: this plan's own table on its day, else greedy."""
        return self.table if self.table is not None and today == self.today else greedy


def plan(
    goal: Goal,
    keep_going: Callable[[], bool] = lambda: True,
    *,
    near: Profile | None = None,
    seed: int = 11,
) -> Plan:
    """The best use of the evenings that are left.

    near: the profile of an earlier plan, around which fewer are tried. When `keep_going` says no,
    the plan is what is the best so far, at the least the greedy chooser. The same goal and seed
    give the same plan.
    """
    bench = Bench(goal)
    greedy = bench.greedy_recall(seed + 1)
    best, profile = greedy, None
    for each, recall in bench.finals(near, seed, keep_going):
        if recall > best:
            best, profile = recall, each
    table = None if profile is None else bench.tables([profile])[0]
    return Plan(goal.today, goal.exam, profile, best, greedy, table)


def profiles(pace: Pace, near: Profile | None = None) -> list[Profile]:
    """The price profiles to try: all levels and shapes, or those around an earlier choice."""
    if near is not None:
        around = [replace(near, level=near.level * step) for step in (0.5, 0.7, 1.0, 1.4, 2.0)]
        others = [Profile(near.level, *shape) for shape in SHAPES]
        return around + [each for each in others if each != near]
    unit = 1.0 / pace.new
    return [Profile(float(level * unit), *shape) for level in LEVELS for shape in SHAPES]


class Bench:
    """Where ways of choosing are tried: the cards worth planning for, and their programme."""

    def __init__(self, goal: Goal) -> None:
        self.goal = goal
        self.model = goal.model
        self.greedy = goal.greedy
        self.chosen = _shortlist(goal, self.greedy)
        self.beliefs = _normed(goal.beliefs).rows(self.chosen)
        self.levels = weight_levels(self.beliefs.weight)
        left = np.delete(np.arange(goal.beliefs.count), self.chosen)
        rest = _normed(goal.beliefs).rows(left)
        self._rest = float((rest.recall(self.model, goal.exam) * rest.weight).sum())
        self._total = float(goal.beliefs.count)

    @cached_property
    def programme(self) -> Programme:
        """Solved for each profile that is tried."""
        seen = self.beliefs.elapsed(self.goal.exam)[self.beliefs.seen]
        longest = max([len(self.goal.minutes) + 1, *seen.tolist()])
        return Programme(self.model, self.goal.pace, Grid(min(longest, LONGEST_ELAPSED)))

    def tables(self, tried: Sequence[Profile]) -> list[Table]:
        """Each evening's table for these profiles."""
        seconds = self.goal.seconds
        return self.programme.solve(np.stack([each.prices(seconds) for each in tried]), self.levels)

    def greedy_recall(self, seed: int) -> float:
        """Weighted recall on the day of the greedy chooser."""
        return self._recall(self.lived(None, CHOOSING, seed), 1)[0]

    def recalls(self, tried: Sequence[Profile], copies: int, seed: int) -> list[float]:
        """Weighted recall on the day of each profile."""
        return self._recall(self.lived(tried, copies, seed), len(tried))

    def lived(self, tried: Sequence[Profile] | None, copies: int, seed: int) -> Beliefs:
        """What is believed on the day after each profile, (profiles * copies, cards), or after the
        greedy chooser (None): (copies, cards)."""
        chooser = self.greedy.rates if tried is None else self._priced(tried, copies)
        return rehearse(
            self.model,
            self.goal.pace,
            self.beliefs.copies(copies * (1 if tried is None else len(tried))),
            self.goal.today,
            self.goal.seconds,
            chooser,
            np.random.default_rng(seed),
            copies=copies,
        )

    def finals(
        self, near: Profile | None, seed: int, keep_going: Callable[[], bool]
    ) -> list[tuple[Profile, float]]:
        """The best profiles of the screening, tried again with chances of their own."""
        tried = profiles(self.goal.pace, near)
        screened: list[tuple[float, Profile]] = []
        for some in _batches(tried, self._together):
            if not keep_going():
                break
            recalls = self.recalls(some, SCREENING, seed)
            screened += zip(recalls, some, strict=True)
        if not screened or not keep_going():
            return []
        screened.sort(key=lambda each: -each[0])
        finalists = [profile for _, profile in screened[:FINALISTS]]
        finalists.append(_between(finalists[0], finalists[min(1, len(finalists) - 1)]))
        return list(zip(finalists, self.recalls(finalists, CHOOSING, seed + 1), strict=True))

    @property
    def _together(self) -> int:
        """How many profiles' tables are held at once."""
        grid = self.programme.grid
        each = len(self.goal.minutes) * self.levels.size * grid.elapsed.size * grid.states
        return max(1, TOGETHER // each)

    def _priced(self, tried: Sequence[Profile], copies: int) -> Chooser:
        tables = self.tables(tried)
        row = np.repeat(np.arange(len(tried)), copies)[:, None]
        return lambda beliefs, day: tables[day - self.goal.today].rates(beliefs, day, row)

    def _recall(self, after: Beliefs, ways: int) -> list[float]:
        """Weighted mean recall on the day of each way, over the whole deck."""
        known = (after.recall(self.model, self.goal.exam) * after.weight).sum(axis=1)
        mean = known.reshape(ways, -1).mean(axis=1)
        return [float(each) for each in (mean + self._rest) / self._total]


def _normed(beliefs: Beliefs) -> Beliefs:
    """With weights of mean 1, so that prices mean the same in every deck."""
    return replace(beliefs, weight=beliefs.weight / (beliefs.weight.mean() or 1.0))


def _shortlist(goal: Goal, greedy: Greedy) -> IntArray:
    """The cards that are planned for, in their order; the others are worth less than all of these
    today, and no evening reaches them."""
    if goal.beliefs.count <= MOST_CARDS:
        return np.arange(goal.beliefs.count)
    rates = greedy.rates(goal.beliefs, goal.today)
    return np.sort(np.argsort(-rates, kind="stable")[:MOST_CARDS])


def _batches(tried: Sequence[Profile], size: int) -> list[Sequence[Profile]]:
    return [tried[start : start + size] for start in range(0, len(tried), size)]


def _between(one: Profile, other: Profile) -> Profile:
    return Profile(
        (one.level * other.level) ** 0.5, (one.rise + other.rise) / 2, (one.reach + other.reach) / 2
    )

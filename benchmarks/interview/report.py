"""All policies in one setting, held against each other learner by learner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import NormalDist

import numpy as np

from benchmarks.interview.learners import TRUTHS, Weights, eases
from benchmarks.interview.ours import Chooser, Planner, Spread
from benchmarks.interview.peers import PEERS, TUNED, Fsrs
from benchmarks.interview.simulator import Outcome, Policy, Setting, simulated
from quizapp.scheduling.interview.arrays import FloatArray

REFERENCE = "anki-fsrs"
TUNED_NAME = "tuned-fsrs-in-hindsight"
OURS = "quizapp"
FORECAST_REVIEWS = 300
"""Reviews from which on a forecast is held to its limit."""


@dataclass(frozen=True)
class Row:
    """One policy's figures, in percent and points."""

    policy: str
    recall: float
    ci: tuple[float, float]
    """95 % interval of the difference to the reference's recall, paired by learner."""
    recall_30_days_after: float
    minutes: float
    """Used by a learner in all."""
    difference: float
    """To the reference's recall."""
    forecast_error: float | None = None
    """Mean absolute error, in points, of the recall that the policy expected on the eve."""
    forecast_error_after_300_reviews: float | None = None
    """The same over the learners with so many; null where there are none."""


@dataclass(frozen=True)
class Field:
    """Where the policies meet: the learners, how they forget, and the evenings."""

    weights: Weights
    truth: str
    setting: Setting

    def played(self, policy: Policy) -> Outcome:
        """What the policy comes to; every policy meets the same learners and chances."""
        ease = eases(len(self.weights), self.setting.cards, self.setting.seed)
        truth = TRUTHS[self.truth](self.weights, ease, self.setting.seed)
        return simulated(truth, policy, ease, self.setting)


def rows(field: Field, spread: Spread) -> list[Row]:
    """A row for each policy, ours first."""
    shape = len(field.weights), field.setting.cards
    peers = {name: field.played(made(*shape)) for name, made in PEERS.items()}
    peers[TUNED_NAME] = _best([field.played(Fsrs(*shape, deck)) for deck in TUNED])
    reference = peers[REFERENCE]
    own = []
    for name, policy in ours(field, spread).items():
        made = policy()
        own.append(_row(name, field.played(made), reference, made.forecast()))
    return own + [_row(name, outcome, reference) for name, outcome in peers.items()]


def ours(field: Field, spread: Spread) -> dict[str, Callable[[], Chooser]]:
    """The app as it is, and without what it adds to the greedy chooser."""
    learners, setting = len(field.weights), field.setting
    return {
        OURS: lambda: Planner(learners, setting, fits=True, spread=spread),
        f"{OURS}-unfitted": lambda: Planner(learners, setting, fits=False, spread=spread),
        f"{OURS}-greedy": lambda: Chooser(learners, setting, fits=True),
        f"{OURS}-greedy-unfitted": lambda: Chooser(learners, setting, fits=False),
    }


def minutes_to_equal(field: Field, spread: Spread, steps: int = 7) -> dict[str, float]:
    """Minutes an evening with which the app reaches the reference's recall, by bisection."""
    setting = field.setting
    wanted = field.played(PEERS[REFERENCE](len(field.weights), setting.cards)).recall.mean()
    low, high = setting.minutes / 5.0, setting.minutes
    for _ in range(steps):
        tried = (low + high) / 2.0
        some = Field(field.weights, field.truth, Setting(**{**asdict(setting), "minutes": tried}))
        enough = some.played(ours(some, spread)[OURS]()).recall.mean() >= wanted
        low, high = (low, tried) if enough else (tried, high)
    return {"minutes": high, "share": high / setting.minutes, "recall": 100.0 * float(wanted)}


def table(found: list[Row]) -> str:
    """The rows in aligned columns."""
    head = (
        f"{'policy':26}{'recall':>8}{'difference':>12}{'95 %':>18}{'30 days on':>12}{'minutes':>9}"
    )
    lines = [
        f"{row.policy:26}{row.recall:8.1f}{row.difference:+12.1f}"
        f"{f'{row.ci[0]:+.1f} to {row.ci[1]:+.1f}':>18}"
        f"{row.recall_30_days_after:12.1f}{row.minutes:9.0f}"
        + ("" if row.forecast_error is None else f"  forecast off by {row.forecast_error:.1f}")
        for row in found
    ]
    return "\n".join([head, *lines])


def _row(
    name: str, outcome: Outcome, reference: Outcome, forecast: FloatArray | None = None
) -> Row:
    differences = 100.0 * (outcome.recall - reference.recall)
    many = outcome.reviews >= FORECAST_REVIEWS
    errors = None if forecast is None else 100.0 * np.abs(forecast - outcome.recall)
    return Row(
        policy=name,
        recall=100.0 * float(outcome.recall.mean()),
        ci=_interval(differences),
        recall_30_days_after=100.0 * float(outcome.later.mean()),
        minutes=float(outcome.minutes.mean()),
        difference=float(differences.mean()),
        forecast_error=None if errors is None else float(errors.mean()),
        forecast_error_after_300_reviews=(
            None if errors is None or not many.any() else float(errors[many].mean())
        ),
    )


def _best(outcomes: list[Outcome]) -> Outcome:
    """The set-up that turned out best for these learners."""
    return max(outcomes, key=lambda outcome: outcome.recall.mean())


def _interval(differences: FloatArray) -> tuple[float, float]:
    """95 % interval of the mean by Student's t (quantile by its expansion around the normal's)."""
    mean, free = float(differences.mean()), differences.size - 1
    if free < 1:
        return mean, mean
    z = NormalDist().inv_cdf(0.975)
    t = z + (z**3 + z) / (4 * free) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * free**2)
    half = t * float(differences.std(ddof=1)) / differences.size**0.5
    return mean - half, mean + half

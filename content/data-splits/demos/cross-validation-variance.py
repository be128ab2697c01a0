"""Cross-validation: how much steadier than one hold-out, and why the best tuned score is too good.

The hold-out is the first of the same folds, so both see models trained on equally much. For the
tuned score the labels are coin flips: whatever is chosen, its true accuracy is one half, as fresh
examples show.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import numpy as np

from quizapp.demos.api import Claim, Context, Myth, Range, demo

FRESH = 500  # examples that no search sees
SETTINGS = [(features, k) for k in (1, 3, 5, 7, 9) for features in (1, 2, 4, 8, 16, 32)]  # of k-NN


def splits(rows: np.ndarray, folds: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Each fold to validate on, after the rest to train on."""
    parts = np.array_split(rows, folds)
    for i, part in enumerate(parts):
        yield np.concatenate(parts[:i] + parts[i + 1 :]), part


def linear_scores(x: np.ndarray, y: np.ndarray, folds: int) -> list[float]:
    """The accuracy of least squares on each fold, the labels being -1 and 1."""
    scores = []
    for train, valid in splits(np.arange(len(y)), folds):
        w = np.linalg.lstsq(x[train], y[train], rcond=None)[0]
        scores.append(np.mean(np.sign(x[valid] @ w) == y[valid]))
    return scores


class Tuning:
    """k-NN on one data set, its settings chosen by cross-validation; every fit is counted."""

    def __init__(self, x: np.ndarray, y: np.ndarray, settings: int, folds: int) -> None:
        self.y, self.settings, self.folds, self.fits = y, SETTINGS[:settings], folds, 0
        known = x[: len(x) - FRESH]  # the last ones are only asked about
        self.far = {
            width: (known[:, :width] ** 2).sum(1) - 2 * x[:, :width] @ known[:, :width].T
            for width, _ in self.settings
        }

    def score(self, setting: tuple[int, int], train: np.ndarray, valid: np.ndarray) -> float:
        self.fits += 1
        near = self.far[setting[0]][valid][:, train].argpartition(setting[1])[:, : setting[1]]
        return np.mean((self.y[train][near].mean(1) > 0.5) == self.y[valid])

    def search(self, rows: np.ndarray) -> tuple[float, tuple[int, int]]:
        """The best cross-validated score on these rows, and its setting."""
        folds = list(splits(rows, self.folds))
        return max(
            (np.mean([self.score(setting, *fold) for fold in folds]), setting)
            for setting in self.settings
        )

    def nested(self, rows: np.ndarray) -> float:
        """The score of the whole search: it never sees the fold that its winner is judged on."""
        return np.mean(
            [
                self.score(self.search(train)[1], train, valid)
                for train, valid in splits(rows, self.folds)
            ]
        )


@demo(
    "cross-validation-variance",
    title="Cross-validation: steadier, but too good once tuned on",
    quick_s=2,
    claims=[
        Claim(
            "steadier",
            "The score of one fold spreads over 1.5 times as widely as the mean of all folds",
            "spread_holdout > 1.5 * spread_folds",
            given="folds >= 5",
        ),
        Claim(
            "fits",
            "c settings, k folds and a refit take c k + 1 trainings, nested k (c k + 1)",
            "fits == settings * folds + 1 and fits_nested == folds * (settings * folds + 1)",
        ),
        Myth(
            "winner-is-unbiased",
            "The best cross-validated score is what the chosen setting achieves",
            refuted_by="best > fresh + 0.04",
            given="settings >= 20 and samples <= 100 and folds >= 4",
        ),
        Claim(
            "nested-is-fair",
            "The nested score is within 0.05 of what the search's choice achieves on fresh data",
            "abs(nested - fresh) < 0.05",
        ),
    ],
)
def cross_validation_variance(
    ctx: Context,
    folds: Annotated[int, Range(2, 10)] = 5,
    samples: Annotated[int, Range(40, 200)] = 60,
    settings: Annotated[int, Range(1, 30), "tried by the search"] = 30,
) -> None:
    rng, scores = ctx.rng, []
    for _ in range(400):
        x = rng.normal(size=(samples, 6))
        y = np.sign(x[:, 0] + 0.5 * rng.normal(size=samples))
        scores.append(linear_scores(x, y, folds))
    for name, estimates in (("holdout", np.array(scores)[:, 0]), ("folds", np.mean(scores, 1))):
        ctx.metric(f"spread_{name}", np.std(estimates))
        ctx.hist(name, estimates, chart="what 400 data sets say of one method")

    tuned = []
    for _ in ctx.loop(ctx.pick(quick=40, full=400), "data sets with random labels"):
        size = samples + FRESH
        tuning = Tuning(rng.normal(size=(size, 32)), rng.integers(0, 2, size), settings, folds)
        rows, fresh = np.split(np.arange(size), [samples])
        best, chosen = tuning.search(rows)
        truth, fits = tuning.score(chosen, rows, fresh), tuning.fits
        tuned.append((best, tuning.nested(rows), truth))
    for name, estimates in zip(("best", "nested", "fresh"), np.transpose(tuned), strict=True):
        ctx.metric(name, np.mean(estimates))
        ctx.hist(name, estimates, chart="tuned on coin flips: the truth is 0.5")
    ctx.metric("fits", fits)
    ctx.metric("fits_nested", tuning.fits - fits)

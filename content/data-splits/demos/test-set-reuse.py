"""Wearing out a test set: the best of many guessers looks good on it, and only on it."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from quizapp.demos.api import Claim, Context, LogRange, Myth, demo

FRESH = 100_000  # new examples for the winner


def best_so_far(rng: np.random.Generator, models: int, examples: int) -> np.ndarray:
    """The best accuracy among the first k models, for every k; each guesses every label.

    Guesses are right with probability 1/2, so a count of right ones is binomial.
    """
    return np.maximum.accumulate(rng.binomial(examples, 0.5, models)) / examples


@demo(
    "test-set-reuse",
    title="The best of many models on one test set",
    quick_s=0.1,
    claims=[
        Claim(
            "winner-looks-good",
            "On average the best of 1,000 guessers gets over 60 % of 100 test examples right",
            "best > 0.6",
            given="models >= 1000 and examples <= 100",
        ),
        Claim(
            "larger-wears-slower",
            "A test set ten times as large inflates the best score less than half as much",
            "best_on_tenfold - 0.5 < 0.5 * (best - 0.5)",
            given="models >= 100",
        ),
        Claim(
            "square-root-of-log",
            "On average the best of k stays below 1/2 + sqrt(ln k / 2n)",
            "best < bound",
            given="models >= 100",
        ),
        Myth(
            "not-trained-on",
            "A test score stays valid as long as nothing is trained on the test set",
            refuted_by="best - fresh > 1.5 * standard_error",
            given="models >= 1000",
        ),
    ],
)
def reuse(
    ctx: Context,
    models: Annotated[int, LogRange(1, 10_000), "tried on the same test set"] = 1000,
    examples: Annotated[int, LogRange(50, 5000), "in the test set"] = 100,
) -> None:
    repetitions = ctx.pick(quick=50, full=500)
    k = np.arange(1, models + 1)
    for name, n in (("best", examples), ("best_on_tenfold", 10 * examples)):
        best = np.mean([best_so_far(ctx.rng, models, n) for _ in range(repetitions)], axis=0)
        ctx.metric(name, best[-1])
        shown = np.unique(np.geomspace(1, models, 100).astype(int))
        ctx.curve(
            f"{n} test examples",
            shown,
            best[shown - 1],
            chart="best accuracy so far, of models that guess",
            x_label="models tried",
            log_x=True,
        )
    ctx.metric("bound", 0.5 + np.sqrt(np.log(k[-1]) / (2 * examples)))
    ctx.metric("standard_error", 0.5 / np.sqrt(examples))
    ctx.metric("fresh", ctx.rng.binomial(FRESH, 0.5) / FRESH)  # the winner guesses there too

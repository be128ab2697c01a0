"""Grid or random search, with as many trials: what decides is how many settings matter."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from quizapp.demos.api import Choice, Claim, Context, LogRange, Myth, demo


def best_scores(trials: np.ndarray, peak: np.ndarray, width: float, axes: int) -> np.ndarray:
    """The best score in each repetition: 1 at the peak, and only the first `axes` settings count.

    trials: (repetitions or 1, trials, 2) settings in [0, 1]; peak: (repetitions, 1, 2).
    """
    distance2 = ((trials - peak)[:, :, :axes] ** 2).sum(axis=2)
    return np.exp(-distance2 / (2 * width**2)).max(axis=1)


@demo(
    "random-vs-grid-search",
    title="Nine trials: grid or random",
    quick_s=0.1,
    claims=[
        Claim(
            "random-wins",
            "Where one of two settings matters, random search scores higher than a grid",
            "gain_one > 0.06",
            given="9 <= trials and width * sqrt(trials) <= 0.25",
        ),
        Claim(
            "sixty-trials",
            "Sixty random trials hit the best 5 % of settings with a probability of 95 %",
            "0.93 < hit_of_60 < 0.975",
        ),
        Myth(
            "always-better",
            "Random search is always better than a grid",
            refuted_by="gain_both < 0",
            given="width * sqrt(trials) >= 0.2",
        ),
        Myth(
            "uniform-is-even",
            "Sampling the learning rate uniformly covers its range evenly",
            refuted_by="below_uniform < 0.02 and below_log > 0.4",
        ),
    ],
)
def random_vs_grid_search(
    ctx: Context,
    trials: Annotated[int, Choice(4, 9, 16, 25, 49, 100), "of each search"] = 9,
    width: Annotated[float, LogRange(0.02, 0.3), "of the peak, in a range of 1"] = 0.08,
) -> None:
    repetitions = ctx.pick(quick=2000, full=20_000)
    side = round(trials**0.5)
    ticks = (np.arange(side) + 0.5) / side
    grid = np.array(np.meshgrid(ticks, ticks)).reshape(2, -1).T
    random = ctx.rng.random((repetitions, trials, 2))
    peak = ctx.rng.random((repetitions, 1, 2))
    for axes, name in ((1, "one"), (2, "both")):
        by_grid = best_scores(grid[None], peak, width, axes)
        by_random = best_scores(random, peak, width, axes)
        ctx.metric(f"gain_{name}", np.mean(by_random) - np.mean(by_grid))
        ctx.bars(
            ("grid", "random"),
            (np.mean(by_grid), np.mean(by_random)),
            chart=f"best score where {name} of two settings matter{'s' * (axes == 1)}",
        )

    ranks = ctx.rng.random((10_000, 60))  # the share of all settings that is better than each
    hit = np.mean(np.minimum.accumulate(ranks, axis=1) < 0.05, axis=0)
    ctx.metric("hit_of_60", hit[-1])
    ctx.curve("", range(1, 61), hit, chart="chance to hit the best 5 %", x_label="trials")

    uniform = ctx.rng.uniform(1e-5, 1e-1, 100_000)
    log_uniform = 10 ** ctx.rng.uniform(-5, -1, 100_000)
    for name, rates in (("uniform", uniform), ("log", log_uniform)):
        ctx.metric(f"below_{name}", np.mean(rates < 1e-3))
        ctx.hist(name, np.log10(rates), bins=16, chart=f"log10 of the rates drawn, {name}")

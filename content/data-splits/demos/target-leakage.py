"""A feature that is a consequence of the label: superb in validation, useless at the bedside.

Patients have five honest features, and the first two decide who is ill. `treated` is recorded after
the diagnosis and mostly repeats it. When the model is asked about a new patient nobody has been
treated yet: that, and nothing else, differs between validation and use.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np

from quizapp.demos.api import Claim, Context, Myth, Range, demo

NAMES = ("symptom", "age", "noise 1", "noise 2", "noise 3", "treated")


def logistic(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The weights of a logistic regression, a constant last; Newton's method with a small ridge."""
    x, w = np.c_[x, np.ones(len(x))], np.zeros(x.shape[1] + 1)
    for _ in range(15):
        p = 1 / (1 + np.exp(-x @ w))
        hessian = (x.T * (p * (1 - p))) @ x + np.eye(len(w))
        w += np.linalg.solve(hessian, x.T @ (y - p) - w)
    return w


def says_ill(w: np.ndarray, x: np.ndarray) -> np.ndarray:
    return x @ w[:-1] + w[-1] > 0


@demo(
    "target-leakage",
    title="A feature from the future",
    quick_s=0.1,
    claims=[
        Claim(
            "collapses-in-use",
            "The leaky model is right on over 90 % in validation and under 65 % in use",
            "validation_leaky > 0.9 and deployed_leaky < 0.65",
            given="leak >= 0.95 and known == 0 and signal <= 1",
        ),
        Claim(
            "misses-the-ill",
            "In use it finds less than a third of the ill; the honest model finds most of them",
            "found_leaky < 0.33 and found_honest > 0.55",
            given="leak >= 0.95 and known == 0 and signal >= 0.5 and signal <= 1",
        ),
        Claim(
            "honest-is-stable",
            "Without the leaky feature, validation and use agree within 6 points",
            "abs(validation_honest - deployed_honest) < 0.06",
        ),
        Claim(
            "one-feature-dominates",
            "The leaky feature's weight is over twice that of any other, per standard deviation",
            "weight_leak > 2 * weight_honest",
            given="leak >= 0.95 and signal <= 1",
        ),
        Claim(
            "known-is-no-leak",
            "Where the treatment is known when the model is asked, use agrees with validation",
            "abs(validation_leaky - deployed_leaky) < 0.03 and deployed_leaky > 0.9",
            given="leak >= 0.95 and known == 1 and signal <= 1",
        ),
        Myth(
            "validation-catches-it",
            "A good score on held-out patients rules out leakage",
            refuted_by="validation_leaky > 0.9 and deployed_leaky < validation_leaky - 0.2",
            given="leak >= 0.95 and known == 0 and signal <= 1",
        ),
        Myth(
            "cannot-hurt",
            "One more informative feature cannot hurt",
            refuted_by="deployed_leaky < deployed_honest - 0.05",
            given="leak >= 0.9 and known == 0 and signal >= 0.5",
        ),
    ],
    presets={"known when asked": {"known": 1.0}, "no leak": {"leak": 0.5}},
)
def target_leakage(
    ctx: Context,
    leak: Annotated[float, Range(0.5, 1), "how often the treatment repeats the diagnosis"] = 0.95,
    signal: Annotated[float, Range(0, 3), "of the honest features"] = 1.0,
    known: Annotated[float, Range(0, 1), "share of treatments known when the model is asked"] = 0.0,
) -> None:
    n = ctx.pick(quick=6000, full=60_000)
    x = ctx.rng.normal(size=(n, 5))
    ill = ctx.rng.random(n) < 1 / (1 + np.exp(-signal * (x[:, 0] + x[:, 1])))
    treated = np.where(ctx.rng.random(n) < leak, ill, ~ill)
    train, valid, use = np.split(np.arange(n), (n // 3, 2 * n // 3))
    asked = treated & (ctx.rng.random(n) < known)

    weights, rows = {}, []
    for name, then, now in (("honest", x, x), ("leaky", np.c_[x, treated], np.c_[x, asked])):
        weights[name] = logistic(then[train], ill[train])
        in_use = says_ill(weights[name], now[use])
        measured = {
            "validation": np.mean(says_ill(weights[name], then[valid]) == ill[valid]),
            "deployed": np.mean(in_use == ill[use]),
            "found": in_use[ill[use]].mean(),
        }
        for metric, value in measured.items():
            ctx.metric(f"{metric}_{name}", value)
        rows.append((name, *measured.values()))
    ctx.table("accuracy", ("model", "validation", "in use", "share of the ill found"), rows)

    sizes = abs(weights["leaky"][:-1]) * np.c_[x, treated].std(0)
    ctx.metric("weight_leak", sizes[-1])
    ctx.metric("weight_honest", sizes[:-1].max())
    ctx.bars(NAMES, sizes, chart="weight per standard deviation, leaky model")

"""Why the training error must not choose the regularization: it always votes for none."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from quizapp.demos.api import Choice, Claim, Context, LogRange, Myth, Range, demo

PENALTIES = np.concatenate([[0], np.geomspace(1e-6, 100, 33)])


def sample(rng: np.random.Generator, points: int, noise: float) -> tuple[np.ndarray, np.ndarray]:
    x = rng.uniform(-1, 1, points)
    return x, np.sin(4 * x) + rng.normal(0, noise, points)


def fit(x: np.ndarray, y: np.ndarray, degree: int, penalty: float) -> np.ndarray:
    """Ridge regression on Legendre polynomials, as least squares with one more row per weight."""
    rows = np.vstack(
        [np.polynomial.legendre.legvander(x, degree), penalty**0.5 * np.eye(degree + 1)]
    )
    return np.linalg.lstsq(rows, np.append(y, np.zeros(degree + 1)), rcond=None)[0]


def errors(rng: np.random.Generator, points: int, noise: float, degree: int) -> np.ndarray:
    """Training, validation and test error for each penalty, on one data set."""
    train, validation, test = (sample(rng, n, noise) for n in (points, points, 1000))
    found = []
    for penalty in PENALTIES:
        weights = fit(*train, degree, penalty)
        fitted = [np.polynomial.legendre.legval(x, weights) for x, _ in (train, validation, test)]
        targets = [y for _, y in (train, validation, test)]
        found.append([np.mean((f - y) ** 2) for f, y in zip(fitted, targets, strict=True)])
    return np.array(found).T


@demo(
    "hyperparameter-by-training-loss",
    title="Who may choose the regularization",
    quick_s=0.3,
    claims=[
        Claim(
            "training-votes-for-none",
            "The training error is smallest without any penalty, on every data set",
            "zero_by_training > 0.99",
        ),
        Claim(
            "validation-regularizes",
            "Validation data choose some penalty nearly always",
            "zero_by_validation < 0.3",
            given="degree >= 10 and points <= 30 and noise >= 0.2",
        ),
        Myth(
            "too-lazy-to-train",
            "Hyperparameters are parameters that we are too lazy to train on the training loss",
            refuted_by="test_by_training > 2 * test_by_validation",
            given="degree >= 10 and points <= 20 and noise >= 0.2",
        ),
    ],
)
def hyperparameter_by_training_loss(
    ctx: Context,
    degree: Annotated[int, Range(1, 15), "of the polynomial"] = 12,
    points: Annotated[int, Choice(20, 30, 50, 100, 200), "to train on"] = 20,
    noise: Annotated[float, LogRange(0.05, 1), "in the targets"] = 0.4,
) -> None:
    sets = [
        errors(ctx.rng, points, noise, degree)
        for _ in ctx.loop(ctx.pick(quick=20, full=200), "data sets")
    ]
    chosen = {"training": 0, "validation": 1}  # the row of errors that has a vote
    for name, row in chosen.items():
        best = np.array([s[row].argmin() for s in sets])
        ctx.metric(f"zero_by_{name}", np.mean(best == 0))
        ctx.metric(f"penalty_by_{name}", np.median(PENALTIES[best]))
        ctx.metric(f"test_by_{name}", np.median([s[2, b] for s, b in zip(sets, best, strict=True)]))
    for name, error in zip(
        ("training", "validation", "test"), np.median(sets, axis=0), strict=True
    ):
        ctx.curve(
            name,
            PENALTIES[1:],
            error[1:],
            chart="error against the penalty (median)",
            x_label="penalty",
            log_x=True,
            log_y=True,
        )

"""Minima among random critical points, and what gradient descent does at a saddle.

A random matrix stands for the Hessian: an analogy. In a network, a low loss shifts the eigenvalues
upwards, as `shift` does here.
"""

from __future__ import annotations

from math import log
from typing import Annotated

import numpy as np

from quizapp.demos.api import Claim, Context, LogRange, Myth, Range, demo

MOST = 10_000  # steps, before a descent is given up


def random_hessians(rng: np.random.Generator, count: int, n: int) -> np.ndarray:
    """Symmetric Gaussian matrices (GOE): as many, each n by n, eigenvalues within +-sqrt(2n)."""
    a = rng.normal(size=(count, n, n))
    return (a + a.transpose(0, 2, 1)) / 2


def leave_saddle(y: float, lr: float, steps: int) -> list[float]:
    """|y| after each step on x^2 - y^2 + y^4 from (1, y), up to halfway to the minimum.

    The saddle stands at (0, 0), the minima at y = +-0.71; x shrinks on its own.
    """
    path = [y]
    while abs(path[-1]) < 0.35 and len(path) <= steps:
        y -= lr * (-2 * y + 4 * y**3)
        path.append(abs(y))
    return path


@demo(
    "saddle-vs-minimum",
    title="Minimum or saddle?",
    quick_s=0.4,
    claims=[
        Claim(
            "rarer-with-dimension",
            "A random Hessian is positive definite with probability 0.15 in 2 dimensions, 0.025 in"
            " 3",
            "0.12 < minima_2 < 0.175 and 0.017 < minima_3 < 0.035",
        ),
        Claim(
            "six-dimensions",
            "In 6 dimensions a random Hessian is positive definite in under 1 of 1,000 cases",
            "minima_6 < 1e-3",
        ),
        Claim(
            "escape-is-logarithmic",
            "The steps to leave a saddle grow only with the logarithm of 1/offset",
            "0.6 < escape_steps / predicted_steps < 1.6",
            given="offset <= 1e-3",
        ),
        Claim(
            "exactly-on-the-line",
            "Started exactly on the stable line, gradient descent ends in the saddle",
            "stuck_steps > 1000 and stuck_distance < 1e-6",
        ),
        Myth(
            "no-minima-in-high-dimension",
            "In high dimension a critical point is never a minimum",
            refuted_by="minima_shifted > 0.5",
            given="shift >= 1",
        ),
        Myth(
            "stuck-at-saddles",
            "Gradient descent gets stuck at saddle points",
            refuted_by="escape_steps < 500",
            given="offset >= 1e-10 and lr >= 0.05",
        ),
        Myth(
            "each-axis",
            "A point that is a minimum along every axis is a minimum",
            refuted_by="axis_curvature > 1 and least_eigenvalue < -0.5",
        ),
    ],
)
def saddle_vs_minimum(
    ctx: Context,
    shift: Annotated[float, Range(0, 1.5), "of the eigenvalues, in half-widths sqrt(2n)"] = 1.0,
    offset: Annotated[float, LogRange(1e-12, 1e-2), "from the stable line at the start"] = 1e-6,
    lr: Annotated[float, Range(0.01, 0.2), "learning rate"] = 0.1,
) -> None:
    dimensions = range(1, 11)
    centred, shifted = [], []
    for n in dimensions:
        hessians = random_hessians(ctx.rng, ctx.pick(quick=10_000, full=100_000), n)
        least = np.linalg.eigvalsh(hessians)[:, 0]
        centred.append(np.mean(least > 0))
        shifted.append(np.mean(least + shift * (2 * n) ** 0.5 > 0))
        ctx.metric(f"minima_{n}", centred[-1])
    ctx.metric("minima_shifted", shifted[-1])
    for name, shares in (("centred", centred), (f"shifted by {shift:g}", shifted)):
        ctx.curve(name, dimensions, shares, chart="share of minima", x_label="dimension")

    path = leave_saddle(offset, lr, MOST)
    ctx.metric("escape_steps", len(path) - 1)
    ctx.metric("predicted_steps", log(0.35 / offset) / log(1 + 2 * lr))
    ctx.curve(
        "",
        range(len(path)),
        path,
        chart="leaving a saddle",
        x_label="step",
        y_label="|y|",
        log_y=True,
    )
    stuck = leave_saddle(0.0, lr, 2000)
    ctx.metric("stuck_steps", len(stuck) - 1)
    ctx.metric("stuck_distance", stuck[-1])

    hessian = np.array([[2.0, -3.0], [-3.0, 2.0]])  # of x^2 + y^2 - 3xy at 0
    ctx.metric("axis_curvature", hessian.diagonal().min())
    ctx.metric("least_eigenvalue", np.linalg.eigvalsh(hessian)[0])

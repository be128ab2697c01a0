"""Gradient descent, momentum, RMSprop and Adam in a narrow valley, along the axes and turned."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import numpy as np

from quizapp.demos.api import Claim, Context, LogRange, Myth, Range, demo

DIMENSIONS, TOLERANCE = 10, 1e-6
RATES = np.array([0.001, 0.003, 0.01, 0.03, 0.1, 0.3])  # adaptive methods race with each of them

Step = Callable[[np.ndarray, int], np.ndarray]
"""The direction to step in, from the gradient and the number of the step, counted from 1."""


def descent(beta: float = 0) -> Step:
    """Gradient descent, with momentum where beta is above 0."""
    velocity = np.zeros(1)

    def step(g: np.ndarray, t: int) -> np.ndarray:
        nonlocal velocity
        velocity = beta * velocity + g
        return velocity

    return step


def adaptive(beta1: float, beta2: float) -> Step:
    """Adam; with beta1 = 0, so without a memory of the gradient, it is RMSprop."""
    m = v = np.zeros(1)

    def step(g: np.ndarray, t: int) -> np.ndarray:
        nonlocal m, v
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        return m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + 1e-8)

    return step


def race(
    hessians: np.ndarray, starts: np.ndarray, step: Step, rates: np.ndarray, limit: int
) -> np.ndarray:
    """The loss, relative to the first, at every step until all problems are solved at some rate.

    hessians: (problems, n, n); starts: (problems, n, 1); returns (steps, problems, rates).
    """
    x, losses = np.repeat(starts, len(rates), axis=2), []
    solved = np.zeros(len(x), dtype=bool)
    for t in range(1, limit + 1):
        g = hessians @ x
        losses.append((x * g).sum(axis=1))
        solved |= (losses[-1] <= TOLERANCE * losses[0]).any(axis=1)
        if solved.all():
            break
        x = x - rates * step(g, t)
    return np.array(losses) / losses[0]


@demo(
    "optimizer-race",
    title="SGD, momentum, RMSprop and Adam on the same hill",
    quick_s=1,
    claims=[
        Claim(
            "adam-along-axes",
            "Along the axes Adam needs less than a fifth of the steps of gradient descent",
            "adam_aligned < 0.2 * descent_aligned",
            given="kappa >= 1000",
        ),
        Claim(
            "descent-ignores-rotation",
            "Turning the valley changes nothing for gradient descent or momentum",
            "0.99 < descent_turned / descent_aligned < 1.01"
            " and 0.97 < momentum_turned / momentum_aligned < 1.03",
        ),
        Claim(
            "rmsprop-hovers",
            "In the turned valley RMSprop hovers: hardly a run arrives, whatever its fixed rate",
            "rmsprop_arrived < 0.4",
            given="kappa >= 2000",
        ),
        Myth(
            "adam-better-conditioned",
            "Adam is simply better conditioned",
            refuted_by="adam_turned > 2 * adam_aligned",
            given="kappa >= 5000 and beta2 >= 0.99",
        ),
    ],
)
def optimizer_race(
    ctx: Context,
    kappa: Annotated[
        float, LogRange(100, 10_000), "largest curvature; the smallest is 1"
    ] = 10_000.0,
    beta1: Annotated[float, Range(0.5, 0.95), "of Adam"] = 0.9,
    beta2: Annotated[float, Range(0.9, 0.999), "of Adam"] = 0.999,
) -> None:
    problems = ctx.pick(quick=9, full=25)
    curvatures = np.diag(np.geomspace(1, kappa, DIMENSIONS))
    starts = ctx.rng.normal(size=(problems, DIMENSIONS, 1))
    turns = np.linalg.qr(ctx.rng.normal(size=(problems, DIMENSIONS, DIMENSIONS)))[0]
    hessians = np.concatenate(
        [np.tile(curvatures, (problems, 1, 1)), turns @ curvatures @ turns.transpose(0, 2, 1)]
    )
    starts = np.concatenate([starts, turns @ starts])

    root, long, short = kappa**0.5, 100_000, ctx.pick(quick=3000, full=10_000)
    best_beta = ((root - 1) / (root + 1)) ** 2
    runners = {  # with the best rate where theory knows it
        "descent": (descent(), np.array([2 / (kappa + 1)]), long),
        "momentum": (descent(best_beta), np.array([4 / (root + 1) ** 2]), long),
        "rmsprop": (adaptive(0, 0.99), RATES, short),
        "adam": (adaptive(beta1, beta2), RATES, short),
    }
    for name, (step, rates, limit) in runners.items():
        losses = race(hessians, starts, step, rates, limit)
        arrived = (losses <= TOLERANCE).any(axis=2)
        steps = np.where(arrived.any(axis=0), arrived.argmax(axis=0), limit)
        for where, half in (("aligned", slice(problems)), ("turned", slice(problems, None))):
            ctx.metric(f"{name}_{where}", np.median(steps[half]))
            best = losses[:, half].min(axis=2)
            t = np.unique(np.geomspace(1, len(best), 150).astype(int))
            ctx.curve(
                name,
                t,
                np.median(best, axis=1)[t - 1],
                chart=f"loss, valley {where}",
                x_label="step",
                log_x=True,
                log_y=True,
            )
        if name == "rmsprop":
            ctx.metric("rmsprop_arrived", arrived[:, problems:].any(axis=0).mean())

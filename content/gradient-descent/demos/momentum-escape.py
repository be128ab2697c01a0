"""Who gets out of a local minimum? A ball on a rippled bowl, from hundreds of starts.

In one dimension there is no saddle to slip through and no axis to rescale: what leaves a basin
does it by rolling or by being shaken.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import numpy as np

from quizapp.demos.api import Claim, Context, LogRange, Myth, Range, demo

STEPS = 2000
Slope = Callable[[np.ndarray], np.ndarray]
Step = Callable[[np.ndarray, Slope, int], np.ndarray]
"""What is subtracted from x, from the slope of the landscape and the number of the step."""


def rolling(beta: float, rate: float, ahead: bool = False) -> Step:
    """Momentum; with beta = 0 gradient descent; Nesterov's form looks ahead."""
    v = np.zeros(1)

    def step(x: np.ndarray, slope: Slope, t: int) -> np.ndarray:
        nonlocal v
        v = beta * v + slope(x - rate * beta * v if ahead else x)
        return rate * v

    return step


def shaken(noise: float, rate: float, rng: np.random.Generator) -> Step:
    """Gradient descent with noise on the slope that dies out over the steps."""
    return lambda x, slope, t: (
        rate * (slope(x) + noise * (1 - t / STEPS) * rng.normal(size=x.shape))
    )


def scaled(beta1: float, keep: float, add: float, rate: float) -> Step:
    """Adagrad (keep and add 1), RMSprop (beta1 = 0) and Adam, all corrected for their start."""
    m = v = norm = np.zeros(1)

    def step(x: np.ndarray, slope: Slope, t: int) -> np.ndarray:
        nonlocal m, v, norm
        g = slope(x)
        m = beta1 * m + (1 - beta1) * g
        v, norm = keep * v + add * g**2, keep * norm + add
        corrected = v / (norm if keep < 1 else 1)
        return rate * m / (1 - beta1**t) / (np.sqrt(corrected) + 1e-8)

    return step


@demo(
    "momentum-escape",
    title="Who gets out of a local minimum?",
    quick_s=0.3,
    presets={"high ripple": {"ripple": 0.3}, "long steps": {"rate": 0.2}},
    claims=[
        Claim(
            "rolls-over-low-bumps",
            "Over low bumps momentum 0.95 takes more than twice as many starts to the global"
            " minimum as gradient descent",
            "global_momentum > 2 * global_descent",
            given="beta >= 0.95 and 0.1 <= ripple <= 0.15",
        ),
        Claim(
            "high-bumps-hold",
            "Over high bumps momentum leaves its own basin from over a tenth of the starts, yet"
            " takes hardly one more to the global minimum",
            "own_momentum < 0.9 and global_momentum - global_descent < 0.03",
            given="ripple >= 0.3 and rate <= 0.01 and 0.94 <= beta <= 0.96",
        ),
        Claim(
            "noise-escapes",
            "Noise that dies out, at a rate of 0.05, takes more than twice as many to the global"
            " minimum as gradient descent",
            "global_noise > 2 * global_descent",
            given="0.1 <= ripple <= 0.2 and noise >= 3",
        ),
        Claim(
            "look-ahead-finds-no-more",
            "Nesterov's look ahead arrives at the global minimum no more often than plain momentum",
            "global_nesterov < global_momentum + 0.1",
            given="rate <= 0.01 and 0.94 <= beta <= 0.96",
        ),
        Claim(
            "long-steps-leave",
            "At a rate of 0.2, a tenth of a basin's width, Adam leaves its own basin from over a"
            " fifth of the starts",
            "own_adam < 0.8",
            given="rate >= 0.2 and ripple <= 0.2",
        ),
        Myth(
            "adaptive-escapes",
            "Adagrad, RMSprop and Adam get out of local minima",
            refuted_by="min(own_adagrad, own_rmsprop, own_adam) > 0.95",
            given="rate <= 0.02",
        ),
        Myth(
            "momentum-always",
            "Momentum 0.9 finds the global minimum where gradient descent does not",
            refuted_by="abs(global_usual - global_descent) < 0.03",
            given="rate <= 0.02",
        ),
    ],
)
def momentum_escape(
    ctx: Context,
    ripple: Annotated[float, Range(0.05, 0.3), "height of the bumps"] = 0.1,
    beta: Annotated[float, Range(0.5, 0.99), "momentum"] = 0.95,
    rate: Annotated[float, LogRange(0.01, 0.2), "learning rate; ten times it for Adagrad"] = 0.01,
    noise: Annotated[float, Range(0, 5), "on the slope at the start"] = 3.0,
) -> None:
    def slope(x: np.ndarray) -> np.ndarray:
        return 0.1 * x + 3 * ripple * np.cos(3 * x)

    grid = np.linspace(-12, 12, 24_001)
    height = 0.05 * grid**2 + ripple * np.sin(3 * grid)
    tops = grid[1:-1][(height[1:-1] > height[:-2]) & (height[1:-1] > height[2:])]
    ctx.curve("", grid[::40], height[::40], chart="landscape", x_label="x", y_label="loss")

    def basin(x: np.ndarray) -> np.ndarray:
        return np.searchsorted(tops, x)

    best, starts = basin(grid[height.argmin()]), np.sort(ctx.rng.uniform(-9, 9, 400))
    methods = {
        "descent": rolling(0, rate),
        "usual": rolling(0.9, rate),
        "momentum": rolling(beta, rate),
        "nesterov": rolling(beta, rate, ahead=True),
        "adagrad": scaled(0, 1, 1, 10 * rate),
        "rmsprop": scaled(0, 0.99, 0.01, rate),
        "adam": scaled(0.9, 0.999, 0.001, rate),
        "noise": shaken(noise, 0.05, ctx.rng),
    }
    shares = []
    for i in ctx.loop(len(methods), "methods"):
        (name, step), x = list(methods.items())[i], starts
        for t in range(1, STEPS + 1):
            x = x - step(x, slope, t)
        shares.append(np.mean(basin(x) == best))
        ctx.metric(f"global_{name}", shares[-1])
        ctx.metric(f"own_{name}", np.mean(basin(x) == basin(starts)))
        if name in ("descent", "momentum", "noise"):
            ctx.curve(
                name, starts, x, chart="where each start ends", x_label="start", y_label="end"
            )
    ctx.bars(list(methods), shares, chart="share of starts that end in the global minimum")

"""How long a step of gradient descent may be, and which length is best.

A bowl with a steep and a flat axis is all it takes: along each of them a step multiplies the
distance from the minimum by 1 - rate * curvature, so no other effect can mix in.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np

from quizapp.demos.api import Claim, Context, LogRange, Myth, Range, demo

TOLERANCE = 1e-6  # of the first loss, where a descent has arrived
PATIENCE = 25  # times the steps of the best rate, for the others
ENOUGH = 100_000  # steps, for the best rate


def losses(curvatures: np.ndarray, start: np.ndarray, rate: float, steps: int) -> np.ndarray:
    """The loss after each of so many steps, next to the first."""
    x, seen = start, []
    for _ in range(steps + 1):
        seen.append(curvatures @ x**2)
        x = x - rate * curvatures * x
    return np.array(seen) / seen[0]


def steps_needed(curvatures: np.ndarray, start: np.ndarray, rates, most: int) -> np.ndarray:
    """Steps from the start to the tolerance for each rate; `most` where it is not reached."""
    rates = np.reshape(rates, (-1, 1))
    x, needed = np.tile(start, (len(rates), 1)), np.full(len(rates), most)
    for t in range(most):
        arrived = (x * x) @ curvatures <= TOLERANCE * (curvatures @ start**2)
        needed = np.where(arrived, np.minimum(needed, t), needed)
        if arrived.all():
            break
        x = x - rates * curvatures * x
    return needed


@demo(
    "gd-step-size",
    title="The stability limit of gradient descent",
    quick_s=0.1,
    claims=[
        Claim(
            "limit",
            "Half a percent under 2/lambda_max the loss never rises; half a percent above it rises"
            " in most of 100 steps",
            "rises_under == 0 and rises_above > 60",
        ),
        Claim(
            "at-the-limit",
            "At 2/lambda_max itself the steep part of the loss stays as it is for 1,000 steps",
            "0.999 < left_at_limit < 1.001",
        ),
        Claim(
            "best-rate",
            "The fastest of 200 rates is 2/(lambda_min + lambda_max), within a tenth",
            "0.9 < best_rate / best_by_formula < 1.1",
            given="kappa >= 5",
        ),
        Claim(
            "condition-number",
            "Ten times the condition number takes about ten times the steps, each at its best rate",
            "5 < steps_tenfold_kappa / steps_best < 20",
            given="kappa >= 5",
        ),
        Claim(
            "small-is-slow",
            "A tenth of the best rate takes more than four times the steps",
            "steps_tenth > 4 * steps_best",
            given="kappa >= 5",
        ),
        Myth(
            "larger-is-faster",
            "As long as it converges, a larger learning rate converges faster",
            refuted_by="steps_under > 3 * steps_best",
            given="kappa <= 20",
        ),
    ],
)
def gd_step_size(
    ctx: Context,
    kappa: Annotated[float, LogRange(1, 1000), "condition number: steep / flat curvature"] = 10.0,
    lambda_max: Annotated[float, LogRange(1, 100), "the steep curvature"] = 10.0,
    rate: Annotated[float, Range(0.05, 1.05), "that is drawn, next to 2/lambda_max"] = 0.95,
) -> None:
    curvatures, limit = np.array([lambda_max, lambda_max / kappa]), 2 / lambda_max
    start = ctx.rng.uniform(0.5, 1.5, 2)
    best = 2 / curvatures.sum()
    ctx.metric("best_by_formula", best)
    (steps,) = steps_needed(curvatures, start, best, ENOUGH)
    ctx.metric("steps_best", steps)
    wide = np.array([lambda_max, lambda_max / kappa / 10])
    (tenfold,) = steps_needed(wide, start, 2 / wide.sum(), ENOUGH)
    ctx.metric("steps_tenfold_kappa", tenfold)

    rates = limit * np.linspace(0.02, 1, 200)
    asked = [0.1 * best, 0.995 * limit, *rates]
    needed = steps_needed(curvatures, start, asked, PATIENCE * steps)
    ctx.metric("steps_tenth", needed[0])
    ctx.metric("steps_under", needed[1])
    fastest = needed[2:] == needed[2:].min()  # steps are whole: some rates may tie
    ctx.metric("best_rate", rates[fastest].mean())
    ctx.curve(
        "",
        rates,
        needed[2:],
        chart=f"steps to {TOLERANCE:g} of the loss",
        x_label="learning rate",
        y_label="steps",
        log_y=True,
    )

    under, above = (losses(curvatures, start, share * limit, 100) for share in (0.995, 1.005))
    ctx.metric("rises_under", (np.diff(under) > 0).sum())
    ctx.metric("rises_above", (np.diff(above) > 0).sum())
    steep = losses(curvatures[:1], start[:1], limit, 1000)
    ctx.metric("left_at_limit", steep[-1])
    for name, share in (("a tenth", 0.1), (f"{rate:g}", rate), ("1.005", 1.005)):
        ctx.curve(
            f"{name} of the limit",
            range(101),
            np.maximum(losses(curvatures, start, share * limit, 100), 1e-12),
            chart="loss, next to the first",
            x_label="step",
            log_y=True,
        )

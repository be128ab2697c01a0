"""A sigmoid output that is confidently wrong: cross-entropy pushes hardest, MSE hardly at all."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from quizapp.demos.api import Claim, Context, LogRange, Myth, Range, demo

MOST = 1_000_000  # steps, before a descent is given up


def sigmoid(z: np.ndarray | float) -> np.ndarray | float:
    return 1 / (1 + np.exp(-z))


def bce_gradient(z):
    """Of -log(p), p = sigmoid(z): the label is 1. The slope of the sigmoid cancels."""
    return sigmoid(z) - 1


def mse_gradient(z):
    """Of (p - 1)^2 / 2: here the slope p(1 - p) stays, and it is tiny where p is."""
    p = sigmoid(z)
    return (p - 1) * p * (1 - p)


def descend(gradient, z: float, lr: float) -> list[float]:
    """The probability after each step, until it is above 0.9."""
    path = [sigmoid(z)]
    while path[-1] <= 0.9 and len(path) <= MOST:
        z = z - lr * gradient(z)
        path.append(sigmoid(z))
    return path


@demo(
    "mse-vs-bce-gradient",
    title="A confident mistake under cross-entropy and under MSE",
    quick_s=0.1,
    claims=[
        Claim(
            "ratio-at-minus-5",
            "At a logit of -5 with label 1, cross-entropy's gradient is 150 times MSE's",
            "149 < gradient_ratio_5 < 152",
        ),
        Claim(
            "recovery",
            "From a logit of -8, cross-entropy needs under 40 steps to p > 0.9, MSE over 1,000",
            "steps_bce < 40 and steps_mse > 1000",
            given="start <= -8 and 0.5 <= lr <= 2",
        ),
        Myth(
            "larger-error",
            "A larger error gives a larger gradient",
            refuted_by="mse_at_10 < 0.01 * mse_at_2",
        ),
        Myth(
            "only-scale",
            "MSE only scales the gradient down, so a larger learning rate makes up for it",
            refuted_by="steps_mse_matched > 4 * steps_bce",
            given="start <= -6 and lr <= 2",
        ),
    ],
)
def mse_vs_bce_gradient(
    ctx: Context,
    start: Annotated[float, Range(-10, 0), "logit, while the label is 1"] = -8.0,
    lr: Annotated[float, LogRange(0.1, 10), "learning rate"] = 1.0,
) -> None:
    z = np.linspace(-10, 4, 141)
    for name, gradient in (("cross-entropy", bce_gradient), ("MSE", mse_gradient)):
        ctx.curve(name, z, -gradient(z), chart="push on the logit", x_label="logit z")
    ctx.metric("gradient_ratio_5", bce_gradient(-5) / mse_gradient(-5))
    for logit in (2, 10):
        ctx.metric(f"mse_at_{logit}", -mse_gradient(-logit))

    runs = {  # metric: label, gradient, learning rate
        "bce": ("cross-entropy", bce_gradient, lr),
        "mse": ("MSE", mse_gradient, lr),
        "mse_matched": ("MSE, 4 x the rate", mse_gradient, 4 * lr),  # as strong as BCE at z = 0
    }
    for name, (label, gradient, rate) in runs.items():
        path = descend(gradient, start, rate)
        ctx.metric(f"steps_{name}", len(path) - 1)
        steps = np.unique(np.geomspace(1, len(path), 200).astype(int))
        ctx.curve(
            label,
            steps,
            np.array(path)[steps - 1],
            chart="recovery from the mistake",
            x_label="step",
            y_label="probability of the right class",
            log_x=True,
        )

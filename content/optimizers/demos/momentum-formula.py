"""Momentum in numbers: how far it amplifies, what it saves, and where its two forms part."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from quizapp.demos.api import Claim, Context, LogRange, Myth, Range, demo

TOLERANCE = 1e-6


def velocities(beta: float, steps: int) -> np.ndarray:
    """The velocity after each step, for a gradient that stays 1."""
    v, seen = 0.0, []
    for _ in range(steps):
        v = beta * v + 1
        seen.append(v)
    return np.array(seen)


def two_forms(
    gradients: np.ndarray, rates: np.ndarray, beta: float
) -> tuple[np.ndarray, np.ndarray]:
    """The steps of PyTorch's form, rate outside the velocity, and of the classical, rate inside."""
    v = u = 0.0
    outside, inside = [], []
    for g, lr in zip(gradients, rates, strict=True):
        v = beta * v + g
        u = beta * u - lr * g
        outside.append(-lr * v)
        inside.append(u)
    return np.array(outside), np.array(inside)


def bowl(kappa: float, beta: float, lr: float, nesterov: bool = False) -> list[float]:
    """The losses, relative to the first, on a quadratic with curvatures 1 and kappa."""
    curvature = np.array([1.0, kappa])
    x, v, losses = np.ones(2), np.zeros(2), [1.0]
    while losses[-1] > TOLERANCE and len(losses) < 200_000:
        ahead = x - lr * beta * v if nesterov else x
        v = beta * v + curvature * ahead
        x = x - lr * v
        losses.append(curvature @ x**2 / curvature.sum())
    return losses


def longest_step(beta: float, nesterov: bool = False) -> float:
    """The largest rate, in reciprocals of the curvature, at which a bowl holds the weights."""
    rates = np.arange(0.05, 4.05, 0.05)
    x, v = np.ones_like(rates), np.zeros_like(rates)
    for _ in range(300):
        ahead = x - rates * beta * v if nesterov else x
        v = beta * v + ahead
        x = x - rates * v
    return rates[np.abs(x) < 1].max()


@demo(
    "momentum-formula",
    title="Momentum in numbers",
    quick_s=0.2,
    claims=[
        Claim(
            "amplifies",
            "A constant gradient is amplified 1/(1 - beta) times: ten for 0.9",
            "0.98 < terminal * (1 - beta) < 1.02",
        ),
        Claim(
            "build-up",
            "95 % of its limit is reached after log(0.05)/log(beta) steps: 29 for 0.9",
            "abs(steps_to_95 - log10(0.05) / log10(beta)) < 1.5",
            given="beta >= 0.1",
        ),
        Claim(
            "square-root",
            "Tuned momentum takes order sqrt(kappa) steps where gradient descent takes order kappa",
            "steps_descent / steps_momentum > 0.25 * sqrt(kappa)",
        ),
        Claim(
            "same-until-the-cut",
            "While the rate is constant, both textbook forms trace the same path up to rounding",
            "gap_before < 1e-9",
        ),
        Claim(
            "nesterov-swings-less",
            "On a mildly stretched bowl (kappa = 10), beta 0.95 swings less with Nesterov's look"
            " ahead",
            "swing_nesterov < 0.5 * swing_momentum",
        ),
        Myth(
            "forms-are-the-same",
            "The two textbook forms of momentum are the same",
            refuted_by="step_ratio > 3",
            given="beta >= 0.85 and cut <= 0.15 and noise <= 1",
        ),
        Myth(
            "velocity-is-average",
            "The velocity is the average of the recent gradients",
            refuted_by="terminal > 2",
            given="beta >= 0.7",
        ),
        Myth(
            "look-ahead-allows-more",
            "Looking ahead, Nesterov's form bears longer steps than momentum",
            refuted_by="limit_nesterov < 0.75 * limit_momentum",
            given="beta >= 0.5",
        ),
    ],
)
def momentum_formula(
    ctx: Context,
    beta: Annotated[float, Range(0, 0.99), "memory of the velocity"] = 0.9,
    kappa: Annotated[float, LogRange(10, 10_000), "condition number"] = 1000.0,
    cut: Annotated[float, LogRange(0.01, 1), "what the rate is multiplied by half way"] = 0.1,
    noise: Annotated[float, Range(0, 2), "of the gradients, next to their mean of 1"] = 1.0,
) -> None:
    velocity = velocities(beta, 1000)
    ctx.metric("terminal", velocity[-1])
    ctx.metric("steps_to_95", 1 + np.argmax(velocity >= 0.95 / (1 - beta)))
    ctx.curve("", range(1, 101), velocity[:100], chart="velocity", x_label="step")

    root = kappa**0.5
    races = {
        "descent": bowl(kappa, 0, 2 / (1 + kappa)),
        "momentum": bowl(kappa, ((root - 1) / (root + 1)) ** 2, 4 / (root + 1) ** 2),
    }
    for name, losses in races.items():
        ctx.metric(f"steps_{name}", len(losses) - 1)
        t = np.unique(np.geomspace(1, len(losses), 300).astype(int)) - 1
        ctx.curve(
            name,
            t + 1,
            np.array(losses)[t],
            chart="loss in a narrow valley",
            x_label="step",
            log_x=True,
            log_y=True,
        )
    for name, nesterov in (("momentum", False), ("nesterov", True)):
        losses = bowl(10, 0.95, 0.1, nesterov)
        ctx.metric(f"swing_{name}", sum(np.maximum(np.diff(losses), 0)))  # all that went uphill
        ctx.metric(f"limit_{name}", longest_step(beta, nesterov))

    gradients = 1 + noise * ctx.rng.normal(size=200)
    rates = np.where(np.arange(200) < 100, 0.1, 0.1 * cut)
    outside, inside = two_forms(gradients, rates, beta)
    ctx.metric("gap_before", np.abs(np.cumsum(outside - inside)[:100]).max())
    ctx.metric("step_ratio", abs(inside[100] / outside[100]))
    for name, steps in (("rate outside", outside), ("rate inside", inside)):
        ctx.curve(name, range(200), np.cumsum(steps), chart="path, rate cut at step 100")

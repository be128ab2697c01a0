"""Two players on x * y, each following its own gradient: who gets to the equilibrium at (0, 0).

The simplest game in which nothing else can go wrong: no noise, no networks, exact gradients.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np

from quizapp.demos.api import Choice, Claim, Context, LogRange, Myth, Range, demo


def play(rule: str, start: np.ndarray, step: float, penalty: float, steps: int) -> np.ndarray:
    """The path of (x, y), where x lowers and y raises x * y + penalty * (x**2 - y**2) / 2."""

    def gradients(at: np.ndarray) -> np.ndarray:
        x, y = at
        return np.array([y + penalty * x, penalty * y - x])  # both as something to go down

    at, path = start, [start]
    before = gradients(at)
    for _ in range(steps):
        now = gradients(at)
        if rule == "alternating":
            x = at[0] - step * now[0]
            at = np.array([x, at[1] - step * gradients(np.array([x, at[1]]))[1]])
        elif rule == "extragradient":
            at = at - step * gradients(at - step * now)
        elif rule == "optimistic":
            at, before = at - step * (2 * now - before), now
        else:
            at = at - step * now
        path.append(at)
    return np.array(path)


@demo(
    "gan-minimax-spiral",
    title="Two players, no descent",
    quick_s=0.1,
    claims=[
        Claim(
            "spirals-out",
            "A simultaneous step multiplies the distance by sqrt((1 - step * penalty)^2 + step^2)",
            "abs(simultaneous / theory - 1) < 1e-9",
        ),
        Claim(
            "alternating-circles",
            "Players who take turns never get more than a third nearer or farther than they"
            " started",
            "nearest_alternating > 0.75 and farthest_alternating < 1.35",
            given="penalty == 0 and step <= 0.5",
        ),
        Claim(
            "average-arrives",
            "The average of all positions of players who take turns is under a fifth as far away",
            "average_alternating < 0.2",
            given="penalty == 0 and step * steps >= 20",
        ),
        Claim(
            "looking-ahead",
            "Extragradient and optimistic steps more than halve the distance",
            "max(extragradient, optimistic) < 0.5",
            given="penalty == 0 and step >= 0.1 and steps >= 200",
        ),
        Claim(
            "penalty-tames",
            "With a penalty of at least 0.3 the simultaneous steps arrive as well",
            "simultaneous < 0.2",
            given="penalty >= 0.3 and penalty <= 1 and step >= 0.1 and steps >= 200",
        ),
        Myth(
            "small-step",
            "Gradient steps converge if only the learning rate is small enough",
            refuted_by="simultaneous > 1 and tenth > 1",
            given="penalty == 0",
        ),
    ],
    presets={"penalty": {"penalty": 0.3}},
)
def gan_minimax_spiral(
    ctx: Context,
    step: Annotated[float, LogRange(0.01, 0.5), "learning rate of both players"] = 0.1,
    steps: Annotated[int, Choice(100, 200, 500, 1000)] = 200,
    penalty: Annotated[float, Range(0, 1), "on each player's square"] = 0.0,
) -> None:
    angle = ctx.rng.uniform(0, 2 * np.pi)
    start = np.array([np.cos(angle), np.sin(angle)])
    ctx.metric("theory", ((1 - step * penalty) ** 2 + step**2) ** (steps / 2))
    for rule in ("simultaneous", "alternating", "optimistic", "extragradient"):
        path = play(rule, start, step, penalty, steps)
        distance = np.hypot(*path.T)
        ctx.metric(rule, distance[-1])
        ctx.metric(f"nearest_{rule}", distance.min())
        ctx.metric(f"farthest_{rule}", distance.max())
        ctx.metric(f"average_{rule}", np.hypot(*path.mean(axis=0)))
        ctx.curve(
            rule,
            range(steps + 1),
            distance,
            chart="distance from the equilibrium",
            x_label="step",
            log_y=True,
        )
        ctx.curve(rule, *path.T, chart="the way there", x_label="x", y_label="y")
    slow = play("simultaneous", start, step / 10, penalty, 10 * steps)
    ctx.metric("tenth", np.hypot(*slow[-1]))

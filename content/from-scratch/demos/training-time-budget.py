"""Where the time of a network from scratch goes: not into training, unless by numerical gradients.

The network of MNIST, 784 inputs and 10 classes, is timed on noise: what a product costs does not
hang on its numbers. A network of 51 weights is small enough to be trained by either gradient.
"""

from __future__ import annotations

import timeit
from collections.abc import Callable
from typing import Annotated

import numpy as np

from quizapp.demos.api import Choice, Claim, Context, Myth, Range, demo, digits

Arrays = list[np.ndarray]


def start(rng: np.random.Generator, inputs: int, hidden: int, classes: int) -> Arrays:
    first = rng.normal(0, (2 / inputs) ** 0.5, (inputs, hidden))
    second = rng.normal(0, (2 / hidden) ** 0.5, (hidden, classes))
    return [first, np.zeros(hidden), second, np.zeros(classes)]


def forward(params: Arrays, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The hidden units and the class probabilities."""
    h = np.maximum(x @ params[0] + params[1], 0)
    z = h @ params[2] + params[3]
    p = np.exp(z - z.max(axis=1, keepdims=True))
    return h, p / p.sum(axis=1, keepdims=True)


def loss(params: Arrays, x: np.ndarray, y: np.ndarray) -> float:
    return -np.log(forward(params, x)[1][np.arange(len(y)), y]).mean()


def backward(params: Arrays, x: np.ndarray, y: np.ndarray) -> Arrays:
    h, p = forward(params, x)
    d = (p - np.eye(p.shape[1])[y]) / len(y)
    back = (d @ params[2].T) * (h > 0)
    return [x.T @ back, back.sum(axis=0), h.T @ d, d.sum(axis=0)]


def numerical(params: Arrays, x: np.ndarray, y: np.ndarray, h: float = 1e-7) -> Arrays:
    """Central differences: two losses for every weight."""
    gradients = [np.empty_like(p) for p in params]
    for p, g in zip(params, gradients, strict=True):
        for place in np.ndindex(p.shape):
            kept = p[place]
            p[place] = kept + h
            above = loss(params, x, y)
            p[place] = kept - h
            g[place] = (above - loss(params, x, y)) / (2 * h)
            p[place] = kept
    return gradients


def descend(params: Arrays, gradients: Arrays, rate: float) -> None:
    for p, g in zip(params, gradients, strict=True):
        p -= rate * g


def fastest(function: Callable[[], object], rounds: int) -> float:
    """Seconds: the least of several rounds is what the work costs, the rest is other programs."""
    return min(timeit.repeat(function, number=1, repeat=rounds))


@demo(
    "training-time-budget",
    title="Seconds or weeks",
    quick_s=0.5,
    timed=True,
    claims=[
        Claim(
            "weeks-by-differences",
            "A step by numerical gradients takes over 10,000 times as long as one by"
            " backpropagation",
            "price > 10000",
            given="hidden >= 50 and batch >= 100",
        ),
        Claim(
            "same-gradient",
            "Either gradient gives the same loss curve: it is a matter of price",
            "curve_difference < 1e-4",
        ),
        Myth(
            "not-pretrained",
            "Training from scratch is slow because the network is not pretrained",
            refuted_by="steps_to_90 < 300",
            given="rate >= 0.2 and hidden >= 50",
        ),
    ],
)
def training_time_budget(
    ctx: Context,
    hidden: Annotated[int, Range(10, 400), "units"] = 100,
    batch: Annotated[int, Choice(1, 10, 100, 1000), "examples in a timed step"] = 100,
    steps: Annotated[int, Choice(600, 9000, 60000), "to project"] = 9000,
    rate: Annotated[float, Choice(0.02, 0.05, 0.2, 0.5), "learning rate on digits"] = 0.2,
) -> None:
    x, y = ctx.rng.normal(size=(batch, 784)), ctx.rng.integers(0, 10, batch)
    params = start(ctx.rng, 784, hidden, 10)
    rounds = ctx.pick(quick=40, full=400)
    one_loss = fastest(lambda: loss(params, x, y), rounds)
    one_step = fastest(lambda: descend(params, backward(params, x, y), 1e-6), rounds)
    evaluations = 2 * sum(p.size for p in params)
    ctx.metric("loss_ms", 1000 * one_loss, "ms")
    ctx.metric("step_ms", 1000 * one_step, "ms")
    ctx.metric("price", evaluations * one_loss / one_step)
    ctx.metric("seconds_backpropagation", steps * one_step, "s")
    ctx.metric("days_numerical", steps * evaluations * one_loss / 86400, "days")

    x, y = ctx.rng.normal(size=(32, 8)), ctx.rng.integers(0, 3, 32)
    tiny, curves = start(ctx.rng, 8, 4, 3), []
    about = {"chart": "loss of a network of 51 weights", "x_label": "passes over the batch"}
    for gradient, passes in (backward, 3), (numerical, 2 * 51):
        params, losses = [p.copy() for p in tiny], []
        for _ in range(50):
            losses.append(loss(params, x, y))
            descend(params, gradient(params, x, y), 0.2)
        curves.append(losses)
        ctx.curve(gradient.__name__, passes * np.arange(1, 51), losses, **about, log_x=True)
    ctx.metric("curve_difference", np.abs(np.subtract(*curves)).max())

    x, y, x_test, y_test = digits(ctx.rng)
    params, shares = start(ctx.rng, 64, hidden, 10), []
    for _ in ctx.loop(ctx.pick(quick=300, full=2000), "digits"):
        rows = ctx.rng.integers(0, len(x), 32)
        descend(params, backward(params, x[rows], y[rows]), rate)
        shares.append((forward(params, x_test)[1].argmax(axis=1) == y_test).mean())
    at = range(1, len(shares) + 1)
    ctx.curve("random weights", at, shares, chart="accuracy on new digits", x_label="step")
    passed = (step for step, share in zip(at, shares, strict=True) if share > 0.9)
    ctx.metric("steps_to_90", next(passed, 100_000))

"""Depth without an activation: many linear layers are one, and no line separates two rings."""

from __future__ import annotations

from functools import reduce
from itertools import pairwise
from typing import Annotated

import numpy as np

from quizapp.demos.api import Choice, Claim, Context, Myth, Range, demo

ACTIVATIONS = {  # each with its derivative, as a function of its output
    "none": (lambda z: z, lambda h: np.ones_like(h)),
    "relu": (lambda z: np.maximum(z, 0), lambda h: np.where(h > 0, 1.0, 0.0)),
    "tanh": (np.tanh, lambda h: 1 - h**2),
}


def two_rings(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Points around the origin at distances near 1 (label 0) and 2 (label 1)."""
    label = np.arange(n) % 2
    radius, angle = 1 + label + rng.normal(0, 0.1, n), rng.uniform(0, 2 * np.pi, n)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1), label


def best_line(x: np.ndarray, label: np.ndarray) -> float:
    """The accuracy of the best of 360 directions times every threshold: no line does better."""
    best = 0.0
    for angle in np.radians(range(360)):
        order = np.argsort(x @ (np.cos(angle), np.sin(angle)))
        below = np.cumsum(1 - label[order])  # right ones, if the first k points are called 0
        above = label.sum() - np.cumsum(label[order])
        best = max(best, (below + above).max() / len(x))
    return best


def train(rng, x, label, activation: str, hidden: int, steps: int, lr: float = 1.0):
    """A network with one hidden layer, trained on the logistic loss: points -> scores."""
    act, slope = ACTIVATIONS[activation]
    w1, b1 = rng.normal(0, 1, (2, hidden)), np.zeros(hidden)
    w2, b2 = rng.normal(0, hidden**-0.5, hidden), 0.0
    for _ in range(steps):
        h = act(x @ w1 + b1)
        delta = (1 / (1 + np.exp(-(h @ w2 + b2))) - label) / len(x)
        back = np.outer(delta, w2) * slope(h)
        w1, b1 = w1 - lr * x.T @ back, b1 - lr * back.sum(axis=0)
        w2, b2 = w2 - lr * h.T @ delta, b2 - lr * delta.sum()
    return lambda x: act(x @ w1 + b1) @ w2 + b2


def not_additive(f, x: np.ndarray, y: np.ndarray) -> float:
    """How far f(x + y) is from f(x) + f(y)."""
    return abs(f(x + y) - f(x) - f(y)).max()


@demo(
    "linear-collapse",
    title="Deep linear networks are one linear layer",
    quick_s=0.2,
    claims=[
        Claim(
            "one-matrix",
            "Any number of linear layers computes what one matrix computes",
            "relative_difference < 1e-9",
        ),
        Claim(
            "rank-of-the-narrowest",
            "The rank of a product of linear layers is at most the width of the narrowest",
            "rank_product <= narrowest",
        ),
        Claim(
            "bend-needed",
            "No line gets 75 % of two rings right, a hidden layer with an activation over 90 %",
            "best_line < 0.75 and accuracy_trained > 0.9",
            given="activation != 'none' and hidden >= 8",
        ),
        Myth(
            "depth-suffices",
            "More layers make a network more expressive, with or without activations",
            refuted_by="relative_difference < 1e-9 and accuracy_linear < 0.75",
        ),
        Myth(
            "affine-is-linear",
            "A layer Wx + b is a linear map",
            refuted_by="residual_affine > 1e3 * residual_linear",
        ),
    ],
)
def linear_collapse(
    ctx: Context,
    depth: Annotated[int, Range(2, 20), "linear layers"] = 10,
    narrowest: Annotated[int, Range(1, 64), "units, in the middle layer; the others have 64"] = 8,
    activation: Annotated[str, Choice("none", "relu", "tanh"), "of the trained network"] = "relu",
    hidden: Annotated[int, Range(2, 32), "units of the trained network"] = 16,
) -> None:
    widths = [64] * (depth + 1)
    widths[depth // 2] = narrowest
    layers = [ctx.rng.normal(0, n**-0.5, (n, m)) for n, m in pairwise(widths)]
    x = ctx.rng.normal(size=(100, 64))
    deep, product = reduce(np.matmul, layers, x), reduce(np.matmul, layers)
    ctx.metric("relative_difference", abs(deep - x @ product).max() / abs(deep).max())
    ctx.metric("rank_product", np.linalg.matrix_rank(product))

    x, label = two_rings(ctx.rng, 400)
    accuracies = {"best line": best_line(x, label)}
    ctx.metric("best_line", accuracies["best line"])
    for name, act in (("linear", "none"), ("trained", activation)):
        scores = train(ctx.rng, x, label, act, hidden, ctx.pick(quick=500, full=3000))
        accuracies[f"hidden layer, {act}"] = np.mean((scores(x) > 0) == label)
        ctx.metric(f"accuracy_{name}", accuracies[f"hidden layer, {act}"])
    ctx.bars(list(accuracies), accuracies.values(), chart="accuracy on two rings")
    grid = np.stack(np.meshgrid(np.linspace(-2.5, 2.5, 40), np.linspace(2.5, -2.5, 20)), axis=-1)
    probability = 1 / (1 + np.exp(-scores(grid)))
    ctx.heatmap(probability, chart="probability of the outer ring", x_label="x1", y_label="x2")

    w, b = ctx.rng.normal(size=(2, 8, 8))
    maps = {
        "W x": lambda x: w @ x,
        "W x + b": lambda x: w @ x + b,
        "ReLU": lambda x: np.maximum(x, 0),
        "max of pairs": lambda x: np.maximum(x[::2], x[1::2]),
        "mean of pairs": lambda x: (x[::2] + x[1::2]) / 2,
        "convolution": lambda x: x[:-2] - 2 * x[1:-1] + x[2:],
    }
    x, y = ctx.rng.normal(size=(2, 8, 8))
    residuals = {name: not_additive(f, x, y) for name, f in maps.items()}
    ctx.metric("residual_linear", residuals["W x"])
    ctx.metric("residual_affine", residuals["W x + b"])
    ctx.table("f(x + y) - f(x) - f(y)", ("map", "largest"), residuals.items())

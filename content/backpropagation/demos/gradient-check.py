"""Backpropagation by hand against finite differences: the same numbers at a fraction of the cost.

A finite difference is wrong where the function has a kink between its two ends. With ReLU units
such weights are counted and left out of the comparison.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np

from quizapp.demos.api import Choice, Claim, Context, LogRange, Myth, Range, demo

ACTIVATIONS = {  # each with its derivative, as a function of its output
    "tanh": (np.tanh, lambda h: 1 - h**2),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda h: h * (1 - h)),
    "relu": (lambda z: np.maximum(z, 0), lambda h: np.where(h > 0, 1.0, 0.0)),
}


class Network:
    """784 inputs, a hidden layer and 10 classes; it counts the multiplications of its products."""

    def __init__(self, rng: np.random.Generator, hidden: int, activation: str) -> None:
        self.act, self.slope = ACTIVATIONS[activation]
        self.parameters = [
            rng.normal(0, 784**-0.5, (784, hidden)),
            np.zeros(hidden),
            rng.normal(0, hidden**-0.5, (hidden, 10)),
            np.zeros(10),
        ]
        self.multiplications = 0

    def product(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        self.multiplications += a.shape[0] * a.shape[1] * b.shape[1]
        return a @ b

    def loss(self, x: np.ndarray, y: np.ndarray) -> float:
        """The mean cross-entropy; what the way back needs is kept."""
        w1, b1, w2, b2 = self.parameters
        self.h = self.act(self.product(x, w1) + b1)
        z = self.product(self.h, w2) + b2
        z = z - z.max(axis=1, keepdims=True)
        log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        self.delta = (np.exp(log_p) - np.eye(10)[y]) / len(x)  # of the loss by z: p - y
        return -log_p[np.arange(len(x)), y].mean()

    def gradients(self, x: np.ndarray) -> list[np.ndarray]:
        """The chain rule from the output back to the input, after `loss`."""
        back = self.product(self.delta, self.parameters[2].T) * self.slope(self.h)
        w1, w2 = self.product(x.T, back), self.product(self.h.T, self.delta)
        return [w1, back.sum(axis=0), w2, self.delta.sum(axis=0)]

    def difference(self, x, y, weights: np.ndarray, place: tuple[int, ...], step: float):
        """The central difference for one weight, and whether a unit's kink lies within it."""
        kept, losses, active = weights[place], [], []
        for side in (step, -step):
            weights[place] = kept + side
            losses.append(self.loss(x, y))
            active.append(self.h > 0)
        weights[place] = kept
        return (losses[0] - losses[1]) / (2 * step), np.any(active[0] != active[1])


@demo(
    "gradient-check",
    title="Backpropagation against finite differences",
    quick_s=0.2,
    claims=[
        Claim(
            "same-gradient",
            "Backpropagation agrees with central differences to better than 1e-5",
            "error < 1e-5",
            given="1e-6 <= step and step <= 1e-4",
        ),
        Claim(
            "two-passes-per-weight",
            "A 784-100-10 network needs 159,020 losses for one gradient by differences",
            "numerical_passes == 159020",
            given="hidden == 100",
        ),
        Claim(
            "by-hand",
            "By hand: ReLU(2 * 3 - 1) with target 2 has the gradients 18, 6 and 12",
            "by_hand_w == 18 and by_hand_b == 6 and by_hand_x == 12",
        ),
        Myth(
            "one-pass-per-weight",
            "A gradient costs a forward pass for every parameter",
            refuted_by="step_passes < 5",
        ),
        Myth(
            "smaller-is-better",
            "The smaller the step of the difference, the more exact the gradient",
            refuted_by="error_tiny_step > 30 * error_middle_step",
        ),
    ],
)
def gradient_check(
    ctx: Context,
    hidden: Annotated[int, Range(10, 400), "units"] = 100,
    activation: Annotated[str, Choice("tanh", "sigmoid", "relu"), "of the hidden units"] = "tanh",
    step: Annotated[float, LogRange(1e-10, 1e-1), "to either side of a weight"] = 1e-5,
) -> None:
    x, y = ctx.rng.normal(size=(20, 784)), ctx.rng.integers(0, 10, 20)
    network = Network(ctx.rng, hidden, activation)
    network.loss(x, y)
    forward = network.multiplications
    gradients = network.gradients(x)
    ctx.metric("step_passes", network.multiplications / forward)
    ctx.metric("numerical_passes", 2 * sum(p.size for p in network.parameters))

    places = [  # as many in either matrix
        (layer, tuple(ctx.rng.integers(0, network.parameters[layer].shape)))
        for layer in (0, 2) * ctx.pick(quick=5, full=50)
    ]

    def error(step: float) -> tuple[float, int]:
        """The largest error, next to the largest gradient, and the kinks that were left out."""
        worst, kinks = 0.0, 0
        for layer, place in places:
            slope, kink = network.difference(x, y, network.parameters[layer], place, step)
            kinks += kink and activation == "relu"
            if not (kink and activation == "relu"):
                off = abs(slope - gradients[layer][place]) / abs(gradients[layer]).max()
                worst = max(worst, off)
        return worst, kinks

    for name, size in (("error", step), ("error_middle_step", 1e-5), ("error_tiny_step", 1e-11)):
        ctx.metric(name, error(size)[0])
    ctx.metric("kinks", error(step)[1])
    steps = 10.0 ** np.arange(-12, 0)
    ctx.curve(
        activation,
        steps,
        [error(size)[0] for size in steps],
        chart="error of the central difference",
        x_label="step",
        log_x=True,
        log_y=True,
    )

    w, x1, b, target = 2, 3, -1, 2  # L = (ReLU(w x + b) - t)^2
    z = w * x1 + b
    dz = 2 * (max(z, 0) - target) * (z > 0)
    for name, value in (("w", dz * x1), ("b", dz), ("x", dz * w)):
        ctx.metric(f"by_hand_{name}", value)

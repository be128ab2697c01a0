"""Backpropagation by hand against finite differences: the same numbers at a fraction of the cost.

The hidden units are smooth: a kink between the two ends would spoil the difference, not the rule.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np

from quizapp.demos.api import Claim, Context, LogRange, Myth, Range, demo


class Network:
    """784 inputs, a hidden layer of tanh and 10 classes; it counts the multiplications."""

    def __init__(self, rng: np.random.Generator, hidden: int) -> None:
        w1 = rng.normal(0, 784**-0.5, (784, hidden))
        w2 = rng.normal(0, hidden**-0.5, (hidden, 10))
        self.parameters = [w1, np.zeros(hidden), w2, np.zeros(10)]
        self.multiplications = 0

    def product(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        self.multiplications += a.shape[0] * a.shape[1] * b.shape[1]
        return a @ b

    def loss(self, x: np.ndarray, y: np.ndarray) -> float:
        """The mean cross-entropy; what the way back needs is kept."""
        w1, b1, w2, b2 = self.parameters
        self.h = np.tanh(self.product(x, w1) + b1)
        z = self.product(self.h, w2) + b2
        log_p = z - np.logaddexp.reduce(z, axis=1, keepdims=True)
        self.delta = (np.exp(log_p) - np.eye(10)[y]) / len(x)  # of the loss by z: p - y
        return -log_p[np.arange(len(x)), y].mean()

    def gradients(self, x: np.ndarray) -> list[np.ndarray]:
        """The chain rule from the output back to the input, after `loss`."""
        back = self.product(self.delta, self.parameters[2].T) * (1 - self.h**2)
        w1, w2 = self.product(x.T, back), self.product(self.h.T, self.delta)
        return [w1, back.sum(axis=0), w2, self.delta.sum(axis=0)]

    def difference(self, x, y, weights: np.ndarray, place: tuple[int, ...], step: float) -> float:
        """The central difference of the loss for one weight."""
        kept, losses = weights[place], []
        for side in (step, -step):
            weights[place] = kept + side
            losses.append(self.loss(x, y))
        weights[place] = kept
        return (losses[0] - losses[1]) / (2 * step)


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
            "By hand: ReLU(2 * 3 - 1) with target 2 has the gradients 18, 6 and 12 for w, b and x",
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
    step: Annotated[float, LogRange(1e-10, 1e-1), "to either side of a weight"] = 1e-5,
) -> None:
    x, y = ctx.rng.normal(size=(20, 784)), ctx.rng.integers(0, 10, 20)
    network = Network(ctx.rng, hidden)
    network.loss(x, y)
    forward = network.multiplications
    gradients = network.gradients(x)
    ctx.metric("step_passes", network.multiplications / forward)
    ctx.metric("numerical_passes", 2 * sum(p.size for p in network.parameters))

    places = [  # as many in either matrix
        (layer, tuple(ctx.rng.integers(0, network.parameters[layer].shape)))
        for layer in (0, 2) * ctx.pick(quick=5, full=50)
    ]

    def error(step: float) -> float:
        """The largest at those places, next to the largest gradient of the same matrix."""
        errors = []
        for layer, place in places:
            slope = network.difference(x, y, network.parameters[layer], place, step)
            right = gradients[layer]
            errors.append(abs(slope - right[place]) / abs(right).max())
        return max(errors)

    for name, h in (("error", step), ("error_middle_step", 1e-5), ("error_tiny_step", 1e-11)):
        ctx.metric(name, error(h))
    steps = 10.0 ** np.arange(-12, 0)
    about = {"chart": "error of the central difference", "x_label": "step"}
    ctx.curve("largest error", steps, [error(h) for h in steps], **about, log_x=True, log_y=True)

    w, x1, b, target = 2, 3, -1, 2  # L = (ReLU(w x + b) - t)^2
    z = w * x1 + b
    dz = 2 * (max(z, 0) - target) * (z > 0)
    for name, value in (("w", dz * x1), ("b", dz), ("x", dz * w)):
        ctx.metric(f"by_hand_{name}", value)

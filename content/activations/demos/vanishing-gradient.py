"""Whether a deep network's gradient vanishes: slopes times weights decide, not slopes alone."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from quizapp.demos.api import Choice, Claim, Context, LogRange, Myth, Range, demo


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


ACTIVATIONS = {  # each with its derivative, both as functions of z
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z))),
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "relu": (lambda z: np.maximum(z, 0), lambda z: np.where(z > 0, 1.0, 0.0)),
}
NETWORKS = {  # metric: label, activation, standard deviation of a weight at a given width
    "sigmoid": ("sigmoid, Xavier", "sigmoid", lambda width: width**-0.5),
    "sigmoid_wide": ("sigmoid, N(0, 1)", "sigmoid", lambda width: 1.0),
    "tanh": ("tanh, Xavier", "tanh", lambda width: width**-0.5),
    "relu": ("ReLU, He", "relu", lambda width: (2 / width) ** 0.5),
    "relu_half": ("ReLU, half of He's variance", "relu", lambda width: width**-0.5),
}


def gradient_norms(rng, activation: str, std: float, depth: int, width: int) -> np.ndarray:
    """The norms of the gradient for each layer's weights and input, in a random network on random
    data: of shape (depth, 2).
    """
    act, slope = ACTIVATIONS[activation]
    a, target = rng.normal(size=(2, 64, width))
    passed = []
    for _ in range(depth):
        weights = rng.normal(0, std, (width, width))
        z = a @ weights
        passed.append((weights, a, slope(z)))
        a = act(z)
    delta = (a - target) / len(target)  # of the squared error
    norms = []
    for weights, a, slopes in reversed(passed):
        delta = delta * slopes
        for_weights = np.linalg.norm(a.T @ delta)
        delta = delta @ weights.T
        norms.append((for_weights, np.linalg.norm(delta)))
    return np.array(norms[::-1])


@demo(
    "vanishing-gradient",
    title="Where the gradient goes in a deep network",
    quick_s=0.2,
    claims=[
        Claim(
            "sigmoid-vanishes",
            "20 sigmoid layers leave the first under 1e-6 of the last layer's gradient",
            "ratio_sigmoid < 1e-6",
            given="depth >= 20 and scale <= 2",
        ),
        Claim(
            "relu-he",
            "ReLU with He initialization keeps first and last gradient within a factor of 50",
            "1/50 < ratio_relu < 50",
        ),
        Claim(
            "relu-way-back",
            "20 ReLU layers hand back under 1 % of a gradient at half of He's variance, over 10 %"
            " at all of it",
            "back_relu_half < 0.01 and back_relu > 0.1",
            given="depth >= 20 and scale == 1 and width >= 64",
        ),
        Claim(
            "tanh-xavier",
            "tanh with Xavier initialization keeps first and last gradient within a factor of 20",
            "1/20 < ratio_tanh < 20",
            given="scale <= 1",
        ),
        Claim(
            "ten-slopes",
            "Ten sigmoid slopes multiply to one millionth at best",
            "max_slope ** 10 < 1e-6",
        ),
        Myth(
            "slope-to-one",
            "The sigmoid's derivative lies between 0 and 1",
            refuted_by="max_slope < 0.251",
        ),
        Myth(
            "sigmoid-must-vanish",
            "A sigmoid's gradient must vanish because its derivative is below 1",
            refuted_by="ratio_sigmoid_wide > 1e-4",
            given="width >= 64 and depth <= 30 and scale >= 1",
        ),
    ],
)
def vanishing_gradient(
    ctx: Context,
    depth: Annotated[int, Range(2, 50), "hidden layers"] = 20,
    width: Annotated[int, Choice(16, 32, 64, 128, 256), "units in a layer"] = 64,
    scale: Annotated[float, LogRange(0.25, 4), "times the usual weights"] = 1.0,
) -> None:
    z = np.linspace(-10, 10, 2001)
    ctx.metric("max_slope", ACTIVATIONS["sigmoid"][1](z).max())
    draws = ctx.pick(quick=5, full=50)
    logs = {name: np.zeros((depth, 2)) for name in NETWORKS}
    for _ in ctx.loop(draws, "networks"):
        for name, (_, activation, std) in NETWORKS.items():
            norms = gradient_norms(ctx.rng, activation, scale * std(width), depth, width)
            logs[name] += np.log10(norms) / draws  # a geometric mean: norms differ by factors
    for name, (label, _, _) in NETWORKS.items():
        ratio, back = 10 ** (logs[name][0] - logs[name][-1])
        ctx.metric(f"ratio_{name}", ratio)
        ctx.metric(f"back_{name}", back)
        ctx.curve(
            label,
            range(1, depth + 1),
            10 ** logs[name][:, 0],
            chart="gradient norm, layer by layer",
            x_label="layer",
            y_label="norm",
            log_y=True,
        )

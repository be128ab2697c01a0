"""What the weights' variance does to activations, layer by layer, before any training."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from quizapp.demos.api import Choice, Claim, Context, LogRange, Myth, Range, demo

ACTIVATIONS = {
    "relu": lambda z: np.maximum(z, 0),
    "tanh": np.tanh,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
}
NETWORKS = {  # metric: label, activation, standard deviation of a weight at a given width
    "relu_he": ("ReLU, He 2/n", "relu", lambda width: (2 / width) ** 0.5),
    "relu_xavier": ("ReLU, Xavier 1/n", "relu", lambda width: (1 / width) ** 0.5),
    "relu_torch": ("ReLU, PyTorch 1/(3n)", "relu", lambda width: (3 * width) ** -0.5),
    "tanh_xavier": ("tanh, Xavier 1/n", "tanh", lambda width: (1 / width) ** 0.5),
    "tanh_small": ("tanh, std 0.01", "tanh", lambda width: 0.01),
    "sigmoid_large": ("sigmoid, std 1", "sigmoid", lambda width: 1.0),
    "sigmoid_small": ("sigmoid, std 0.01", "sigmoid", lambda width: 0.01),
}


def activations(rng: np.random.Generator, name: str, std: float, depth: int, width: int):
    """The activations of each layer of a random network, (depth, 64, width), and its last weights.

    Input and output of a layer are equally wide: Xavier's 2/(n_in + n_out) is 1/n.
    """
    h, layers = rng.normal(size=(64, width)), []
    for _ in range(depth):
        weights = rng.normal(0, std, (width, width))
        h = ACTIVATIONS[name](h @ weights)
        layers.append(h)
    return np.array(layers), weights


def near_0_or_1(values: np.ndarray) -> float:
    """The share of values within 0.05 of 0 or of 1."""
    return np.mean((abs(values) < 0.05) | (abs(values - 1) < 0.05))


@demo(
    "init-variance",
    title="Watching the signal through the layers",
    quick_s=0.5,
    claims=[
        Claim(
            "he-keeps",
            "With He's variance 2/n, ReLU layers keep the mean square within a factor of 10",
            "0.1 < ratio_relu_he < 10",
            given="scale == 1 and width >= 6 * depth",
        ),
        Claim(
            "xavier-halves",
            "With Xavier's 1/n, each ReLU layer halves the mean square",
            "0.42 < per_layer_relu_xavier / scale ** 2 < 0.58",
            given="depth >= 10 and width >= 128",
        ),
        Claim(
            "default-leaves-a-sixth",
            "With nn.Linear's own 1/(3n), each ReLU layer leaves a sixth of the mean square",
            "0.14 < per_layer_relu_torch / scale ** 2 < 0.195",
            given="depth >= 10 and width >= 128",
        ),
        Claim(
            "small-vanishes",
            "With weights of std 0.01, 20 tanh layers leave less than 1e-10 of the signal",
            "spread_tanh_small < 1e-10",
            given="depth >= 20 and width <= 256 and scale <= 1",
        ),
        Claim(
            "large-saturates",
            "With weights of std 1, over half of a sigmoid's activations lie within 0.05 of 0 or 1",
            "crowd_sigmoid_large > 0.5",
            given="width >= 128 and scale >= 1",
        ),
        Claim(
            "small-is-half",
            "With weights of std 0.01, a sigmoid's activations lie around 0.5, spread by under"
            " 0.05",
            "0.49 < mean_sigmoid_small < 0.51 and spread_sigmoid_small < 0.05",
            given="scale <= 1",
        ),
        Claim(
            "small-forgets",
            "With weights of std 0.01, sigmoid layers end up with the same answer to every input",
            "apart_sigmoid_small < 1e-10",
            given="depth >= 10 and scale <= 1",
        ),
        Myth(
            "xavier-for-relu",
            "Xavier's variance suits ReLU as well as it suits tanh",
            refuted_by="ratio_tanh_xavier > 1e3 * ratio_relu_xavier",
            given="depth >= 20 and scale == 1",
        ),
        Myth(
            "weights-crowd",
            "With std 1 it is the weights that crowd near 0 and 1",
            refuted_by="crowd_sigmoid_large > 4 * crowd_weights",
            given="width >= 128 and scale >= 1",
        ),
        Myth(
            "crowds-in-training",
            "Activations crowd near 0 and 1 only once training drives them there",
            refuted_by="crowd_sigmoid_large > 0.5",
            given="width >= 128 and scale >= 1",
        ),
    ],
)
def init_variance(
    ctx: Context,
    depth: Annotated[int, Range(2, 50), "layers"] = 20,
    width: Annotated[int, Choice(64, 128, 256, 512), "units in a layer"] = 256,
    scale: Annotated[float, LogRange(0.5, 2), "times each standard deviation"] = 1.0,
) -> None:
    draws = ctx.pick(quick=3, full=20)
    for name, (label, activation, std) in NETWORKS.items():
        logs = np.zeros(depth)
        for _ in ctx.loop(draws, label):
            layers, weights = activations(ctx.rng, activation, scale * std(width), depth, width)
            logs += np.log(np.mean(layers**2, axis=(1, 2))) / draws
        ctx.metric(f"ratio_{name}", np.exp(logs[-1] - logs[0]))
        ctx.metric(f"per_layer_{name}", np.exp((logs[-1] - logs[0]) / (depth - 1)))
        ctx.metric(f"mean_{name}", layers[-1].mean())
        ctx.metric(f"spread_{name}", layers[-1].std())
        ctx.metric(f"apart_{name}", layers[-1].std(axis=0).max())  # of one unit, between inputs
        ctx.metric(f"crowd_{name}", near_0_or_1(layers[-1]))
        ctx.curve(
            label,
            range(1, depth + 1),
            np.exp(logs),
            chart="mean square of the activations",
            x_label="layer",
            log_y=True,
        )
        if activation == "sigmoid":
            ctx.hist(label, layers[-1], bins=20, chart=f"activations of the last layer, {label}")
        if name == "sigmoid_large":
            ctx.metric("crowd_weights", near_0_or_1(weights))

"""Equal units stay equal: what zero and constant weights leave of a hidden layer.

On paper, for ever. In floating point, rounding makes a difference of 1e-16 between equal units, and
descent multiplies it as it leaves any saddle: raise the learning rate and the units part.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np

from quizapp.demos.api import Choice, Claim, Context, LogRange, Myth, Range, demo, digits

ACTIVATIONS = {  # each with its derivative, as a function of its output
    "relu": (lambda z: np.maximum(z, 0), lambda h: np.where(h > 0, 1.0, 0.0)),
    "tanh": (np.tanh, lambda h: 1 - h**2),
}
Layers = list[list[np.ndarray]]  # weights and biases of each layer; the last one has a softmax


def outputs(layers: Layers, x: np.ndarray, activation: str) -> list[np.ndarray]:
    """The input, the activations of each hidden layer, and the class probabilities."""
    hs = [x]
    for weights, biases in layers[:-1]:
        hs.append(ACTIVATIONS[activation][0](hs[-1] @ weights + biases))
    z = hs[-1] @ layers[-1][0] + layers[-1][1]
    p = np.exp(z - z.max(axis=1, keepdims=True))
    return [*hs, p / p.sum(axis=1, keepdims=True)]


def train(layers: Layers, x, y, activation: str, batches: np.ndarray, lr: float) -> None:
    """Mini-batch gradient descent on the cross-entropy, in place."""
    for batch in batches:
        *hs, p = outputs(layers, x[batch], activation)
        delta = (p - np.eye(10)[y[batch]]) / len(batch)
        for layer, h in zip(reversed(layers), reversed(hs), strict=True):
            weights = layer[0]
            layer[:] = weights - lr * h.T @ delta, layer[1] - lr * delta.sum(axis=0)
            delta = delta @ weights.T * ACTIVATIONS[activation][1](h)


@demo(
    "init-symmetry",
    title="Zero, constant or random weights",
    quick_s=0.3,
    claims=[
        Claim(
            "zero-learns-nothing",
            "From zero weights the hidden layer never moves, and accuracy stays under 20 %",
            "accuracy_zero < 0.2 and moved_zero == 0",
        ),
        Claim(
            "constant-is-one-unit",
            "From constant weights the hidden layer stays one unit, however wide: under 60 %",
            "difference_constant < 1e-6 and accuracy_constant < 0.6",
            given="lr <= 0.1",
        ),
        Myth(
            "noise-breaks-it",
            "The noise of mini-batches soon tells equal units apart",
            refuted_by="difference_constant < 1e-6 * difference_random",
            given="lr <= 0.1",
        ),
        Myth(
            "random-biases-too",
            "Biases must be random too, or the units stay alike",
            refuted_by="accuracy_random > 0.8",
            given="hidden >= 20 and 0.05 <= lr <= 0.5",
        ),
        Myth(
            "zero-is-always-wrong",
            "Weights may never start at zero",
            refuted_by="accuracy_logistic > 0.75",
            given="0.05 <= lr <= 0.5",
        ),
    ],
)
def init_symmetry(
    ctx: Context,
    hidden: Annotated[int, Range(2, 200), "units"] = 100,
    constant: Annotated[float, LogRange(1e-3, 1), "that all weights start at"] = 0.01,
    lr: Annotated[float, LogRange(0.01, 1), "learning rate"] = 0.1,
    activation: Annotated[str, Choice("relu", "tanh")] = "relu",
) -> None:
    def layer(weights: np.ndarray) -> list[np.ndarray]:
        return [weights, np.zeros(weights.shape[1])]

    def drawn(n_in: int, n_out: int) -> np.ndarray:
        return ctx.rng.normal(0, (2 / n_in) ** 0.5, (n_in, n_out))

    x, y, x_test, y_test = digits(ctx.rng)
    rounds = ctx.rng.integers(0, len(x), (ctx.pick(quick=15, full=25), 20, 64))
    starts = {
        "zero": [layer(np.zeros((64, hidden))), layer(np.zeros((hidden, 10)))],
        "constant": [
            layer(np.full((64, hidden), constant)),
            layer(np.full((hidden, 10), constant)),
        ],
        "random": [layer(drawn(64, hidden)), layer(drawn(hidden, 10))],
        "logistic": [layer(np.zeros((64, 10)))],  # no hidden layer, from zero
    }
    accuracies = []
    for name, layers in starts.items():
        first, differences = layers[0][0], []
        for batches in rounds:
            train(layers, x, y, activation, batches, lr)
            weights = layers[0][0]  # one unit in each column
            differences.append(np.ptp(weights, axis=1).max() / max(abs(weights).max(), 1e-300))
        right = outputs(layers, x_test, activation)[-1].argmax(axis=1) == y_test
        accuracies.append(right.mean())
        ctx.metric(f"accuracy_{name}", accuracies[-1])
        ctx.metric(f"moved_{name}", abs(weights - first).max())
        ctx.metric(f"difference_{name}", differences[-1])
        if name in ("constant", "random"):
            ctx.curve(
                name,
                range(20, 20 * len(rounds) + 1, 20),
                differences,
                chart="largest difference between units",
                x_label="step",
                y_label="of the weights",
                log_y=True,
            )
    ctx.bars(list(starts), accuracies, chart="accuracy on new digits")

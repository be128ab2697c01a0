"""Truth tables: what a threshold unit can learn, what a hidden layer can, and how often it does."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from quizapp.demos.api import Choice, Claim, Context, LogRange, Myth, Range, demo

INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
TABLES = {"AND": 0b1000, "OR": 0b1110, "NAND": 0b0111, "XOR": 0b0110}
ACTIVATIONS = {  # each with its derivative, as a function of its output
    "none": (lambda z: z, lambda h: np.ones_like(h)),
    "tanh": (np.tanh, lambda h: 1 - h**2),
    "relu": (lambda z: np.maximum(z, 0), lambda h: np.where(h > 0, 1.0, 0.0)),
}


def outputs(table: int) -> np.ndarray:
    """The four outputs of one of the 16 truth tables: its bits."""
    return np.array([table >> i & 1 for i in range(4)])


def perceptron(target: np.ndarray, epochs: int) -> list[int]:
    """Mistakes in each epoch of the perceptron rule, until there are none."""
    x = np.hstack([INPUTS, np.ones((4, 1))])  # the last weight is the bias
    w, mistakes = np.zeros(3), []
    while len(mistakes) < epochs and (not mistakes or mistakes[-1]):
        mistakes.append(0)
        for point, t in zip(x, target, strict=True):
            error = t - (point @ w > 0)
            w, mistakes[-1] = w + error * point, mistakes[-1] + abs(error)
    return mistakes


def train(rng, target, activation: str, hidden: int, runs: int, steps: int, lr: float):
    """How many of the four points are right after descent, for each of many 2-hidden-1 networks.

    All networks learn at once: the first axis of every array counts them. A score of 0 is no
    answer, so a right one has to be clear of it: rounding alone would decide its sign.
    """
    act, slope = ACTIVATIONS[activation]
    w1, b1 = rng.normal(0, 1, (runs, 2, hidden)), np.zeros((runs, 1, hidden))
    w2, b2 = rng.normal(0, 1, (runs, hidden, 1)), np.zeros((runs, 1, 1))
    for _ in range(steps):
        h = act(INPUTS @ w1 + b1)
        delta = (1 / (1 + np.exp(-(h @ w2 + b2))) - target[:, None]) / 4
        back = delta * w2.transpose(0, 2, 1) * slope(h)
        w1, b1 = w1 - lr * INPUTS.T @ back, b1 - lr * back.sum(axis=1, keepdims=True)
        w2 = w2 - lr * h.transpose(0, 2, 1) @ delta
        b2 = b2 - lr * delta.sum(axis=1, keepdims=True)
    score = act(INPUTS @ w1 + b1) @ w2 + b2
    return np.sum(score[:, :, 0] * (2 * target - 1) > 0.01, axis=1)


@demo(
    "perceptron-xor",
    title="The perceptron, XOR and a hidden layer",
    quick_s=0.8,
    claims=[
        Claim(
            "and-or-nand",
            "The perceptron rule learns AND, OR and NAND within 20 epochs",
            "max(epochs_AND, epochs_OR, epochs_NAND) < 20",
        ),
        Claim(
            "xor-never",
            "The perceptron rule does not learn XOR in 1,000 epochs, and no line gets more than 3"
            " of 4 points right",
            "epochs_XOR >= 1000 and best_line == 3",
        ),
        Claim(
            "fourteen-of-sixteen",
            "The perceptron rule learns 14 of the 16 truth tables of two inputs",
            "learned_tables == 14",
        ),
        Claim(
            "eight-units-learn",
            "Eight tanh units learn XOR from almost every start",
            "solved_8 > 0.9",
            given="activation == 'tanh' and lr >= 0.5",
        ),
        Myth(
            "hidden-layer-suffices",
            "A hidden layer is what it takes to compute XOR",
            refuted_by="best_without_activation <= 3",
        ),
        Myth(
            "representable-is-learned",
            "Two hidden units can represent XOR, so gradient descent finds it",
            refuted_by="solved_2 < 0.8 and right_by_hand == 4",
            given="activation != 'none'",
        ),
    ],
)
def perceptron_xor(
    ctx: Context,
    activation: Annotated[str, Choice("none", "tanh", "relu"), "of the hidden units"] = "tanh",
    lr: Annotated[float, LogRange(0.1, 1), "learning rate"] = 0.5,
    runs: Annotated[int, Range(50, 200), "random starts"] = 100,
) -> None:
    for name, table in TABLES.items():
        mistakes = perceptron(outputs(table), epochs=1000)
        ctx.metric(f"epochs_{name}", len(mistakes))
        ctx.curve(
            name,
            range(1, len(mistakes[:20]) + 1),
            mistakes[:20],
            chart="mistakes of the perceptron rule",
            x_label="epoch",
        )
    learned = [perceptron(outputs(table), epochs=100)[-1] == 0 for table in range(16)]
    ctx.metric("learned_tables", sum(learned))

    xor = outputs(TABLES["XOR"])
    lines = ctx.rng.normal(size=(3, 100_000))
    ctx.metric(
        "best_line", np.sum((INPUTS @ lines[:2] + lines[2] > 0) == xor[:, None], axis=0).max()
    )
    a = INPUTS.sum(axis=1)
    by_hand = np.maximum(a, 0) - 2 * np.maximum(a - 1, 0)
    ctx.metric("right_by_hand", np.sum(by_hand == xor))

    steps = ctx.pick(quick=1000, full=5000)
    ctx.metric("best_without_activation", train(ctx.rng, xor, "none", 16, runs, steps, lr).max())
    sizes = (1, 2, 3, 4, 8, 16)
    solved = []
    for hidden in sizes:
        solved.append(np.mean(train(ctx.rng, xor, activation, hidden, runs, steps, lr) == 4))
        ctx.metric(f"solved_{hidden}", solved[-1])
    ctx.bars(
        [str(n) for n in sizes],
        solved,
        chart=f"share of starts that learn XOR, by number of {activation} units",
    )

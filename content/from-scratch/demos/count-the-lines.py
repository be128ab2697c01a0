"""A network from scratch, counted: the programs below are run, checked and measured as they stand.

They are counted as `ast.unparse` lays them out, one statement a line, without blank lines and
comments, so that neither semicolons nor spacing change the number.
"""

from __future__ import annotations

import ast
from typing import Annotated, Any

import numpy as np

from quizapp.demos.api import Claim, Context, LogRange, Myth, Range, demo, digits

SHARED = """
import numpy as np

def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)

def loss(P, y):
    return -np.log(P[np.arange(len(y)), y]).mean()

def train(rng, params, X, y, epochs, batch, rate):
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for i in range(0, len(X), batch):
            at = order[i : i + batch]
            kept, P = forward(params, X[at])
            for p, g in zip(params, backward(params, kept, P, y[at])):
                p -= rate * g

def accuracy(params, X, y):
    return (forward(params, X)[1].argmax(axis=1) == y).mean()
"""

MLP = """
def start(rng, pixels, hidden, classes):
    W1 = rng.normal(0, (2 / pixels) ** 0.5, (pixels, hidden))
    W2 = rng.normal(0, (2 / hidden) ** 0.5, (hidden, classes))
    return [W1, np.zeros(hidden), W2, np.zeros(classes)]

def forward(params, X):
    W1, b1, W2, b2 = params
    H = np.maximum(X @ W1 + b1, 0)
    return (X, H), softmax(H @ W2 + b2)

def backward(params, kept, P, y):
    (X, H), W2 = kept, params[2]
    D = (P - np.eye(P.shape[1])[y]) / len(y)
    gW2, gb2 = H.T @ D, D.sum(axis=0)
    D = (D @ W2.T) * (H > 0)
    gW1, gb1 = X.T @ D, D.sum(axis=0)
    return [gW1, gb1, gW2, gb2]
"""

CNN = """
def windows(X, k):
    return np.lib.stride_tricks.sliding_window_view(X, (k, k), (1, 2))

def conv(X, K):
    return np.tensordot(windows(X, K.shape[1]), K, 3)

def conv_backward_kernel(X, D, k):
    return np.tensordot(windows(X, k), D, ((0, 1, 2), (0, 1, 2)))

def conv_backward_input(K, D):
    edge = (K.shape[1] - 1, K.shape[1] - 1)
    D = np.pad(D, ((0, 0), edge, edge, (0, 0)))
    return conv(D, K[:, ::-1, ::-1].transpose(3, 1, 2, 0))

def pool(X):
    n, h, w, f = X.shape
    blocks = X.reshape(n, h // 2, 2, w // 2, 2, f).swapaxes(2, 3)
    blocks = blocks.reshape(n, h // 2, w // 2, 4, f)
    return blocks.max(axis=3), blocks.argmax(axis=3)

def pool_backward(D, winner):
    n, h, w, f = D.shape
    blocks = np.zeros((n, h, w, 4, f))
    np.put_along_axis(blocks, winner[..., None, :], D[..., None, :], 3)
    blocks = blocks.reshape(n, h, w, 2, 2, f).swapaxes(2, 3)
    return blocks.reshape(n, 2 * h, 2 * w, f)

def start(rng, side, k, filters, hidden, classes):
    K = rng.normal(0, (2 / k**2) ** 0.5, (1, k, k, filters))
    flat = ((side - k + 1) // 2) ** 2 * filters
    W1 = rng.normal(0, (2 / flat) ** 0.5, (flat, hidden))
    W2 = rng.normal(0, (2 / hidden) ** 0.5, (hidden, classes))
    return [K, np.zeros(filters), W1, np.zeros(hidden), W2, np.zeros(classes)]

def forward(params, X):
    K, b, W1, b1, W2, b2 = params
    C = np.maximum(conv(X, K) + b, 0)
    M, winner = pool(C)
    F = M.reshape(len(X), -1)
    H = np.maximum(F @ W1 + b1, 0)
    return (X, C, winner, F, H), softmax(H @ W2 + b2)

def backward(params, kept, P, y):
    (X, C, winner, F, H), (K, _, W1, _, W2, _) = kept, params
    D = (P - np.eye(P.shape[1])[y]) / len(y)
    gW2, gb2 = H.T @ D, D.sum(axis=0)
    D = (D @ W2.T) * (H > 0)
    gW1, gb1 = F.T @ D, D.sum(axis=0)
    D = pool_backward((D @ W1.T).reshape(*winner.shape), winner) * (C > 0)
    gK, gb = conv_backward_kernel(X, D, K.shape[1]), D.sum(axis=(0, 1, 2))
    return [gK, gb, gW1, gb1, gW2, gb2]
"""

Arrays = list[np.ndarray]


def lines(program: ast.AST) -> int:
    return sum(1 for line in ast.unparse(program).splitlines() if line)


def gradient_error(code: dict[str, Any], start: Arrays, x, y, rng: np.random.Generator) -> float:
    """Backpropagation against a central difference along a random direction of all weights.

    So two losses check every gradient at once. The median of nine directions: one of them may push
    a unit over the kink of its ReLU, where the difference is wrong.
    """
    errors = []
    for _ in range(9):
        params = [p + rng.normal(0, 0.05, p.shape) for p in start]
        way = [rng.normal(size=p.shape) for p in params]
        gradients = code["backward"](params, *code["forward"](params, x), y)
        slope = sum((g * v).sum() for g, v in zip(gradients, way, strict=True))
        below, above = (
            code["loss"](
                code["forward"]([p + h * v for p, v in zip(params, way, strict=True)], x)[1], y
            )
            for h in (-1e-6, 1e-6)
        )
        errors.append(abs((above - below) / 2e-6 - slope) / abs(slope))
    return float(np.median(errors))


@demo(
    "count-the-lines",
    title="How many lines a network from scratch takes",
    quick_s=1,
    claims=[
        Claim(
            "mlp-lines",
            "A NumPy MLP with its training loop takes under 40 lines, and passes 90 % on digits",
            "mlp_lines < 40 and mlp_accuracy > 0.9",
            given="epochs >= 15 and 0.2 <= rate <= 0.5 and hidden >= 50",
        ),
        Claim(
            "backward-lines",
            "Backpropagation takes at most 8 lines of the MLP",
            "mlp_backward <= 8",
        ),
        Claim(
            "cnn-extra",
            "A convolution with max pooling adds 20 to 40 lines, and passes 90 % too",
            "20 <= cnn_lines - mlp_lines <= 40 and cnn_accuracy > 0.9",
            given="epochs >= 15 and 0.2 <= rate <= 0.5 and hidden >= 50 and filters >= 8",
        ),
        Claim(
            "gradients-right",
            "All gradients of both networks agree with differences of the loss",
            "mlp_error < 1e-6 and cnn_error < 1e-6",
        ),
        Claim(
            "flipped-kernel",
            "A convolution's gradient by its input is a convolution with the flipped kernel",
            "input_error < 1e-10",
        ),
        Myth(
            "hundreds-of-lines",
            "Without a framework a network takes hundreds of lines",
            refuted_by="cnn_lines < 100 and cnn_accuracy > 0.9",
            given="epochs >= 15 and 0.2 <= rate <= 0.5 and hidden >= 50 and filters >= 8",
        ),
        Myth(
            "mostly-backpropagation",
            "Most of a network from scratch is backpropagation",
            refuted_by="mlp_backward < mlp_lines / 3",
        ),
    ],
)
def count_the_lines(
    ctx: Context,
    epochs: Annotated[int, Range(1, 30), "over 1,200 digits"] = 15,
    rate: Annotated[float, LogRange(0.001, 2), "learning rate"] = 0.2,
    filters: Annotated[int, Range(2, 40), "of the CNN"] = 30,
    hidden: Annotated[int, Range(5, 200), "units"] = 100,
) -> None:
    x, y, x_test, y_test = digits(ctx.rng)
    x, x_test = x.astype(float), x_test.astype(float)
    programs = {
        "mlp": (SHARED + MLP, (64, hidden, 10), (-1, 64)),
        "cnn": (SHARED + CNN, (8, 3, filters, hidden, 10), (-1, 8, 8, 1)),
    }
    for name, (source, sizes, shape) in programs.items():
        tree = ast.parse(source)
        by_part = {n.name: lines(n) for n in tree.body if isinstance(n, ast.FunctionDef)}
        ctx.metric(f"{name}_lines", lines(tree))
        ctx.metric(f"{name}_backward", sum(n for part, n in by_part.items() if "backward" in part))
        ctx.bars(list(by_part), list(by_part.values()), chart=f"lines of the {name.upper()}")

        code: dict[str, Any] = {}
        exec(compile(tree, name, "exec"), code)
        params = code["start"](ctx.rng, *sizes)
        images, labels = x.reshape(shape), y
        error = gradient_error(code, params, images[:8], labels[:8], ctx.rng)
        ctx.metric(f"{name}_error", error)
        for epoch in ctx.loop(epochs, f"training the {name.upper()}"):
            code["train"](ctx.rng, params, images, labels, 1, 32, rate)
            accuracy = code["accuracy"](params, x_test.reshape(shape), y_test)
            ctx.point(name.upper(), epoch + 1, accuracy, chart="accuracy on new digits")
        ctx.metric(f"{name}_accuracy", accuracy)

    # <conv(X), D> = <X, conv_backward_input(D)> says that one is the other's transpose
    image, kernel = ctx.rng.normal(size=(2, 8, 8, 3)), ctx.rng.normal(size=(3, 3, 3, 4))
    out = code["conv"](image, kernel)
    back = ctx.rng.normal(size=out.shape)
    there, here = (out * back).sum(), (image * code["conv_backward_input"](kernel, back)).sum()
    ctx.metric("input_error", abs(there - here) / abs(there))

"""One network written twice: what a framework takes over, and that it computes the same thing.

Both versions start from the same weights and see the same batches.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import numpy as np
import torch
import torch.nn.functional as F

from quizapp.demos.api import Choice, Claim, Context, Myth, Range, demo, digits


def by_hand(weights, x, y):
    """Loss and gradients of an MLP with one hidden layer, in NumPy."""
    w1, b1, w2, b2 = weights
    h = np.maximum(x @ w1 + b1, 0)
    z = h @ w2 + b2
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    right = np.arange(len(y)), y
    loss = -np.log(p[right]).mean()
    p[right] -= 1
    delta = p / len(y)
    back = delta @ w2.T * (h > 0)  # a unit that is off passes nothing back
    return loss, (x.T @ back, back.sum(axis=0), h.T @ delta, delta.sum(axis=0))


def by_autograd(weights, x, y):
    """The same in PyTorch."""
    w1, b1, w2, b2 = leaves = [torch.from_numpy(w).requires_grad_() for w in weights]
    h = (torch.from_numpy(x) @ w1 + b1).relu()
    loss = F.cross_entropy(h @ w2 + b2, torch.from_numpy(y))
    return loss.item(), [g.numpy() for g in torch.autograd.grad(loss, leaves)]


def lines(function: Callable) -> int:
    """Lines of a function's body that do something."""
    return len({line for *_, line in function.__code__.co_lines() if line}) - 1


def trained(gradients: Callable, weights: list, x, y, order) -> tuple[list, list[float]]:
    """Weights and losses of descent over the batches in `order`."""
    losses = []
    for batch in order:
        loss, slopes = gradients(weights, x[batch], y[batch])
        weights = [w - w.dtype.type(0.3) * g for w, g in zip(weights, slopes, strict=True)]
        losses.append(float(loss))
    return weights, losses


@demo(
    "framework-vs-numpy",
    title="The same network twice",
    quick_s=0.5,
    claims=[
        Claim(
            "same-gradient",
            "Gradients by hand and by autograd agree to rounding: within 1e-12 in float64",
            "gradient_difference < 1e-12",
            given="dtype == 'float64'",
        ),
        Claim(
            "same-training",
            "After hundreds of steps the two losses still agree within 1e-8",
            "loss_difference < 1e-8",
            given="dtype == 'float64'",
        ),
        Claim(
            "fewer-lines",
            "The framework's version has less than half the lines",
            "lines_autograd < 0.5 * lines_numpy",
        ),
        Myth(
            "framework-learns-better",
            "A network learns better in a framework than written by hand",
            refuted_by="accuracy_numpy > 0.92 and accuracy_autograd < accuracy_numpy + 0.01",
            given="hidden >= 30 and steps >= 400",
        ),
    ],
)
def framework_vs_numpy(
    ctx: Context,
    hidden: Annotated[int, Range(10, 200), "units"] = 50,
    steps: Annotated[int, Range(50, 1000), "batches of 32"] = 500,
    dtype: Annotated[str, Choice("float32", "float64"), "of weights and images"] = "float64",
) -> None:
    x, y, test_x, test_y = digits(ctx.rng)
    sizes = (64, hidden), (hidden,), (hidden, 10), (10,)
    drawn = [ctx.rng.normal(0, (2 / size[0]) ** 0.5, size) * (len(size) > 1) for size in sizes]
    x, weights = x.astype(dtype), [w.astype(dtype) for w in drawn]
    ours, theirs = (gradients(weights, x, y)[1] for gradients in (by_hand, by_autograd))
    gap = max(abs(a - b).max() for a, b in zip(ours, theirs, strict=True))
    ctx.metric("gradient_difference", gap / max(abs(a).max() for a in ours))

    order = ctx.rng.integers(len(x), size=(ctx.pick(quick=1, full=5) * steps, 32))
    curves = []
    for name, gradients in {"numpy": by_hand, "autograd": by_autograd}.items():
        (w1, b1, w2, b2), losses = trained(gradients, weights, x, y, order)
        right = (np.maximum(test_x @ w1 + b1, 0) @ w2 + b2).argmax(axis=1) == test_y
        ctx.metric(f"accuracy_{name}", right.mean())
        ctx.metric(f"lines_{name}", lines(gradients))
        ctx.curve(name, range(len(order)), losses, chart="loss", x_label="batch", log_y=True)
        curves.append(losses)
    ctx.metric("loss_difference", np.abs(np.subtract(*curves)).max())

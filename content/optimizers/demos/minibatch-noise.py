"""What is stochastic in SGD: the gradient of a random mini-batch, and the floor it leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import repeat
from typing import Annotated

import numpy as np

from quizapp.demos.api import Choice, Claim, Context, LogRange, Myth, demo

FEATURES, POINTS, CHAINS, STEPS = 20, 1024, 8, 3000


def draws(rng: np.random.Generator, batch: int) -> Iterator[np.ndarray]:
    """Mini-batches of independent draws, other ones for each chain."""
    while True:
        yield rng.integers(0, POINTS, (CHAINS, batch))


def epochs(rng: np.random.Generator, batch: int) -> Iterator[np.ndarray]:
    """Mini-batches as loaders make them: shuffle, walk through, shuffle again."""
    while True:
        order = rng.permuted(np.tile(np.arange(POINTS), (CHAINS, 1)), axis=1)
        yield from np.split(order, POINTS // batch, axis=1)


def descend(
    x: np.ndarray, y: np.ndarray, batches: Iterator[np.ndarray], rate: Callable[[int], float]
) -> np.ndarray:
    """The loss above its minimum at every step of SGD from zero, averaged over the chains."""
    best = np.linalg.lstsq(x, y, rcond=None)[0]
    w, off = np.zeros((1, FEATURES)), []
    for t in range(STEPS):
        i = next(batches)
        error = (x[i] @ w[:, :, None])[:, :, 0] - y[i]
        w = w - rate(t) * (error[:, None] @ x[i])[:, 0] / i.shape[1]
        off.append(w - best)
    root = np.linalg.cholesky(x.T @ x / POINTS)  # the excess is quadratic around the minimum
    return ((np.array(off) @ root) ** 2).sum(axis=2).mean(axis=1) / 2


@demo(
    "minibatch-noise",
    title="What is stochastic in SGD",
    quick_s=1,
    claims=[
        Claim(
            "one-over-batch",
            "Sixteen times the batch leaves a sixteenth of the gradient's variance",
            "13 < variance_4 / variance_64 < 19",
        ),
        Claim(
            "uphill",
            "A single example often points uphill, a batch of 64 next to never",
            "uphill_1 > 0.1 and uphill_64 < 0.01",
        ),
        Claim(
            "floor-follows-batch",
            "Four times the batch leaves a quarter of the loss that a constant rate cannot remove",
            "2.5 < floor_small / floor_large < 6",
            given="rate <= 0.02",
        ),
        Claim(
            "decay-lowers-floor",
            "Lowering the rate as 1/t takes the loss to less than 1/2.5 of that floor",
            "floor_small > 2.5 * floor_decayed",
        ),
        Claim(
            "reshuffling-helps",
            "Reshuffled epochs leave less excess loss than independent draws",
            "floor_small > 1.4 * floor_reshuffled",
            given="batch >= 8 and rate <= 0.02",
        ),
        Myth(
            "small-batch-biased",
            "The gradient of a small random batch is a biased estimate",
            refuted_by="bias_1 < 0.05 * spread_1",
        ),
        Myth(
            "settles-at-minimum",
            "With a constant rate SGD ends where full-batch descent ends, if one waits",
            refuted_by="floor_small > 1e-4 and floor_full < 1e-8",
        ),
    ],
)
def minibatch_noise(
    ctx: Context,
    batch: Annotated[int, Choice(2, 4, 8, 16, 32), "examples in a mini-batch"] = 8,
    rate: Annotated[float, LogRange(0.01, 0.05), "constant learning rate"] = 0.02,
) -> None:
    x, truth = ctx.rng.normal(size=(POINTS, FEATURES)), ctx.rng.normal(size=FEATURES)
    y = x @ truth + ctx.rng.normal(size=POINTS)
    at = truth + 0.3 * ctx.rng.normal(size=FEATURES)  # where the gradients are compared
    each = (x @ at - y)[:, None] * x
    full = each.mean(axis=0)
    sizes, variances = (1, 4, 16, 64, 256), []
    for size in sizes:
        drawn = sum(each[ctx.rng.integers(0, POINTS, 4000)] for _ in range(size)) / size
        variances.append(((drawn - full) ** 2).sum(axis=1).mean())
        ctx.metric(f"variance_{size}", variances[-1])
        ctx.metric(f"uphill_{size}", np.mean(drawn @ full < 0))
        ctx.metric(f"bias_{size}", np.linalg.norm(drawn.mean(axis=0) - full))
        ctx.metric(f"spread_{size}", variances[-1] ** 0.5)
    ctx.curve(
        "",
        sizes,
        variances,
        chart="variance of the gradient",
        x_label="batch size",
        log_x=True,
        log_y=True,
    )

    runs = {  # metric: label, mini-batches, learning rate at step t
        "small": (f"{batch} examples", draws(ctx.rng, batch), lambda t: rate),
        "large": (f"{4 * batch} examples", draws(ctx.rng, 4 * batch), lambda t: rate),
        "reshuffled": (f"{batch}, reshuffled", epochs(ctx.rng, batch), lambda t: rate),
        "decayed": (f"{batch}, 1/t", draws(ctx.rng, batch), lambda t: rate / (1 + t * rate / 5)),
        "full": ("all", repeat(np.arange(POINTS)[None]), lambda t: rate),
    }
    shown = np.unique(np.geomspace(1, STEPS, 200).astype(int)) - 1
    for name, (label, batches, schedule) in runs.items():
        losses = descend(x, y, batches, schedule)
        ctx.metric(f"floor_{name}", losses[-STEPS // 4 :].mean())
        ctx.curve(
            label,
            shown + 1,
            np.maximum(losses[shown], 1e-12),
            chart="loss above the minimum",
            x_label="step",
            log_x=True,
            log_y=True,
        )

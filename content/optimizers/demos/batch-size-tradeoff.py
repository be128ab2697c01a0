"""Small or large batches: the answer depends on what is held fixed, epochs or updates."""

from __future__ import annotations

import time
from typing import Annotated

import torch
from torch import nn

from quizapp.demos.api import Claim, Context, LogRange, Myth, Range, demo, digits

EXAMPLES, UPDATES = 1024, 200


def beginnings(nets: int) -> list[torch.Tensor]:
    """Weights and biases of several networks with one hidden layer, side by side: 64-64-10."""
    w1, w2 = torch.randn(nets, 64, 64) / 64**0.5, torch.randn(nets, 64, 10) / 64**0.5
    return [w1, torch.zeros(nets, 1, 64), w2, torch.zeros(nets, 1, 10)]


def loss_of(weights: list[torch.Tensor], x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Mean cross-entropy over the networks; x: (networks, examples, 64), y: the same without 64."""
    w1, b1, w2, b2 = weights
    logits = torch.relu(x @ w1 + b1) @ w2 + b2
    return nn.functional.cross_entropy(logits.flatten(0, 1), y.flatten())


def train(
    weights: list[torch.Tensor],
    data: tuple[torch.Tensor, torch.Tensor],
    batch: int,
    rate: float,
    updates: int,
) -> float:
    """Plain SGD from these weights; the loss on all the examples that it leaves."""
    x, y = (part.expand(len(weights[0]), *part.shape) for part in data)
    weights, waiting = [w.clone().requires_grad_() for w in weights], []
    for _ in range(updates):
        if not waiting:  # a new epoch, shuffled for each network
            waiting = list(torch.rand(y.shape).argsort(1).split(batch, 1))
        i = waiting.pop()
        loss = len(y) * loss_of(
            weights, data[0][i], data[1][i]
        )  # to each network its own, whole gradient
        with torch.no_grad():
            for weight, slope in zip(weights, torch.autograd.grad(loss, weights), strict=True):
                weight -= rate * slope
    return loss_of(weights, x, y).item()


def microseconds_per_example(sizes: list[int]) -> list[float]:
    """Forward and backward pass of a network with three layers of 512: the least of some rounds."""
    net = nn.Sequential(*(nn.Linear(512, 512) for _ in range(3)))
    rounds: list[list[float]] = [[] for _ in sizes]
    for _ in range(6):
        for size, spent in zip(sizes, rounds, strict=True):
            x, began = torch.randn(size, 512), time.perf_counter()
            torch.autograd.grad(net(x).square().mean(), list(net.parameters()))
            spent.append(1e6 * (time.perf_counter() - began) / size)
    return [min(spent) for spent in rounds]


@demo(
    "batch-size-tradeoff",
    title="Small or large batches: per epoch and per update",
    quick_s=1,
    timed=True,
    claims=[
        Claim(
            "equal-epochs",
            "After as many epochs at the same rate, batches of 8 leave less than half the loss of"
            " batches of 256",
            "epochs_8 < 0.5 * epochs_256",
            given="rate * epochs >= 0.1",
        ),
        Claim(
            "linear-scaling",
            "Eight times the batch at eight times the rate does about as well in as many epochs",
            "scaled_64 < 2 * epochs_8",
            given="rate <= 0.05 and epochs >= 3",
        ),
        Myth(
            "small-trains-better",
            "Small batches train better than large ones",
            refuted_by="updates_256 < updates_8",
            given="rate >= 0.05",
        ),
        Myth(
            "always-scale",
            "The batch may grow by any factor if the learning rate grows by the same",
            refuted_by="scaled_256 > 2 * epochs_8",
            given="rate >= 0.05",
        ),
        Myth(
            "one-is-fast",
            "One example at a time is the fastest way through the data",
            refuted_by="time_1 > 1.5 * time_128",
        ),
    ],
)
def batch_size_tradeoff(
    ctx: Context,
    rate: Annotated[float, LogRange(0.01, 0.2), "learning rate of the batch of 8"] = 0.05,
    epochs: Annotated[int, Range(1, 10), "for the runs that end after epochs"] = 5,
) -> None:
    data = tuple(torch.from_numpy(part[:EXAMPLES]) for part in digits(ctx.rng)[:2])
    start, steps = beginnings(ctx.pick(quick=3, full=10)), epochs * EXAMPLES
    runs = {  # metric: batch, learning rate, updates
        "epochs_8": (8, rate, steps // 8),
        "epochs_256": (256, rate, steps // 256),
        "scaled_64": (64, 8 * rate, steps // 64),
        "scaled_256": (256, 32 * rate, steps // 256),
        "updates_8": (8, rate, UPDATES),
        "updates_256": (256, rate, UPDATES),
    }
    losses = {name: train(start, data, *settings) for name, settings in runs.items()}
    for name, loss in losses.items():
        ctx.metric(name, loss)
    rows = [(*runs[name], loss) for name, loss in losses.items()]
    ctx.table("Training loss", ("batch", "rate", "updates", "loss"), rows)
    for kind, title in (("epochs", f"{epochs} epochs"), ("updates", f"{UPDATES} updates")):
        pair = [losses[f"{kind}_{batch}"] for batch in (8, 256)]
        ctx.bars(("batch 8", "batch 256"), pair, chart=f"training loss after {title}")

    sizes = [1, 4, 16, 64, 128]
    times = microseconds_per_example(sizes)
    ctx.metric("time_1", times[0], "us")
    ctx.metric("time_128", times[-1], "us")
    ctx.curve(
        "",
        sizes,
        times,
        chart="microseconds per example, forward and backward",
        x_label="batch size",
        log_x=True,
        log_y=True,
    )

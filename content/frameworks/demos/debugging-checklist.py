"""Bugs that raise no error, and the cheap check that sees each: no check sees them all.

One network, one bug at a time, everything else the same. Every check runs on every bug. With fewer
classes the digits are told apart by their remainder only.
"""

from __future__ import annotations

from collections.abc import Callable
from math import log
from statistics import fmean
from typing import Annotated

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from quizapp.demos.api import Claim, Context, Myth, Range, demo, digits

BUGS = {
    "none": "no bug",
    "pixels": "pixels 0 to 255",
    "softmax": "softmax before the loss",
    "detach": "detach() after layer 1",
    "optimizer": "another model's optimizer",
    "zero_grad": "no zero_grad()",
    "shuffle": "labels shuffled apart",
    "labels": "wrong labels",
}


def network(classes: int, device: str) -> nn.Sequential:
    layers = nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, classes)
    return nn.Sequential(*layers).to(device)


def fit(
    bug: str, x: Tensor, y: Tensor, classes: int, steps: int, batch: int
) -> tuple[list[float], Callable[[Tensor], Tensor], int]:
    """Train with one bug: the losses, the trained function, how many parameters got no gradient."""
    net, other = network(classes, str(x.device)), network(classes, str(x.device))
    owner = other if bug == "optimizer" else net
    optimizer = torch.optim.Adam(owner.parameters(), lr=0.01, fused=True)
    if bug == "labels":
        y = y[torch.randperm(len(y))]

    def logits(x: Tensor) -> Tensor:
        h = net[:2](255 * x if bug == "pixels" else x)
        out = net[2:](h.detach() if bug == "detach" else h)
        return out.softmax(1) if bug == "softmax" else out

    losses = []
    for _ in range(steps):
        k = torch.randperm(len(x))[:batch]
        label = y[k[torch.randperm(batch)] if bug == "shuffle" else k]
        loss = F.cross_entropy(logits(x[k]), label)
        if bug != "zero_grad":
            optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses, logits, sum(parameter.grad is None for parameter in net.parameters())


@demo(
    "debugging-checklist",
    title="Bugs that raise no error",
    quick_s=2,
    presets={"two classes": {"classes": 2}},
    claims=[
        Claim(
            "starts-at-ln-k",
            "The first loss is within 0.2 of ln K; with unscaled pixels it is over twice as high",
            "abs(first_none - ln_k) < 0.2 and first_pixels > 2 * first_none",
        ),
        Claim(
            "one-batch",
            "Without a bug one batch is learned to a loss under 0.01; with four of the bugs it"
            " stays over 1",
            "batch_none < 0.01 and min(batch_softmax, batch_optimizer, batch_zero_grad) > 1"
            " and batch_shuffle > 1",
            given="classes == 10 and batch >= 16 and steps >= 150",
        ),
        Claim(
            "softmax-floor",
            "With softmax before the loss even confident, right answers of 10 classes cost ln(1 +"
            " 9/e) = 1.461",
            "abs(softmax_perfect - 1.4612) < 0.001 and batch_softmax > 1.4",
            given="classes == 10",
        ),
        Myth(
            "one-batch-proves-all",
            "A network that learns one batch by heart has no bug",
            refuted_by="max(batch_labels, batch_pixels, batch_detach) < 0.05 and test_labels < 0.3",
            given="classes == 10 and batch >= 16 and steps >= 150",
        ),
        Myth(
            "accuracy-shows-all-train",
            "High accuracy shows that every layer trains",
            refuted_by="test_detach > 0.8 and ungraded_detach == 2 and ungraded_none == 0",
            given="batch >= 16 and steps >= 150",
        ),
    ],
)
def debugging_checklist(
    ctx: Context,
    classes: Annotated[int, Range(2, 10), "to tell apart"] = 10,
    batch: Annotated[int, Range(4, 64), "examples in a batch"] = 32,
    steps: Annotated[int, Range(50, 500), "of Adam"] = 200,
) -> None:
    x, y, test_x, test_y = (torch.from_numpy(part).to(ctx.device) for part in digits(ctx.rng))
    y, test_y, rows = y % classes, test_y % classes, []
    for i in ctx.loop(len(BUGS), "bugs"):
        bug, words = list(BUGS.items())[i]
        losses, _, ungraded = fit(bug, x[:batch], y[:batch], classes, steps, batch)
        _, logits, _ = fit(bug, x, y, classes, ctx.pick(quick=steps, full=10 * steps), batch)
        right = (logits(test_x).argmax(1) == test_y).double().mean().item()
        rows.append((words, losses[0], fmean(losses[-20:]), ungraded, right))
        for name, value in zip(("first", "batch", "ungraded", "test"), rows[-1][1:], strict=True):
            ctx.metric(f"{name}_{bug}", value)
        ctx.curve(words, range(steps), losses, chart="loss on one batch", x_label="step")
    columns = ("bug", "first loss", "one batch", "without gradient", "test accuracy")
    ctx.table("Every check on every bug", columns, rows)
    ctx.metric("ln_k", log(classes))
    sure = F.one_hot(torch.tensor([0]), classes).double()
    ctx.metric("softmax_perfect", F.cross_entropy(sure, torch.tensor([0])))

"""A loss over all pairs: (N, 1) minus (N,) raises no error, falls, and teaches only the mean.

The model is of the very form that made the targets, so only the shapes can be at fault.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import torch
from torch import Tensor, nn

from quizapp.demos.api import Claim, Context, Myth, Range, demo


def fit(x: Tensor, y: Tensor, shaped: Callable, rate: float, steps: int) -> tuple[list, float]:
    """Fit a line with a loss written by hand: the losses, and R^2 on the same points."""
    line = nn.Linear(x.shape[1], 1).to(x.device)
    optimizer, losses = torch.optim.SGD(line.parameters(), lr=rate), []
    for _ in range(steps):
        loss = ((shaped(line(x)) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    left = line(x)[:, 0] - y
    return losses, 1 - (left.var() / y.var()).item()


@demo(
    "broadcast-loss",
    title="A loss over all pairs",
    quick_s=0.5,
    claims=[
        Claim(
            "ends-at-variance",
            "Broadcast to all pairs, the loss falls to the variance of the targets",
            "0.99 < end_over_variance < 1.01",
        ),
        Claim(
            "perfect-is-not-zero",
            "Broadcast to all pairs, perfect predictions have a loss of twice the variance",
            "1.99 < perfect_over_variance < 2.01",
        ),
        Myth(
            "falling-loss-works",
            "If the loss falls, the code works",
            refuted_by="end < 0.4 * start and r2_broadcast < 0.1 and r2_squeezed > 0.95",
            given="noise <= 0.25",
        ),
        Myth(
            "rate-too-small",
            "A loss that stays too high needs another learning rate",
            refuted_by="r2_best_rate < 0.1",
        ),
    ],
)
def broadcast_loss(
    ctx: Context,
    noise: Annotated[float, Range(0, 2), "in the targets"] = 0.1,
    features: Annotated[int, Range(3, 10), "of an example"] = 5,
    n: Annotated[int, Range(50, 500), "examples"] = 200,
) -> None:
    x = torch.randn(n, features, device=ctx.device)
    y = x.sum(1) + 5 + noise * torch.randn(n, device=ctx.device)
    variance, steps = y.var(unbiased=False), ctx.pick(quick=200, full=2000)
    for name, shaped in {"broadcast": lambda out: out, "squeezed": lambda out: out[:, 0]}.items():
        losses, r2 = fit(x, y, shaped, 0.1, steps)
        ctx.metric(f"r2_{name}", r2)
        ctx.curve(name, range(steps), losses, chart="loss", x_label="step", log_y=True)
        if name == "broadcast":
            ctx.metric("start", losses[0])
            ctx.metric("end", losses[-1])
            ctx.metric("end_over_variance", losses[-1] / variance)
    ctx.curve("variance of the targets", (0, steps), (variance, variance), chart="loss")
    ctx.metric("perfect_over_variance", ((y[:, None] - y) ** 2).mean() / variance)
    reached = {str(rate): fit(x, y, lambda out: out, rate, steps)[1] for rate in (0.03, 0.1, 0.3)}
    ctx.metric("r2_best_rate", max(reached.values()))

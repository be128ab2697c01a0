"""Why the loss goes up sometimes: one cause at a time, with all the others shut out.

The loss of all images is looked at after every step, whatever the step was made from. A run on all
of them, without momentum and with a moderate rate, has nothing left that could raise it.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np
import torch
import torch.nn.functional as F

from quizapp.demos.api import Choice, Claim, Context, Myth, Range, demo, digits

SIZES = (64 * 32, 32, 32 * 10, 10)
SCALES = (64**-0.5, 0.0, 32**-0.5, 0.0)
STEPS = 200
Data = tuple[torch.Tensor, torch.Tensor]


def loss(w: torch.Tensor, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Cross-entropy of the 64-32-10 tanh network whose weights lie in one vector."""
    w1, b1, w2, b2 = w.split(SIZES)
    return F.cross_entropy(torch.tanh(x @ w1.view(64, 32) + b1) @ w2.view(32, 10) + b2, y)


def train(
    w: torch.Tensor, data: Data, rate: float, batch: int | None = None
) -> tuple[torch.Tensor, np.ndarray, float]:
    """The weights after descent, the loss of all images before each step and at the end, and the
    share of steps that lowered the loss of the images they were made from.
    """
    x, y = data
    losses, lowered = [], 0
    for _ in range(STEPS):
        chosen = torch.randint(len(x), (batch,)) if batch else slice(None)
        w = w.detach().requires_grad_()
        own = loss(w, x[chosen], y[chosen])
        (slope,) = torch.autograd.grad(own, w)
        with torch.no_grad():
            losses.append(loss(w, x, y).item())
            w = w - rate * slope
            lowered += int(loss(w, x[chosen], y[chosen]) < own)
    return w, np.array([*losses, loss(w, x, y).item()]), lowered / STEPS


def bowl(rng: np.random.Generator, beta: float) -> np.ndarray:
    """Losses of momentum on a convex quadratic, at half the rate that descent allows."""
    curvatures, x, v, losses = np.geomspace(1, 10, 10), rng.normal(size=10), np.zeros(10), []
    for _ in range(STEPS + 1):
        losses.append(curvatures @ x**2 / 2)
        v = beta * v + curvatures * x
        x = x - 0.1 * v
    return np.array(losses)


def rises(losses: np.ndarray) -> float:
    return np.mean(np.diff(losses) > 0)


@demo(
    "loss-increase",
    title="Why the loss goes up sometimes",
    quick_s=1,
    claims=[
        Claim(
            "nothing-raises-it",
            "With all images, no momentum and a rate up to 0.5 the loss never rises in 200 steps",
            "rises_full == 0",
            given="rate <= 0.5",
        ),
        Claim(
            "too-long-steps",
            "With all images and a rate of 5 it rises in over 30 % of the steps",
            "rises_long > 0.3",
        ),
        Claim(
            "mini-batches",
            "At the same moderate rate, batches of 16 raise it in over 15 % of the steps, while"
            " nearly every step lowers the loss of its own batch",
            "rises_batch > 0.15 and own_falls > 0.95",
            given="batch <= 16 and 0.25 <= rate <= 0.5",
        ),
        Claim(
            "momentum-overshoots",
            "Momentum 0.95 raises the loss of a bowl in over a fifth of the steps, without noise",
            "rises_bowl > 0.2",
            given="beta >= 0.95",
        ),
        Myth(
            "leaving-minima",
            "The loss rises when descent enters a local minimum and leaves it again",
            refuted_by="rises_bowl > 0.2 and rises_full == 0",
            given="beta >= 0.95 and rate <= 0.5",
        ),
        Myth(
            "curve-shows-steps",
            "Where the curve of the batch losses rises, a step was bad",
            refuted_by="0.35 < rises_frozen < 0.65",
        ),
        Myth(
            "rise-means-trouble",
            "A run in which the loss rises ends higher than one in which it never does",
            refuted_by="rises_hot > 0 and final_hot < 0.5 * final_full",
            given="rate <= 0.5",
        ),
    ],
)
def loss_increase(
    ctx: Context,
    rate: Annotated[float, Range(0.1, 2), "the moderate learning rate"] = 0.3,
    batch: Annotated[int, Choice(4, 16, 64, 256), "images in a mini-batch"] = 16,
    beta: Annotated[float, Range(0.5, 0.99), "momentum on the bowl"] = 0.95,
) -> None:
    images, labels, *_ = (torch.from_numpy(part)[:400].to(ctx.device) for part in digits(ctx.rng))
    parts = (scale * torch.randn(size) for size, scale in zip(SIZES, SCALES, strict=True))
    w = torch.cat(list(parts)).to(ctx.device)
    runs = {
        "full": (f"all, {rate:g}", rate, None),
        "batch": (f"{batch} images, {rate:g}", rate, batch),
        "hot": ("all, 1.5", 1.5, None),
        "long": ("all, 5", 5.0, None),
    }
    for i in ctx.loop(len(runs), "training"):
        name, (label, own_rate, size) = list(runs.items())[i]
        trained, losses, own_falls = train(w, (images, labels), own_rate, size)
        ctx.metric(f"rises_{name}", rises(losses))
        ctx.metric(f"final_{name}", losses[-1])
        ctx.curve(
            label, range(STEPS + 1), losses, chart="loss of all images", x_label="step", log_y=True
        )
        if name == "batch":
            ctx.metric("own_falls", own_falls)
            chosen = torch.randint(len(images), (STEPS + 1, batch))
            frozen = np.array([loss(trained, images[c], labels[c]).item() for c in chosen])
            ctx.metric("rises_frozen", rises(frozen))
            ctx.curve("", range(STEPS + 1), frozen, chart="batch losses, weights frozen")
    rolling = bowl(ctx.rng, beta)
    ctx.metric("rises_bowl", rises(rolling))
    ctx.curve("", range(STEPS + 1), rolling, chart="momentum on a bowl", x_label="step", log_y=True)

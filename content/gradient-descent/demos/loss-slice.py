"""What the curve in the textbook is a picture of: a thin slice through thousands of dimensions.

All weights of a small network lie in one vector, so that a direction is a vector too, and many of
them are measured from the very same point.
"""

from __future__ import annotations

from typing import Annotated

import torch
import torch.nn.functional as F

from quizapp.demos.api import Choice, Claim, Context, LogRange, Myth, demo, digits

HIDDEN = 32
SIZES = (64 * HIDDEN, HIDDEN, HIDDEN * 10, 10)
SCALES = (64**-0.5, 0.0, HIDDEN**-0.5, 0.0)  # that keep the activations' variance; biases are 0
REACH = 3.0  # of a slice to both sides: a third of the length of all weights, about
TRIED = 0.04  # std of random search: of six from 0.003 to 0.1, the best range is 0.03 to 0.05
Data = tuple[torch.Tensor, torch.Tensor]


def loss(w: torch.Tensor, data: Data) -> torch.Tensor:
    """Cross-entropy on all images of the 64-32-10 network with these weights."""
    w1, b1, w2, b2 = w.split(SIZES)
    hidden = torch.tanh(data[0] @ w1.view(64, HIDDEN) + b1)
    return F.cross_entropy(hidden @ w2.view(HIDDEN, 10) + b2, data[1])


def gradient(w: torch.Tensor, data: Data) -> torch.Tensor:
    w = w.detach().requires_grad_()
    return torch.autograd.grad(loss(w, data), w)[0]


def descend(w: torch.Tensor, data: Data, steps: int) -> torch.Tensor:
    for _ in range(steps):
        w = w - 0.5 * gradient(w, data)
    return w


def search(w: torch.Tensor, data: Data, trials: int) -> torch.Tensor:
    """Random search: try a random step, and keep it where it lowers the loss."""
    best = loss(w, data)
    for _ in range(trials):
        tried = w + TRIED * torch.randn_like(w)
        if (found := loss(tried, data)) < best:
            w, best = tried, found
    return w


@demo(
    "loss-slice",
    title="What the textbook curve is a picture of",
    quick_s=0.8,
    claims=[
        Claim(
            "best-direction",
            "A short step against the gradient gains over five times the best of the random ones",
            "gain_gradient > 5 * gain_best",
            given="length <= 0.1",
        ),
        Claim(
            "root-of-n",
            "With n weights a gradient step gains about sqrt(n) times what a random step of its"
            " length changes",
            "0.6 < gain_gradient / change_random / sqrt(weights) < 1.5",
            given="length <= 0.02",
        ),
        Claim(
            "same-price",
            "Random search for the price of 100 gradient steps ends at over four times the loss",
            "loss_search > 4 * loss_descent",
        ),
        Myth(
            "any-direction-helps",
            "At the start almost any direction lowers the loss",
            refuted_by="0.3 < share_up < 0.7",
            given="length <= 0.02",
        ),
        Myth(
            "bowl-is-a-minimum",
            "Where the loss rises to both sides of a slice, training has found a minimum",
            refuted_by="share_bowls > 0.8 and loss_later < 0.65 * loss_trained",
            given="steps >= 50",
        ),
    ],
)
def loss_slice(
    ctx: Context,
    length: Annotated[float, LogRange(1e-3, 1), "of a step from random weights"] = 0.01,
    directions: Annotated[int, Choice(100, 200, 500), "drawn at random"] = 200,
    steps: Annotated[int, Choice(0, 20, 50, 100, 200), "of descent before slicing"] = 100,
) -> None:
    images, labels, *_ = (torch.from_numpy(part)[:400].to(ctx.device) for part in digits(ctx.rng))
    data = images.double(), labels
    w = torch.cat([scale * torch.randn(size) for size, scale in zip(SIZES, SCALES, strict=True)])
    w = w.to(data[0])
    random = F.normalize(torch.randn(directions, len(w)).to(w), dim=1)
    uphill = F.normalize(gradient(w, data), dim=0)

    here = loss(w, data)
    changes = torch.stack([loss(w + length * u, data) - here for u in random])
    gain = here - loss(w - length * uphill, data)
    ctx.metric("weights", len(w))
    ctx.metric("gain_gradient", gain)
    ctx.metric("gain_best", -changes.min())
    ctx.metric("change_random", changes.square().mean().sqrt())
    ctx.metric("share_up", (changes > 0).double().mean())
    ctx.hist("random steps", changes / gain, chart="change of the loss, gradient step = -1")

    ctx.metric("loss_descent", loss(descend(w, data, 100), data))
    ctx.metric("loss_search", loss(search(w, data, 300), data))  # a gradient costs 3 losses, about

    w = descend(w, data, steps)
    slope = gradient(w, data)
    ctx.metric("loss_trained", loss(w, data))
    ctx.metric("loss_later", loss(descend(w, data, 2 * steps), data))
    ends = torch.stack([loss(w + side * REACH * u, data) for u in random for side in (-1, 1)])
    ctx.metric("share_bowls", (ends.view(-1, 2) > loss(w, data)).all(1).double().mean())
    one_weight = F.one_hot(slope.abs().argmax(), len(w)).to(w)
    at = torch.linspace(-REACH, REACH, 61).to(w)
    for name, u in (
        ("the steepest weight", one_weight),
        ("the gradient", F.normalize(slope, dim=0)),
        ("a random direction", random[0]),
    ):
        along = torch.stack([loss(w + a * u, data) for a in at])
        ctx.curve(name, at, along, chart="slices", x_label="way along it", y_label="loss")

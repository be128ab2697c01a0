"""The last layer: a linear classifier on what the layers before it have made of the input.

Frozen, those layers stay as they were drawn. So two networks differ in their features alone, or, of
the same width and trained alike, in what is done with the outputs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from quizapp.demos.api import Choice, Claim, Context, LogRange, Myth, demo, digits

Loss = Callable[[Tensor, Tensor], Tensor]
WIDTHS = (4, 16, 64, 512)


def network(hidden: int, outputs: int = 10) -> nn.Sequential:
    return nn.Sequential(nn.Linear(64, hidden), nn.ReLU(), nn.Linear(hidden, outputs))


def train(net: nn.Module, x, y, loss: Loss, optimizer: torch.optim.Optimizer, steps: int) -> None:
    for rows in torch.randint(len(x), (steps, 64), device=x.device):
        optimizer.zero_grad()
        loss(net(x[rows]), y[rows]).backward()
        optimizer.step()


@torch.no_grad()
def accuracy(net: nn.Module, x: Tensor, y: Tensor) -> float:
    return (net(x).argmax(1) == y).double().mean().item()


@demo(
    "last-layer",
    title="What the last layer can do",
    quick_s=2.5,
    claims=[
        Claim(
            "features-decide",
            "On 16 learned units the last layer is over 10 points more accurate than on 16 random"
            " ones",
            "trained_16 - frozen_16 > 0.1",
        ),
        Claim(
            "p-minus-y",
            "The gradient of the loss by the logits is p - y",
            "gradient_error < 1e-12",
        ),
        Claim(
            "shift",
            "1000 added to every logit changes no probability, but makes the plain formula nan",
            "shift_difference < 1e-9 and naive_nan == 1",
        ),
        Claim(
            "counts",
            "From 100 features to ten classes it has 1,010 parameters",
            "parameters_100 == 1010",
        ),
        Myth(
            "only-learned",
            "A linear layer can only classify features that were learned",
            refuted_by="frozen_512 > 0.9",
        ),
        Myth(
            "softmax-twice",
            "A softmax in front of CrossEntropyLoss does no harm",
            refuted_by="accuracy_once - accuracy_twice > 0.2",
            given="rate <= 0.1 and 300 <= steps <= 500 and hidden >= 32",
        ),
        Myth(
            "softmax-always",
            "Softmax is the output of every classifier",
            refuted_by="both_right_softmax < 0.7 and both_right_sigmoid > 0.8",
            given="hidden >= 32 and steps >= 300",
        ),
    ],
)
def last_layer(
    ctx: Context,
    hidden: Annotated[int, Choice(8, 16, 32, 64, 128), "where the output is varied"] = 64,
    rate: Annotated[float, LogRange(0.01, 5), "of plain SGD"] = 0.1,
    steps: Annotated[int, Choice(100, 300, 500, 1000, 3000), "there, of 64 examples"] = 500,
) -> None:
    x, y, x_test, y_test = (torch.from_numpy(part).to(ctx.device) for part in digits(ctx.rng))
    about = {"chart": "accuracy of the last layer", "x_label": "hidden units"}
    for kind in ("frozen", "trained"):
        shares = []
        for width in WIDTHS:
            net = network(width).to(ctx.device)
            learning = net[2] if kind == "frozen" else net
            adam = torch.optim.Adam(learning.parameters(), 0.01)
            train(net, x, y, F.cross_entropy, adam, ctx.pick(quick=300, full=2000))
            shares.append(accuracy(net, x_test, y_test))
            ctx.metric(f"{kind}_{width}", shares[-1])
        ctx.curve(f"{kind} hidden units", WIDTHS, shares, **about, log_x=True)

    about = {"chart": "accuracy by plain SGD", "x_label": "step"}
    for name, ending in {"once": nn.Identity(), "twice": nn.Softmax(1)}.items():
        net, shares = nn.Sequential(network(hidden), ending).to(ctx.device), []
        sgd = torch.optim.SGD(net.parameters(), rate)
        for _ in ctx.loop(20, f"softmax {name}"):
            train(net, x, y, F.cross_entropy, sgd, steps // 20)
            shares.append(accuracy(net, x_test, y_test))
        ctx.metric(f"accuracy_{name}", shares[-1])
        ctx.curve(f"softmax {name}", range(steps // 20, steps + 1, steps // 20), shares, **about)

    # is the digit even, is it at least five? Both, one or none may hold
    labels, asked = (torch.stack([d % 2 == 0, d >= 5], 1).float() for d in (y, y_test))
    for name, ending in {"softmax": nn.Softmax(1), "sigmoid": nn.Sigmoid()}.items():
        net = nn.Sequential(network(hidden, 2), ending).to(ctx.device)
        adam = torch.optim.Adam(net.parameters(), 0.01)
        train(net, x, labels, F.binary_cross_entropy, adam, steps)
        right = (net(x_test) > 0.5) == asked
        ctx.metric(f"both_right_{name}", right.all(1).double().mean())

    z = torch.randn(64, 10, dtype=torch.float64, device=ctx.device, requires_grad=True)
    F.cross_entropy(z, y[:64], reduction="sum").backward()
    p = z.softmax(1).detach()
    ctx.metric("gradient_error", (z.grad - (p - F.one_hot(y[:64], 10))).abs().max())
    ctx.metric("shift_difference", ((z + 1000).softmax(1) - p).abs().max())
    naive = (z + 1000).exp() / (z + 1000).exp().sum(1, keepdim=True)
    ctx.metric("naive_nan", naive.isnan().all())
    ctx.metric("parameters_100", sum(p.numel() for p in nn.Linear(100, 10).parameters()))

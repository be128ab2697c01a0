"""What a network with dropout multiplies by at inference, and how a wrong factor hides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import torch
import torch.nn.functional as F
from torch import nn

from quizapp.demos.api import Choice, Claim, Context, Myth, Range, demo, digits


def logits(
    layers: nn.ModuleList, x: torch.Tensor, thin: Callable[[torch.Tensor], torch.Tensor]
) -> torch.Tensor:
    """The network's output where `thin` is done to every hidden layer: a mask, or a factor."""
    for layer in list(layers)[:-1]:
        x = thin(torch.relu(layer(x)))
    return layers[-1](x)


def spread_at_inference(*layers: nn.Module) -> torch.Tensor:
    """The standard deviation that comes out in evaluation mode, after training on N(0, 1)."""
    block = nn.Sequential(*layers)
    for _ in range(100):  # batch norm gathers its averages
        block(torch.randn(512, 64))
    return block.eval()(torch.randn(512, 64)).std()


@demo(
    "dropout-scaling",
    title="What to multiply by when dropout is off",
    quick_s=1,
    claims=[
        Claim(
            "unbiased",
            "Inverted dropout keeps the mean; an uncorrected mask leaves 1 - p of it",
            "0.98 < inverted < 1.02 and abs(uncorrected - (1 - p)) < 0.01",
        ),
        Claim(
            "same-at-half",
            "At p = 0.5 the wrong factor p and the right one 1 - p give the same result",
            "loss_drop == loss_keep",
            given="p == 0.5",
        ),
        Claim(
            "before-batchnorm",
            "Right before batch norm, dropout leaves a spread of sqrt(1 - p) instead of 1"
            " at inference; after it, 1",
            "abs(before_batchnorm - sqrt(1 - p)) < 0.03 and 0.97 < after_batchnorm < 1.03",
        ),
        Myth(
            "times-p",
            "At inference, multiply by the drop probability p",
            refuted_by="loss_drop > 3 * loss_keep",
            given="p <= 0.25",
        ),
        Myth(
            "accuracy-tells",
            "If accuracy has not changed, the scaling is right",
            refuted_by="accuracy_keep - accuracy_drop < 0.05 and loss_drop > 3 * loss_keep",
            given="p >= 0.2 and p <= 0.25 and width >= 128",
        ),
        Myth(
            "monte-carlo-better",
            "Averaging over many masks always beats one pass with scaled activations",
            refuted_by="loss_masks > loss_keep",
            given="p >= 0.5 and p <= 0.7",
        ),
    ],
    presets={"half": {"p": 0.5}},
)
def dropout_scaling(
    ctx: Context,
    p: Annotated[float, Range(0.1, 0.8), "share of units dropped"] = 0.2,
    width: Annotated[int, Choice(64, 128, 256), "units in each of two hidden layers"] = 128,
) -> None:
    h = torch.rand(1000) + 0.5
    ctx.metric("inverted", F.dropout(h.expand(500, -1), p).mean() / h.mean())
    ctx.metric("uncorrected", ((torch.rand(500, 1000) >= p) * h).mean() / h.mean())
    ctx.metric("before_batchnorm", spread_at_inference(nn.Dropout(p), nn.BatchNorm1d(64)))
    ctx.metric("after_batchnorm", spread_at_inference(nn.BatchNorm1d(64), nn.Dropout(p)))

    def mask(h: torch.Tensor) -> torch.Tensor:  # classical dropout: nothing is divided here
        return h * (torch.rand_like(h) >= p)

    x, y, test_x, test_y = (torch.from_numpy(part).to(ctx.device) for part in digits(ctx.rng))
    sizes = (64, width, width, 10)
    layers = nn.ModuleList(map(nn.Linear, sizes[:-1], sizes[1:])).to(ctx.device)
    optimizer = torch.optim.Adam(layers.parameters(), lr=2e-3)
    for step in ctx.loop(ctx.pick(quick=400, full=2000), "training"):
        batch = torch.randint(600, (64,))
        loss = F.cross_entropy(logits(layers, x[batch], mask), y[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 10 == 0:
            ctx.point("training loss", step, loss, chart="training with masks", log_y=True)

    with torch.no_grad():
        masked = torch.stack([logits(layers, test_x, mask).softmax(1) for _ in range(50)])
        outcomes = {"masks": masked.mean(0)}
        for name, factor in {"keep": 1 - p, "drop": p, "none": 1.0}.items():
            outcomes[name] = logits(layers, test_x, lambda h, f=factor: f * h).softmax(1)
    for name, probabilities in outcomes.items():
        ctx.metric(f"loss_{name}", F.nll_loss(probabilities.log(), test_y))
        ctx.metric(f"accuracy_{name}", (probabilities.argmax(1) == test_y).double().mean())
    losses = [F.nll_loss(outcomes[name].log(), test_y) for name in ("keep", "drop", "none")]
    ctx.bars(("1 - p", "p", "1"), losses, chart="test log-loss by the factor at inference")

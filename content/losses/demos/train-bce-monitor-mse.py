"""Train on BCE and watch the MSE: it changes no weight, and it tells another story.

A wide network learns a few points of two noisy half-moons by heart. Both losses are logged on both
splits; a second run from the same start logs nothing.
"""

from __future__ import annotations

import copy
from typing import Annotated

import torch
import torch.nn.functional as F
from torch import nn

from quizapp.demos.api import Choice, Claim, Context, Myth, Range, demo

Data = tuple[torch.Tensor, torch.Tensor]


def moons(examples: int, noise: float) -> Data:
    """Points of two half circles that reach into each other, and which of them each is from."""
    y = torch.arange(examples) % 2
    angle = torch.pi * torch.rand(examples)
    side = 1 - 2 * y
    x = torch.stack([y + side * angle.cos(), 0.5 * y + side * angle.sin() - 0.25 * y], 1)
    return x + noise * torch.randn(examples, 2), y.float()


@torch.no_grad()
def logged(net: nn.Module, data: Data) -> dict[str, float]:
    """Both losses, the MSE on raw logits too, and the accuracy: in evaluation mode."""
    z = net.eval()(data[0])[:, 0]
    net.train()
    bce = F.binary_cross_entropy_with_logits(z, data[1], reduction="none")
    return {
        "bce": bce.mean().item(),
        "by_mistakes": (bce[(z > 0) != data[1]].sum() / bce.sum()).item(),
        "mse": F.mse_loss(z.sigmoid(), data[1]).item(),
        "logit_mse": F.mse_loss(z, data[1]).item(),
        "accuracy": ((z > 0) == data[1]).double().mean().item(),
    }


@demo(
    "train-bce-monitor-mse",
    title="Train on BCE, watch the MSE",
    quick_s=2,
    claims=[
        Claim(
            "two-stories",
            "Validation BCE ends far above its minimum, by a ratio over 1.4 times that of the MSE",
            "end_bce > 1.7 * least_bce and end_bce / least_bce > 1.4 * end_mse / least_mse",
            given="width >= 128 and 0.35 <= noise and noise <= 0.4 and examples <= 100",
        ),
        Claim(
            "mistakes-carry-it",
            "In the end under a quarter of the points, the misclassified ones, carry over 80 % of"
            " validation BCE",
            "end_accuracy > 0.75 and end_by_mistakes > 0.8",
            given="width >= 128 and 0.3 <= noise and noise <= 0.4 and examples <= 100",
        ),
        Claim(
            "logits-mislead",
            "While training BCE falls below a tenth, the MSE on training logits more than triples",
            "train_end_bce < 0.1 * train_start_bce and"
            " train_end_logit_mse > 3 * train_start_logit_mse",
            given="width >= 128 and noise <= 0.4 and examples <= 100",
        ),
        Myth(
            "watching-changes",
            "Computing the MSE beside the loss changes what is learned",
            refuted_by="moved == 0",
        ),
        Myth(
            "exploding-means-useless",
            "When validation loss explodes, the classifier has become useless",
            refuted_by="end_bce > 1.7 * least_bce and best_accuracy - end_accuracy < 0.1",
            given="width >= 128 and 0.35 <= noise and noise <= 0.4 and examples <= 100",
        ),
        Myth(
            "mixed-pair",
            "Training BCE beside validation MSE shows the generalization gap",
            refuted_by="train_start_bce - start_mse > 0.3 and"
            " abs(train_start_bce - start_bce) < 0.15",
        ),
    ],
)
def train_bce_monitor_mse(
    ctx: Context,
    noise: Annotated[float, Range(0.1, 0.5), "of the points"] = 0.35,
    width: Annotated[int, Choice(8, 32, 128, 256), "units in each of two layers"] = 256,
    examples: Annotated[int, Range(20, 200), "to train on"] = 60,
) -> None:
    train, valid = moons(examples, noise), moons(2000, noise)
    net = nn.Sequential(
        nn.Linear(2, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1)
    )
    blind, log = copy.deepcopy(net), []
    steps = ctx.pick(quick=400, full=2000)
    for model in (blind, net):
        optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
        for step in ctx.loop(steps + 1, "with the log" if model is net else "without"):
            if model is net and step % 10 == 0:
                log.append((step, logged(net, train), logged(net, valid)))
            loss = F.binary_cross_entropy_with_logits(model(train[0])[:, 0], train[1])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    pairs = zip(net.parameters(), blind.parameters(), strict=True)
    with torch.no_grad():
        ctx.metric("moved", max((a - b).abs().max() for a, b in pairs))

    shown, seen, held_out = zip(*log, strict=True)
    for name in seen[0]:
        for split, rows in (("training", seen), ("validation", held_out)):
            ctx.curve(split, shown, [row[name] for row in rows], chart=name, x_label="step")
        ctx.metric(f"train_start_{name}", seen[0][name])
        ctx.metric(f"train_end_{name}", seen[-1][name])
        ctx.metric(f"start_{name}", held_out[0][name])
        ctx.metric(f"end_{name}", held_out[-1][name])
        ctx.metric(f"least_{name}", min(row[name] for row in held_out))
    ctx.metric("best_accuracy", max(row["accuracy"] for row in held_out))

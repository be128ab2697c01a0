"""Batch norm fixes the forward scale of a deep stack, and lets its gradients explode."""

from __future__ import annotations

from typing import Annotated

import torch
import torch.nn.functional as F
from torch import nn

from quizapp.demos.api import Choice, Claim, Context, Myth, Range, demo, digits


def gradient_norms(
    x: torch.Tensor, y: torch.Tensor, depth: int, width: int, normalized: bool, skips: bool
) -> list[float]:
    """The gradient's norm for each hidden layer's weights, before any step is taken."""
    norm = nn.BatchNorm1d if normalized else nn.Identity
    layers = [nn.Linear(width, width).to(x.device) for _ in range(depth)]
    for layer in layers:
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
        nn.init.zeros_(layer.bias)
    head, batch_norm = nn.Linear(width, 10).to(x.device), norm(width).to(x.device)
    h = nn.Linear(x.shape[1], width).to(x.device)(x)
    for layer in layers:
        out = torch.relu(batch_norm(layer(h)))  # as good as one each: all start with 1 and 0
        h = h + out if skips else out
    F.cross_entropy(head(h), y).backward()
    return [layer.weight.grad.norm().item() for layer in layers]


@demo(
    "batchnorm-gradient-explosion",
    title="Batch norm can make gradients explode",
    quick_s=0.6,
    claims=[
        Claim(
            "growth",
            "With batch norm the gradient grows by 1.1 to 1.3 per layer towards the input"
            " (theory: 1.21)",
            "1.1 < growth_batchnorm < 1.3",
            given="depth >= 20",
        ),
        Claim(
            "he-alone",
            "Without batch norm, He weights keep first and last gradient within a factor of 20",
            "1/20 < ratio_plain < 20",
        ),
        Claim(
            "skips-tame",
            "With batch norm and a skip connection around each layer, the first layer's gradient"
            " stays under 60 times the last one's",
            "ratio_skips < 60",
        ),
        Myth(
            "prevents-exploding",
            "Batch norm prevents exploding gradients",
            refuted_by="ratio_batchnorm > 300 and ratio_batchnorm > 20 * ratio_plain",
            given="depth >= 40",
        ),
    ],
    presets={"shallow": {"depth": 6}},
)
def batchnorm_gradient_explosion(
    ctx: Context,
    depth: Annotated[int, Range(5, 60), "hidden layers"] = 50,
    width: Annotated[int, Choice(32, 64, 128), "units in a layer"] = 64,
    batch: Annotated[int, Choice(32, 64, 256, 1024), "examples"] = 256,
) -> None:
    images, labels, *_ = digits(ctx.rng)
    x, y = (torch.from_numpy(part[:batch]).to(ctx.device) for part in (images, labels))
    networks = {
        "plain": (False, False),
        "batchnorm": (True, False),
        "skips": (True, True),
    }
    draws = ctx.pick(quick=4, full=20)
    for name, (normalized, skips) in networks.items():
        logs = torch.zeros(depth, dtype=torch.float64)
        for _ in ctx.loop(draws, name):
            norms = gradient_norms(x, y, depth, width, normalized, skips)
            logs += torch.tensor(norms, dtype=torch.float64).log10() / draws
        ctx.metric(f"ratio_{name}", 10 ** (logs[0] - logs[-1]))
        ctx.metric(f"growth_{name}", 10 ** ((logs[0] - logs[-1]) / (depth - 1)))
        ctx.curve(
            {"plain": "He weights", "skips": "batch norm and skips"}.get(name, "batch norm"),
            range(1, depth + 1),
            10**logs,
            chart="gradient norm, layer by layer",
            x_label="layer",
            y_label="norm",
            log_y=True,
        )

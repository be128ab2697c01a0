"""One network, a few images, some wrong labels: which remedy keeps it from learning the noise."""

from __future__ import annotations

import copy
from typing import Annotated

import torch
import torch.nn.functional as F
from torch import nn

from quizapp.demos.api import Choice, Claim, Context, Myth, Range, demo, digits

REMEDIES = {
    "none": {},
    "batch_norm": {"batch_norm": True},
    "smoothing": {"smoothing": 0.2},
    "small": {"width": 16},
    "decay": {"decay": 2},
    "shift": {"shift": 1},
    "early": {"early": True},
    "dropout": {"dropout": 0.7},
    "more_data": {},  # three times as much
    "noise": {"noise": 0.5},
}


def network(width: int, dropout: float, batch_norm: bool) -> nn.Sequential:
    layers, inputs = [], 64
    for _ in range(2):
        norm = nn.BatchNorm1d(width) if batch_norm else nn.Identity()
        layers += [nn.Linear(inputs, width), norm, nn.ReLU(), nn.Dropout(dropout)]
        inputs = width
    return nn.Sequential(*layers, nn.Linear(width, 10))


def disturbed(x: torch.Tensor, shift: int, noise: float) -> torch.Tensor:
    """Images moved by some pixels at most, each batch another way, with noise on every pixel."""
    ways = torch.randint(-shift, shift + 1, (2,)).tolist()
    return x.view(-1, 8, 8).roll(ways, (1, 2)).flatten(1) + noise * torch.randn_like(x)


def accuracy(net: nn.Module, x: torch.Tensor, y: torch.Tensor) -> float:
    with torch.no_grad():
        return (net.eval()(x).argmax(1) == y).double().mean().item()


def trained(
    x: torch.Tensor,
    y: torch.Tensor,
    valid: tuple[torch.Tensor, torch.Tensor],
    steps: int,
    *,
    width: int,
    decay: float = 0,
    dropout: float = 0,
    noise: float = 0,
    shift: int = 0,
    smoothing: float = 0,
    batch_norm: bool = False,
    early: bool = False,
) -> nn.Module:
    """The network after AdamW's steps; with early stopping, as it was when best on `valid`."""
    net = network(width, dropout, batch_norm).to(x.device)
    optimizer = torch.optim.AdamW(net.parameters(), lr=6e-3, weight_decay=decay, fused=True)
    best, kept = 0.0, net
    for step in range(steps):
        chosen = torch.randint(len(x), (64,))
        output = net.train()(disturbed(x[chosen], shift, noise))
        loss = F.cross_entropy(output, y[chosen], label_smoothing=smoothing)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if early and step % 5 == 0 and (score := accuracy(net, *valid)) > best:
            best, kept = score, copy.deepcopy(net)
    return kept


@demo(
    "regularizer-shootout",
    title="Which remedy against overfitting helps?",
    quick_s=3,
    claims=[
        Claim(
            "memorizes",
            "Without a remedy the network learns most wrong labels too, and is right on under 0.85"
            " of the test images",
            "train_none > 1 - 0.45 * wrong and test_none < 0.85",
            given="wrong >= 0.35 and wrong <= 0.5 and width >= 128 and images >= 200",
        ),
        Claim(
            "remedies-help",
            "Early stopping, dropout of 0.7, input noise of 0.5 and three times the data gain over"
            " 0.03 each",
            "min(test_early, test_dropout, test_noise, test_more_data) > test_none + 0.03",
            given="wrong >= 0.35 and wrong <= 0.5 and width >= 128 and images >= 200",
        ),
        Myth(
            "batch-norm-is-a-remedy",
            "Batch norm makes dropout and weight decay unnecessary",
            refuted_by="train_batch_norm > 0.9 and test_batch_norm < test_noise - 0.03",
            given="wrong >= 0.35 and wrong <= 0.5 and width >= 128 and images >= 200",
        ),
        Myth(
            "smoothing-cures-labels",
            "Label smoothing protects against wrong labels",
            refuted_by="train_smoothing > 1 - 0.45 * wrong and test_smoothing < test_noise - 0.03",
            given="wrong >= 0.35 and wrong <= 0.5 and width >= 128 and images >= 200",
        ),
    ],
)
def regularizer_shootout(
    ctx: Context,
    images: Annotated[int, Choice(100, 200, 300), "to train on"] = 300,
    wrong: Annotated[float, Range(0, 0.5), "share of labels drawn anew"] = 0.4,
    width: Annotated[int, Choice(32, 64, 128, 256), "units in each of two layers"] = 128,
) -> None:
    x, y, *test = (torch.from_numpy(part).to(ctx.device) for part in digits(ctx.rng))
    valid = x[-300:], y[-300:]  # clean, as the test images are
    spoilt = torch.arange(len(y)) * 0.618 % 1 < wrong  # evenly: any part has its full share
    noisy = torch.where(spoilt, torch.randint(10, (len(y),)), y)
    steps, rows = ctx.pick(quick=250, full=1500), []
    for i in ctx.loop(len(REMEDIES), "remedies"):
        name, change = list(REMEDIES.items())[i]
        used = slice(images * (3 if name == "more_data" else 1))
        net = trained(x[used], noisy[used], valid, steps, **{"width": width, **change})
        with torch.no_grad():
            loss = F.cross_entropy(net.eval()(test[0]), test[1])
        rows.append((name, accuracy(net, x[used], noisy[used]), accuracy(net, *test), loss))
        for metric, value in zip(("train", "test", "loss"), rows[-1][1:], strict=True):
            ctx.metric(f"{metric}_{name}", value)
    names, _, right, _ = zip(*rows, strict=True)
    ctx.bars(names, right, chart="accuracy on clean test images")
    columns = ("remedy", "training accuracy", "test accuracy", "test log-loss")
    ctx.table("Training counts the noisy labels", columns, rows)

"""What training accuracy proves, and how sure a test accuracy is: labels with and without a rule.

The labels follow the sign of the first feature, except for a share that is drawn by a coin. Where
all are drawn there is nothing to learn, so whatever a model gets right beyond one half of the
training labels it has memorized.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from quizapp.demos.api import Claim, Context, LogRange, Myth, Range, demo

POOL = 20_000  # fresh examples, from which test sets are drawn
Data = tuple[torch.Tensor, torch.Tensor]


def drawn(ctx: Context, examples: int, features: int, random: float) -> Data:
    x = ctx.rng.normal(size=(examples, features)).astype(np.float32)
    coin = ctx.rng.random(examples) < random
    y = np.where(coin, ctx.rng.random(examples) < 0.5, x[:, 0] > 0)
    return torch.from_numpy(x).to(ctx.device), torch.from_numpy(y).to(ctx.device)


def nearest(known: Data, x: torch.Tensor) -> torch.Tensor:
    return known[1][torch.cdist(x, known[0]).argmin(1)]


def trained(net: nn.Module, data: Data, steps: int) -> nn.Module:
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    for _ in range(steps):
        loss = F.binary_cross_entropy_with_logits(net(data[0])[:, 0], data[1].float())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return net


@demo(
    "train-test-gap",
    title="What a training score proves, and what a test score",
    quick_s=0.6,
    claims=[
        Claim(
            "memorizes",
            "Random labels: 1-NN gets all training labels right, an MLP nearly all, and both under"
            " 60 % of new ones",
            "train_nearest == 1 and train_mlp > 0.95 and max(test_nearest, test_mlp) < 0.6",
            given="random == 1 and features >= 20 and examples <= 200 and test >= 500",
        ),
        Claim(
            "standard-error",
            "The spread of a test accuracy is sqrt(p(1 - p)/n), within a fifth",
            "0.8 < spread / formula < 1.2",
        ),
        Myth(
            "all-right-means-learned",
            "A model that is right on the whole training set has learned something",
            refuted_by="train_mlp > 0.95 and test_mlp < 0.6",
            given="random == 1 and features >= 20 and examples <= 200 and test >= 500",
        ),
        Myth(
            "lower-training-error",
            "Of two models, the one with fewer training errors is the better one",
            refuted_by="train_nearest > train_linear + 0.05 and test_nearest < test_linear - 0.05",
            given="0.2 <= random and random <= 0.5 and features >= 20 and 200 <= examples",
        ),
        Myth(
            "tenfold-sure",
            "Ten times the test examples make the score ten times as sure",
            refuted_by="spread / spread_tenfold < 5",
        ),
    ],
    presets={"learnable": {"random": 0.3}},
)
def train_test_gap(
    ctx: Context,
    random: Annotated[float, Range(0, 1), "share of labels drawn by a coin"] = 1.0,
    examples: Annotated[int, LogRange(50, 1000), "to train on"] = 200,
    features: Annotated[int, Range(2, 100), "of which the first carries the rule"] = 20,
    test: Annotated[int, LogRange(50, 5000), "examples in a test set"] = 1000,
) -> None:
    data, pool = (drawn(ctx, n, features, random) for n in (examples, POOL))
    steps = ctx.pick(quick=300, full=2000)
    linear = trained(nn.Linear(features, 1).to(ctx.device), data, steps)
    mlp = nn.Sequential(nn.Linear(features, 256), nn.ReLU(), nn.Linear(256, 1)).to(ctx.device)
    trained(mlp, data, steps)
    models = {
        "nearest": lambda x: nearest(data, x),
        "linear": lambda x: linear(x)[:, 0] > 0,
        "mlp": lambda x: mlp(x)[:, 0] > 0,
    }
    rows, right = [], {}
    for name, predict in models.items():
        with torch.no_grad():
            right[name] = (predict(pool[0]) == pool[1]).cpu().numpy()
            train = (predict(data[0]) == data[1]).double().mean()
        rows.append((name, train, right[name][:test].mean()))
        ctx.metric(f"train_{name}", rows[-1][1])
        ctx.metric(f"test_{name}", rows[-1][2])
    ctx.table("accuracy", ("model", "training", "test"), rows)

    accuracy = right["linear"].mean()
    for name, n in (("spread", test), ("spread_tenfold", 10 * test)):
        scores = ctx.rng.choice(right["linear"], (500, n)).mean(1)
        ctx.metric(name, scores.std())
        ctx.hist(f"{n} test examples", scores, chart="what 500 test sets say of one model")
    ctx.metric("formula", np.sqrt(accuracy * (1 - accuracy) / test))

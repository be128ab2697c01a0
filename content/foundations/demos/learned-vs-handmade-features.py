"""Who finds the feature: a person, a network or trees. Each wins where its guess fits the data.

One trainer fits every network; without hidden layers it is logistic regression. It is scored at the
step where it does best on the test data: a favour that the trees do not get. Turning the table's
axes changes no distance between its rows, only whether single columns mean something.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from quizapp.demos.api import Claim, Context, Myth, Range, demo


def rings(ctx: Context, n: int) -> tuple[Tensor, Tensor]:
    """Eight round clouds of n points, and whether each point is in the outer half."""
    x = torch.from_numpy(ctx.rng.normal(size=(8, n, 2))).float().to(ctx.device)
    return x, (squared_radius(x) > 2 * np.log(2)).float()


def squared_radius(x: Tensor) -> Tensor:
    return x.square().sum(-1, keepdim=True)


def accuracy(scores: Tensor, y: Tensor, known: int) -> float:
    """On the rows after the first `known` of every data set."""
    return ((scores > 0) == (y > 0))[..., known:, :].double().mean().item()


def network(x: Tensor, y: Tensor, known: int, hidden: tuple[int, ...], rate: float, steps: int):
    """Train ReLU networks, one for each data set, on its first rows: their accuracy at its best."""
    layers = [
        (torch.randn(len(x), n, m, device=x.device) * (2 / n) ** 0.5, x.new_zeros(len(x), 1, m))
        for n, m in pairwise((x.shape[-1], *hidden, 1))
    ]
    parameters = [parameter.requires_grad_() for layer in layers for parameter in layer]
    optimizer = torch.optim.Adam(parameters, lr=rate, fused=True)

    def scores(h: Tensor) -> Tensor:
        for i, (weights, biases) in enumerate(layers):
            h = (h.relu() if i else h) @ weights + biases
        return h

    best = 0.0
    for step in range(steps):
        k = torch.randint(known, (64,))
        loss = F.binary_cross_entropy_with_logits(scores(x[:, k]), y[:, k]) * len(x)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 10 == 9:
            best = max(best, accuracy(scores(x), y, known))
    return best


def trees(x: Tensor, y: Tensor, known: int) -> float:
    """Boost 200 trees of one split: each is fitted to what those before got wrong."""
    cuts = torch.linspace(-1, 1, 30, device=x.device)
    side = torch.where(x[..., None] > cuts, 1.0, -1.0).flatten(1)  # of every possible split
    score = torch.zeros_like(y)
    for _ in range(200):
        slopes = side[:known].T @ (y - score.sigmoid())[:known] / known
        best = slopes.abs().argmax()
        score += 2 * slopes[best] * side[:, best, None]
    return accuracy(score, y, known)


@demo(
    "learned-vs-handmade-features",
    title="Learned features against hand-made ones",
    quick_s=3,
    presets={"useful columns only": {"irrelevant": 0}, "plenty of points": {"few": 100}},
    claims=[
        Claim(
            "network-finds-the-ring",
            "From 600 points a network tells the inner from the outer half of a cloud on over 95"
            " %, a line on the coordinates on under 65 %",
            "network_many > 0.95 and raw_many < 0.65",
            given="hidden >= 16",
        ),
        Myth(
            "deep-always-wins",
            "Deep learning always beats classical machine learning",
            refuted_by="handmade_many > 0.97 and handmade_many > network_many",
        ),
        Myth(
            "no-design-any-more",
            "Networks learn their features, so nobody has to design any",
            refuted_by="handmade_few > network_few + 0.04",
            given="few <= 30",
        ),
        Myth(
            "networks-on-every-table",
            "Neural networks are the best models for every kind of data",
            refuted_by="trees_table > network_table + 0.1",
            given="irrelevant >= 15",
        ),
        Myth(
            "trees-on-every-table",
            "Boosted trees are the best models for every table",
            refuted_by="network_turned > trees_turned + 0.05",
            given="irrelevant <= 20",
        ),
        Claim(
            "axes-are-the-trees-guess",
            "With the table's axes turned, trees lose over 0.2 of accuracy and a network under 0.1",
            "trees_table - trees_turned > 0.2 and network_turned > network_table - 0.1",
            given="irrelevant >= 15",
        ),
    ],
)
def learned_vs_handmade_features(
    ctx: Context,
    few: Annotated[int, Range(10, 100), "points of a small data set"] = 20,
    irrelevant: Annotated[int, Range(0, 40), "columns of the table that mean nothing"] = 17,
    hidden: Annotated[int, Range(2, 64), "units in each of the ring network's two layers"] = 32,
) -> None:
    sizes = sorted({few, 50, 100, 200, 600})
    learners = {
        "raw": (lambda x: x, (), 0.1),
        "handmade": (squared_radius, (), 0.1),
        "network": (lambda x: x, (hidden, hidden), 0.01),
    }
    found: dict[str, list[float]] = {name: [] for name in learners}
    for i in ctx.loop(len(sizes), "rings"):
        x, y = rings(ctx, sizes[i] + 1000)
        for name, (feature, layers, rate) in learners.items():
            found[name].append(network(feature(x), y, sizes[i], layers, rate, steps=250))
    for name, right in found.items():
        ctx.metric(f"{name}_few", right[sizes.index(few)])
        ctx.metric(f"{name}_many", right[-1])
        ctx.curve(name, sizes, right, chart="accuracy on rings", x_label="points", log_x=True)

    wide, bars = 3 + irrelevant, {}
    x = torch.from_numpy(ctx.rng.uniform(-1, 1, (3000, wide))).float().to(ctx.device)
    y = ((x[:, :3].abs() < 0.5).sum(1, keepdim=True) >= 2).float()  # two of three in mid-range
    turn, _ = torch.linalg.qr(torch.randn(wide, wide, device=ctx.device))
    for name, table in {"table": x, "turned": x @ turn}.items():
        steps = ctx.pick(quick=600, full=3000)
        bars[f"trees_{name}"] = trees(table, y, 1000)
        bars[f"network_{name}"] = network(table[None], y[None], 1000, (64, 64), 0.003, steps)
    for name, right in bars.items():
        ctx.metric(name, right)
    ctx.bars(list(bars), bars.values(), chart="accuracy on the table, as it is and turned")

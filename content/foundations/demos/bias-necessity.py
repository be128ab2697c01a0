"""What a bias does that no weight can: it lets a boundary, a kink and the value at 0 move.

Every network is trained twice from the same drawn weights; in one copy the biases are held at zero.
"""

from __future__ import annotations

import copy
from typing import Annotated

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from quizapp.demos.api import Choice, Claim, Context, Myth, Range, demo

ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh}


def blobs(rng: np.random.Generator, offset: float, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Two round clouds on one ray, around (offset - 1, offset - 1) and (offset + 1, offset + 1)."""
    label = np.arange(n) % 2
    return offset + (2 * label - 1)[:, None] + rng.normal(0, 0.4, (n, 2)), label


def best_line(x: np.ndarray, label: np.ndarray, *, biased: bool) -> float:
    """The accuracy of the best of 360 directions: at the threshold 0, or at the best of all."""
    angles = np.radians(range(360))
    along = x @ (np.cos(angles), np.sin(angles))
    if not biased:
        return ((along > 0) == label[:, None]).mean(axis=0).max()
    ordered = label[np.argsort(along, axis=0)]  # right ones, if the first k points are called 0
    return (np.cumsum(1 - 2 * ordered, axis=0).max() + label.sum()) / len(x)


def network(inputs: int, activation: str, hidden: int) -> nn.Sequential:
    act = ACTIVATIONS[activation]
    return nn.Sequential(
        *(nn.Linear(inputs, hidden), act(), nn.Linear(hidden, hidden), act()),
        nn.Linear(hidden, 1),
        nn.Flatten(0),
    )


def without_biases(net: nn.Sequential) -> nn.Sequential:
    """The same network, its biases held at zero."""
    net = copy.deepcopy(net)
    for name, parameter in net.named_parameters():
        if name.endswith("bias"):
            nn.init.zeros_(parameter).requires_grad_(False)
    return net


def trained(net: nn.Sequential, x: Tensor, y: Tensor, loss, steps: int) -> Tensor:
    """What the network says about x after full-batch steps of Adam."""
    free = [parameter for parameter in net.parameters() if parameter.requires_grad]
    optimizer = torch.optim.Adam(free, lr=0.01, fused=True)
    for _ in range(steps):
        optimizer.zero_grad()
        loss(net(x), y).backward()
        optimizer.step()
    return net(x).detach()


@demo(
    "bias-necessity",
    title="What breaks without biases",
    quick_s=1,
    presets={"tanh": {"activation": "tanh"}, "around the origin": {"offset": 0.0}},
    claims=[
        Claim(
            "line-through-origin",
            "Two clouds on one ray: a line gets over 95 % right with a bias, under 75 % without",
            "line_with > 0.95 and line_without < 0.75",
            given="offset >= 2.5",
        ),
        Claim(
            "centred-data-need-none",
            "Centred on the origin, the same clouds need no bias",
            "line_centred > 0.95",
        ),
        Claim(
            "homogeneous",
            "A ReLU network without biases: s times the input gives s times the output, 0 gives 0",
            "not_homogeneous < 1e-9 and abs(value_at_0) == 0",
            given="activation == 'relu'",
        ),
        Claim(
            "one-kink",
            "On one input a ReLU network without biases bends only at 0: its error on cos 3x is"
            " over 20 times that with biases",
            "curve_without > 20 * curve_with",
            given="activation == 'relu' and hidden >= 32",
        ),
        Claim(
            "tanh-is-odd",
            "Without biases tanh parts the clouds, but it is odd: of cos 3x it learns nothing",
            "network_without > 0.95 and curve_without > 0.4",
            given="activation == 'tanh' and offset >= 2.5 and hidden >= 16",
        ),
        Myth(
            "more-weights-instead",
            "With enough weights a network makes up for missing biases",
            refuted_by="network_with > 0.95 and network_without < 0.75",
            given="activation == 'relu' and offset >= 2.5 and hidden >= 16",
        ),
        Myth(
            "constants-are-easy",
            "Without biases a ReLU network can still learn a constant",
            refuted_by="constant_without > 0.2 and constant_with < 0.01",
            given="activation == 'relu' and hidden >= 32",
        ),
    ],
)
def bias_necessity(
    ctx: Context,
    offset: Annotated[float, Range(0, 5), "each coordinate of the clouds' middle"] = 3.0,
    activation: Annotated[str, Choice("relu", "tanh"), "of the networks"] = "relu",
    hidden: Annotated[int, Range(4, 128), "units in each of two layers"] = 64,
) -> None:
    steps = ctx.pick(quick=300, full=3000)
    x, label = blobs(ctx.rng, offset, 400)
    right = {
        "line_with": best_line(x, label, biased=True),
        "line_without": best_line(x, label, biased=False),
        "line_centred": best_line(x - offset, label, biased=False),
    }
    points, goal = (torch.from_numpy(part).float().to(ctx.device) for part in (x, label))
    net = network(2, activation, hidden).to(ctx.device)
    for name, learner in {"network_with": net, "network_without": without_biases(net)}.items():
        scores = trained(learner, points, goal, F.binary_cross_entropy_with_logits, steps)
        right[name] = ((scores > 0) == (goal > 0)).double().mean().item()
    for name, share in right.items():
        ctx.metric(name, share)
    ctx.bars([name.replace("_", " ") for name in right], right.values(), chart="accuracy on clouds")

    plain = without_biases(network(8, activation, hidden)).double()
    z = torch.from_numpy(ctx.rng.normal(size=(100, 8)))
    out, scale = plain(z).detach(), torch.tensor([0.1, 2.0, 10.0]).double()
    gap = max((plain(s * z).detach() - s * out).abs().max() / (s * out.abs().max()) for s in scale)
    ctx.metric("not_homogeneous", gap)
    ctx.metric("value_at_0", plain(0 * z[:1]))

    t = torch.linspace(-1, 1, 200, device=ctx.device)
    for name, goal in {"curve": torch.cos(3 * t), "constant": torch.ones_like(t)}.items():
        net = network(1, activation, hidden).to(ctx.device)
        for biases, learner in {"with": net, "without": without_biases(net)}.items():
            fit = trained(learner, t[:, None], goal, F.mse_loss, steps)
            ctx.metric(f"{name}_{biases}", F.mse_loss(fit, goal))
            ctx.curve(f"{biases} biases", t, fit, chart=f"fit of a {name}", x_label="x")
        ctx.curve("goal", t, goal, chart=f"fit of a {name}", x_label="x")

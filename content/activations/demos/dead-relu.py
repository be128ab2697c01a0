"""Dead ReLUs: what kills them, what that costs, and which cures work."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Annotated

import torch
from torch import nn

from quizapp.demos.api import Claim, Context, LogRange, Myth, Range, demo, digits

Data = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]  # inputs, labels, for testing


def network(
    sizes: list[int],
    activation: Callable[[], nn.Module] = nn.ReLU,
    bias: float = 0,
    norm: bool = False,
) -> nn.Sequential:
    """Dense layers with He weights, every hidden bias at `bias`, and batch norm if `norm`."""
    layers: list[nn.Module] = []
    for inputs, units in pairwise(sizes[:-1]):
        linear = nn.Linear(inputs, units)
        nn.init.kaiming_normal_(linear.weight)
        nn.init.constant_(linear.bias, bias)
        layers += [linear, nn.BatchNorm1d(units)] if norm else [linear]
        layers.append(activation())
    return nn.Sequential(*layers, nn.Linear(*sizes[-2:]))


def train(net: nn.Sequential, data: Data, rate: float, steps: int) -> float:
    """Plain SGD on mini-batches of 64; the accuracy on the examples for testing."""
    x, y, x_test, y_test = data
    weights = tuple(net.parameters())
    for _ in range(steps):
        i = torch.randint(len(x), (64,))
        loss = nn.functional.cross_entropy(net(x[i]), y[i])
        with torch.no_grad():
            for weight, slope in zip(weights, torch.autograd.grad(loss, weights), strict=True):
                weight -= rate * slope
    with torch.no_grad():
        return (net.eval()(x_test).argmax(1) == y_test).float().mean().item()


def share_on(net: nn.Sequential, x: torch.Tensor, layer: int) -> torch.Tensor:
    """For each unit of the hidden layer that ends at index `layer`: how often it is above zero."""
    with torch.no_grad():
        return (net[: layer + 1](x) > 0).float().mean(0)


def rings(examples: int) -> tuple[torch.Tensor, torch.Tensor]:
    """A disc and the ring around it, half of the points each: no line separates them."""
    x = torch.randn(examples, 2)
    return x, (x.norm(dim=1) > 1.18).long()


@demo(
    "dead-relu",
    title="Dead ReLUs: who dies, who recovers",
    quick_s=2,
    claims=[
        Claim(
            "rate-kills",
            "A learning rate of 2 kills much of the first layer, one of 0.1 next to nothing",
            "dead_fast > 0.3 and dead_slow < 0.15",
            given="rate >= 2",
        ),
        Claim(
            "norm-saves",
            "With batch normalization before the ReLU nothing dies even at a rate of 1, and it"
            " learns",
            "dead_norm < 0.02 and accuracy_norm > 0.9",
            given="rate <= 2",
        ),
        Myth(
            "death-spreads",
            "A dead unit kills the units behind it",
            refuted_by="accuracy_killed > 0.88 and dead_behind_killed < dead_behind_slow + 0.15",
            given="killed <= 64",
        ),
        Myth(
            "leaky-cures",
            "Leaky ReLU cures a layer that starts out dead",
            refuted_by="accuracy_leaky < 0.5 and accuracy_elu > 0.75",
            given="slope <= 0.01",
        ),
        Myth(
            "positive-bias-cures",
            "Give every unit a large positive bias: then nothing dies and all is well",
            refuted_by="always_on > 0.9 and rings_shifted < 0.75 and rings_zero > 0.85",
            given="shift >= 20",
        ),
    ],
)
def dead_relu(
    ctx: Context,
    rate: Annotated[float, LogRange(0.1, 5), "learning rate that is too large"] = 2.0,
    killed: Annotated[int, Range(0, 128), "units of the first layer to kill, of 128"] = 64,
    slope: Annotated[float, LogRange(0.001, 0.5), "of Leaky ReLU below zero"] = 0.01,
    shift: Annotated[float, Range(0, 40), "positive bias of every hidden unit"] = 20.0,
) -> None:
    data = tuple(torch.from_numpy(part) for part in digits(ctx.rng))
    x, steps, deep = data[0], ctx.pick(quick=300, full=1000), [64, 128, 128, 10]
    few = network(deep)
    nn.init.constant_(few[0].bias[:killed], -100)  # far below anything that an image can add
    runs = {  # metric: label, network, where its hidden layers end, learning rate
        "slow": ("ReLU, 0.1", network(deep), (1, 3), 0.1),
        "killed": (f"{killed} killed", few, (1, 3), 0.1),
        "fast": (f"ReLU, {rate:g}", network(deep), (1, 3), rate),
        "norm": (f"norm, {rate:g}", network(deep, norm=True), (2, 5), rate),
    }
    rows = []
    for name, (label, net, (first, second), lr) in runs.items():
        accuracy = train(net, data, lr, steps)
        dead, behind = ((share_on(net, x, end) == 0).float().mean() for end in (first, second))
        ctx.metric(f"accuracy_{name}", accuracy)
        ctx.metric(f"dead_{name}", dead)
        ctx.metric(f"dead_behind_{name}", behind)
        ctx.hist(label, share_on(net, x, first), bins=20, chart=f"how often a unit is on: {label}")
        rows.append((label, f"{dead:.0%}", f"{behind:.0%}", accuracy))
    ctx.table("Two hidden layers", ("run", "dead", "dead behind", "accuracy"), rows)

    units = {"relu": nn.ReLU, "leaky": lambda: nn.LeakyReLU(slope), "elu": nn.ELU}
    revived = []
    for name, activation in units.items():
        net = network([64, 128, 10], activation, bias=-3)
        revived.append(train(net, data, 0.1, 2 * steps))
        ctx.metric(f"accuracy_{name}", revived[-1])
    ctx.bars(list(units), revived, chart="accuracy of a layer that started out dead")

    circles = (*rings(800), *rings(2000))
    for name, bias in (("zero", 0), ("shifted", shift)):
        net = network([2, 32, 2], bias=bias)
        ctx.metric(f"rings_{name}", train(net, circles, 0.05, steps))
    ctx.metric("always_on", (share_on(net, circles[0], 1) == 1).float().mean())

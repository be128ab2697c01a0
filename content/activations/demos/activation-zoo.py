"""Slope, mean and cost of the usual activations, measured instead of remembered."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Annotated

import torch
from torch import nn

from quizapp.demos.api import Choice, Claim, Context, LogRange, Myth, demo

ZOO = {
    "sigmoid": nn.Sigmoid(),
    "tanh": nn.Tanh(),
    "relu": nn.ReLU(),
    "leaky_relu": nn.LeakyReLU(0.01),
    "elu": nn.ELU(),
    "selu": nn.SELU(),
    "gelu": nn.GELU(),
    "silu": nn.SiLU(),
}


def seconds(function: Callable[[], object]) -> float:
    began = time.perf_counter()
    function()
    return time.perf_counter() - began


def costs(ctx: Context, fan_in: int) -> dict[str, float]:
    """The time of each activation as a share of the matrix product that it follows.

    The least of several rounds is what the work costs; all above it is other programs. Each round
    times everything once, so that nothing has a quieter moment to itself.
    """
    x, weights = torch.randn(512, fan_in), torch.randn(fan_in, 1024)
    z = x @ weights
    product: list[float] = []
    times: dict[str, list[float]] = {name: [] for name in ZOO}
    for _ in ctx.loop(ctx.pick(quick=8, full=30), "timing"):
        product.append(seconds(lambda: x @ weights))
        for name, act in ZOO.items():
            times[name].append(seconds(lambda act=act: act(z)))
    return {name: min(spent) / min(product) for name, spent in times.items()}


def count(*modules: nn.Module) -> int:
    return sum(parameter.numel() for module in modules for parameter in module.parameters())


@demo(
    "activation-zoo",
    title="A measured table of activation functions",
    quick_s=0.5,
    timed=True,
    claims=[
        Claim(
            "tanh-identity",
            "tanh(z) = 2 sigmoid(2z) - 1: tanh is a sigmoid, stretched and shifted",
            "tanh_error < 1e-12",
        ),
        Claim(
            "relu-mean",
            "ReLU shifts the mean: inputs from N(0, s^2) leave it with a mean of 0.4 s",
            "0.38 * std < mean_relu < 0.42 * std",
        ),
        Claim(
            "elu-saturates",
            "At z = -6 the slope of ELU is less than half of Leaky ReLU's 0.01",
            "slope_left_elu < 0.5 * slope_left_leaky_relu",
        ),
        Claim(
            "parameter-counts",
            "A 784-100 layer has 78,500 parameters; with PReLU 78,600, with Maxout of two 157,000",
            "count_relu == 78500 and count_prelu == 78600 and count_maxout == 157000",
        ),
        Myth(
            "slope-to-one",
            "The sigmoid's derivative lies between 0 and 1",
            refuted_by="max_slope_sigmoid < 0.251 and max_slope_tanh > 0.999",
        ),
        Myth(
            "elu-zero-centred",
            "ELU's output is zero-centred",
            refuted_by="mean_elu > 0.1 and abs(mean_selu) < 0.02",
            given="std == 1",
        ),
        Myth(
            "leaky-zero-centred",
            "Leaky ReLU's negative side centres its output",
            refuted_by="mean_leaky_relu > 0.9 * mean_relu",
        ),
        Myth(
            "relu-is-cheap",
            "ReLU networks are fast because ReLU is cheap to compute",
            refuted_by="costliest < 0.25",
            given="fan_in >= 1024",
        ),
    ],
)
def activation_zoo(
    ctx: Context,
    drawn: Annotated[
        str,
        Choice("sigmoid", "tanh", "relu", "leaky_relu", "elu", "selu", "gelu", "silu"),
        "which one to draw",
    ] = "sigmoid",
    std: Annotated[float, LogRange(0.1, 5), "of the inputs"] = 1.0,
    fan_in: Annotated[int, Choice(256, 512, 1024, 2048), "inputs of the timed layer"] = 1024,
) -> None:
    share = costs(ctx, fan_in)
    samples = std * torch.randn(ctx.pick(quick=1_000_000, full=10_000_000))
    z = torch.linspace(-6, 6, 1201, dtype=torch.float64, requires_grad=True)
    rows = []
    for name, act in ZOO.items():
        (slope,) = torch.autograd.grad(act(z).sum(), z)
        out = act(samples)
        ctx.metric(f"max_slope_{name}", slope.max())
        ctx.metric(f"slope_left_{name}", slope[0])
        ctx.metric(f"mean_{name}", out.mean())
        rows.append((name, slope.min(), slope.max(), out.mean(), out.std(), f"{share[name]:.1%}"))
        if name == drawn:
            ctx.curve(name, z[::10], act(z)[::10], chart=f"{name} and its slope", x_label="z")
            ctx.curve("slope", z[::10], slope[::10], chart=f"{name} and its slope")
    ctx.table("The zoo", ("name", "min slope", "max slope", "mean", "std", "cost"), rows)
    ctx.metric("costliest", max(share.values()))
    ctx.metric("tanh_error", (torch.tanh(z) - (2 * torch.sigmoid(2 * z) - 1)).abs().max())
    ctx.metric("count_relu", count(nn.Linear(784, 100), nn.ReLU()))
    ctx.metric("count_prelu", count(nn.Linear(784, 100), nn.PReLU(100)))
    ctx.metric("count_maxout", count(nn.Linear(784, 2 * 100)))  # two linear pieces for each unit

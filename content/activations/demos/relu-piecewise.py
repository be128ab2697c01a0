"""How a sum of ReLUs, each a bend in a straight line, follows a curve, and where it does not."""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np
import torch
from torch import nn

from quizapp.demos.api import Choice, Claim, Context, Myth, Range, demo

CURVES = {"sin": np.sin, "exp": np.exp, "step": lambda x: np.where(x > math.sqrt(2), 1.0, 0.0)}
LOW, HIGH = -math.pi, math.pi


def relu(x: np.ndarray) -> np.ndarray:
    return np.maximum(x, 0)


def interpolant(curve, pieces: int, x: np.ndarray) -> np.ndarray:
    """A sum of ReLUs that meets the curve at every knot: each unit adds the change of slope."""
    knots = np.linspace(LOW, HIGH, pieces + 1)
    slopes = np.diff(curve(knots)) / np.diff(knots)
    changes = np.diff(slopes, prepend=0)
    return curve(knots[0]) + relu(x[:, None] - knots[:-1]) @ changes


def trained(curve, units: int, steps: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Weights, biases, output weights and output bias of a network that Adam fits to the curve."""
    x = torch.linspace(LOW, HIGH, 256)[:, None]
    y = torch.as_tensor(curve(x.double().numpy()), dtype=torch.float32)
    net = nn.Sequential(nn.Linear(1, units), nn.ReLU(), nn.Linear(units, 1))
    optimizer = torch.optim.Adam(net.parameters(), 1e-2)
    for _ in range(steps):
        optimizer.zero_grad()
        (net(x) - y).square().mean().backward()
        optimizer.step()
    w, b, v, c = (p.detach().double().numpy() for p in net.parameters())
    return w[:, 0], b, v[0], c[0]


@demo(
    "relu-piecewise",
    title="Bending a line into a curve",
    quick_s=0.7,
    claims=[
        Claim(
            "quarter",
            "Twice the pieces leave a quarter of the largest error on a smooth curve",
            "3 < error / error_doubled < 5",
            given="pieces >= 16 and curve != 'step'",
        ),
        Claim(
            "kinks",
            "A trained network bends only where a unit switches: at most one kink for each",
            "stray_bends == 0",
        ),
        Claim(
            "straight-outside",
            "Beyond its last kink the network is a straight line",
            "bend_outside < 1e-6",
        ),
        Claim(
            "depth-multiplies",
            "Tents nested in one another double the pieces with every layer: ten make 1,024",
            "tent_pieces == 2 ** tents",
        ),
        Myth(
            "every-function",
            "With enough units a ReLU network comes as close as you like to every function",
            refuted_by="error_at_jump > 0.3",
        ),
        Myth(
            "learned-the-function",
            "A network that fits the interval has learned the function",
            refuted_by="fit_error < 0.01 and error_far > 3",
            given="curve == 'sin' and units >= 32 and far >= 20",
        ),
    ],
)
def relu_piecewise(
    ctx: Context,
    curve: Annotated[str, Choice("sin", "exp", "step"), "to approximate"] = "sin",
    pieces: Annotated[int, Choice(2, 4, 8, 16, 32, 64, 128), "of the interpolant"] = 16,
    units: Annotated[int, Choice(4, 8, 16, 32, 64), "of the trained network"] = 32,
    far: Annotated[float, Range(5, 50), "an x outside, to ask the network"] = 20.0,
    tents: Annotated[int, Range(1, 12), "nested, two units each"] = 10,
) -> None:
    f, x = CURVES[curve], np.linspace(LOW, HIGH, 20_001)
    counts = [2**k for k in range(1, 9)]
    errors = {n: np.abs(interpolant(f, n, x) - f(x)).max() for n in counts}
    ctx.metric("error", errors[pieces])
    ctx.metric("error_doubled", errors[2 * pieces])
    ctx.metric(
        "error_at_jump", np.abs(interpolant(CURVES["step"], pieces, x) - CURVES["step"](x)).max()
    )
    ctx.curve(
        "",
        counts,
        errors.values(),
        chart="largest error of the interpolant",
        x_label="pieces",
        log_x=True,
        log_y=True,
    )

    w, b, v, c = trained(f, units, ctx.pick(quick=600, full=3000))

    def net(x: np.ndarray) -> np.ndarray:
        return relu(np.outer(x, w) + b) @ v + c

    ctx.metric("fit_error", np.mean((net(x) - f(x)) ** 2))
    on = np.outer(x, w) + b > 0
    switches = np.any(on[1:] != on[:-1], axis=1)  # in each interval of x
    bends = np.abs(np.diff(net(x), 2)) > 1e-10  # between one interval and the next
    ctx.metric("kinks", switches.sum())
    ctx.metric("stray_bends", np.count_nonzero(bends & ~switches[1:] & ~switches[:-1]))
    last = max(HIGH, *(-b / w))
    outside = net(last + np.array([1.0, 2.0, 3.0]))
    ctx.metric("bend_outside", abs(outside[2] - 2 * outside[1] + outside[0]))
    ctx.metric("error_far", abs(net(np.array([far])) - f(far))[0])
    wide = np.linspace(2 * LOW, 2 * HIGH, 400)
    chart = f"{curve}, fitted on [-pi, pi]"
    ctx.curve(curve, wide, f(wide), chart=chart, x_label="x")
    ctx.curve(f"{units} trained ReLUs", wide, net(wide), chart=chart)

    grid = np.linspace(0, 1, 2**14 + 1)  # every corner of up to 12 nested tents is on it
    folded = grid
    for _ in range(tents):
        folded = 2 * relu(folded) - 4 * relu(folded - 0.5)
    ctx.metric("tent_pieces", 1 + np.count_nonzero(np.diff(np.sign(np.diff(folded)))))

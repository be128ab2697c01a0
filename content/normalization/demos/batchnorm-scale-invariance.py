"""Weights before batch norm have no scale: what that does to outputs, gradients and steps."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

import torch

from quizapp.demos.api import Claim, Context, LogRange, Myth, Range, demo


def batch_norm(z: torch.Tensor) -> torch.Tensor:
    """Without the usual small number under the root, so that what is exact shows as exact."""
    return (z - z.mean(0)) / z.std(0, correction=0)


def loss_and_output(
    x: torch.Tensor, target: torch.Tensor, w: torch.Tensor, bias: float | torch.Tensor = 0.0
) -> tuple[torch.Tensor, torch.Tensor]:
    """One layer with batch norm and ReLU, and how far it is from what it should say."""
    output = torch.relu(batch_norm(x @ w.T + bias))
    return ((output - target) ** 2).sum(1).mean(), output


@demo(
    "batchnorm-scale-invariance",
    title="Weights before batch norm have no scale",
    quick_s=0.3,
    claims=[
        Claim(
            "same-output",
            "Multiplying the weights by any factor leaves the output where it was",
            "output_moved < 1e-9",
        ),
        Claim(
            "smaller-gradient",
            "Weights times a have a gradient divided by exactly a",
            "0.999 < gradient_ratio / factor < 1.001",
        ),
        Claim(
            "norm-grows",
            "The gradient is at right angles to the weights, so plain descent can only lengthen"
            " them",
            "abs(cosine) < 1e-9 and norm_least_change > 0",
            given="decay == 0",
        ),
        Claim(
            "steps-calm-down",
            "A learning rate of 100 throws the weights out once; then their steps are small, and"
            " the loss still falls by a fifth at least",
            "norm_growth_100 > 1.5 and loss_end_100 < 0.8 * loss_start",
            given="decay == 0",
        ),
        Myth(
            "every-layer-needs-bias",
            "Every layer needs its bias",
            refuted_by="bias_gradient < 1e-12 and bias_moved < 1e-9",
        ),
        Myth(
            "decay-simplifies",
            "Weight decay always makes the function simpler",
            refuted_by="output_moved < 1e-9 and gradient_ratio / factor > 0.999",
        ),
    ],
)
def batchnorm_scale_invariance(
    ctx: Context,
    factor: Annotated[float, LogRange(0.1, 100), "on the weights"] = 10.0,
    decay: Annotated[float, Range(0, 0.1), "share of the weights lost at each step"] = 0.0,
) -> None:
    # float64 on the CPU: the claims are about rounding errors.
    x = torch.randn(128, 20, dtype=torch.float64)
    target = torch.relu(torch.randn(128, 30, dtype=torch.float64))
    start = torch.randn(30, 20, dtype=torch.float64)
    outputs, gradients = [], []
    for scale, shift in ((1.0, 0.0), (factor, 0.0), (1.0, 3.0)):
        w = (scale * start).requires_grad_()
        bias = torch.full((30,), shift, dtype=torch.float64, requires_grad=True)
        loss, output = loss_and_output(x, target, w, bias)
        loss.backward()
        outputs.append(output)
        gradients.append(w.grad)
    ctx.metric("output_moved", (outputs[1] - outputs[0]).abs().max())
    ctx.metric("bias_moved", (outputs[2] - outputs[0]).abs().max())
    ctx.metric("bias_gradient", bias.grad.abs().max())
    ctx.metric("gradient_ratio", gradients[0].norm() / gradients[1].norm())
    along = (gradients[0] * start).sum() / (gradients[0].norm() * start.norm())
    ctx.metric("cosine", along)
    ctx.metric("loss_start", loss)

    for rate in (0.1, 1.0, 10.0, 100.0):
        w, losses, norms = start.clone().requires_grad_(), [], []
        for _ in ctx.loop(ctx.pick(quick=100, full=1000), f"rate {rate:g}"):
            loss, _ = loss_and_output(x, target, w)
            (gradient,) = torch.autograd.grad(loss, w)
            losses.append(loss.item())
            norms.append(w.norm().item())
            w = ((1 - decay) * w - rate * gradient).detach().requires_grad_()
        steps = range(len(norms))
        chart = {"x_label": "step", "log_y": True}
        ctx.curve(f"rate {rate:g}", steps, norms, chart="norm of the weights", **chart)
        ctx.curve(f"rate {rate:g}", steps, losses, chart="loss", **chart)
        if rate == 1:
            ctx.metric("norm_least_change", min(b - a for a, b in pairwise(norms)))
    ctx.metric("norm_growth_100", norms[-1] / norms[0])
    ctx.metric("loss_end_100", losses[-1])

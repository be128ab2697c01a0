"""Weight decay and an L2 penalty: the same for SGD, two different things under Adam."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from quizapp.demos.api import Claim, Context, LogRange, Myth, demo

NOISES = np.array([[0.01], [0.1], [1.0], [10.0]])
STEPS, COPIES = 2000, 500


class Adam:
    """The direction of Adam's step, with its usual constants."""

    def __init__(self) -> None:
        self.m = self.v = np.zeros(1)
        self.t = 0

    def step(self, g: np.ndarray) -> np.ndarray:
        self.t += 1
        self.m = 0.9 * self.m + 0.1 * g
        self.v = 0.999 * self.v + 0.001 * g**2
        return self.m / (1 - 0.9**self.t) / (np.sqrt(self.v / (1 - 0.999**self.t)) + 1e-8)


@demo(
    "adamw-vs-l2",
    title="Weight decay is not L2 under Adam",
    quick_s=0.5,
    claims=[
        Claim(
            "adamw-treats-all-alike",
            "AdamW decays every weight by (1 - rate * decay) a step, whatever its gradient",
            "adamw_off < 0.03",
            given="rate <= 2e-3",
        ),
        Claim(
            "sgd-same",
            "For plain SGD the penalty and the decay are the same to rounding",
            "sgd_off < 1e-9",
        ),
        Claim(
            "l2-spares-the-loud",
            "Adam with L2 hardly decays the weights that receive large gradients",
            "adam_0_1 < 0.4 and adam_10 > 0.85",
            given="decay >= 0.1 and decay <= 0.2 and rate == 1e-3",
        ),
        Myth(
            "same-thing",
            "Weight decay is another word for L2 regularization",
            refuted_by="adam_spread > 5 * adamw_spread",
            given="rate >= 5e-4 and rate <= 2e-3 and decay >= 0.05",
        ),
    ],
)
def adamw_vs_l2(
    ctx: Context,
    decay: Annotated[float, LogRange(0.01, 1), "strength of decay and of penalty"] = 0.1,
    rate: Annotated[float, LogRange(1e-4, 1e-2), "learning rate"] = 1e-3,
) -> None:
    # Weights that start at 1 and whose gradients are nothing but noise, of four sizes: whatever
    # moves their mean is the regularization.
    names = ("adam + L2", "adamw", "sgd + L2", "sgd + decay")
    weights = {name: np.ones((len(NOISES), COPIES)) for name in names}
    penalized, decoupled = Adam(), Adam()
    traces = {name: [] for name in names}
    steps = ctx.pick(quick=STEPS, full=5 * STEPS)
    for t in ctx.loop(steps, "stepping"):
        g = NOISES * ctx.rng.normal(size=(len(NOISES), COPIES))
        w = weights["adam + L2"]
        weights["adam + L2"] = w - rate * penalized.step(g + decay * w)
        w = weights["adamw"]
        weights["adamw"] = (1 - rate * decay) * w - rate * decoupled.step(g)
        w = weights["sgd + L2"]
        weights["sgd + L2"] = w - rate * (g + decay * w)
        w = weights["sgd + decay"]
        weights["sgd + decay"] = (1 - rate * decay) * w - rate * g
        if t % 20 == 0:
            for name in names:
                traces[name].append(weights[name].mean(axis=1))

    left = {name: weights[name].mean(axis=1) for name in names}
    for noise, mean in zip(("0_01", "0_1", "1", "10"), left["adam + L2"], strict=True):
        ctx.metric(f"adam_{noise}", mean)
    ctx.metric("adam_spread", np.ptp(left["adam + L2"]))
    ctx.metric("adamw_spread", np.ptp(left["adamw"]))
    ctx.metric("adamw_off", np.abs(left["adamw"] - (1 - rate * decay) ** steps).max())
    ctx.metric("sgd_off", np.abs(weights["sgd + L2"] - weights["sgd + decay"]).max())
    for name in names[:2]:
        for noise, trace in zip(NOISES[:, 0], np.array(traces[name]).T, strict=True):
            ctx.curve(
                f"gradients of {noise:g}",
                range(0, steps, 20),
                trace,
                chart=f"mean weight, {name}",
                x_label="step",
            )
    columns = ("size of gradients", *names)
    rows = [(noise, *(left[name][i] for name in names)) for i, noise in enumerate(NOISES[:, 0])]
    ctx.table("Mean weight at the end", columns, rows)

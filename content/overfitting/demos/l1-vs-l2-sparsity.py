"""Which of L1 and L2 sets weights to zero, and with which algorithm it really does."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from quizapp.demos.api import Bool, Claim, Context, LogRange, Myth, Range, demo

SAMPLES, FEATURES, RELEVANT = 70, 50, 5


def problem(rng, noise: float, correlated: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Inputs, targets and the true weights, of which only five are not zero."""
    x = rng.normal(size=(SAMPLES, FEATURES))
    if correlated:  # every feature shares half of its variance with all the others
        x = (x + rng.normal(size=(SAMPLES, 1))) / 2**0.5
    truth = np.zeros(FEATURES)
    truth[:RELEVANT] = rng.choice([-1, 1], RELEVANT)
    return x, x @ truth + noise * rng.normal(size=SAMPLES), truth


def soft_threshold(w: np.ndarray, by: float) -> np.ndarray:
    """The exact minimizer of the L1 part: it moves towards zero, and stops there."""
    return np.sign(w) * np.maximum(np.abs(w) - by, 0)


@demo(
    "l1-vs-l2-sparsity",
    title="Does L1 give exact zeros?",
    quick_s=0.2,
    claims=[
        Claim(
            "proximal-zeros",
            "Proximal steps on the L1 problem set at least 20 of 50 weights to exactly zero",
            "zeros_proximal >= 20",
            given="penalty >= 0.1 * noise",
        ),
        Claim(
            "l1-finds-the-few",
            "Where most true weights are zero, L1 with a penalty that fits the noise comes closer"
            " to them than L2 with its best penalty",
            "error_proximal < error_ridge",
            given="penalty >= 0.1 * noise and penalty <= 0.2 * noise and noise > 0",
        ),
        Myth(
            "term-in-the-loss",
            "An L1 term in the loss makes weights exactly zero",
            refuted_by="zeros_gradient == 0 and zeros_adam == 0 and small_gradient >= 15"
            " and zeros_proximal >= 15",
            given="penalty >= 0.1 * noise",
        ),
        Myth(
            "l2-sparse-too",
            "A strong L2 penalty makes weights zero as well",
            refuted_by="zeros_ridge == 0 and zeros_strong_ridge == 0",
        ),
    ],
)
def l1_vs_l2_sparsity(
    ctx: Context,
    penalty: Annotated[float, LogRange(0.01, 0.5), "strength of L1"] = 0.1,
    noise: Annotated[float, Range(0, 2), "standard deviation in the targets"] = 0.5,
    correlated: Annotated[bool, Bool(), "features that go together"] = False,
) -> None:
    x, y, truth = problem(ctx.rng, noise, correlated)
    hessian, target = x.T @ x / SAMPLES, x.T @ y / SAMPLES
    step = 1 / np.linalg.eigvalsh(hessian)[-1]

    proximal = gradient = adam = m = v = np.zeros(FEATURES)
    distance = []
    for t in ctx.loop(ctx.pick(quick=3000, full=30_000), "descending"):
        proximal = soft_threshold(proximal - step * (hessian @ proximal - target), step * penalty)
        shrinking = 1 / (1 + 0.01 * t)  # to be fair to those that overshoot zero
        slope = hessian @ gradient - target + penalty * np.sign(gradient)
        gradient = gradient - step * shrinking * slope
        slope = hessian @ adam - target + penalty * np.sign(adam)
        m, v = 0.9 * m + 0.1 * slope, 0.999 * v + 0.001 * slope**2
        corrected = m / (1 - 0.9 ** (t + 1)), v / (1 - 0.999 ** (t + 1))
        adam = adam - 0.01 * shrinking * corrected[0] / (corrected[1] ** 0.5 + 1e-8)
        distance.append(np.abs(gradient).min())

    identity = np.eye(FEATURES)
    strengths = np.geomspace(1e-3, 10, 50)
    ridges = np.linalg.solve(hessian + strengths[:, None, None] * identity, target)
    ridge = min(ridges, key=lambda w: np.linalg.norm(w - truth))  # the best of them all
    found = {
        "proximal": proximal,
        "gradient": gradient,
        "adam": adam,
        "ridge": ridge,
        "strong_ridge": np.linalg.solve(hessian + 100 * identity, target),
    }
    for name, w in found.items():
        ctx.metric(f"zeros_{name}", (w == 0).sum())
        ctx.metric(f"small_{name}", (np.abs(w) < 0.01).sum())
        ctx.metric(f"error_{name}", np.linalg.norm(w - truth))
        sizes = np.sort(np.abs(w[w != 0]))[::-1]  # a line ends where the zeros begin
        ctx.curve(
            name.replace("_", " "),
            range(1, len(sizes) + 1),
            sizes,
            chart="weights that are not zero, by size",
            x_label="rank",
            log_y=True,
        )
    t = np.unique(np.geomspace(1, len(distance), 100).astype(int))
    smallest = np.maximum(np.array(distance)[t - 1], 1e-12)
    ctx.curve(
        "gradient", t, smallest, chart="its smallest weight", x_label="step", log_x=True, log_y=True
    )

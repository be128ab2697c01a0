"""Standardized is not whitened: correlations stay, and with them bad conditioning."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from quizapp.demos.api import Claim, Context, LogRange, Myth, Range, demo


def steps_needed(x: np.ndarray, t: np.ndarray) -> tuple[int, np.ndarray]:
    """Steps of gradient descent until a millionth of the excess loss is left, and the way there.

    The loss is that of least squares on `x`; in each principal direction it shrinks by itself.
    """
    curvatures = np.linalg.eigvalsh(np.cov(x.T))
    shrink = (1 - curvatures / curvatures[-1]) ** (2 * t[:, None])
    loss = (curvatures * shrink).sum(axis=1) / curvatures.sum()
    return t[np.argmax(loss < 1e-6)], loss


def inverse_root(covariance: np.ndarray) -> np.ndarray:
    """The symmetric inverse square root: ZCA's whitening matrix."""
    variances, axes = np.linalg.eigh(covariance)
    return axes / np.sqrt(variances) @ axes.T


@demo(
    "whitening-vs-batchnorm",
    title="Standardized is not whitened",
    quick_s=0.3,
    claims=[
        Claim(
            "identity",
            "After whitening the covariance is the identity",
            "off_identity < 1e-8",
        ),
        Claim(
            "conditioning",
            "Two standardized features of correlation r keep a condition number of about (1 + r) /"
            " (1 - r)",
            "0.6 < condition_standardized / ((1 + correlation) / (1 - correlation)) < 1.6",
        ),
        Claim(
            "steps",
            "Gradient descent needs over 30 times the steps on standardized that it needs on"
            " whitened features, and on raw ones over 5 times more again",
            "steps_standardized > 30 * steps_whitened and steps_raw > 5 * steps_standardized",
            given="correlation >= 0.9 and ratio >= 10",
        ),
        Claim(
            "few-examples",
            "32 examples of 64 features give a singular covariance; 64 of 32 independent ones"
            " an estimate that looks 10 times worse conditioned than it is",
            "smallest_few < 1e-10 and condition_noisy > 10",
        ),
        Myth(
            "unit-variance-is-white",
            "Zero mean and unit variance is whitening",
            refuted_by="correlation_standardized > correlation - 0.05"
            " and condition_standardized > 5",
            given="correlation >= 0.8",
        ),
        Myth(
            "matrix-is-all",
            "Multiplying by the inverse square root of the covariance is all there is to whitening",
            refuted_by="mean_uncentred > 1",
        ),
    ],
)
def whitening_vs_batchnorm(
    ctx: Context,
    correlation: Annotated[float, Range(0, 0.99), "between the two features"] = 0.95,
    ratio: Annotated[float, LogRange(1, 100), "between their scales"] = 10.0,
) -> None:
    covariance = np.array([[1, correlation], [correlation, 1]])
    points = ctx.pick(quick=5000, full=100_000)
    raw = ctx.rng.multivariate_normal((3, 5), covariance, points) * (1, ratio)
    root = inverse_root(np.cov(raw.T))
    centred = raw - raw.mean(axis=0)
    spaces = {
        "raw": raw,
        "standardized": centred / raw.std(axis=0, ddof=1),
        "whitened": centred @ root,
    }
    t = np.unique(np.geomspace(1, 1e7, 2000).astype(int))
    for name, x in spaces.items():
        steps, loss = steps_needed(x, t)
        ctx.metric(f"steps_{name}", steps)
        ctx.metric(f"correlation_{name}", np.corrcoef(x.T)[0, 1])
        ctx.metric(f"condition_{name}", np.linalg.cond(np.cov(x.T)))
        seen = loss > 1e-8
        ctx.curve(
            name,
            t[seen],
            loss[seen],
            chart="excess loss of gradient descent",
            x_label="step",
            log_x=True,
            log_y=True,
        )
        ctx.heatmap(np.corrcoef(x.T), chart=f"correlations, {name}")
    ctx.metric("off_identity", np.abs(np.cov(spaces["whitened"].T) - np.eye(2)).max())
    ctx.metric("mean_uncentred", np.abs((raw @ root).mean(axis=0)).max())

    few = np.cov(ctx.rng.normal(size=(32, 64)).T)
    ctx.metric("smallest_few", np.abs(np.linalg.eigvalsh(few)[0]))
    noisy = [np.linalg.cond(np.cov(ctx.rng.normal(size=(64, 32)).T)) for _ in range(9)]
    ctx.metric("condition_noisy", np.median(noisy))

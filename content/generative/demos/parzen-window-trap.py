"""Scores for generative models, given to three whose worth is plain to see.

The three output genuine digits, k-means centroids of digits, and samples of a Gaussian fitted to
digits; a fourth model has a likelihood that is known.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np

from quizapp.demos.api import Choice, Claim, Context, Myth, demo, digits

BANDWIDTHS = np.geomspace(0.05, 0.5, 15)


def squared_distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.maximum((a**2).sum(1)[:, None] - 2 * a @ b.T + (b**2).sum(1), 0)


def parzen(samples: np.ndarray, valid: np.ndarray, test: np.ndarray) -> float:
    """Mean log-density of `test` under Gaussians on the samples, as wide as suits `valid` best."""

    def score(distances: np.ndarray, width: float) -> float:
        exponents = -distances / (2 * width**2)
        volume = samples.shape[1] / 2 * np.log(2 * np.pi * width**2)
        return np.logaddexp.reduce(exponents, axis=1).mean() - np.log(len(samples)) - volume

    apart = squared_distances(valid, samples)
    best = max(BANDWIDTHS, key=lambda width: score(apart, width))
    return score(squared_distances(test, samples), best)


def frechet(a: np.ndarray, b: np.ndarray) -> float:
    """Distance of the Gaussians with the two samples' means and covariances: FID's formula."""
    one, other = np.cov(a.T), np.cov(b.T)
    variances, axes = np.linalg.eigh(one)
    root = axes * np.sqrt(np.maximum(variances, 0)) @ axes.T
    common = np.sqrt(np.maximum(np.linalg.eigvalsh(root @ other @ root), 0)).sum()
    gap = ((a.mean(axis=0) - b.mean(axis=0)) ** 2).sum()
    return gap + np.trace(one) + np.trace(other) - 2 * common


def centroids(rng: np.random.Generator, x: np.ndarray, m: int) -> np.ndarray:
    """m means by k-means, from m of the points."""
    centres = x[rng.choice(len(x), m, replace=False)]
    for _ in range(15):
        nearest = squared_distances(x, centres).argmin(axis=1)
        for k in set(nearest):
            centres[k] = x[nearest == k].mean(axis=0)
    return centres


@demo(
    "parzen-window-trap",
    title="A score that prefers k-means to the truth",
    quick_s=0.8,
    claims=[
        Claim(
            "digits-over-gaussian",
            "Genuine digits score at least 5 nats above samples of a Gaussian fitted to digits",
            "parzen_digits - parzen_gaussian > 5",
            given="m >= 50",
        ),
        Claim(
            "not-converged",
            "Four times the genuine digits raise their score by at least 5 nats",
            "parzen_fourfold - parzen_digits > 5",
        ),
        Claim(
            "far-from-the-truth",
            "Where the likelihood is known, thousands of the model's samples put it over 20 nats"
            " too low",
            "known_exact - known_parzen > 20",
        ),
        Claim(
            "frechet-needs-samples",
            "The same formula as FID's, on pixels: four times the genuine digits cut their"
            " distance from other digits to two thirds or less",
            "frechet_digits > 1.5 * frechet_fourfold",
        ),
        Myth(
            "higher-is-better",
            "The higher its Parzen-window likelihood, the better the generative model",
            refuted_by="parzen_centroids - parzen_digits > 3",
        ),
        Myth(
            "frechet-sees-all",
            "Samples with the Fréchet distance of genuine ones are as good",
            refuted_by="frechet_gaussian < 1.9 * frechet_digits"
            " and parzen_digits - parzen_gaussian > 5",
            given="m >= 50",
        ),
    ],
)
def parzen_window_trap(
    ctx: Context,
    m: Annotated[int, Choice(25, 50, 100, 200), "samples of every model"] = 100,
) -> None:
    x, _, test, _ = (part.astype(float) for part in digits(ctx.rng))
    train, valid = x[:900], x[900:]
    mean, covariance = train.mean(axis=0), np.cov(train.T)
    fourfold = train[ctx.rng.choice(len(train), 4 * m, replace=False)]
    models = {
        "digits": fourfold[:m],
        "centroids": centroids(ctx.rng, train, m),
        "gaussian": ctx.rng.multivariate_normal(mean, covariance, m),
        "fourfold": fourfold,
    }
    labels = ("digits", "centroids", "Gaussian", f"{4 * m} digits")
    scores = []
    for name, samples in models.items():
        scores.append((parzen(samples, valid, test), frechet(samples, test)))
        ctx.metric(f"parzen_{name}", scores[-1][0], unit="nats")
        ctx.metric(f"frechet_{name}", scores[-1][1])
    by_parzen, by_frechet = zip(*scores, strict=True)
    ctx.bars(labels, by_parzen, chart="Parzen-window log-likelihood", unit="nats")
    ctx.bars(labels, by_frechet, chart="Fréchet distance of pixels (lower is better)")
    shown = [np.hstack(s[:6].reshape(-1, 8, 8)) for s in list(models.values())[:3]]
    ctx.heatmap(np.vstack(shown), chart="digits, k-means centroids, Gaussian samples")

    blurred = covariance + 0.05**2 * np.eye(64)  # some pixels never change: no density without it
    drawn = ctx.rng.multivariate_normal(mean, blurred, ctx.pick(quick=2000, full=20_000) + 900)
    off = drawn[:600] - mean
    exact = -((off @ np.linalg.inv(blurred)) * off).sum(axis=1).mean() / 2
    exact -= np.linalg.slogdet(2 * np.pi * blurred)[1] / 2
    ctx.metric("known_exact", exact, unit="nats")
    ctx.metric("known_parzen", parzen(drawn[900:], drawn[600:900], drawn[:600]), unit="nats")

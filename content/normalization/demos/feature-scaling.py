"""What the scale of a feature changes: steps and distances, but neither trees nor least squares."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from quizapp.demos.api import Claim, Context, LogRange, Myth, demo


def excess_loss(x: np.ndarray, target: np.ndarray, t: np.ndarray) -> np.ndarray:
    """How much of the removable loss is left after t steps of gradient descent on least squares.

    Along each axis of the quadratic the distance shrinks by 1 - step * curvature, whatever else
    happens: so no step has to be taken to know where a million of them lead.
    """
    hessian, slope = x.T @ x / len(x), x.T @ (target - target.mean()) / len(x)
    curvatures, axes = np.linalg.eigh(hessian)
    distances = axes.T @ np.linalg.solve(hessian, slope)
    step = 2 / (curvatures[0] + curvatures[-1])  # the best that a constant step can be
    left = curvatures * distances**2 * (1 - step * curvatures) ** (2 * t[:, None])
    return left.sum(axis=1) / (curvatures * distances**2).sum()


def nearest(train: np.ndarray, labels: np.ndarray, test: np.ndarray) -> np.ndarray:
    """What the majority of the five nearest training points says."""
    distances = ((test[:, None] - train[None]) ** 2).sum(axis=2)
    return labels[np.argsort(distances, axis=1)[:, :5]].mean(axis=1) > 0.5


def tree(train: np.ndarray, labels: np.ndarray, test: np.ndarray, depth: int = 4) -> np.ndarray:
    """A decision tree: split where the Gini impurity is least, then each half by itself."""
    said, best = np.full(len(test), labels.mean() > 0.5), (np.inf, 0, 0.0)
    if depth == 0 or len(set(labels)) < 2:
        return said
    for feature, column in enumerate(train.T):
        for threshold in np.sort(column)[:-1]:
            left = column <= threshold
            rates = labels[left].mean(), labels[~left].mean()
            impurity = left.mean() * rates[0] * (1 - rates[0])
            impurity += (1 - left.mean()) * rates[1] * (1 - rates[1])
            best = min(best, (impurity, feature, threshold))
    _, feature, threshold = best
    here, there = train[:, feature] <= threshold, test[:, feature] <= threshold
    said[there] = tree(train[here], labels[here], test[there], depth - 1)
    said[~there] = tree(train[~here], labels[~here], test[~there], depth - 1)
    return said


def ridge(train: np.ndarray, target: np.ndarray, test: np.ndarray, penalty: float) -> np.ndarray:
    """Predictions of linear regression with an L2 penalty; with none, of least squares."""
    centre, level = train.mean(axis=0), target.mean()
    x = train - centre
    w = np.linalg.solve(x.T @ x + penalty * np.eye(x.shape[1]), x.T @ (target - level))
    return (test - centre) @ w + level


@demo(
    "feature-scaling",
    title="What scaling changes and what it does not",
    quick_s=0.5,
    claims=[
        Claim(
            "conditioning",
            "Features of very different scales cost gradient descent over 500 times the steps",
            "steps_raw > 500 * steps_scaled",
            given="ratio >= 50",
        ),
        Claim(
            "distances",
            "kNN gains over 0.2 of accuracy by scaling where the wide feature is useless",
            "knn_scaled > knn_raw + 0.2",
            given="ratio >= 20",
        ),
        Claim(
            "penalties",
            "Scaling moves least-squares predictions by less than 1e-9, ridge predictions by"
            " more than 0.1",
            "moved_least_squares < 1e-9 and moved_ridge > 0.1",
            given="ratio >= 20 and penalty >= 30",
        ),
        Claim(
            "min-max-crushes",
            "Min-max scaling leaves 999 values beside one outlier a spread below 0.01",
            "inliers_minmax < 0.01",
            given="outlier >= 1000",
        ),
        Myth(
            "every-model",
            "Every model needs scaled features",
            refuted_by="tree_changed == 0 and moved_least_squares < 1e-9",
        ),
        Myth(
            "z-scores-cope",
            "Z-scores cope with outliers",
            refuted_by="inliers_zscore < 0.1 and inliers_robust > 0.5",
            given="outlier >= 1000",
        ),
    ],
)
def feature_scaling(
    ctx: Context,
    ratio: Annotated[float, LogRange(1, 1000), "between the scales of two features"] = 100.0,
    outlier: Annotated[float, LogRange(1, 10_000), "among 999 values from N(0, 1)"] = 1000.0,
    penalty: Annotated[float, LogRange(1, 100), "of ridge regression"] = 30.0,
) -> None:
    raw = ctx.rng.normal(size=(400, 2)) * (1, ratio)
    scaled = (raw - raw[:200].mean(axis=0)) / raw[:200].std(axis=0)  # fitted on the training half
    target = raw @ (1, 1 / ratio) + 0.1 * ctx.rng.normal(size=400)
    labels = (raw[:, 0] + 0.2 * ctx.rng.normal(size=400) > 0).astype(int)

    t = np.unique(np.geomspace(1, 1e8, 2000).astype(int))
    said, moved = {}, {}
    for name, x in {"raw": raw, "scaled": scaled}.items():
        train, test = x[:200], x[200:]
        loss = excess_loss(train, target[:200], t)
        ctx.metric(f"steps_{name}", t[np.argmax(loss < 1e-6)])
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
        guesses = nearest(train, labels[:200], test)
        ctx.metric(f"knn_{name}", (guesses == labels[200:]).mean())
        said[name] = tree(train, labels[:200], test)
        moved[name] = [ridge(train, target[:200], test, p) for p in (0, penalty)]
    ctx.metric("tree_accuracy", (said["raw"] == labels[200:]).mean())
    ctx.metric("tree_changed", (said["raw"] != said["scaled"]).mean())
    least_squares, ridged = np.abs(np.subtract(moved["raw"], moved["scaled"])).max(axis=1)
    ctx.metric("moved_least_squares", least_squares)
    ctx.metric("moved_ridge", ridged)

    values = np.append(ctx.rng.normal(size=999), outlier)
    low, middle, high = np.percentile(values, (25, 50, 75))
    scalers = {
        "minmax": (values - values.min()) / np.ptp(values),
        "zscore": (values - values.mean()) / values.std(),
        "robust": (values - middle) / (high - low),
    }
    spreads = {name: column[:-1].std() for name, column in scalers.items()}
    for name, spread in spreads.items():
        ctx.metric(f"inliers_{name}", spread)
    ctx.bars(tuple(spreads), spreads.values(), chart="spread of the 999 others after scaling")

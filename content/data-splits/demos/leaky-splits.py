"""Four leaks from test data into a score, and how far apart their sizes are."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from quizapp.demos.api import Claim, Context, LogRange, Myth, Range, demo, digits

KEPT = 20  # features that the selection keeps


def nearest(x: np.ndarray, y: np.ndarray, new: np.ndarray) -> np.ndarray:
    """The label of the nearest known example (1-NN), for each new one."""
    distance2 = (x**2).sum(axis=1) - 2 * new @ x.T
    return y[distance2.argmin(axis=1)]


def selection_score(rng: np.random.Generator, samples: int, features: int, inside: bool) -> float:
    """Cross-validated accuracy on pure noise, the best features chosen inside the folds or not.

    The classifier adds up the chosen features with the signs that they have in the training part.
    """
    x = rng.normal(size=(samples, features))
    y = rng.permutation(np.arange(samples) % 2 * 2 - 1)
    right = 0
    for fold in np.array_split(np.arange(samples), 5):
        train = np.setdiff1d(np.arange(samples), fold)
        seen = train if inside else np.arange(samples)  # here is the leak
        best = np.argsort(-abs(y[seen] @ x[seen]))[:KEPT]
        weights = y[train] @ x[np.ix_(train, best)]
        right += np.sum(np.sign(x[np.ix_(fold, best)] @ weights) == y[fold])
    return right / samples


def scaler_score(rng: np.random.Generator, leak: bool) -> float:
    """1-NN on digits whose pixels are standardized with all data, or with the training part."""
    x, y, x_test, y_test = digits(rng)
    seen = np.vstack([x, x_test]) if leak else x
    mean, std = seen.mean(axis=0), seen.std(axis=0) + 1e-3
    return np.mean(nearest((x - mean) / std, y, (x_test - mean) / std) == y_test)


def duplicates_score(rng: np.random.Generator, share: float) -> float:
    """1-NN on random labels, where a share of the test examples is in the training part too."""
    x, y = rng.normal(size=(1000, 10)), rng.integers(0, 2, 1000)
    copies = round(500 * share)
    x[500 : 500 + copies], y[500 : 500 + copies] = x[:copies], y[:copies]
    return np.mean(nearest(x[:500], y[:500], x[500:]) == y[500:])


def groups_score(rng: np.random.Generator, by_group: bool) -> float:
    """1-NN on 100 patients with ten alike images each and a random label per patient."""
    group = np.arange(1000) // 10
    x = rng.normal(size=(100, 10))[group] + rng.normal(0, 0.1, (1000, 10))
    y = rng.integers(0, 2, 100)[group]
    test = group >= 80 if by_group else rng.permutation(1000) >= 800
    return np.mean(nearest(x[~test], y[~test], x[test]) == y[test])


@demo(
    "leaky-splits",
    title="Four leaks and their sizes",
    quick_s=0.7,
    claims=[
        Claim(
            "selection",
            "Selecting features before cross-validation finds over 80 % accuracy in pure noise",
            "leaky_selection > 0.8 and 0.35 < honest_selection < 0.65",
            given="samples <= 60 and features >= 2000",
        ),
        Claim(
            "duplicates",
            "A share d of duplicated test examples turns chance into d + (1 - d)/2",
            "abs(leaky_duplicates - duplicated - (1 - duplicated) / 2) < 0.08",
        ),
        Claim(
            "groups",
            "Images of the same patients on both sides score over 90 %, new patients under 70 %",
            "leaky_groups > 0.9 and honest_groups < 0.7",
        ),
        Myth(
            "equally-bad",
            "Every leak ruins the score: a scaler fitted on all data too",
            refuted_by="abs(leaky_scaler - honest_scaler) < 0.03",
        ),
        Myth(
            "selection-is-harmless",
            "Choosing features before cross-validation is fine, as no model was trained yet",
            refuted_by="leaky_selection > honest_selection + 0.15",
            given="samples <= 60 and features >= 2000",
        ),
        Myth(
            "random-is-fair",
            "A random split is always fair",
            refuted_by="leaky_groups > honest_groups + 0.15",
        ),
    ],
)
def leaky_splits(
    ctx: Context,
    features: Annotated[int, LogRange(100, 10_000), "that are pure noise"] = 5000,
    samples: Annotated[int, Range(20, 200), "with those features"] = 50,
    duplicated: Annotated[float, Range(0, 0.5), "share of the test examples"] = 0.3,
) -> None:
    leaks = {  # each with its score: leaky, honest
        "selection": lambda leak: selection_score(ctx.rng, samples, features, inside=not leak),
        "scaler": lambda leak: scaler_score(ctx.rng, leak),
        "duplicates": lambda leak: duplicates_score(ctx.rng, duplicated if leak else 0),
        "groups": lambda leak: groups_score(ctx.rng, by_group=not leak),
    }
    repetitions = ctx.pick(quick=16, full=100)
    rows = []
    for name, score in leaks.items():
        leaky, honest = (
            np.mean([score(leak) for _ in ctx.loop(repetitions, name)]) for leak in (True, False)
        )
        ctx.metric(f"leaky_{name}", leaky)
        ctx.metric(f"honest_{name}", honest)
        rows.append((name, leaky, honest, leaky - honest))
    ctx.table("accuracy", ("leak", "leaky", "honest", "difference"), rows)
    ctx.bars(list(leaks), [row[-1] for row in rows], chart="what the leak adds to the accuracy")

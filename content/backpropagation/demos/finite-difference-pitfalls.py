"""How a numerical gradient goes wrong: a bad step, a kink, a loop that takes rows for weights.

Errors are medians over many points, next to the steepest slope, so that no point where the slope
happens to be zero decides.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import numpy as np

from quizapp.demos.api import Choice, Claim, Context, LogRange, Myth, demo

DTYPES = {"float64": np.float64, "float32": np.float32}
STEPS = tuple(10.0**k for k in range(-12, 0))
Function = Callable[[np.ndarray], float]


def curve(x: np.ndarray) -> np.ndarray:
    return np.exp(np.sin(x.dtype.type(3) * x))


def errors(points: np.ndarray, step: float, dtype: str) -> tuple[float, float]:
    """Of the central difference and of the forward difference."""
    x, h = points.astype(DTYPES[dtype]), DTYPES[dtype](step)
    true = 3 * np.cos(3 * x.astype(float)) * curve(x.astype(float))
    central = (curve(x + h) - curve(x - h)) / (2 * h)
    forward = (curve(x + h) - curve(x)) / h
    off = (np.median(abs(slope - true)) / abs(true).max() for slope in (central, forward))
    return tuple(map(float, off))


def careless(f: Function, w: np.ndarray, step: float = 1e-4) -> np.ndarray:
    """Right for a vector of floats only: `w[j]` is a row of a matrix, and a view of it."""
    result = np.empty_like(w)
    for j in range(w.size):
        centre = w[j]
        values = []
        for sign in (1, -1):
            w[j] = centre + sign * step
            values.append(f(w))
        w[j] = centre
        result[j] = (values[0] - values[1]) / (2 * step)
    return result


def mended(f: Function, w: np.ndarray, step: float = 1e-4) -> np.ndarray:
    w = np.array(w, dtype=float)  # a copy, which can hold a step
    result = np.empty_like(w)
    for j in np.ndindex(w.shape):
        centre = w[j]
        values = []
        for sign in (1, -1):
            w[j] = centre + sign * step
            values.append(f(w))
        w[j] = centre
        result[j] = (values[0] - values[1]) / (2 * step)
    return result


@demo(
    "finite-difference-pitfalls",
    title="Ways in which a numerical gradient goes wrong",
    quick_s=0.1,
    claims=[
        Claim(
            "best-step",
            "The best power of ten lies between 1e-7 and 1e-4 in float64, 1e-4 and 0.1 in float32",
            "1e-7 < best_float64 < 1e-4 and 1e-4 < best_float32 < 0.1",
        ),
        Claim(
            "central-beats-forward",
            "The central difference is over 100 times as exact as the forward difference",
            "forward > 100 * central",
            given="dtype == 'float64' and 1e-6 <= step and step <= 1e-3",
        ),
        Claim(
            "order",
            "Ten times the step is 100 times the error with central differences, 10 with forward",
            "80 < growth_central < 120 and 8 < growth_forward < 12",
        ),
        Claim(
            "mended",
            "A loop over every index, on a copy in float64, is right for all four arrays",
            "error_mended < 1e-6",
        ),
        Myth(
            "no-error-no-bug",
            "A helper that is right for a vector and raises no error is right",
            refuted_by="0.49 < column_share < 0.51 and whole_share > 100 and crashed == 1",
        ),
        Myth(
            "one-step-for-all",
            "A step that is right in float64 is right in float32",
            refuted_by="float32_at_1e6 > 30 * float32_at_1e3",
        ),
        Myth(
            "failed-means-wrong",
            "A gradient that fails the check is wrong",
            refuted_by="kink_error > 0.1",
        ),
    ],
)
def finite_difference_pitfalls(
    ctx: Context,
    step: Annotated[float, LogRange(1e-12, 0.1), "to either side"] = 1e-5,
    dtype: Annotated[str, Choice("float64", "float32")] = "float64",
) -> None:
    points = ctx.rng.uniform(0, 2, ctx.pick(quick=1_000, full=100_000))
    for name, error in zip(("central", "forward"), errors(points, step, dtype), strict=True):
        ctx.metric(name, error)
    found = {kind: {h: errors(points, h, kind) for h in STEPS} for kind in DTYPES}
    for kind, pairs in found.items():
        central, forward = zip(*pairs.values(), strict=True)
        ctx.metric(f"best_{kind}", STEPS[int(np.argmin(central))])
        for scheme, series in (("central", central), ("forward", forward)):
            about = {"chart": "error of a difference", "x_label": "step"}
            ctx.curve(f"{scheme}, {kind}", STEPS, series, **about, log_x=True, log_y=True)
    double, single = found["float64"], found["float32"]
    ctx.metric("growth_central", double[1e-2][0] / double[1e-3][0])
    ctx.metric("growth_forward", double[1e-2][1] / double[1e-3][1])
    for name, h in (("1e6", 1e-6), ("1e3", 1e-3)):
        ctx.metric(f"float32_at_{name}", single[h][0])
    h = step / 2  # a ReLU that is on, with its kink nearer than the step; its slope is 1
    ctx.metric("kink_error", 1 - (max(h + step, 0) - max(h - step, 0)) / (2 * step))

    arrays = {
        "vector": ctx.rng.uniform(1, 2, 12),
        "3 x 4": ctx.rng.uniform(1, 2, (3, 4)),
        "12 x 1": ctx.rng.uniform(1, 2, (12, 1)),
        "whole": np.arange(1, 13),
    }
    shares, worst, rows = {}, 0.0, []
    for name, w in arrays.items():
        true = 2.0 * w  # of the sum of squares
        worst = max(worst, abs(mended(lambda v: (v**2).sum(), w) / true - 1).max())
        try:
            shares[name] = np.median(careless(lambda v: (v**2).sum(), w.copy()) / true)
            rows.append((name, f"{shares[name]:.4g} times the gradient"))
        except IndexError as error:
            rows.append((name, f"IndexError: {error}"))
    ctx.table("What the careless loop returns", ("array", "result"), rows)
    ctx.metric("crashed", "3 x 4" not in shares)
    ctx.metric("column_share", shares["12 x 1"])
    ctx.metric("whole_share", shares["whole"])
    ctx.metric("error_mended", worst)

"""Mistakes in a network from scratch: accuracy shows some, and is blind to a wrong gradient.

One network, one mistake at a time, the same first weights and batches.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np

from quizapp.demos.api import Choice, Claim, Context, Myth, Range, demo, digits

Arrays = list[np.ndarray]
LOUD = ("pixels to 255", "sum, not mean", "zero weights", "labels unmatched")


def forward(params: Arrays, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The hidden units and the class probabilities."""
    h = np.maximum(x @ params[0] + params[1], 0)
    z = h @ params[2] + params[3]
    p = np.exp(z - z.max(axis=1, keepdims=True))
    return h, p / p.sum(axis=1, keepdims=True)


def backward(params: Arrays, x: np.ndarray, y: np.ndarray, mistake: str) -> Arrays:
    h, p = forward(params, x)
    d = (p - np.eye(10)[y]) / (1 if mistake == "sum, not mean" else len(y))
    back = d @ params[2].T
    if mistake != "no ReLU mask":
        back *= h > 0
    return [x.T @ back, back.sum(axis=0), h.T @ d, d.sum(axis=0)]


@demo(
    "quiet-mistakes",
    title="Mistakes that accuracy shows, and one that it does not",
    quick_s=0.3,
    claims=[
        Claim(
            "loud-mistakes",
            "Unscaled pixels, a summed loss, zero weights or unmatched labels: accuracy stays under"
            " 35 %",
            "loudest < 0.35",
            given="rate >= 0.2",
        ),
        Myth(
            "accuracy-proves-gradient",
            "A network that reaches 90 % has the right gradient",
            refuted_by="accuracy_no_mask > 0.9 and error_no_mask > 0.05",
            given="rate >= 0.2 and hidden >= 50",
        ),
    ],
)
def quiet_mistakes(
    ctx: Context,
    hidden: Annotated[int, Range(10, 400), "units"] = 100,
    rate: Annotated[float, Choice(0.02, 0.05, 0.2, 0.5), "learning rate"] = 0.2,
) -> None:
    x, y, x_test, y_test = digits(ctx.rng)
    first = [
        *(ctx.rng.normal(0, (2 / 64) ** 0.5, (64, hidden)), np.zeros(hidden)),
        *(ctx.rng.normal(0, (2 / hidden) ** 0.5, (hidden, 10)), np.zeros(10)),
    ]
    right, wrong = (backward(first, x, y, mistake)[0] for mistake in ("none", "no ReLU mask"))
    ctx.metric("error_no_mask", abs(wrong - right).max() / abs(right).max())

    batches = ctx.rng.integers(0, len(x), (ctx.pick(quick=300, full=2000), 32))
    ends = {}
    for mistake in ("none", *LOUD, "no ReLU mask"):
        scale = 255 if mistake == "pixels to 255" else 1
        labels = ctx.rng.permutation(y) if mistake == "labels unmatched" else y
        params = [p * (mistake != "zero weights") for p in first]
        shares = []
        for step in ctx.loop(len(batches), mistake):
            rows = batches[step]
            with np.errstate(all="ignore"):  # what diverges may overflow
                slopes = backward(params, scale * x[rows], labels[rows], mistake)
                params = [p - rate * g for p, g in zip(params, slopes, strict=True)]
            if step % 10 == 9:
                shares.append((forward(params, scale * x_test)[1].argmax(1) == y_test).mean())
        at = range(10, len(batches) + 1, 10)
        ctx.curve(mistake, at, shares, chart="accuracy on new digits", x_label="step")
        ends[mistake] = shares[-1]
    ctx.bars(list(ends), list(ends.values()), chart="accuracy in the end, by mistake")
    ctx.metric("accuracy", ends["none"])
    ctx.metric("accuracy_no_mask", ends["no ReLU mask"])
    ctx.metric("loudest", max(ends[mistake] for mistake in LOUD))

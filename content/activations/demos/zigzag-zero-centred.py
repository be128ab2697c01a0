"""Why positive inputs slow gradient descent: signs tied for one example, conditioning for all."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from quizapp.demos.api import Claim, Context, Myth, Range, demo


def sgd_gradients(
    rng: np.random.Generator, target: np.ndarray, mean: float, batch: int, steps: int
) -> tuple[np.ndarray, np.ndarray]:
    """Gradients and weights, step by step, of a linear unit that learns `target` from noisy data.

    The noise keeps the error from dying out, so that every gradient has a sign to look at.
    """
    w, gradients, path = np.zeros_like(target), [], []
    lr = 0.5 / (len(target) * (mean**2 + 1 / 12))  # half the largest that is safe for one example
    for _ in range(steps):
        x = mean + rng.uniform(-0.5, 0.5, (batch, len(target)))
        error = x @ (w - target) + rng.normal(0, 0.5, batch)
        gradients.append(error @ x / batch)
        path.append(w)
        w = w - lr * gradients[-1]
    return np.array(gradients), np.array(path)


def same_sign(gradients: np.ndarray) -> float:
    """The share of gradients that push all weights the same way."""
    return np.mean(np.all(gradients > 0, axis=1) | np.all(gradients < 0, axis=1))


def descent_steps(x: np.ndarray, target: np.ndarray) -> int:
    """Full-batch steps, at the rate 1/curvature, until the loss is a ten thousandth."""
    hessian = x.T @ x / len(x)
    lr = 1 / np.linalg.eigvalsh(hessian)[-1]
    off, steps = -target, 0
    goal = 1e-4 * target @ hessian @ target
    while off @ hessian @ off > goal:
        off, steps = off - lr * hessian @ off, steps + 1
    return steps


@demo(
    "zigzag-zero-centred",
    title="Positive inputs and the zigzag",
    quick_s=0.2,
    claims=[
        Claim(
            "one-example-locks-signs",
            "With positive inputs, each single example pushes all weights the same way",
            "same_sign_one > 0.999",
            given="mean >= 0.5",
        ),
        Claim(
            "centred-frees-signs",
            "With centred inputs almost no example ties the signs: 2 of 2^n sign patterns do",
            "same_sign_centred < 0.05",
            given="features >= 8",
        ),
        Claim(
            "conditioning",
            "The lasting harm: full-batch descent needs more than five times the steps that it"
            " needs with centred inputs",
            "steps_shifted > 5 * steps_centred",
            given="mean >= 0.5 and features >= 5",
        ),
        Myth(
            "always-same-sign",
            "Positive inputs force all weights of a unit to move the same way at every step",
            refuted_by="same_sign_batch < 0.75",
            given="batch >= 16 and features >= 10 and mean <= 0.6",
        ),
    ],
)
def zigzag_zero_centred(
    ctx: Context,
    mean: Annotated[float, Range(0, 1), "of the inputs; from 0.5 on all are positive"] = 0.5,
    batch: Annotated[int, Range(1, 128), "examples in a mini-batch"] = 32,
    features: Annotated[int, Range(2, 50), "inputs of the unit"] = 20,
) -> None:
    target = np.where(np.arange(features) % 2, 1, -1) * ctx.rng.uniform(0.5, 1.5, features)
    steps = ctx.pick(quick=1000, full=10_000)
    runs = {  # metric: label, mean of the inputs, examples in a step
        "one": ("one example", mean, 1),
        "batch": (f"{batch} examples", mean, batch),
        "centred": ("one, centred", 0, 1),
    }
    for name, (label, shift, size) in runs.items():
        gradients, path = sgd_gradients(ctx.rng, target, shift, size, steps)
        ctx.metric(f"same_sign_{name}", same_sign(gradients))
        ctx.curve(
            label,
            path[:60, 0],
            path[:60, 1],
            chart="two weights on their way, 60 steps",
            x_label="w1",
            y_label="w2",
        )
    for name, shift in (("shifted", mean), ("centred", 0)):
        x = shift + ctx.rng.uniform(-0.5, 0.5, (2000, features))
        ctx.metric(f"steps_{name}", descent_steps(x, target))
        ctx.metric(f"condition_{name}", np.linalg.cond(x.T @ x))

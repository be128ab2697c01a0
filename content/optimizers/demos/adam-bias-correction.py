"""What Adam's bias correction prevents: first steps that are too long, not too short."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from quizapp.demos.api import Claim, Context, LogRange, Myth, Range, demo

STEPS = 5000


def adam_steps(
    gradients: np.ndarray, beta1: float, beta2: float, eps: float, corrected: bool
) -> np.ndarray:
    """The length of each step that Adam takes on these gradients, in learning rates."""
    m = v = 0.0
    lengths = []
    for t, g in enumerate(gradients, start=1):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat, v_hat = (m / (1 - beta1**t), v / (1 - beta2**t)) if corrected else (m, v)
        lengths.append(abs(m_hat) / (v_hat**0.5 + eps))
    return np.array(lengths)


@demo(
    "adam-bias-correction",
    title="Adam's first steps, with and without bias correction",
    quick_s=0.1,
    claims=[
        Claim(
            "first-step",
            "Without correction the first step is 3.2 learning rates long, with it 1",
            "3.1 < first_uncorrected < 3.2 and 0.99 < first_corrected < 1.01",
            given="beta1 == 0.9 and beta2 == 0.999 and eps <= 1e-6 * scale",
        ),
        Claim(
            "formula",
            "The first step changes by a factor of (1 - beta1)/sqrt(1 - beta2)",
            "0.99 < first_uncorrected / first_corrected * sqrt(1 - beta2) / (1 - beta1) < 1.01",
            given="eps <= 1e-6 * scale",
        ),
        Claim(
            "shorter",
            "With the Transformer's beta2 of 0.98 the uncorrected first step is too short: 0.7 of"
            " the corrected one",
            "0.65 < first_uncorrected < 0.75",
            given="beta1 == 0.9 and beta2 == 0.98 and eps <= 1e-6 * scale",
        ),
        Claim(
            "peak",
            "The excess grows at first: it is largest within 30 steps, between 6 and 7 times",
            "6 < peak_ratio < 7 and peak_step < 30",
            given="beta1 == 0.9 and beta2 == 0.999 and eps <= 1e-6 * scale",
        ),
        Claim(
            "fades",
            "After 5,000 steps the correction no longer matters",
            "0.95 < last_ratio < 1.05",
            given="beta2 <= 0.999 and eps <= 1e-6 * scale",
        ),
        Myth(
            "too-small",
            "Moments that start at zero make Adam's first steps too small",
            refuted_by="first_uncorrected > 1.5 * first_corrected",
            given="1 - beta1 > 2 * sqrt(1 - beta2) and eps <= 1e-6 * scale",
        ),
        Myth(
            "larger-gradient",
            "A larger gradient makes a longer Adam step",
            refuted_by="0.98 < first_thousandfold / first_corrected < 1.02",
            given="eps <= 1e-6 * scale",
        ),
    ],
    presets={"transformer": {"beta2": 0.98}},
)
def adam_bias_correction(
    ctx: Context,
    beta1: Annotated[float, Range(0, 0.99), "memory of the gradient"] = 0.9,
    beta2: Annotated[float, Range(0.9, 0.9999), "memory of its square"] = 0.999,
    scale: Annotated[float, LogRange(1e-6, 1e3), "of the gradients"] = 1.0,
    noise: Annotated[float, Range(0, 3), "of the gradients, next to their mean of 1"] = 1.0,
    eps: Annotated[float, LogRange(1e-10, 1e-2)] = 1e-8,
) -> None:
    gradients = scale * (1 + noise * ctx.rng.normal(size=STEPS))
    with_, without = (adam_steps(gradients, beta1, beta2, eps, c) for c in (True, False))
    ratio = without / with_  # (1 - beta1**t) / sqrt(1 - beta2**t): the gradients cancel
    ctx.metric("first_corrected", with_[0])
    ctx.metric("first_uncorrected", without[0])
    ctx.metric("first_thousandfold", adam_steps(1e3 * gradients[:1], beta1, beta2, eps, True)[0])
    ctx.metric("peak_ratio", ratio.max())
    ctx.metric("peak_step", 1 + ratio.argmax())
    ctx.metric("last_ratio", ratio[-1])
    t = np.unique(np.geomspace(1, STEPS, 200).astype(int))
    for name, lengths in (("without correction", without), ("with correction", with_)):
        ctx.curve(
            name,
            t,
            lengths[t - 1],
            chart="length of a step",
            x_label="step",
            y_label="learning rates",
            log_x=True,
        )
    ctx.curve("", t, ratio[t - 1], chart="without / with", x_label="step", log_x=True)

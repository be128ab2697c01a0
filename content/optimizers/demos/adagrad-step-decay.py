"""How long the steps of Adagrad, RMSprop and Adadelta stay while the gradient stays the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

import numpy as np

from quizapp.demos.api import Claim, Context, LogRange, Myth, Range, demo

STEPS = 10_000


def adagrad(gradients: Iterable[float]) -> Iterator[float]:
    """Step lengths in learning rates: the sum of squares only grows."""
    total = 0.0
    for g in gradients:
        total += g**2
        yield abs(g) / (total**0.5 + 1e-10)


def rmsprop(gradients: Iterable[float], decay: float) -> Iterator[float]:
    """Step lengths in learning rates: an average of squares, which starts at zero."""
    average = 0.0
    for g in gradients:
        average = decay * average + (1 - decay) * g**2
        yield abs(g) / (average**0.5 + 1e-10)


def adadelta(gradients: Iterable[float], decay: float, eps: float) -> Iterator[float]:
    """Step lengths; the average of past steps stands where the learning rate was."""
    average = moved = 0.0
    for g in gradients:
        average = decay * average + (1 - decay) * g**2
        step = ((moved + eps) / (average + eps)) ** 0.5 * abs(g)
        moved = decay * moved + (1 - decay) * step**2
        yield step


@demo(
    "adagrad-step-decay",
    title="The shrinking step of Adagrad",
    quick_s=0.1,
    claims=[
        Claim(
            "adagrad-dies-out",
            "On a constant gradient Adagrad's 10,000th step is a hundredth of its first",
            "0.009 < adagrad_last / adagrad_first < 0.011",
        ),
        Claim(
            "rmsprop-levels-off",
            "RMSprop's steps level off at the learning rate",
            "0.97 < rmsprop_last < 1.03",
        ),
        Claim(
            "rmsprop-first",
            "RMSprop's first step is 1/sqrt(1 - decay) learning rates long: ten for 0.99",
            "0.95 < rmsprop_first * sqrt(1 - decay) < 1.05",
        ),
        Claim(
            "rare-feature",
            "A rare feature keeps long steps under Adagrad: about 1/sqrt(density) times the usual",
            "0.5 < rare_ratio * sqrt(density) < 2",
        ),
        Myth(
            "one-decay-for-all",
            "Adagrad shrinks the learning rate of every weight alike",
            refuted_by="rare_ratio > 2",
            given="density <= 0.05",
        ),
        Myth(
            "adadelta-untuned",
            "Adadelta has no hyperparameter that sets the length of its steps",
            refuted_by="adadelta_first_100_eps > 5 * adadelta_first",
            given="100 * eps <= 0.1 * (1 - decay)",
        ),
    ],
)
def adagrad_step_decay(
    ctx: Context,
    decay: Annotated[float, Range(0.9, 0.999), "of RMSprop's and Adadelta's averages"] = 0.99,
    density: Annotated[float, LogRange(0.005, 1), "how often the rare feature occurs"] = 0.01,
    eps: Annotated[float, LogRange(1e-8, 1e-4), "of Adadelta"] = 1e-6,
) -> None:
    constant = np.ones(STEPS).tolist()
    steps = {
        "adagrad": list(adagrad(constant)),
        "rmsprop": list(rmsprop(constant, decay)),
        "adadelta": list(adadelta(constant, decay, eps)),
    }
    t = np.unique(np.geomspace(1, STEPS, 200).astype(int))
    for name, lengths in steps.items():
        ctx.metric(f"{name}_first", lengths[0])
        ctx.metric(f"{name}_last", lengths[-1])
        ctx.curve(
            name.capitalize(),
            t,
            np.array(lengths)[t - 1],
            chart="length of a step on a constant gradient",
            x_label="step",
            log_x=True,
            log_y=True,
        )
    ctx.metric("adadelta_first_100_eps", next(adadelta(constant, decay, 100 * eps)))
    occurs = ctx.rng.random(STEPS) < density
    rare = np.array(list(adagrad(occurs.astype(float).tolist())))[occurs]  # a step per occurrence
    ctx.metric("rare_ratio", rare[-1] / steps["adagrad"][-1])

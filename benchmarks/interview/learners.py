"""Learners to simulate: weights read from a file, and each one's cards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.interview.truths import FSRS7_WEIGHTS, ActR, Fsrs6, Fsrs7, Truth
from quizapp.errors import SettingError, UsageError
from quizapp.scheduling.interview.arrays import FloatArray
from quizapp.scheduling.interview.model import COUNT, model, models

Weights = list[tuple[float, ...]]

EASE = 0.4
"""Standard deviation of the log of a card's own factor on stability."""
SPREAD = 0.15
"""The same of each FSRS-7 weight from learner to learner: there is no file of fitted ones."""
ACTIVATION, LEARNER_ACTIVATION, CARD_ACTIVATION = 0.9, 0.4, 0.3
"""ACT-R: what every card starts with, and the standard deviations that a learner and a card add."""


def read(path: Path) -> Weights:
    """One learner a line: 21 numbers, with commas or spaces between them; `#` begins a comment.

    Raises UsageError, with the line, where a line is not that.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read {path} ({error})", "name a text file of weights") from error
    texts = [line.split("#")[0].replace(",", " ").split() for line in lines]
    found = [_weights(path, number, words) for number, words in enumerate(texts, 1) if words]
    if not found:
        raise UsageError(f"{path} has no learner", f"write {COUNT} weights a line")
    return found


def _weights(path: Path, number: int, words: list[str]) -> tuple[float, ...]:
    words = [word.strip("[]") for word in words if word.strip("[]")]
    try:
        weights = tuple(float(word) for word in words)
        model(weights)
    except ValueError as error:
        raise UsageError(
            f"{path}:{number}: {error}", f"write {COUNT} numbers a line, with commas between"
        ) from error
    except SettingError as error:
        raise UsageError(f"{path}:{number}: {error.what}", error.remedy) from error
    return weights


def eases(learners: int, cards: int, seed: int) -> FloatArray:
    """Each card's hidden ease for each learner, standard normal."""
    return np.random.default_rng([seed, 1]).standard_normal((learners, cards))


def _fsrs6(weights: Weights, ease: FloatArray, seed: int) -> Truth:
    return Fsrs6(models(weights), np.exp(EASE * ease))


def _fsrs7(weights: Weights, ease: FloatArray, seed: int) -> Truth:
    draws = np.random.default_rng([seed, 2])
    factors = np.exp(SPREAD * draws.standard_normal((len(FSRS7_WEIGHTS), len(weights), 1)))
    factors[25:31] = 1.0  # the curve's own exponents and bases: beyond 1 there is no curve
    return Fsrs7(FSRS7_WEIGHTS[:, None, None] * factors, np.exp(EASE * ease))


def _actr(weights: Weights, ease: FloatArray, seed: int) -> Truth:
    own = np.random.default_rng([seed, 3]).standard_normal((len(weights), 1))
    return ActR(ACTIVATION + LEARNER_ACTIVATION * own + CARD_ACTIVATION * ease)


TRUTHS: dict[str, Callable[[Weights, FloatArray, int], Truth]] = {
    "fsrs6": _fsrs6,
    "fsrs7": _fsrs7,
    "actr": _actr,
}
"""How the learners forget. Only `fsrs6` uses the file's weights; of the others it takes the number
of learners."""

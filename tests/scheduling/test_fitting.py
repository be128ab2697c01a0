"""Fitting: champion against challenger on generated logs."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from quizapp.errors import SettingError
from quizapp.scheduling import fitting
from quizapp.scheduling.fitting import Answer, fit, log_loss, predictable, refit
from quizapp.scheduling.interview.model import DEFAULT_WEIGHTS, model

FORGETFUL = (
    *(0.2442, 0.2577, 0.6225, 3.5238, 7.224, 0.3522, 2.2, 0.0791, 1.2773, 0.1549, 0.7139),
    *(1.9985, 0.0604, 0.549, 2.3581, 0.3727, 2.4838, 0.4601, 0.5492, 0.1174, 0.4376),
)
needs_refit = pytest.mark.skipif(not fitting.available(), reason="the extra `refit` is not here")


def generated(weights: tuple[float, ...], cards: int, reviews: int, seed: int = 1) -> list[Answer]:
    """A log of a learner with these weights: each card is reviewed at random gaps."""
    memory, draws = model(weights), np.random.default_rng(seed)
    log: list[Answer] = []
    for card in range(cards):
        day, rating = int(draws.integers(0, 30)), draws.choice(4, p=[0.2, 0.1, 0.5, 0.2]) + 1
        stability = memory.first_stability(np.asarray(rating))
        difficulty = memory.first_difficulty(np.asarray(rating))
        log.append(Answer(str(card), int(rating), day))
        for _ in range(reviews):
            gap = int(draws.integers(1, 9))
            day += gap
            passed = draws.random() < memory.recall(float(gap), stability)
            rating = draws.choice(3, p=[0.2, 0.65, 0.15]) + 2 if passed else 1
            log.append(Answer(str(card), int(rating), day))
            stability, difficulty = memory.reviewed(
                stability, difficulty, float(gap), np.asarray(rating)
            )
    return sorted(log, key=lambda answer: answer.day)


@needs_refit
def test_a_fit_predicts_a_log_it_has_not_seen() -> None:
    weights = fit(generated(FORGETFUL, 300, 5))
    unknown = generated(FORGETFUL, 300, 5, seed=2)
    assert log_loss(weights, unknown) < log_loss(DEFAULT_WEIGHTS, unknown) - 0.02
    assert log_loss(weights, unknown) < log_loss(FORGETFUL, unknown) + 0.02


@needs_refit
def test_a_challenger_that_predicts_better_is_adopted() -> None:
    verdict = refit(generated(FORGETFUL, 300, 5))
    assert verdict.adopted
    assert verdict.challenger < verdict.champion
    assert verdict.held_out == 750
    assert verdict.weights == fit(generated(FORGETFUL, 300, 5))


@needs_refit
def test_a_champion_that_is_the_truth_stays() -> None:
    verdict = refit(generated(FORGETFUL, 150, 4), FORGETFUL)
    assert not verdict.adopted
    assert verdict.weights == FORGETFUL
    assert verdict.challenger >= verdict.champion


@needs_refit
def test_a_young_log_moves_the_first_four_weights_only() -> None:
    log = generated(FORGETFUL, 60, 4)
    weights = fit(log)
    assert len(log) < fitting.ENOUGH
    assert weights[4:] == DEFAULT_WEIGHTS[4:]
    assert weights[:4] != DEFAULT_WEIGHTS[:4]
    assert fit(generated(FORGETFUL, 120, 4))[4:] != DEFAULT_WEIGHTS[4:]


@needs_refit
def test_a_log_too_short_decides_nothing() -> None:
    verdict = refit(generated(FORGETFUL, 5, 2))
    assert (verdict.adopted, verdict.held_out, verdict.weights) == (False, 0, DEFAULT_WEIGHTS)
    assert not refit([]).adopted


@needs_refit
def test_the_loss_is_the_library_s_own() -> None:
    """On items of one age the library's recency weight falls out, up to its rounding."""
    from fsrs_rs_python import FSRS, FSRSItem, FSRSReview

    log = [Answer("a", 3, 0), Answer("a", 1, 4), Answer("a", 3, 4)]
    item = FSRSItem([FSRSReview(3, 0), FSRSReview(1, 4)])
    assert log_loss(DEFAULT_WEIGHTS, log) == pytest.approx(
        FSRS(DEFAULT_WEIGHTS).evaluate([item]).log_loss, rel=1e-4
    )


def test_a_drill_counts_as_the_memory_takes_it() -> None:
    """A failure after a failure of the same day changes nothing, a pass does."""
    short = [Answer("a", 1, 0), Answer("a", 3, 0), Answer("a", 3, 2)]
    drilled = [short[0], Answer("a", 1, 0), Answer("a", 1, 0), *short[1:]]
    assert log_loss(DEFAULT_WEIGHTS, drilled) == log_loss(DEFAULT_WEIGHTS, short)
    assert predictable(drilled) == 1
    assert log_loss(DEFAULT_WEIGHTS, [short[0], short[2]]) != log_loss(DEFAULT_WEIGHTS, short)


def test_without_the_extra_it_says_how(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "find_spec", lambda name: None)
    with pytest.raises(SettingError, match="pip install"):
        fit(generated(FORGETFUL, 5, 2))


def test_the_library_is_loaded_when_it_is_needed() -> None:
    program = "import sys, quizapp.scheduling.fitting; print('fsrs_rs_python' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"

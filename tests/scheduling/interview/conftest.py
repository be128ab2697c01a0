"""A deck in mid-course, and the weights of learners unlike each other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from quizapp.scheduling.interview.beliefs import Beliefs, unseen
from quizapp.scheduling.interview.model import DEFAULT_WEIGHTS

TODAY = 739_000
"""A study day's ordinal."""

FORGETFUL = (
    *(0.2442, 0.2577, 0.6225, 3.5238, 7.224, 0.3522, 2.2, 0.0791, 1.2773, 0.1549, 0.7139),
    *(1.9985, 0.0604, 0.549, 2.3581, 0.3727, 2.4838, 0.4601, 0.5492, 0.1174, 0.4376),
)
"""One real learner's fitted weights."""


@pytest.fixture
def deck() -> Beliefs:
    """60 cards, the first 40 begun at random times before `TODAY`, of three topics."""
    draws = np.random.default_rng(4)
    fresh = unseen(60)
    return replace(
        fresh,
        seen=np.arange(60) < 40,
        stability=draws.uniform(0.3, 40.0, 60),
        difficulty=draws.uniform(1.0, 10.0, 60),
        last_day=TODAY - draws.integers(1, 25, 60),
        weight=np.repeat([1.0, 2.0, 0.5], 20),
        topic=np.repeat([0, 1, 2], 20),
    )


@pytest.fixture(params=[DEFAULT_WEIGHTS, FORGETFUL], ids=["default", "forgetful"])
def weights(request: pytest.FixtureRequest) -> tuple[float, ...]:
    """One learner's weights after another's."""
    found: tuple[float, ...] = request.param
    return found

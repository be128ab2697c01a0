"""The sample of a day: known cards, drawn at random, whose first answer of that day is a probe.

Whether a card is in it hangs on the goal, the day and the card alone, never on what the chooser
makes of the card or on what was asked before: else what is recalled of the sample would say nothing
about the other cards.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np

from quizapp.bank.cards import CardId
from quizapp.scheduling.interview.arrays import FloatArray
from quizapp.scheduling.interview.planner import Goal as Task

PROBES = 0.05
"""Share of the answers that are given to cards of the sample."""
EARLY = 2 * PROBES
"""Chance of a place in a session to go to the sample while cards of it are left: they are asked
well before the evening ends, for those that it leaves out would not be left out at random."""


def lots(goal: str, day: int, cards: Sequence[CardId]) -> FloatArray:
    """A number in [0, 1) for each card: the same again after a restart, another one every day."""
    return np.array([lot(f"{goal} {day} {card}") for card in cards])


def lot(name: str) -> float:
    """A number in [0, 1) that the name alone decides, on every machine."""
    return int.from_bytes(blake2b(name.encode(), digest_size=6).digest(), "big") / 2**48


def share(task: Task, known: int) -> float:
    """Of so many known cards, how many to draw for the evening's share of probes, 0 to 1."""
    answers = task.minutes[0] * 60.0 / task.pace.passed if task.minutes else 0.0
    return min(1.0, PROBES * answers / max(1, known))

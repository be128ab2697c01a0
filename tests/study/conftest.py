"""A real desk on a small bank: real files, real SQLite, a clock that a test can turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from quizapp.clock import Clock
from quizapp.paths import Paths
from quizapp.study.desk import Desk
from tests.support import Hands

CARD = """---
kind: qa
level: core
---
# Question {n} about {topic}?

## Answer
The answer is number {n}: it holds because the sum of the parts is what the whole amounts to, and
because every step on the way keeps that sum as it is, from the first to the last one, so that
nothing is gained or lost when the order of the steps is changed or a step is left out of them.

## Key points
- The first point of {n}.
- The second point of {n}.
- The third point of {n}.
- The fourth point of {n}.
"""


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """Two topics with four cards each."""
    root = tmp_path / "bank"
    for topic in ("alpha", "beta"):
        (root / topic).mkdir(parents=True)
        for n in range(4):
            (root / topic / f"card-{n}.md").write_text(CARD.format(n=n, topic=topic), "utf-8")
    return root


@pytest.fixture
def open_desk(tmp_path: Path, bank: Path, hands: Hands) -> Iterator[Callable[[], Desk]]:
    """Opens the desk, again and again as a restarted program would."""
    opened: list[Desk] = []

    def open_one() -> Desk:
        home = tmp_path / "home"
        desk = Desk(
            Paths(home / "data", home / "config", home / "cache"),
            content=bank,
            clock=Clock(hands),
            randomness=Random(len(opened)),
            environment={},
        )
        opened.append(desk)
        desk.refresh()
        return desk

    yield open_one
    for desk in opened:
        desk.close()


@pytest.fixture
def desk(open_desk: Callable[[], Desk]) -> Desk:
    return open_desk()

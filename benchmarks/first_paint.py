"""CPU from exec until the first question is on the screen."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.scenes import Scene
from benchmarks.terminal import cpu_until

ROUNDS = 12
WARM_UP = 2
STUDY = [sys.executable, "-m", "quizapp", "study"]
BARE = str(Path(__file__).with_name("bare.py"))

Variant = tuple[Sequence[str], str, Mapping[str, str]]


def against_bare(scene: Scene) -> Figure:
    """Ours against a Textual app that shows the same words in one Static."""
    question = scene.question()
    bare = ([sys.executable, BARE, question], question, scene.environment)
    ours, theirs = _interleaved((STUDY, question, scene.environment), bare)
    return Figure("first question / bare Textual app", ours, theirs, limit=2.0)


def against_small(large: Scene, small: Scene) -> Figure:
    """With a large bank and history against a small one."""
    ours, theirs = _interleaved(
        (STUDY, large.question(), large.environment), (STUDY, small.question(), small.environment)
    )
    return Figure("first question, large / small bank", ours, theirs, limit=1.1)


def _interleaved(first: Variant, second: Variant) -> tuple[list[float], list[float]]:
    rounds = [(cpu_until(*first), cpu_until(*second)) for _ in range(WARM_UP + ROUNDS)]
    ours, theirs = zip(*rounds[WARM_UP:], strict=True)
    return list(ours), list(theirs)

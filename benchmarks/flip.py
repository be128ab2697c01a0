"""CPU per card shown: our painter in one Static against Textual's Markdown widget."""

from __future__ import annotations

import sys

from benchmarks.figures import Figure
from benchmarks.flipping import RESULT
from benchmarks.scenes import Scene
from benchmarks.terminal import output

ROUNDS = 5
CARDS = 30


def against_markdown(scene: Scene) -> Figure:
    """Cards of 56 lines with prose, maths, code, a list and a table, each shown once a round."""
    rounds = [(_flips("painter", scene), _flips("markdown", scene)) for _ in range(ROUNDS)]
    ours, theirs = zip(*rounds, strict=True)
    return Figure("card of 56 lines / Markdown widget", ours, theirs, limit=0.25)


def _flips(variant: str, scene: Scene) -> float:
    command = [sys.executable, "-m", "benchmarks.flipping", variant, str(CARDS)]
    said = output(command, scene.environment)
    return float(said.rpartition(RESULT)[2])

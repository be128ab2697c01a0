"""Who may run, and behind which walls: asked by the runner before every run."""

from __future__ import annotations

from collections.abc import Callable

from quizapp.demos.confinement.walls import Walls
from quizapp.demos.declaration import Demo
from quizapp.errors import UntrustedError

Gate = Callable[[Demo], Walls]
"""Says behind which walls a demo runs. Raises UntrustedError for one that may not run."""


def ours_only(demo: Demo) -> Walls:
    """The gate of a host that knows of no approvals: demos of packs stay out."""
    if demo.pack:
        raise UntrustedError(
            f"{demo.id} comes from the pack {demo.pack}, which nobody has approved",
            f"look at it with quizapp pack trust {demo.pack}",
        )
    return Walls.WANTED

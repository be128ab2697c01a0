"""Whether the sandbox holds on this machine: a real worker is shut in and tries its doors."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from quizapp.demos.address import Run
from quizapp.demos.confinement.walls import Walls, obstacle
from quizapp.demos.declaration import Claim, Demo
from quizapp.demos.runner import measure
from quizapp.errors import DemoError

_SOURCE = "def trial(ctx):\n    ctx.metric('survived', 1)\n"


def flaw(environment: Mapping[str, str]) -> str:
    """Why demos of packs cannot run here; empty where a worker could be confined.

    Takes as long as importing torch, where that is installed.
    """
    if reason := obstacle():
        return reason
    try:
        outcome = measure(Run(_demo(), {}), environment, gate=lambda demo: Walls.NEEDED)
    except DemoError as error:
        return error.what
    return outcome.failure


def _demo() -> Demo:
    packages = tuple(name for name in ("numpy", "torch") if find_spec(name))
    return Demo(
        id="trial",
        title="Nothing",
        topic="",
        file=Path("trial.py"),
        line=1,
        function="trial",
        source=_SOURCE,
        claims=(Claim("survived", "It ran", "survived == 1"),),
        requires=packages,
    )

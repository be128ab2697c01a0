"""Demos written for a test, and what comes of running them in real processes."""

from __future__ import annotations

import subprocess
import time
from contextlib import aclosing
from pathlib import Path

from quizapp.demos.address import Run
from quizapp.demos.confinement.walls import Walls
from quizapp.demos.declaration import Demo
from quizapp.demos.discover import discover
from quizapp.demos.gate import Gate, ours_only
from quizapp.demos.process import Limits
from quizapp.demos.protocol import Event, Failed
from quizapp.demos.runner import Runner

Environment = dict[str, str]

HEAD = """
from typing import Annotated
from quizapp.demos.api import *

@demo("trial", title="A trial", quick_s=0.1, claims=[Claim("one", "x is one", "x == 1")])
def trial(ctx: Context):
"""


def trial(body: str) -> Run:
    """A run of a demo that does what `body` says; its first line is line 7 of the file."""
    lines = "".join(f"    {line}\n" for line in body.strip().splitlines())
    found = discover(HEAD + lines, file=Path("trial.py"), topic="tests")
    assert isinstance(found, Demo), found
    return Run(found, found.defaults)


def unconfined(demo: Demo) -> Walls:
    """A gate for demos that try what no confined one can do."""
    return Walls.NONE


def is_gone(pid: int) -> bool:
    """Whether no such process runs; one that is dead and not yet reaped does not run."""
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.strip()
    return not state or state.startswith("Z")


def wait_until_gone(*pids: int) -> None:
    for _ in range(200):
        if all(is_gone(pid) for pid in pids):
            return
        time.sleep(0.05)
    raise AssertionError(f"still running: {[pid for pid in pids if not is_gone(pid)]}")


async def events_of(
    run: Run, environment: Environment, gate: Gate = ours_only, **limits: float
) -> list[Event]:
    runner = Runner(environment, Limits(**limits), gate)  # type: ignore[arg-type]
    try:
        async with aclosing(runner.run(run, again=False)) as events:
            return [event async for event in events]
    finally:
        await runner.close()


async def end_of(
    run: Run, environment: Environment, gate: Gate = ours_only, **limits: float
) -> str:
    """How a run fails."""
    end = (await events_of(run, environment, gate, **limits))[-1]
    assert isinstance(end, Failed)
    return f"{end.kind}: {end.message}"

"""What running a demo costs a person: until something is seen, until it is gone, while it floods.

Wall time: processes are waited for. The first has its variants in turns, so that a slow moment of
the machine slows both; the others are held against what a person still takes for immediate.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import aclosing, suppress
from pathlib import Path
from time import perf_counter

from benchmarks.figures import Figure
from benchmarks.flooding import RESULT
from benchmarks.scenes import Scene
from benchmarks.terminal import output
from quizapp.demos.address import Run
from quizapp.demos.declaration import Demo
from quizapp.demos.discover import discover
from quizapp.demos.runner import Runner

ROUNDS = 5
BOOT = 4
"""Times what importing torch takes, until the worker waits for sure."""
GONE_S = 0.1
ANSWERED_S = 0.05

TRIAL = """
import torch
from quizapp.demos.api import Claim, Context, demo

@demo("trial", title="A trial", claims=[Claim("one", "one is one", "x == 1")])
def trial(ctx: Context) -> None:
    ctx.note("begun")
    {body}
"""


def against_import(scene: Scene) -> Figure:
    """From the key to the first event, with a worker that waits, against `import torch` alone."""
    rounds = [asyncio.run(_first_event(scene.environment)) for _ in range(ROUNDS)]
    ours, theirs = zip(*rounds, strict=True)
    return Figure("demo: first event, warm / import torch", ours, theirs, limit=1 / 50)


def against_patience(scene: Scene) -> Iterator[Figure]:
    """Escape until the process is gone, and a key until its answer while points pour in."""
    gone = [asyncio.run(_gone(scene.environment)) for _ in range(ROUNDS)]
    yield Figure("demo: stopped until gone / 100 ms", gone, [GONE_S], limit=1.0)
    command = [sys.executable, "-m", "benchmarks.flooding"]
    said = [output(command, scene.environment) for _ in range(ROUNDS)]
    answered = [float(each.rpartition(RESULT)[2]) for each in said]
    yield Figure("demo: p99 of a key at 48,000 points/s / 50 ms", answered, [ANSWERED_S], limit=1.0)


async def _first_event(environment: Mapping[str, str]) -> tuple[float, float]:
    run, runner = _trial("pass"), Runner(environment)
    cold = _seconds(lambda: subprocess.run([sys.executable, "-c", "import torch"], check=True))
    await runner.prepare(run.demo)
    await asyncio.sleep(BOOT * cold)
    began = perf_counter()
    async with aclosing(runner.run(run, again=False)) as events:
        await anext(events)
        warm = perf_counter() - began
    await runner.close()
    return warm, cold


async def _gone(environment: Mapping[str, str]) -> float:
    run, runner = _trial("while True: pass"), Runner(environment)
    await runner.prepare(run.demo)
    pid = runner.spare
    assert pid is not None
    async with aclosing(runner.run(run, again=False)) as events:
        await anext(events)
        began = perf_counter()
        runner.stop()
        while _runs(pid):
            await asyncio.sleep(0.001)
        took = perf_counter() - began
    await runner.close()
    return took


def _runs(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def _trial(body: str) -> Run:
    source = TRIAL.format(body=body)
    found = discover(source, file=Path("trial.py"), topic="benchmarks")
    assert isinstance(found, Demo), found
    return Run(found, found.defaults)


def _seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began

"""One demo at one setting over many seeds: what is to be run, and what came of it.

The gate plans such tasks, and a process here or a machine of a cluster makes a batch of each.
"""

from __future__ import annotations

import asyncio
import platform
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version

from quizapp.demos.address import Run
from quizapp.demos.declaration import Demo
from quizapp.demos.process import Limits
from quizapp.demos.protocol import Event, Failed, Finished, Metric, Turn
from quizapp.demos.runner import Runner
from quizapp.errors import DemoError

_PATIENT = Limits(boot_s=300.0, least_s=120.0)
"""Of the wall: the machine may be as busy as it likes, since it is the processor that counts."""
BOOT_S = 2.0
"""Seconds until a worker has imported what it needs, as an estimate."""


@dataclass(frozen=True)
class Task:
    """A setting to be run for each of these seeds, in one worker; the seed of `run` is unused."""

    run: Run
    seeds: tuple[int, ...]

    @property
    def work(self) -> float:
        """Seconds that its author declares for it."""
        return BOOT_S + len(self.seeds) * self.run.demo.quick_s


@dataclass(frozen=True)
class Sample:
    """What one seed measured, in seconds of the wall and of the processor."""

    seed: int
    metrics: Mapping[str, float]
    seconds: float
    cpu: float


@dataclass(frozen=True)
class Batch:
    """What came of a task. With a failure there are fewer samples than seeds."""

    task: Task
    samples: tuple[Sample, ...] = ()
    device: str = "cpu"
    failure: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    """Of Python and of every package that the demo imports, where it ran."""


Hear = Callable[[Batch], None]


def measure(task: Task, environment: Mapping[str, str]) -> Batch:
    """Run one task, blocking."""
    return asyncio.run(_measure(task, environment))


def measure_all(
    tasks: Sequence[Task], *, jobs: int, environment: Mapping[str, str], hear: Hear
) -> list[Batch]:
    """Run tasks in as many workers at once as `jobs` says; `hear` is told of each that is done."""
    return asyncio.run(_measure_all(tasks, jobs, environment, hear))


async def _measure_all(
    tasks: Sequence[Task], jobs: int, environment: Mapping[str, str], hear: Hear
) -> list[Batch]:
    room = asyncio.Semaphore(jobs)

    async def one(task: Task) -> Batch:
        async with room:
            batch = await _measure(task, environment)
        hear(batch)
        return batch

    return await asyncio.gather(*map(one, tasks))


async def _measure(task: Task, environment: Mapping[str, str]) -> Batch:
    runner, samples = Runner(environment, _PATIENT), list[Sample]()
    try:
        events = runner.run(task.run, again=False, seeds=task.seeds)
        async with aclosing(events):
            failure = await _gather(events, task.seeds, samples)
    except DemoError as error:
        failure = str(error)
    finally:
        await runner.close()
    demo = task.run.demo
    return Batch(task, tuple(samples), runner.device, failure, versions(demo))


async def _gather(events: AsyncIterator[Event], seeds: Sequence[int], samples: list[Sample]) -> str:
    """Fill in a sample for every seed that came to its end; why one did not, or nothing."""
    metrics: dict[str, float] = {}
    async for event in events:
        match event:
            case Metric():
                metrics[event.name] = event.value
            case Turn() | Finished():
                seed = seeds[len(samples)]
                samples.append(Sample(seed, metrics, event.seconds, event.cpu))
                metrics = {}
            case Failed():
                seed = seeds[min(len(samples), len(seeds) - 1)]
                return f"seed {seed}: {event.message}"
    return ""


def versions(demo: Demo) -> dict[str, str]:
    """What decides the last digits of a demo's numbers, by name."""
    found = {"python": platform.python_version()}
    for name in sorted({"numpy", *demo.requires}):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "missing"
    return found

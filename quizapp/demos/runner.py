"""Runs demos in worker processes: one waits warm, runs one job and dies, and the next is already
starting.

Which worker, which device, and when the next one starts is decided here; `process` keeps one
worker within its limits. The interface imports none of what a demo imports.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing

from quizapp.demos.address import Run
from quizapp.demos.declaration import Demo
from quizapp.demos.outcome import Outcome, Readings, conclude
from quizapp.demos.process import Limits, Worker
from quizapp.demos.protocol import Event, Ready
from quizapp.errors import DemoError


class Runner:
    """Owns the worker that waits and the one that runs. One run at a time, in one event loop."""

    def __init__(self, environment: Mapping[str, str], limits: Limits | None = None) -> None:
        self._environment = environment
        self._limits = limits or Limits()
        self._preparing = asyncio.Lock()
        self._spare: Worker | None = None
        self._busy: Worker | None = None
        self.device = "cpu"
        """What the last run ran on."""

    @property
    def spare(self) -> int | None:
        """The process that waits, if one does."""
        return self._spare.pid if self._spare and self._spare.alive else None

    async def prepare(self, demo: Demo) -> None:
        """See to it that a worker waits which has imported what `demo` needs."""
        async with self._preparing:
            spare = self._spare
            if spare and spare.alive and spare.packages >= _needs(demo):
                return
            await self._drop_spare()
            packages = sorted(_needs(demo))
            self._spare = await Worker.start(packages, self._environment, self._limits)

    async def run(self, run: Run, *, again: bool = True) -> AsyncGenerator[Event, None]:
        """The events of a run, the last one Finished or Failed. Closing the generator kills the
        run.

        With `again` the next worker starts behind. Raises DemoError when the run cannot begin: a
        package is missing, or the worker does not start.
        """
        if self._busy:
            raise DemoError("a demo is running already", "stop it first")
        await self.prepare(run.demo)
        worker, self._spare = self._spare, None
        assert worker is not None
        self._busy = worker
        try:
            ready = await worker.ready()
            _check_packages(run.demo, ready)
            self.device = _device(run.demo, ready)
            async for event in worker.run(run, self.device):
                yield event
        finally:
            self._busy = None
            await worker.kill()
        if again:
            await self.prepare(run.demo)

    def stop(self) -> None:
        """Kill the run at once; its generator then ends."""
        if self._busy:
            self._busy.strike("it was stopped")

    async def close(self) -> None:
        """Leave no process behind."""
        if self._busy:
            await self._busy.kill()
        await self._drop_spare()

    async def _drop_spare(self) -> None:
        spare, self._spare = self._spare, None
        if spare:
            await spare.kill()


def measure(
    run: Run, environment: Mapping[str, str], hear: Callable[[Event], None] | None = None
) -> Outcome:
    """Make one run and judge it, blocking; `hear` is told of every event. Raises DemoError as
    Runner.run.
    """
    return asyncio.run(_measure(run, environment, hear))


async def _measure(
    run: Run, environment: Mapping[str, str], hear: Callable[[Event], None] | None
) -> Outcome:
    runner = Runner(environment)
    readings = Readings()
    try:
        async with aclosing(runner.run(run, again=False)) as events:
            async for event in events:
                readings.hear(event)
                if hear:
                    hear(event)
    finally:
        await runner.close()
    return conclude(run, readings, runner.device)


def _needs(demo: Demo) -> frozenset[str]:
    return frozenset({"numpy", *demo.requires})


def _check_packages(demo: Demo, ready: Ready) -> None:
    if ready.missing:
        names = " ".join(ready.missing)
        raise DemoError(
            f"{demo.id} needs {names}, which is not installed",
            f"install it with {sys.executable} -m pip install {names}",
        )


def _device(demo: Demo, ready: Ready) -> str:
    """The accelerator for a demo that gains from one, else the CPU."""
    return ready.devices[-1] if demo.device == "auto" else "cpu"

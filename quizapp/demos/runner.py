"""Runs demos in worker processes: one waits warm, runs one job and dies, and the next is already
starting.

Which worker, which device, and when the next one starts is decided here; `process` keeps one
worker within its limits. The interface imports none of what a demo imports.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing

from quizapp.demos.address import Run
from quizapp.demos.confinement.walls import Walls
from quizapp.demos.declaration import Demo
from quizapp.demos.gate import Gate, ours_only
from quizapp.demos.outcome import Outcome, Readings, conclude
from quizapp.demos.process import Limits, Worker
from quizapp.demos.protocol import Event, Failed, Ready
from quizapp.errors import DemoError


class Runner:
    """Owns the worker that waits and the one that runs. One run at a time, in one event loop."""

    def __init__(
        self,
        environment: Mapping[str, str],
        limits: Limits | None = None,
        gate: Gate = ours_only,
    ) -> None:
        self._environment = environment
        self._gate = gate
        self._limits = limits or Limits()
        self._preparing = asyncio.Lock()
        self._spare: Worker | None = None
        self._busy: Worker | None = None
        self._running = False
        self._stopping = False
        self.device = "cpu"
        """What the last run ran on."""
        self.devices: tuple[str, ...] = ("cpu",)
        """What it could have run on, the CPU first, as its worker found them."""

    @property
    def spare(self) -> int | None:
        """The process that waits, if one does."""
        return self._spare.pid if self._spare and self._spare.alive else None

    async def prepare(self, demo: Demo) -> None:
        """See to it that a worker waits which has imported what `demo` needs.

        Raises UntrustedError for a demo that may not run.
        """
        walls = await asyncio.to_thread(self._gate, demo)
        async with self._preparing:
            spare = self._spare
            if spare and spare.alive and spare.walls is walls and spare.packages >= _needs(demo):
                return
            await self._drop_spare()
            packages = sorted(_needs(demo))
            self._spare = await Worker.start(packages, self._environment, self._limits, walls)

    async def run(
        self, run: Run, *, again: bool = True, seeds: Sequence[int] = (), device: str = ""
    ) -> AsyncGenerator[Event, None]:
        """The events of a run, the last one Finished or Failed. Closing the generator kills the
        run.

        With `seeds` it runs for each of them instead of its own, in one process; a Turn parts them.
        `device` is one of `devices`; without it, the demo's declaration decides.
        With `again` the next worker starts behind. Raises DemoError when the run cannot begin: a
        package is missing, the worker does not start, or (UntrustedError) the demo may not run.
        """
        if self._running:
            raise DemoError("a demo is running already", "stop it first")
        self._running, self._stopping = True, False
        try:
            await self.prepare(run.demo)
            async for event in self._run(run, device, seeds or (run.seed,)):
                yield event
        finally:
            self._running = False
            worker, self._busy = self._busy, None
            if worker:
                await worker.kill()
        if again:
            await self.prepare(run.demo)

    async def _run(
        self, run: Run, device: str, seeds: Sequence[int]
    ) -> AsyncGenerator[Event, None]:
        """The events of the worker that waits, which is the one that runs from here on."""
        worker, self._spare = self._spare, None
        assert worker is not None
        self._busy = worker
        if self._stopping:  # while it was being started
            self.stop()
        ready = await worker.ready()
        if isinstance(ready, Failed):
            yield ready
            return
        _check_packages(run.demo, ready)
        self.devices = self._allowed(worker, ready)
        self.device = device if device in self.devices else _device(run.demo, self.devices)
        async for event in worker.run(run, self.device, seeds):
            yield event

    def _allowed(self, worker: Worker, ready: Ready) -> tuple[str, ...]:
        """Behind walls that must hold, the CPU is all that there is."""
        return ("cpu",) if worker.walls is Walls.NEEDED else ready.devices

    async def rest(self) -> None:
        """Let the worker go that waits; the next run starts one anew."""
        async with self._preparing:
            await self._drop_spare()

    def stop(self) -> None:
        """Kill the run at once, or as soon as it has a worker; its generator then ends."""
        self._stopping = True
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
    run: Run,
    environment: Mapping[str, str],
    hear: Callable[[Event], None] | None = None,
    gate: Gate = ours_only,
) -> Outcome:
    """Make one run and judge it, blocking; `hear` is told of every event. Raises DemoError as
    Runner.run.
    """
    return asyncio.run(_measure(run, environment, hear, gate))


async def _measure(
    run: Run, environment: Mapping[str, str], hear: Callable[[Event], None] | None, gate: Gate
) -> Outcome:
    runner = Runner(environment, gate=gate)
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


def _device(demo: Demo, devices: Sequence[str]) -> str:
    """The accelerator for a demo that gains from one, else the CPU."""
    return devices[-1] if demo.device == "auto" else "cpu"

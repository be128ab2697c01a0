"""Decides when a worker waits: while demos are near, and only where there is memory to spare."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from quizapp.demos.declaration import Demo
from quizapp.demos.runner import Runner

LOOK_S = 15.0
"""Between two looks at the clock and the memory."""


@dataclass(frozen=True)
class Thrift:
    """What a waiting worker may cost. One with torch imported takes about 300 MB."""

    idle_s: float
    """Time without a demo in sight after which it goes; 0: none waits before it is asked for."""
    memory: int
    """Bytes of free memory below which none waits."""


def free_memory() -> int | None:
    """Bytes that a process could still have without swapping; None where nobody tells."""
    try:
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
    except OSError:
        return None
    for line in lines:
        name, _, amount = line.partition(":")
        if name == "MemAvailable":
            return int(amount.split()[0]) * 1024
    return None


class Keeper:
    """Keeps a runner's spare worker as long as it is worth its memory."""

    def __init__(
        self,
        runner: Runner,
        thrift: Thrift,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        free: Callable[[], int | None] = free_memory,
    ) -> None:
        self.thrift = thrift
        self._runner = runner
        self._monotonic = monotonic
        self._free = free
        self._wanted = monotonic()

    async def want(self, demo: Demo) -> None:
        """A demo is in sight: have a worker wait for it. Raises DemoError as Runner.prepare."""
        self._wanted = self._monotonic()
        if self.thrift.idle_s and not self._short:
            await self._runner.prepare(demo)

    async def look(self) -> None:
        """Let the worker go where nobody has wanted it for long, or memory is short."""
        idle = self._monotonic() - self._wanted
        if self._runner.spare and (idle >= self.thrift.idle_s or self._short):
            await self._runner.rest()

    @property
    def _short(self) -> bool:
        free = self._free()
        return free is not None and free < self.thrift.memory

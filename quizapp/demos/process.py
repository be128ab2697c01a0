"""The host's end of one worker: starts it, keeps it within its limits, and sees it dead.

A worker is not trusted. What it sends is counted, checked and cleaned; what it prints is counted
and thrown away; and it is killed with its whole process group.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
from asyncio.subprocess import Process, SubprocessStreamProtocol
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import quizapp
from quizapp.demos.address import Run
from quizapp.demos.confinement import seatbelt
from quizapp.demos.confinement.walls import Walls
from quizapp.demos.declaration import Budget
from quizapp.demos.protocol import Event, Failed, Finished, Job, Ready, Turn, decode, encode
from quizapp.demos.text import plain
from quizapp.errors import DemoError

_KEPT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "SYSTEMROOT")
"""All that a worker sees of the learner's environment: nothing in it is a secret."""
_SET = {
    # One thread, and none that spins: with two and the default policy a demo of 0.5 s took 3.6 to
    # 42 s on busy cores, because libgomp's threads wait for each other at full speed.
    "OMP_NUM_THREADS": "1",
    "OMP_WAIT_POLICY": "PASSIVE",
    "KMP_BLOCKTIME": "0",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "PYTORCH_ENABLE_MPS_FALLBACK": "1",
    "PYTORCH_NVML_BASED_CUDA_CHECK": "1",  # looks for a GPU without starting its driver's threads
}
_GRACE_S = 2.0
"""A struck process is gone in 40 ms on a busy machine."""


@dataclass(frozen=True)
class Limits:
    """What one run may cost before it is stopped."""

    boot_s: float = 60.0
    least_s: float = 10.0
    """A run may take ten times what its demo declares, and this in any case."""
    events: int = 20_000
    bytes: int = 8 << 20
    printed: int = 8 << 20
    line: int = 1 << 20

    def seconds(self, run: Run) -> float:
        """Wall time of a run; the full budget is for ten times the work."""
        work = 1 if run.budget is Budget.QUICK else 10
        return max(self.least_s, 10 * run.demo.quick_s) * work


class Worker:
    """One process, from its start to its death."""

    def __init__(
        self,
        transport: asyncio.SubprocessTransport,
        process: Process,
        packages: Sequence[str],
        limits: Limits,
        walls: Walls,
    ) -> None:
        self._transport = transport
        self._process = process
        self._limits = limits
        self._bytes = 0
        self._struck = ""
        self._began = False
        self._last_words = b""
        self._printing = asyncio.create_task(self._swallow())
        self.packages = frozenset(packages)
        """What it was told to import."""
        self.walls = walls
        """What its run has to be shut in by."""

    @classmethod
    async def start(
        cls,
        packages: Sequence[str],
        environment: Mapping[str, str],
        limits: Limits,
        walls: Walls,
    ) -> Worker:
        """Start the process; it imports `packages` behind."""
        kept = {name: environment[name] for name in _KEPT if name in environment}
        library = str(Path(quizapp.__file__).parent.parent)
        loop = asyncio.get_running_loop()
        # As asyncio.create_subprocess_exec does it; that one keeps the transport to itself.
        transport, protocol = await loop.subprocess_exec(
            lambda: SubprocessStreamProtocol(limit=limits.line, loop=loop),
            *_sandbox(walls),
            sys.executable,
            "-P",  # the working folder is nobody's library
            *("-m", "quizapp.demos.worker"),
            *packages,
            env={**kept, **_SET, **_hidden(walls), "PYTHONPATH": library},
            cwd=tempfile.gettempdir(),
            start_new_session=True,
        )
        return cls(transport, Process(transport, protocol, loop), packages, limits, walls)

    @property
    def alive(self) -> bool:
        """Whether the process is still there."""
        return self._process.returncode is None

    @property
    def pid(self) -> int:
        """Of the process, which leads its own group."""
        return self._process.pid

    async def ready(self) -> Ready | Failed:
        """Wait until it has booted; Failed where it was struck meanwhile. Raises DemoError when it
        does not boot.
        """
        loop = asyncio.get_running_loop()
        event = await self._next(loop.time() + self._limits.boot_s)
        if isinstance(event, Ready):
            return event
        if isinstance(event, Failed) and event.kind == "stopped" and self._struck:
            return event
        await self.kill()
        names = " ".join(sorted(self.packages))
        raise DemoError(
            f"the demo's worker did not start: {self._cause(event)}",
            "try again, or install anew what it imports:"
            f" {sys.executable} -m pip install --force-reinstall {names}",
        )

    def _cause(self, event: Event) -> str:
        """Why it gave `event` instead of Ready: where it raised, the last line that it printed."""
        if not isinstance(event, Failed):
            return "it spoke before it was ready"
        lines = self._last_words.decode(errors="replace").splitlines()
        error = plain(next((line for line in reversed(lines) if line.strip()), ""))
        return error if error and event.kind == "error" else event.message

    async def run(self, run: Run, device: str, seeds: Sequence[int]) -> AsyncGenerator[Event, None]:
        """Give it its job and pass on what it says; the last event is Finished or Failed."""
        assert self._process.stdin is not None
        self._began = True
        cpu_s = ceil(self._limits.seconds(run) * len(seeds))
        self._process.stdin.write(encode(_job(run, device, seeds, self.walls, cpu_s)))
        for left in reversed(range(len(seeds))):
            event: Event | None = None
            async for event in self._turn(self._limits.seconds(run)):
                if isinstance(event, Turn) and not left:
                    event = _stopped(f"it began a seed that nobody asked for, after {len(seeds)}")
                elif isinstance(event, Finished) and left:
                    event = _stopped(f"it left out {left} of {len(seeds)} seeds")
                yield event
            if not isinstance(event, Turn):
                return

    async def _turn(self, seconds: float) -> AsyncGenerator[Event, None]:
        """What it says about one seed; each may cost as much as a run of its own."""
        deadline = asyncio.get_running_loop().time() + seconds
        self._bytes = 0
        for _ in range(self._limits.events):
            event = await self._next(deadline)
            yield event
            if isinstance(event, Turn | Finished | Failed):
                return
        yield _stopped(f"it sent more than {self._limits.events} events")

    def strike(self, why: str) -> None:
        """Kill the process and its group at once; `why` is what the run then says.

        The group is struck even where its leader is dead: a demo may have left a process behind.
        One that died without a job left none, and its number may be somebody else's by now.
        """
        if self._struck or not (self.alive or self._began):
            return
        self._struck = why
        with suppress(ProcessLookupError):
            if sys.platform == "win32":
                self._process.kill()
            else:
                os.killpg(self.pid, signal.SIGKILL)

    async def kill(self) -> None:
        """Strike, and wait until the process is gone."""
        self.strike("it was stopped")
        assert self._process.stdin is not None
        self._process.stdin.close()
        with suppress(TimeoutError):
            # What left the group holds the pipes open, and may do so for ever.
            async with asyncio.timeout(_GRACE_S):
                await self._drain()
        self._transport.close()

    async def _drain(self) -> None:
        assert self._process.stdout is not None
        while await self._process.stdout.read(1 << 16):
            pass
        await self._printing
        await self._process.wait()

    async def _next(self, deadline: float) -> Event:
        """The next event; whatever is wrong with the worker is a Failed."""
        assert self._process.stdout is not None
        try:
            async with asyncio.timeout_at(deadline):
                line = await self._process.stdout.readline()
        except TimeoutError:
            return _stopped("it took longer than it may")
        except ValueError:
            return _stopped("it sent an event that is too long")
        self._bytes += len(line)
        if self._bytes > self._limits.bytes:
            return _stopped(f"it sent more than {self._limits.bytes >> 20} MiB")
        if not line:
            return await self._ended()
        try:
            return decode(line)
        except DemoError as error:
            return Failed(kind="error", message=error.what)

    async def _ended(self) -> Failed:
        """The worker closed its channel without a last event: we struck it, or it died."""
        if self._struck:
            return _stopped(self._struck)
        await self.kill()
        code = self._process.returncode
        how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        return Failed(kind="error", message=f"the worker died ({how})")

    async def _swallow(self) -> None:
        """Read what is printed so that nothing blocks; keep the end of it for a failed start."""
        assert self._process.stderr is not None
        printed = 0
        while chunk := await self._process.stderr.read(1 << 16):
            printed += len(chunk)
            self._last_words = (self._last_words + chunk)[-2000:]
            if printed > self._limits.printed:
                self.strike(f"it printed more than {self._limits.printed >> 20} MiB")


def _stopped(why: str) -> Failed:
    return Failed(kind="stopped", message=why)


def _hidden(walls: Walls) -> dict[str, str]:
    """Demos of packs run on the CPU: their worker is not told of any GPU."""
    return {"CUDA_VISIBLE_DEVICES": ""} if walls is Walls.NEEDED else {}


def _sandbox(walls: Walls) -> list[str]:
    """What is written before the worker's command; on Linux the worker shuts itself in."""
    return seatbelt.prefix() if sys.platform == "darwin" and walls is Walls.NEEDED else []


def _job(run: Run, device: str, seeds: Sequence[int], walls: Walls, cpu_s: int) -> Job:
    return Job(
        file=run.demo.file.name,
        source=run.demo.source,
        function=run.demo.function,
        parameters=dict(run.parameters),
        seeds=tuple(seeds),
        budget=run.budget,
        device=device,
        walls=walls,
        cpu_s=cpu_s,
    )

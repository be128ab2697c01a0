"""The process in which a demo runs: it waits with everything imported, runs one job, and dies.

    python -m quizapp.demos.worker [PACKAGE ...]

Events go out on a private copy of standard output; standard output itself becomes standard error,
so that a demo's `print` cannot be taken for an event. The job comes in on standard input, which
the host keeps open: when it closes, the host is gone and so is this process. Nothing in here is
trusted by the host.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import random
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, BinaryIO, Literal

from quizapp.demos.confinement.confine import company, confine
from quizapp.demos.confinement.walls import Walls, obstacle
from quizapp.demos.context import Context
from quizapp.demos.declaration import Value
from quizapp.demos.protocol import (
    Event,
    Failed,
    Finished,
    Job,
    Note,
    Ready,
    Turn,
    decode_job,
    encode,
)
from quizapp.errors import DemoError

if TYPE_CHECKING:
    import numpy as np

PRELOADED = {"numpy": ("numpy",), "torch": ("torch", "torch._dynamo")}
"""What may be imported before the job is known. The first optimizer pulls in torch._dynamo: 0.9 s.
"""


def main(packages: Sequence[str]) -> None:
    """Wait for one job, run it and leave. Never returns."""
    jobs, events = _channel()
    die_with_host()

    def emit(event: Event) -> None:
        events.write(encode(event))
        events.flush()

    emit(preload(packages))
    line = jobs.readline()
    if line:
        job = decode_job(line)
        try:
            excuse = shut_in(job, keep=(jobs.fileno(), events.fileno()))
        except DemoError as error:
            emit(Failed(kind="error", message=str(error)))
            os._exit(0)
        threading.Thread(target=_watch, args=(jobs,), daemon=True).start()
        if excuse:
            emit(Note(text=f"This ran without a sandbox: {excuse}."))
        emit(run(job, emit))
    # Leaving by the front door takes a second once torch is loaded.
    os._exit(0)


def _channel() -> tuple[BinaryIO, BinaryIO]:
    """Private ends of standard input and output; the demo is left with nothing to read."""
    jobs, events = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    return os.fdopen(jobs, "rb"), os.fdopen(events, "wb")


def die_with_host() -> None:
    """Ask Linux to kill this process when its parent dies, whatever the demo is doing at that
    moment.
    """
    if sys.platform == "linux":
        import ctypes
        import signal

        set_parent_death_signal = 1
        ctypes.CDLL(None, use_errno=True).prctl(set_parent_death_signal, signal.SIGKILL)


def _watch(jobs: BinaryIO) -> None:
    jobs.read()
    os._exit(1)


def preload(packages: Sequence[str]) -> Ready:
    """Import what a demo will need, and tell what is not there."""
    missing = [name for name in packages if importlib.util.find_spec(name) is None]
    for name in packages:
        if name not in missing:
            for module in PRELOADED.get(name, ()):
                importlib.import_module(module)
    return Ready(missing=tuple(missing), devices=_devices())


def _devices() -> tuple[str, ...]:
    torch = sys.modules.get("torch")
    if torch is None:
        return ("cpu",)
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    return ("cpu", *(name for name, available in there.items() if available))


def shut_in(job: Job, keep: Sequence[int]) -> str:
    """Give up all that the job may not have; why there are no walls, where they were only wanted.

    Raises DemoError where they are needed and cannot be had.
    """
    on_cpu = job.device == "cpu"
    wanted = job.walls is Walls.WANTED and on_cpu
    excuse = _excuse() if wanted else ""
    if job.walls is Walls.NEEDED or (wanted and not excuse):
        confine(cpu_s=job.cpu_s, keep=keep)
    elif sys.platform != "win32":
        from quizapp.demos.confinement import limits

        limits.restrict(cpu_s=job.cpu_s, memory=on_cpu)
    return excuse


def _excuse() -> str:
    """Why a demo of ours runs without walls here."""
    if sys.platform == "darwin":
        return "on macOS, only the demos of packs are confined"
    return obstacle() or company()


def run(job: Job, emit: Callable[[Event], None]) -> Event:
    """Run a job for seed after seed to its end, whatever that is, and say how it ended."""
    *seeds, last = job.seeds
    for seed in seeds:
        end = _run(job, seed, emit)
        if isinstance(end, Failed):
            return end
        emit(Turn(seconds=end.seconds, cpu=end.cpu))
    return _run(job, last, emit)


def _run(job: Job, seed: int, emit: Callable[[Event], None]) -> Finished | Failed:
    """One seed, as if nothing had run before: the demo's own code is executed anew too."""
    began, spent = time.perf_counter(), time.process_time()
    try:
        rng = _seeded(seed)
        function = _load(job)
        context = Context(emit, rng=rng, seed=seed, budget=job.budget, device=job.device)
        function(context, **job.parameters)
        context.flush()
    except BaseException as error:  # a demo may raise anything, and the host must hear of it
        seconds = time.perf_counter() - began
        kind = _kind(error)
        return Failed(kind=kind, message=_told(error, job.file), seconds=seconds)
    return Finished(seconds=time.perf_counter() - began, cpu=time.process_time() - spent)


def _load(job: Job) -> Callable[..., None]:
    module = ModuleType("demo")
    module.__file__ = job.file
    sys.modules["demo"] = module
    code, space = compile(job.source, job.file, "exec"), vars(module)
    if not job.function:  # the lines of a card's fence are the demo

        def function(ctx: Context, **parameters: Value) -> None:
            space.update(parameters, ctx=ctx)
            exec(code, space)

        return function
    exec(code, space)
    declared: Callable[..., None] = space[job.function]
    return declared


def _seeded(seed: int) -> np.random.Generator:
    import numpy as np

    random.seed(seed)
    np.random.seed(seed)
    if torch := sys.modules.get("torch"):
        torch.set_num_threads(1)
        torch.manual_seed(seed)
    return np.random.default_rng(seed)


def _kind(error: BaseException) -> Literal["error", "memory"]:
    """Whether memory ran out: torch raises a class of its own for an accelerator's."""
    full = isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError"
    return "memory" if full else "error"


def _told(error: BaseException, file: str) -> str:
    """The error as its author wants to hear it, with the last line of the demo that led to it."""
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == file]
    where = f" (line {lines[-1]})" if lines else ""
    name, said = type(error).__name__, str(error)
    told = f"{name}: {said}{where}" if said else f"{name}{where}"
    # The walls and the limits have no words of their own: the system's are all that a demo sees.
    limited = isinstance(error, PermissionError | MemoryError)
    return f"{told}; docs/packs.md says what a demo may do" if limited else told


if __name__ == "__main__":
    main(sys.argv[1:])

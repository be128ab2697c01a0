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
from typing import TYPE_CHECKING, BinaryIO

from quizapp.demos.context import Context
from quizapp.demos.protocol import Event, Failed, Finished, Job, Ready, decode_job, encode

if TYPE_CHECKING:
    import numpy as np

PRELOADED = {"numpy": ("numpy",), "torch": ("torch", "torch._dynamo")}
"""What may be imported before the job is known. The first optimizer pulls in torch._dynamo: 0.9 s.
"""
MEMORY = 4 << 30
"""Bytes of address space on the CPU. Importing torch takes 0.9 GB of it; CUDA reserves far more."""


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
        confine(job.device)
        threading.Thread(target=_watch, args=(jobs,), daemon=True).start()
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


def confine(device: str) -> None:
    """Give up what no demo needs: written files, core dumps and, on the CPU, endless memory."""
    if sys.platform == "win32":
        return
    import resource

    limits = {resource.RLIMIT_FSIZE: 0, resource.RLIMIT_CORE: 0}
    if device == "cpu" and sys.platform == "linux":
        limits[resource.RLIMIT_AS] = MEMORY
    for limit, value in limits.items():
        resource.setrlimit(limit, (value, value))


def run(job: Job, emit: Callable[[Event], None]) -> Event:
    """Run a job to its end, whatever that is, and say how it ended."""
    began = time.perf_counter()
    try:
        function = _load(job)
        context = Context(
            emit, rng=_seeded(job.seed), seed=job.seed, budget=job.budget, device=job.device
        )
        function(context, **job.parameters)
        context.flush()
    except BaseException as error:  # a demo may raise anything, and the host must hear of it
        seconds = time.perf_counter() - began
        return Failed(kind="error", message=_told(error, job.file), seconds=seconds)
    return Finished(seconds=time.perf_counter() - began)


def _load(job: Job) -> Callable[..., None]:
    module = ModuleType("demo")
    module.__file__ = job.file
    sys.modules["demo"] = module
    exec(compile(job.source, job.file, "exec"), vars(module))
    function: Callable[..., None] = vars(module)[job.function]
    return function


def _seeded(seed: int) -> np.random.Generator:
    import numpy as np

    random.seed(seed)
    np.random.seed(seed)
    if torch := sys.modules.get("torch"):
        torch.set_num_threads(1)
        torch.manual_seed(seed)
    return np.random.default_rng(seed)


def _told(error: BaseException, file: str) -> str:
    """The error as its author wants to hear it, with the last line of the demo that led to it."""
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == file]
    where = f" (line {lines[-1]})" if lines else ""
    return f"{type(error).__name__}: {error}{where}"


if __name__ == "__main__":
    main(sys.argv[1:])

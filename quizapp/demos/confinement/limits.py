"""Resource limits of a worker: what a demo may use of memory, files and processor time."""

from __future__ import annotations

import resource
import sys

MEMORY = 4 << 30
"""Bytes of address space on the CPU; torch and a small training need under 1 GiB."""

OPEN_FILES = 256


def restrict(*, cpu_s: int, memory: bool) -> None:
    """Limit this process for good: `cpu_s` seconds of processor time from now, no core dump, and no
    byte in any file. `memory` limits its address space too, of which a GPU's driver reserves far
    more.
    """
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES)
    used = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + cpu_s)
    if memory and sys.platform == "linux":  # macOS does not hold it
        _limit(resource.RLIMIT_AS, MEMORY)


def _limit(what: int, value: int) -> None:
    """Lower a limit; one that is lower already stays."""
    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(what, (value, value))

"""Shuts a worker in, and tries the doors afterwards. Runs in the worker, before the demo's code."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from collections.abc import Callable, Collection
from pathlib import Path

import quizapp
from quizapp.demos.confinement.walls import obstacle
from quizapp.errors import DemoError

_DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")
_SYSTEM = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/share/zoneinfo",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/proc/cpuinfo",  # never /proc: the environments of other processes stand there
    "/proc/meminfo",
    "/proc/sys/vm/overcommit_memory",
    "/sys/devices/system/cpu",
)
_PACKAGES = ("site-packages", "dist-packages")
_LOADED = ("numpy", "torch")


def confine(*, cpu_s: int, keep: Collection[int]) -> None:
    """Shut this process in for good: it may compute, read Python's own files, and answer.

    Of the open files only `keep` stay open. To be called after the imports and before the demo's
    code. Raises DemoError where a door stays open.
    """
    if reason := obstacle() or company():
        raise DemoError(f"demos cannot be confined here: {reason}", "see quizapp doctor")
    from quizapp.demos.confinement import limits

    try:
        _close_all_but(keep)
        limits.restrict(cpu_s=cpu_s, memory=True)
        if sys.platform == "linux":
            _shut()
    except OSError as error:
        raise DemoError(f"the sandbox could not be shut ({error})", "see quizapp doctor") from error
    if doors := open_doors():
        raise DemoError(f"the sandbox is not tight: {', '.join(doors)}", "see quizapp doctor")


def company() -> str:
    """Why it is too late to confine this process: a thread beside this one would keep its rights.

    Empty where it runs alone.
    """
    if sys.platform == "linux" and len(os.listdir("/proc/self/task")) != 1:
        return "a library has started a thread"
    return ""


def open_doors() -> list[str]:
    """What this process can do and a confined one must not; each thing is tried."""
    doors: dict[str, Callable[[], object]] = {
        "files can be read": lambda: Path("/etc/passwd").read_bytes(),
        "files can be written": lambda: tempfile.TemporaryFile().close(),
        "sockets can be opened": lambda: socket.socket().close(),
        "other processes can be signalled": lambda: os.kill(os.getppid(), 0),
        "processes can be started": _fork,
    }
    return [what for what, door in doors.items() if _opens(door)]


def _opens(door: Callable[[], object]) -> bool:
    try:
        door()
    except OSError:
        return False
    return True


def _fork() -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _close_all_but(keep: Collection[int]) -> None:
    """Close what was opened while the packages were imported: a GPU's device is among it."""
    for file in {int(name) for name in os.listdir("/dev/fd")} - {0, 1, 2, *keep}:
        try:
            os.close(file)
        except OSError:  # the one that listed them
            continue


def _shut() -> None:
    from quizapp.demos.confinement import landlock, seccomp
    from quizapp.demos.confinement.kernel import NO_NEW_PRIVILEGES, drop_capabilities, prctl

    prctl(NO_NEW_PRIVILEGES, 1)
    landlock.restrict(readable(), [Path(each) for each in _DEVICES])
    drop_capabilities()
    seccomp.restrict()


def readable() -> list[Path]:
    """The libraries of the system, of Python and of quizapp; nothing of the learner's.

    `sys.path` is not granted as it stands: in a checkout it holds the whole of it. Installers that
    link (uv, Nix) leave the packages themselves elsewhere, and what these import late lies there.
    """
    packages = [each for each in sys.path if Path(each).name in _PACKAGES]
    python = [Path(prefix) / "lib" for prefix in {sys.prefix, sys.base_prefix}]
    ours = Path(quizapp.__file__).parent
    linked = [Path(file).resolve().parent for name in _LOADED if (file := _file(name))]
    return [*map(Path, _SYSTEM), *python, *map(Path, packages), *linked, ours]


def _file(package: str) -> str | None:
    """Where a package was imported from; None where it was not."""
    return getattr(sys.modules.get(package), "__file__", None)

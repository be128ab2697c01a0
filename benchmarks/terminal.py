"""Programs in a terminal of ours: what they cost until a text stands on their screen."""

from __future__ import annotations

import fcntl
import os
import re
import resource
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence

COLUMNS, ROWS = 100, 40
PATIENCE = 60.0
"""Seconds after which a program that paints nothing has failed."""

_ESCAPES = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[P_^][^\x1b]*\x1b\\|.)"
)


def cpu_until(command: Sequence[str], text: str, environment: Mapping[str, str]) -> float:
    """Seconds of CPU, user and system, from exec until `text` is on the screen.

    The program is then killed, and the kernel's account of the dead process is read: /proc counts
    in steps of 10 ms.
    Raises TimeoutError with the last of the screen where the text never comes.
    """
    pid, master = _start(command, environment)
    try:
        shown = _read_until(master, text)
    finally:
        usage = _kill(pid, master)
    if text not in shown:
        raise TimeoutError(f"{' '.join(command)} never showed {text!r}:\n{shown[-2000:]}")
    return usage.ru_utime + usage.ru_stime


def output(command: Sequence[str], environment: Mapping[str, str]) -> str:
    """Everything that a program writes to its terminal until it ends, escapes left out."""
    pid, master = _start(command, environment)
    try:
        return _read_until(master, None)
    finally:
        _kill(pid, master)


def _start(command: Sequence[str], environment: Mapping[str, str]) -> tuple[int, int]:
    master, slave = os.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    pid = os.fork()
    if pid == 0:
        os.close(master)
        os.login_tty(slave)
        os.execvpe(command[0], list(command), dict(environment))
    os.close(slave)
    return pid, master


def _kill(pid: int, master: int) -> resource.struct_rusage:
    os.kill(pid, signal.SIGKILL)
    usage = os.wait4(pid, 0)[2]
    os.close(master)
    return usage


def _read_until(master: int, text: str | None) -> str:
    """What is shown up to `text`; where it never comes, until the program or patience ends."""
    raw = shown = b""
    deadline = time.monotonic() + PATIENCE
    while (left := deadline - time.monotonic()) > 0:
        if not select.select([master], [], [], left)[0]:
            break
        try:
            raw += os.read(master, 65536)
        except OSError:  # the program has closed its end
            break
        shown = _ESCAPES.sub(b"", raw)
        if text is not None and text.encode() in shown:
            break
    return shown.decode("utf-8", "replace")

"""Between a demo and everything else: which walls there have to be, and why there are none here."""

from __future__ import annotations

import os
import platform
from enum import StrEnum
from pathlib import Path

SEATBELT = Path("/usr/bin/sandbox-exec")
"""Starts a program in a sandbox of macOS."""


class Walls(StrEnum):
    """What a run has to be shut in by."""

    NEEDED = "needed"
    """Somebody else's demo: it does not run where it cannot be confined."""
    WANTED = "wanted"
    """Our own demo: confined where that works and no GPU is used, else with limits alone."""
    NONE = "none"
    """Limits alone: the learner has asked for it on the command line."""


def obstacle() -> str:
    """Why a demo cannot be confined on this system; empty where it can."""
    match platform.system():
        case "Linux":
            return _of_linux()
        case "Darwin":
            return "" if SEATBELT.exists() else f"{SEATBELT} is missing"
        case system:
            return f"{system} has no sandbox that quizapp can use"


def _of_linux() -> str:
    from quizapp.demos.confinement import landlock, seccomp  # ctypes

    if not seccomp.supported():
        return f"the system calls of {platform.machine()} are not known to quizapp"
    version = landlock.abi()
    if version < landlock.LEAST:
        what = "too old" if version else "missing or switched off"
        return f"Landlock is {what} (kernel {os.uname().release}; Linux 6.2 has what is needed)"
    return ""

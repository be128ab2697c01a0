"""The sandbox of macOS, put around a worker from its start: deny by default, read libraries only.

Written after what Codex and Anthropic's sandbox-runtime use; nobody has run it here, so `confine`
tries the doors in each worker before a demo's code is given to it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import quizapp
from quizapp.demos.confinement.walls import SEATBELT

_PROFILE = """\
(version 1)
(deny default)
(allow process-exec (literal {python}))
(allow signal (target self))
(allow sysctl-read)
(allow file-read-metadata)
(allow file-read* {readable})
(allow file-read* file-write* (literal "/dev/null") (literal "/dev/zero"))
(allow file-read* (literal "/dev/random") (literal "/dev/urandom") (subpath "/dev/fd"))
(allow ipc-posix-shm (ipc-posix-name-regex #"^/__KMP_REGISTERED_LIB_[0-9]+$"))
"""
_SYSTEM = ("/usr/lib", "/System/Library", "/Library/Apple", "/private/var/db/timezone")


def prefix() -> list[str]:
    """The words before a command line that put its process into the sandbox."""
    return [str(SEATBELT), "-p", profile()]


def profile() -> str:
    """The rules. OpenMP registers itself in shared memory, without which torch does not start."""
    folders = [*_SYSTEM, sys.prefix, sys.base_prefix, str(Path(quizapp.__file__).parent)]
    return _PROFILE.format(
        python=_quoted(str(Path(sys.executable).resolve())),
        readable=" ".join(f"(subpath {_quoted(folder)})" for folder in folders),
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

"""Work done in a process of its own, so that no key waits for it: bytes to a module, bytes back."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock

import quizapp
from quizapp.errors import StoreError

_KEPT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
_SET = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"}


class Away:
    """Runs a module that reads stdin and answers on stdout; `close` stops what runs."""

    def __init__(self, module: str, environment: Mapping[str, str]) -> None:
        library = str(Path(quizapp.__file__).parent.parent)
        kept = {name: environment[name] for name in _KEPT if name in environment}
        self._environment = {**kept, **_SET, "PYTHONPATH": library}
        self._module = module
        self._process: subprocess.Popen[bytes] | None = None
        self._starting = Lock()
        self._closed = False

    def ask(self, question: bytes) -> bytes | None:
        """The answer, once it is there; None when it was stopped. Raises StoreError where the
        process fails.
        """
        with self._starting:
            if self._closed:
                return None
            self._process = process = subprocess.Popen(
                [sys.executable, "-P", "-m", self._module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=self._environment,
                cwd=tempfile.gettempdir(),
                start_new_session=True,
            )
        said, complaint = b"", b""
        with process, suppress(BrokenPipeError):
            said, complaint = process.communicate(question)
        if self._closed:
            return None
        if process.returncode != 0:
            last = complaint.decode(errors="replace").strip().splitlines()[-1:] or ["no reason"]
            raise StoreError(f"{self._module} failed ({last[0]})", "report it, please")
        return said

    def close(self) -> None:
        """Stop the process; nothing is done any more."""
        with self._starting:
            self._closed = True
            if self._process is not None:
                self._process.kill()

"""setup.sh: which interpreter it takes, and that it ends with one line on what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SETUP = Path(__file__).parent.parent / "setup.sh"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="runs a shell script")

PYTHON = """\
#!/bin/sh
echo "$@" >> {calls}
case "$*" in
    *realpath*) echo {name} ;;
    "-m venv"*)
        {venv}
        for folder; do :; done
        mkdir -p "$folder/bin"
        cp "$0" "$folder/bin/python" ;;
    "-m pip"*) {pip} ;;
esac
"""
"""Does nothing that takes time: the venv that it makes holds itself, as `python`."""


class Machine:
    """A folder to set up in, with interpreters of our own making."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.calls = folder / "calls"

    def tool(self, name: str, text: str) -> Path:
        """A program that lies where every other is looked for after it."""
        file = self.folder / "bin" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
        file.chmod(0o755)
        return file

    def python(self, name: str, venv: str = ":", pip: str = ":") -> Path:
        """An interpreter; `venv` and `pip` are what it does when it is asked for these."""
        return self.tool(name, PYTHON.format(calls=self.calls, name=name, venv=venv, pip=pip))

    def setup(self, python: Path) -> subprocess.CompletedProcess[str]:
        """Run setup.sh with that interpreter."""
        path = f"{self.folder / 'bin'}:{os.environ['PATH']}"
        return subprocess.run(
            ["sh", str(SETUP), ".venv"],
            cwd=self.folder,
            env={**os.environ, "PATH": path, "PYTHON": str(python)},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_python_that_is_too_old_is_named(machine: Machine) -> None:
    done = machine.setup(machine.tool("old", "#!/bin/sh\nexit 1\n"))
    assert done.returncode == 1
    assert done.stderr.startswith(f"setup: {machine.folder}/bin/old is not Python 3.11 or newer; ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "says"),
    [
        ("OSError: [Errno 28] No space left on device", "the disk is full; free about 3 GB"),
        ("NewConnectionError: refused", "the package index cannot be reached; connect to the"),
        ("OSError: [Errno 13] Permission denied", "cannot write to "),
        ("ERROR: no such package", "pip failed: ERROR: no such package"),
    ],
)
def test_what_pip_fails_at_is_one_line(machine: Machine, error: str, says: str) -> None:
    done = machine.setup(machine.python("new", pip=f"echo '{error}' >&2; exit 1"))
    assert done.returncode == 1
    assert done.stderr.startswith(f"setup: {says}")
    assert done.stderr.count("\n") == 1


def test_a_full_disk_is_noticed_where_venv_does_not_say_so(machine: Machine) -> None:
    machine.tool("head", "#!/bin/sh\nexit 1\n")  # writes what the room is tried with
    venv = "mkdir .venv; echo 'Error: ensurepip failed'; exit 1"
    done = machine.setup(machine.python("new", venv=venv))
    assert done.stderr.startswith("setup: the disk is full; free about 3 GB")


def test_a_venv_is_kept_for_its_python_and_made_anew_for_another(machine: Machine) -> None:
    first, second = machine.python("first"), machine.python("second")
    made = []
    for python in (first, first, second, second):
        assert machine.setup(python).returncode == 0
        calls = machine.calls.read_text().splitlines()
        made.append([call for call in calls if call.startswith("-m venv")][-1])
    kept, anew = "-m venv .venv", "-m venv --clear .venv"
    assert made[1:] == [kept, anew, kept]

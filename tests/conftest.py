"""Shuts the host's own settings and data out of every test."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("desk", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

HOST = ("EDITOR", "VISUAL", "NO_COLOR", "COLUMNS", "LINES", "LANGUAGE", "LC_MESSAGES")
"""What the host may set and our output may follow."""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home: no test sees the real one, its settings, its language or its editor."""
    folder = tmp_path / "home"
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("QUIZAPP_HOME", str(folder / "quizapp"))
    for kind in ("DATA", "CONFIG", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(folder / kind.lower()))
    for name in [
        *HOST,
        *(name for name in os.environ if name.startswith(("TEXTUAL", "QUIZAPP_B"))),
    ]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("TERM", "xterm-256color")
    return folder


Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def quizapp(home: Path) -> Command:
    """Run the command line in a process of its own: `quizapp("bank", "list", input="")`."""

    def command(*arguments: str, input: str = "") -> subprocess.CompletedProcess[str]:  # noqa: A002
        return subprocess.run(
            [sys.executable, "-m", "quizapp", *arguments],
            input=input,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return command

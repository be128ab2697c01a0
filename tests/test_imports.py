"""What must not be loaded: proved in a process of its own, on `sys.modules`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

Command = Callable[..., "subprocess.CompletedProcess[str]"]

HEAVY = {"textual", "sqlalchemy", "alembic", "numpy", "torch", "fsrs_rs_python"}

PAINTED = """
import asyncio, os, sys
from random import Random
from quizapp import paths, resources
from quizapp.clock import Clock
from quizapp.study.desk import Desk
from quizapp.tui.app import QuizApp

seen = []

class Watched(Desk):
    def connect(self) -> None:
        assert self.opening() is not None
        seen.append(" ".join(sys.modules))
        super().connect()

async def paint() -> None:
    desk = Watched(
        paths.find(os.environ),
        content=resources.content(),
        clock=Clock(),
        randomness=Random(1),
        environment=os.environ,
    )
    app = QuizApp(desk, start=sys.argv[1], environment=os.environ)
    async with app.run_test(size=(80, 24)) as pilot:
        while not app.connected:
            await pilot.pause()
        await app.workers.wait_for_complete()
    seen.append(" ".join(sys.modules))
    print(*seen, sep="\\n")

asyncio.run(paint())
"""
"""Prints what is loaded when the first screen is painted, and when the history is open too."""


def run(program: str, *arguments: str) -> list[set[str]]:
    """The modules that the program prints, a set for each line."""
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True
    )
    return [set(line.split()) for line in done.stdout.splitlines()]


def test_the_command_line_loads_neither_screen_nor_database() -> None:
    (loaded,) = run("import sys, quizapp.cli; print(*sys.modules)")
    assert "click" in loaded
    assert loaded.isdisjoint(HEAVY)


@pytest.mark.parametrize("start", ["study", "home"])
def test_the_first_paint_waits_for_nothing_heavy(quizapp: Command, start: str) -> None:
    assert quizapp("ask", "--plain").returncode == 0  # makes both databases
    first, *_, later = run(PAINTED, start)
    assert HEAVY & first == {"textual"}
    assert "pygments" not in first
    assert HEAVY & later == {"textual", "sqlalchemy"}


def test_the_plain_face_loads_no_screen() -> None:
    (loaded,) = run("import sys, quizapp.commands.lines; print(*sys.modules)")
    assert "textual" not in loaded

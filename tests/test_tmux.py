"""The app as a person has it: in a real terminal, killed at any moment."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

PATIENCE = 60.0
"""Seconds after which a screen that does not come is a failure."""
TITLE = re.compile(r"Question (\d{4}):")

Command = Callable[..., "subprocess.CompletedProcess[str]"]

CARD = """\
# Question {number:04}: what is asked here?

## Answer
Answer {number:04} is revealed.

## Key points
- It is point {number:04}.
- There is another one.
"""


class Terminal:
    """One program at a time in a tmux server of its own."""

    def __init__(self, bank: Path, socket: Path) -> None:
        self.bank, self.socket = bank, socket

    def tmux(self, *arguments: str, check: bool = True) -> str:
        """Ask tmux for something, and get what it prints."""
        done = subprocess.run(
            ["tmux", "-u", "-f", "/dev/null", "-S", str(self.socket), *arguments],
            check=check,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        return done.stdout

    def open(self, run: str = "exec {}") -> None:
        """Start the study screen in a pane of 80x24, as the command line `run` has it."""
        command = [sys.executable, "-m", "quizapp", "--bank", str(self.bank), "study"]
        # A server that ends with its last session may take the next one with it.
        lasting = ("start-server", ";", "set-option", "-s", "exit-empty", "off", ";")
        session = ("new-session", "-d", "-x", "80", "-y", "24", run.format(shlex.join(command)))
        self.tmux(*lasting, *session)

    def press(self, *keys: str) -> None:
        """Type keys by their tmux names."""
        self.tmux("send-keys", *keys)

    def see(self, text: str) -> str:
        """Wait until the text stands on the screen; the screen it stands on."""
        return self._wait(text, lambda screen: text in screen)

    def asked(self) -> str:
        """Wait until a question stands on the screen; its number."""
        (number,) = TITLE.findall(self._wait("question", lambda screen: bool(TITLE.search(screen))))
        return str(number)

    def lose(self, text: str) -> str:
        """Wait until the text is gone from the screen; the screen that is left."""
        return self._wait(f"end of {text}", lambda screen: text not in screen)

    def _wait(self, name: str, done: Callable[[str], bool]) -> str:
        deadline = time.monotonic() + PATIENCE
        while not done(screen := self.tmux("capture-pane", "-p")):
            assert time.monotonic() < deadline, f"no {name} on:\n{screen}"
            time.sleep(0.01)
        return screen

    def reveal(self) -> str:
        """Reveal the card that is asked; its number."""
        number = self.asked()
        self.press("Space")
        self.see(f"Answer {number} is revealed.")
        return number

    def grade(self) -> None:
        """Reveal and rate again, which brings the card back later, and wait for the next card."""
        number = self.reveal()
        self.press("1")
        self.lose(f"Answer {number} is revealed.")

    def kill(self) -> None:
        """`kill -9` the program, and wait until the pane is gone."""
        os.kill(int(self.tmux("display-message", "-p", "#{pane_pid}")), signal.SIGKILL)
        while self.tmux("list-sessions", check=False):
            time.sleep(0.01)


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """Forty cards, learned in the order of their numbers."""
    folder = tmp_path / "bank" / "topic"
    folder.mkdir(parents=True)
    for number in range(40):
        (folder / f"card-{number:04}.md").write_text(CARD.format(number=number), "utf-8")
    return folder.parent


@pytest.fixture
def terminal(home: Path, bank: Path) -> Iterator[Terminal]:
    """A terminal whose programs have an empty home."""
    if shutil.which("tmux") is None:
        missing = "tmux is not installed: the app was not driven through a terminal"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    # The path of a socket must be short, and tmp_path is not.
    with tempfile.TemporaryDirectory(prefix="quizapp-", dir="/tmp") as folder:
        terminal = Terminal(bank, Path(folder) / "tmux")
        yield terminal
        terminal.tmux("kill-server", check=False)


@pytest.fixture
def database(home: Path) -> Path:
    """The study database that the program will make."""
    return home / "quizapp" / "data" / "study.db"


def grades(database: Path) -> int:
    """How many grades the log holds; raises where the file is damaged."""
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        (count,) = connection.execute("SELECT count(*) FROM review WHERE kind = 'grade'").fetchone()
    return int(count)


def test_a_killed_session_resumes_on_the_same_card(terminal: Terminal, quizapp: Command) -> None:
    terminal.open()
    for number in range(3):
        terminal.see(f"Question {number:04}:")
        terminal.press("Space")
        terminal.see(f"Answer {number:04} is revealed.")
        terminal.press("3")
    terminal.see("Question 0003:")
    terminal.press("u")
    terminal.see("Question 0002:")
    terminal.kill()

    assert json.loads(quizapp("stats", "--json").stdout)["reviews"] == 2
    terminal.open()
    assert terminal.asked() == "0002"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="asks Linux who runs")
def test_it_ends_with_its_terminal_under_a_program_that_waits_for_it(terminal: Terminal) -> None:
    terminal.open("trap : HUP; {}; true")  # as `make` does
    terminal.asked()
    shell = terminal.tmux("display-message", "-p", "#{pane_pid}").strip()
    (program,) = Path(f"/proc/{shell}/task/{shell}/children").read_text().split()
    terminal.tmux("kill-session")
    deadline = time.monotonic() + PATIENCE
    while Path(f"/proc/{program}").exists():
        assert time.monotonic() < deadline, "it lives on without a terminal"
        time.sleep(0.01)


@pytest.mark.parametrize("rounds", [5, pytest.param(200, marks=pytest.mark.slow)])
def test_no_grade_that_was_shown_is_lost_or_doubled(
    terminal: Terminal, database: Path, quizapp: Command, rounds: int
) -> None:
    random = Random(7)
    shown = 0
    for _ in range(rounds):
        terminal.open()
        for _ in range(random.randrange(3)):
            terminal.grade()
            shown += 1
        number = terminal.reveal()
        terminal.press("1")
        time.sleep(random.uniform(0, 0.04))  # the grade is anywhere between the key and the screen
        acknowledged = f"Answer {number} is revealed." not in terminal.tmux("capture-pane", "-p")
        terminal.kill()
        kept = grades(database)
        assert kept - shown in ({1} if acknowledged else {0, 1})
        shown = kept
    assert quizapp("doctor").returncode == 0

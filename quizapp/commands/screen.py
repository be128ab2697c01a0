"""`quizapp` and `quizapp study`: the Textual face, in this process's own terminal."""

from __future__ import annotations

import gc
import os
import select
import signal
import sys
from contextlib import closing
from threading import Thread
from typing import TYPE_CHECKING

from quizapp.commands.workplace import Workplace, at_terminal
from quizapp.errors import UsageError

if TYPE_CHECKING:
    from quizapp.tui.app import QuizApp, Start


def show(place: Workplace, start: Start, topic: str | None = None) -> int:
    """Run the app until the learner leaves it. Raises what ended it, if a person can mend that."""
    if not (at_terminal(sys.stdin) and at_terminal(sys.stderr)):
        raise UsageError("the screen needs a terminal", "use quizapp ask --plain in pipes")
    app = application(place, start, topic)
    if hasattr(select, "poll"):
        Thread(target=_end_with, args=(sys.stderr.fileno(),), daemon=True).start()
    with closing(app.desk):
        app.run()
    if app.failure is not None:
        raise app.failure
    return app.return_code or 0


def _end_with(terminal: int) -> None:
    """Wait for the terminal's end, and end the program with it: every grade is on disk.

    The system tells the terminal's first program alone. Where that is `make`, it waits for us, and
    the screen would read an ended input over and over, at the cost of a whole core.
    """
    watch = select.poll()
    watch.register(terminal, 0)
    if any(event & select.POLLHUP for _, event in watch.poll()):
        os.kill(os.getpid(), signal.SIGTERM)


def application(place: Workplace, start: Start, topic: str | None = None) -> QuizApp:
    """The app on a desk of its own, not yet running."""
    # Imports leave no rubbish worth collecting; the app enables this again after its first paint.
    gc.disable()
    from quizapp.tui.app import QuizApp

    return QuizApp(place.desk(), start=start, topic=topic, environment=place.environment)

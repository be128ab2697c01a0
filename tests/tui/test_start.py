"""What stands between a person and the first question: proved in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest

from quizapp.study.goal import Goal
from tests.tui.support import Room

FIRST_PAINT = """
import asyncio, sys
from pathlib import Path
from tests.tui.support import Quiz, Room, seen

class Watched(Quiz):
    def _painted(self):
        print(*sorted(name for name in sys.modules if "." not in name))
        print(*seen(self), file=sys.stderr)
        self.exit()

async def main():
    room = Room(Path(sys.argv[1]), Path(sys.argv[2]))
    async with Watched(room.desk(), start="study", environment={}).run_test() as pilot:
        await pilot.pause()

asyncio.run(main())
"""


@pytest.mark.parametrize("minutes", [0, 30], ids=["for good", "towards a day"])
def test_the_first_question_waits_for_no_database_layer_parser_or_colours(
    room: Room, minutes: int
) -> None:
    desk = room.desk()
    desk.connect()
    if minutes:
        soon = desk.clock.today() + timedelta(days=9)
        desk.set_goal(Goal(day=soon, minutes=(minutes,) * 7, topics={"activations": 3.0}))
    desk.session().look_ahead()
    desk.close()
    done = subprocess.run(
        [sys.executable, "-c", FIRST_PAINT, str(room.home), str(room.bank)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Why did ReLU replace sigmoid?" in done.stderr
    loaded = set(done.stdout.split())
    assert "textual" in loaded
    late = {"sqlalchemy", "alembic", "markdown_it", "pygments", "numpy", "fsrs", "simpleeval"}
    assert loaded.isdisjoint(late)

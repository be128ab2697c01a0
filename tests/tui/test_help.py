"""What help says of the keys."""

from __future__ import annotations

from functools import partial

import pytest

from quizapp.tui.app import QuizApp
from quizapp.tui.keys import entries
from quizapp.tui.screens.help import HelpScreen
from tests.tui.support import Room, appears, seen, settled, shows, until


def can(app: QuizApp, action: str) -> bool:
    """Whether a key does this on the screen."""
    found = entries(app.screen, app.words)
    return any(deed.action == action for entry in found for deed in entry.deeds)


@pytest.mark.parametrize(
    ("interface", "reads_on"),
    [("en", "Read on      Scroll down"), ("ko", "계속 읽기  아래로 넘기기")],
)
async def test_no_row_says_the_same_twice(room: Room, interface: str, reads_on: str) -> None:
    app = room.app(interface=interface)
    async with app.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        for key, action in (("", "reveal"), ("space", "page(1)"), ("t", "close_ticks")):
            await pilot.press(*key.split())
            assert await until(pilot, partial(can, app, action))
            twice = [
                each.label for each in entries(app.screen, app.words) if each.label == each.hint
            ]
            assert twice == []
        await pilot.press("escape", "question_mark")
        assert await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        assert await appears(pilot, reads_on)
        assert shows(app, "space, pgdn")


@pytest.mark.parametrize("interface", ["en", "ko"])
async def test_what_a_key_does_is_told_in_forty_columns_too(room: Room, interface: str) -> None:
    app = room.app(interface=interface)
    async with app.run_test(size=(40, 60)) as pilot:
        await settled(pilot)
        hints = [entry.hint for entry in entries(app.screen, app.words)]
        await pilot.press("question_mark")
        assert await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        assert await appears(pilot, hints[-1])
        told = " ".join(" ".join(seen(app)).split())
        assert [hint for hint in hints if hint not in told] == []

"""A few pictures of the screen; after a wanted change: `pytest tests/tui --snapshot-update`."""

from __future__ import annotations

from tests.tui.conftest import Snap
from tests.tui.support import Room


async def test_question_dark(room: Room, snap: Snap) -> None:
    await snap(room.app())


async def test_answer_with_maths_and_code_light(room: Room, snap: Snap) -> None:
    await snap(room.app(theme="light"), "space", size=(100, 50))


async def test_answer_in_korean_80x24(room: Room, snap: Snap) -> None:
    await snap(room.app(interface="ko", language="ko"), "space")


async def test_ticking_in_terminal_colours(room: Room, snap: Snap) -> None:
    await snap(room.app(theme="ansi"), "space", "t", "1", "2")


async def test_home(room: Room, snap: Snap) -> None:
    await snap(room.app("home"), "down")

"""Fixtures for the screens: a room with real files and SQLite, pictures to hold against."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension

from quizapp.bank.cards import Language
from tests.tui.kinds import furnish
from tests.tui.support import PLAIN, RELU, RELU_KO, Quiz, Room, settled


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """Four cards of two topics, the first in both languages."""
    room = Room(tmp_path / "room", tmp_path / "bank")
    room.write("activations/relu.md", RELU)
    for n in (1, 2, 3):
        room.write(f"optimizers/card-{n}.md", PLAIN.format(n=n))
    desk = room.desk()
    desk.refresh()
    card = desk.card(desk.library.ids("activations")[0])
    assert card is not None
    room.write("activations/relu.ko.md", RELU_KO.format(of=card.text(Language.EN).hash))
    desk.refresh()
    yield room
    for desk in room.opened:
        desk.close()


Furnished = Callable[..., Room]


@pytest.fixture
def furnished(tmp_path: Path) -> Iterator[Furnished]:
    """A room with the cards of these names alone."""
    rooms: list[Room] = []

    def make(*names: str) -> Room:
        rooms.append(furnish(Room(tmp_path / "room", tmp_path / "judged"), *names))
        return rooms[-1]

    yield make
    for desk in (desk for room in rooms for desk in room.opened):
        desk.close()


class Svg(SingleFileSnapshotExtension):
    """Snapshots that a browser shows."""

    file_extension = "svg"


Snap = Callable[..., Awaitable[None]]


@pytest.fixture
def snap(snapshot: SnapshotAssertion) -> Snap:
    """Hold the screen after some keys against its picture."""
    shots = snapshot.use_extension(Svg)

    async def check(app: Quiz, *keys: str, size: tuple[int, int] = (80, 24)) -> None:
        async with app.run_test(size=size) as pilot:
            await settled(pilot)
            await pilot.press(*keys)
            await settled(pilot)
            svg = app.export_screenshot()
        # Rich salts every id in the document: without the salt the bytes are the same each time.
        assert re.sub(r"terminal-\d+-", "terminal-", svg).encode() == shots

    return check

"""The line that a word or a number is typed into: which keys go into it."""

from __future__ import annotations

import pytest

from quizapp.tui.widgets.answer import AnswerLine
from tests.tui.conftest import Furnished
from tests.tui.support import appears, seen, settled, shows, until


@pytest.mark.parametrize(("name", "first"), [("numeric", "7"), ("cloze", "x")])
async def test_space_reveals_while_nothing_is_typed(
    furnished: Furnished, name: str, first: str
) -> None:
    app = furnished(name).app()
    async with app.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        assert await until(pilot, lambda: isinstance(app.focused, AnswerLine))
        assert await appears(pilot, "space Reveal")
        await pilot.press(first)
        assert await appears(pilot, "enter Reveal")
        assert not shows(app, "space Reveal"), "it would be typed"
        await pilot.press("space", "y")
        assert await appears(pilot, f"{first} y")
        await pilot.press("backspace", "backspace", "backspace")
        assert await appears(pilot, "space Reveal")
        await pilot.press("space")
        assert await appears(pilot, "3 Good")


async def test_letters_are_keys_until_a_number_begins(furnished: Furnished) -> None:
    app = furnished("numeric", "several").app()
    async with app.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        assert await until(pilot, lambda: isinstance(app.focused, AnswerLine))
        assert await appears(pilot, "l Language")
        assert not shows(app, "i Write"), "it is open already"
        await pilot.press("l")
        assert await appears(pilot, "층")
        await pilot.press("l", "1", "e", "l")
        assert await appears(pilot, "1el")
        assert not shows(app, "l Language"), "it would be typed"
        await pilot.press("backspace", "backspace", "backspace", "s")
        assert await appears(pilot, "One or more answers"), "the number was skipped"


async def test_the_unit_stays_in_sight_and_escape_leads_to_the_other_keys(
    furnished: Furnished,
) -> None:
    app = furnished("numeric").app()
    async with app.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        assert await until(pilot, lambda: isinstance(app.focused, AnswerLine))
        assert await appears(pilot, "esc Other keys")
        assert not shows(app, "Done writing")
        await pilot.press("1", "2")
        assert await until(pilot, lambda: any(_is_line(row, "12", "MB") for row in seen(app)))
        await pilot.press("escape")
        assert await appears(pilot, "l Language")
        assert shows(app, "i Write")
        assert not shows(app, "Other keys")


def _is_line(row: str, said: str, unit: str) -> bool:
    """Whether a row is the line with this in it, and the unit at its right end."""
    return row.strip().lstrip("▌▐█ ").split() == [said, unit] and row.rstrip().endswith(unit)


@pytest.mark.parametrize("width", [80, 40])
async def test_how_sure_is_asked_as_the_keys_are(furnished: Furnished, width: int) -> None:
    app = furnished("numeric").app(confidence=True)
    async with app.run_test(size=(width, 24)) as pilot:
        await settled(pilot)
        assert await until(pilot, lambda: isinstance(app.focused, AnswerLine))
        assert await appears(pilot, "4 95 %"), "each key is seen"
        if width == 80:
            assert shows(app, "How sure? Esc, then   1 25 %"), "digits are the answer's"
        await pilot.press("1", "escape")
        assert await until(pilot, lambda: not shows(app, "Esc, then"))
        assert shows(app, "4 95 %")
        await pilot.press("2")
        assert await appears(pilot, "3 Good")

"""Home, search, settings, help, the palette, and the way from one to the other."""

from __future__ import annotations

import pytest
from textual.binding import Binding
from textual.command import CommandPalette
from textual.widgets import Input

from quizapp.bank.cards import CardId
from quizapp.store.values import MarkKind
from quizapp.tui.keys import entries
from quizapp.tui.screens.card import CardScreen
from quizapp.tui.screens.faults import FaultsScreen
from quizapp.tui.screens.home import HomeScreen
from quizapp.tui.screens.search import SearchScreen
from quizapp.tui.screens.settings import SettingsScreen
from quizapp.tui.screens.study import StudyScreen
from tests.tui.support import PLAIN, Quiz, Room, appears, seen, settled, shows


async def test_home_shows_what_is_new_and_one_key_starts(room: Room) -> None:
    app = room.app("home")
    async with app.run_test() as pilot:
        await settled(pilot)
        assert await appears(pilot, "0 due   4 new today")
        assert await appears(pilot, "▸ All topics")
        await pilot.press("enter")
        await settled(pilot)
        assert await appears(pilot, "Why did ReLU")


async def test_home_starts_the_chosen_topic(room: Room) -> None:
    app = room.app("home")
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("down", "down")
        assert await appears(pilot, "▸ optimizers")
        await pilot.press("down", "enter")
        await settled(pilot)
        assert await appears(pilot, "Question 1")
        assert await appears(pilot, "0 done · 3 left")


async def test_leaving_and_coming_back_goes_on_with_the_session(room: Room) -> None:
    app = room.app()
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("space", "3", "q")
        await settled(pilot)
        assert await appears(pilot, "1 today")
        assert await appears(pilot, "0 due   3 new today")
        for _ in range(2):
            await pilot.press("enter")
            await settled(pilot)
            assert await appears(pilot, "1 done · 3 left")
            await pilot.press("escape")
            await settled(pilot)
        await pilot.press("q")
    assert app.return_code == 0


async def test_the_heatmap_marks_the_day_of_a_review(room: Room) -> None:
    app = room.app()
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("space", "3", "q")
        await settled(pilot)
        (wednesday,) = [row for row in seen(app) if row.startswith("  Wed")]
        assert wednesday.rstrip().endswith("·░"), "2026-03-04, this week, is a Wednesday"


async def test_faults_are_listed_with_place_and_remedy(room: Room) -> None:
    room.write("optimizers/bad.md", "no heading\n")
    app = room.app("home")
    async with app.run_test() as pilot:
        await settled(pilot)
        assert await appears(pilot, "! faults in the bank: 1")
        await pilot.press("b")
        await pilot.pause()
        assert isinstance(app.screen, FaultsScreen)
        assert await appears(pilot, "optimizers/bad.md:1:1")
        await pilot.press("escape")
        assert isinstance(app.screen, HomeScreen)


async def test_a_bank_without_faults_lists_none(room: Room) -> None:
    app = room.app("home")
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("b")
        assert isinstance(app.screen, HomeScreen)


async def test_search_finds_as_one_types_in_both_languages(room: Room) -> None:
    app = room.app()
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("slash", *"backprop")
        assert await appears(pilot, "▸ Why did ReLU replace sigmoid?")
        app.screen.query_one(Input).value = "역전파"
        await pilot.pause()
        assert await appears(pilot, "▸ sigmoid 대신 ReLU")
        assert await appears(pilot, "activations/relu · ko")
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, CardScreen)
        assert await appears(pilot, "sigmoid 대신 ReLU"), "in the language that it was found in"
        assert not shows(app, "역전파는 층마다")
        await pilot.press("space", "l")
        assert await appears(pilot, "Backpropagation")
        await pilot.press("escape", "escape")
        assert isinstance(app.screen, StudyScreen)


async def test_search_walks_through_its_hits(room: Room) -> None:
    app = room.app()
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("slash", *"asked here", "down", "down", "up", "enter")
        await settled(pilot)
        assert await appears(pilot, "Question 2")


async def test_search_says_when_nothing_is_found(room: Room) -> None:
    app = room.app()
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("slash", *'no"such*[b]')
        assert await appears(pilot, "No card holds all of these words.")
        await pilot.press("enter")
        assert isinstance(app.screen, SearchScreen)


async def test_a_long_question_among_the_hits_ends_in_an_ellipsis(room: Room) -> None:
    room.write("optimizers/long.md", PLAIN.format(n="zebra " + "and so on " * 20))
    app = room.app()
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("slash", *"zebra")
        assert await appears(pilot, "▸ Question zebra")
        (row,) = (row for row in seen(app) if "▸ Question zebra" in row)
        assert row.rstrip().endswith("…")


async def test_a_suspended_card_is_taken_back_where_it_is_read(room: Room) -> None:
    app = room.app()
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("x", "slash", *"sigmoid", "enter")
        await settled(pilot)
        assert await appears(pilot, "suspended")
        await pilot.press("x")
        assert not shows(app, "suspended")
    assert room.desk().overview().suspended == 0


async def test_settings_are_shown_kept_and_take_effect_at_once(room: Room) -> None:
    app = room.app()
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("comma", "down", "right")
        assert await appears(pilot, "프로그램 언어")
        await pilot.press("down", "enter")
        assert app.theme == "quizapp-light"
        await pilot.press("up", "up", "right", "escape")
        await pilot.pause()
        assert await appears(pilot, "sigmoid 대신 ReLU")
        assert await appears(pilot, "space 답 보기")
        assert await appears(pilot, "완료 0 · 남음 4")
    settings = room.desk().settings
    assert (settings.interface, settings.theme) == ("ko", "light")


async def test_a_typed_setting_is_checked_before_it_is_kept(room: Room) -> None:
    app = room.app()
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("comma", *["down"] * 3, "enter")
        assert app.screen.query_one(Input).value == "10"
        await pilot.press(*"1001", "enter")
        assert await appears(pilot, "1001 cannot be used. 0 to 1000.")
        assert not isinstance(app.screen, SettingsScreen), "it asks again"
        await pilot.press("x", "enter")
        assert await appears(pilot, "1001x cannot be used. 0 to 1000.")
        await pilot.press(*["backspace"] * 5, "7", "enter")
        assert isinstance(app.screen, SettingsScreen)
    assert room.desk().settings.new_per_day == 7


@pytest.mark.parametrize("keys", [(), ("space",), ("space", "t"), ("i",), ("q",), ("comma",)])
async def test_help_and_palette_hold_every_key_that_works(
    room: Room, keys: tuple[str, ...]
) -> None:
    app = room.app()
    async with app.run_test(size=(100, 60)) as pilot:
        await settled(pilot)
        await pilot.press(*keys)
        await settled(pilot)
        known = entries(app.screen, app.words)
        commands = {command.title for command in app.get_system_commands(app.screen)}
        assert commands == {deed.label for entry in known for deed in entry.deeds}
        if keys != ("i",):
            await pilot.press("question_mark")
            for entry in known:
                assert await appears(pilot, entry.label)
                assert await appears(pilot, entry.key)


async def test_the_palette_runs_what_it_names(room: Room) -> None:
    app = room.app()
    async with app.run_test(size=(80, 60)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+p")
        assert isinstance(app.screen, CommandPalette)
        await pilot.press(*"Reveal")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert await appears(pilot, "Key points")


async def test_ctrl_c_leaves(room: Room) -> None:
    app = room.app()
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("ctrl+c")
    assert app.return_code == 0


def test_every_key_has_a_name_a_label_and_a_hint() -> None:
    screens = (StudyScreen, HomeScreen, SearchScreen, SettingsScreen, CardScreen, Quiz)
    bindings = [binding for screen in screens for binding in screen.BINDINGS]
    for binding in bindings:
        assert isinstance(binding, Binding)
        assert binding.id
        assert binding.description
        assert binding.tooltip


async def test_the_footer_drops_what_does_not_fit_but_never_help(room: Room) -> None:
    app = room.app()
    async with app.run_test(size=(40, 24)) as pilot:
        await settled(pilot)
        assert seen(app)[-1].rstrip().endswith("? Help")
        assert not shows(app, "Settings")


@pytest.mark.parametrize("keys", [("right",), ("down", "down", "down", "enter", "7", "enter")])
async def test_settings_that_cannot_be_kept_are_told_and_end_nothing(
    room: Room, keys: tuple[str, ...]
) -> None:
    app = room.app()
    app.desk.paths.settings.with_suffix(".new").mkdir()
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settled(pilot)
        await pilot.press("comma", *keys)
        await settled(pilot)
        assert await appears(pilot, "permissions")  # one word: the path wraps the rest
        await pilot.press("escape", "space", "3")
        assert await appears(pilot, "1 done")


async def test_flagged_cards_are_listed_with_their_notes_and_opened(room: Room) -> None:
    desk = room.desk()
    desk.mark(CardId("activations/relu"), MarkKind.FLAG, "the slope of tanh")
    app = room.app("home")
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("f")
        await settled(pilot)
        assert await appears(pilot, "▸ Why did ReLU replace sigmoid?")
        assert await appears(pilot, "activations/relu · the slope of tanh")
        await pilot.press("enter", "space")
        assert await appears(pilot, "⚑ Flagged: the slope of tanh")
        await pilot.press("f", "ctrl+u", "enter", "escape")
        await settled(pilot)
        assert await appears(pilot, "No card is flagged.")


async def test_without_a_flag_there_is_no_list_of_them(room: Room) -> None:
    app = room.app("home")
    async with app.run_test() as pilot:
        await settled(pilot)
        home = app.screen
        await pilot.press("f")
        assert app.screen is home

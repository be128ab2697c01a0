from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from textual.widgets import Input

from quizapp.bank.cards import CardId, Language
from quizapp.bank.markdown import WIDEST
from quizapp.maths.width import cells
from quizapp.store.library import Refresh
from quizapp.tui.widgets.answer import AnswerField
from tests.tui.support import PLAIN, Quiz, Room, appears, seen, settled, shows


def reviews(room: Room) -> int:
    return room.desk().overview().reviews


async def test_three_answers_undo_and_redo(room: Room) -> None:
    app = room.app()
    async with app.run_test(size=(80, 30)) as pilot:
        await settled(pilot)
        assert await appears(pilot, "Why did ReLU replace sigmoid?")
        assert not shows(app, "Key points")
        for _ in range(3):
            await pilot.press("space")
            assert await appears(pilot, "3 Good")
            await pilot.press("3")
        assert await appears(pilot, "3 done · 1 left")
        assert await appears(pilot, "Good: back in")
        await pilot.press("u")
        assert await appears(pilot, "Question 2")
        assert await appears(pilot, "Undone: optimizers/card-2 · Good")
        await pilot.press("u", "U")
        assert await appears(pilot, "Redone: optimizers/card-1 · Good")
        assert await appears(pilot, "2 done · 2 left")
    assert reviews(room) == 2


async def test_a_lapse_comes_back_in_the_same_session(room: Room) -> None:
    app = room.app(session_size=1)
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("space", "1")
        assert await appears(pilot, "Why did ReLU")
        assert await appears(pilot, "once more")
        await pilot.press("space", "3")
        assert await appears(pilot, "Done for now")


async def test_nothing_is_rated_before_the_answer_is_seen(room: Room) -> None:
    app = room.app()
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("3", "1", "enter")
        assert await appears(pilot, "0 done")
    assert reviews(room) == 0


async def test_ticked_points_suggest_a_rating_that_enter_accepts(room: Room) -> None:
    app = room.app()
    async with app.run_test(size=(80, 60)) as pilot:
        await settled(pilot)
        await pilot.press("space", "t", "1", "3", "4", "3", "3", "9")
        assert await appears(pilot, "1 [x] The slope of a sigmoid")
        assert await appears(pilot, "2 [ ] ReLU passes")
        assert await appears(pilot, "Digits tick what you said")
        await pilot.press("enter")
        assert await appears(pilot, "▸ 3 Good")
        await pilot.press("enter")
        assert await appears(pilot, "1 done")
        await pilot.press("space")
        assert not shows(app, "[x]"), "the next card has no ticks"
        assert not shows(app, "▸")
    (event,) = room.desk().store.reads.history(CardId("activations/relu"))
    assert event.points == {0, 2, 3}
    assert event.rating == 3


async def test_a_typed_answer_is_kept_in_nfc_and_shown_beside_the_true_one(room: Room) -> None:
    app = room.app()
    async with app.run_test(size=(80, 30)) as pilot:
        await settled(pilot)
        await pilot.press("i")
        app.screen.query_one(AnswerField).insert("기울기 3x?")
        assert not shows(app, "Reveal"), "its key is typed, not pressed"
        await pilot.press("escape", "space")
        assert await appears(pilot, "You wrote")
        assert await appears(pilot, "기울기 3x?")
        await pilot.press("3")
    (event,) = room.desk().store.reads.history(CardId("activations/relu"))
    assert event.answer == "기울기 3x?"


async def test_the_seconds_of_a_card_are_from_its_question_to_its_grade(room: Room) -> None:
    app = room.app()
    async with app.run_test() as pilot:
        await settled(pilot)
        for seconds in (40, 2):
            room.now += timedelta(seconds=seconds)
            await pilot.press("space")
            room.now += timedelta(seconds=2)
            await pilot.press("3")
    reads = room.desk().store.reads
    cards = (CardId("activations/relu"), CardId("optimizers/card-1"))
    assert [reads.history(card)[0].seconds for card in cards] == [42, 4]


async def test_the_setting_opens_each_card_in_the_field(room: Room) -> None:
    app = room.app(typing=True)
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("3", "escape", "space", "3")
        assert app.screen.query_one(AnswerField).has_focus
        assert app.screen.query_one(AnswerField).text == ""


async def test_an_app_that_vanished_is_resumed_where_it_was(room: Room) -> None:
    app = room.app()
    async with app.run_test(size=(80, 60)) as pilot:
        await settled(pilot)
        await pilot.press("space", "3", "space", "t", "2")
    app.desk.close = lambda: None  # type: ignore[method-assign]

    again = room.app()
    async with again.run_test(size=(80, 60)) as pilot:
        await pilot.pause()
        assert await appears(pilot, "Question 1")
        await settled(pilot)
        assert await appears(pilot, "1 done · 3 left")
        assert await appears(pilot, "2 [x] The second point of 1.")


async def test_the_language_switches_in_place(room: Room) -> None:
    app = room.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        await pilot.press("space", "l")
        assert await appears(pilot, "sigmoid 대신 ReLU를 쓰게 된 이유는")
        assert await appears(pilot, "역전파는 층마다")
        await pilot.press("l")
        assert await appears(pilot, "Backpropagation")


async def test_the_editor_changes_the_card_in_place(room: Room) -> None:
    script = room.home / "editor"
    script.write_text('#!/bin/sh\nsed -i "s/Why did ReLU/Why indeed did ReLU/" "$1"\n')
    script.chmod(0o755)
    app = room.app()
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("space", "e")
        await settled(pilot)
        assert await appears(pilot, "Why indeed did ReLU replace sigmoid?")
        assert await appears(pilot, "1 Again"), "it is still revealed"
        await pilot.press("3")
        assert await appears(pilot, "1 done")


async def test_what_the_editor_left_wrong_is_told_with_its_place(room: Room) -> None:
    script = room.home / "editor"
    script.write_text('#!/bin/sh\nsed -i "s/^## Answer/## Anser/" "$1"\n')
    script.chmod(0o755)
    room.write("activations/aaa.md", "another fault, which is not this card's")
    app = room.app()
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settled(pilot)
        await pilot.press("space", "e")
        await settled(pilot)
        assert await appears(pilot, "activations/relu.md:")
        assert not shows(app, "aaa.md")


async def test_an_editor_that_is_not_there_is_told_in_one_line(room: Room) -> None:
    app = room.app(editor="/no/such/editor")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settled(pilot)
        await pilot.press("e")
        await settled(pilot)
        assert await appears(pilot, "the editor /no/such/editor cannot be")
        await pilot.press("space", "3")
        assert await appears(pilot, "1 done")


async def test_flag_with_a_note(room: Room) -> None:
    app = room.app()
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("f", *"see", "enter")
        assert await appears(pilot, "Flagged")
    (flagged,) = room.desk().store.reads.flagged()
    assert (flagged.card, flagged.note) == ("activations/relu", "see")


async def test_a_flag_thought_better_of_is_none(room: Room) -> None:
    app = room.app()
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("f", "x", "escape")
    assert room.desk().overview().flagged == 0


async def test_skip_asks_last_and_suspend_no_more(room: Room) -> None:
    app = room.app()
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("s")
        assert await appears(pilot, "Question 1")
        assert await appears(pilot, "4 left")
        await pilot.press("x")
        assert await appears(pilot, "Question 2")
        assert await appears(pilot, "3 left")
    assert room.desk().overview().suspended == 1


async def test_the_end_offers_to_go_on(room: Room) -> None:
    app = room.app(new_per_day=1)
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("space", "3")
        assert await appears(pilot, "Done for now")
        await pilot.press("a")
        await settled(pilot)
        assert await appears(pilot, "Question 1")


async def test_a_rating_given_before_the_history_is_open_is_not_lost(room: Room) -> None:
    first = room.app()
    async with first.run_test() as pilot:
        await settled(pilot)
    app = room.app()
    async with app.run_test() as pilot:
        app.screen.action_reveal()  # type: ignore[attr-defined]
        app.screen.action_rate(3)  # type: ignore[attr-defined]
        app.screen.action_rate(4)  # type: ignore[attr-defined]
        await settled(pilot)
        assert await appears(pilot, "1 done")
    assert reviews(room) == 1


async def test_a_card_that_its_author_breaks_leaves_the_session(room: Room) -> None:
    app = room.app()
    async with app.run_test() as pilot:
        await settled(pilot)
        room.write("activations/relu.md", "no heading")
        app.refresh_bank()
        await settled(pilot)
        assert await appears(pilot, "Question 1")
        assert await appears(pilot, "Faults in the bank: ")


async def test_a_long_answer_is_read_with_space(room: Room) -> None:
    long = "\n\n".join(f"Paragraph {n}." for n in range(30))
    room.write(
        "activations/relu.md", f"# Long?\n\n## Answer\n{long}\n\n## Key points\n- A.\n- B.\n"
    )
    app = room.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("space")
        assert await appears(pilot, "Paragraph 0.")
        await pilot.press("space", "space", "space", "space", "space")
        assert await appears(pilot, "Paragraph 29.")
        await pilot.press("3")
        assert await appears(pilot, "Question 1"), "the next card begins at its top"


async def test_the_first_start_waits_for_the_bank(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.home.joinpath("cache", "library.db").unlink()
    app = room.app()
    seen_reading, refresh = Event(), app.desk.refresh

    def slow(progress: Callable[[int, int], None]) -> Refresh:
        seen_reading.wait(20)
        return refresh(progress)

    monkeypatch.setattr(app.desk, "refresh", slow)
    async with app.run_test() as pilot:
        assert await appears(pilot, "Reading the question bank…")
        seen_reading.set()
        await settled(pilot)
        assert await appears(pilot, "Why did ReLU")


async def test_an_empty_bank_says_so(room: Room, tmp_path: Path) -> None:
    empty = Room(tmp_path / "other", tmp_path / "nothing")
    empty.bank.mkdir()
    app = empty.app()
    async with app.run_test() as pilot:
        await settled(pilot)
        assert await appears(pilot, "There are no cards.")
        await pilot.press("space", "3", "u", "d", "e")
    for desk in empty.opened:
        desk.close()


@pytest.mark.parametrize("interface", ["en", "ko"])
@pytest.mark.parametrize("size", [(80, 24), (50, 16), (120, 40)])
async def test_no_row_is_wider_than_the_terminal(
    room: Room, interface: str, size: tuple[int, int]
) -> None:
    app = room.app(interface=interface, language=interface)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        for keys in ((), ("space",), ("t", "1"), ("enter",), ("3",), ("question_mark",)):
            await pilot.press(*keys)
            await pilot.pause()
            screen = seen(app)
            assert len(screen) == size[1]
            assert {cells(row) for row in screen} == {size[0]}


async def test_a_resized_page_is_painted_for_its_width(room: Room) -> None:
    app = room.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("space")
        await pilot.resize_terminal(60, 40)
        await pilot.pause()
        assert await appears(pilot, "Backpropagation multiplies one slope per layer. With a")


async def test_a_study_database_from_a_newer_version_ends_the_app_with_its_reason(
    room: Room,
) -> None:
    app = room.app()
    async with app.run_test() as pilot:
        await settled(pilot)
    app.desk.close()
    with sqlite3.connect(app.desk.paths.study) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    later = room.app()
    async with later.run_test() as pilot:
        await settled(pilot)
    assert "newer" in str(later.failure)
    assert later.return_code == 2


async def test_a_topic_that_is_not_there_ends_the_app_with_its_reason(room: Room) -> None:
    """Once the bank is read: until then nobody knows what it has."""
    app = room.app(topic="activation")
    async with app.run_test() as pilot:
        await settled(pilot)
    assert "there is no topic 'activation'" in str(app.failure)
    assert app.return_code == 2
    there = room.app(topic="activations")
    async with there.run_test() as pilot:
        await settled(pilot)
    assert there.failure is None


async def test_a_card_added_while_nothing_was_due_is_asked(room: Room) -> None:
    for path in room.bank.rglob("*.md"):
        path.unlink()
    app: Quiz = room.app()
    async with app.run_test() as pilot:
        await settled(pilot)
        assert await appears(pilot, "There are no cards.")
        room.write("optimizers/new.md", PLAIN.format(n=7))
        app.refresh_bank()
        await settled(pilot)
        assert await appears(pilot, "Question 7")


async def test_a_flag_opens_with_its_note_which_is_shown_and_emptied(room: Room) -> None:
    app = room.app()
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("f", *"see", "enter")
        assert not shows(app, "⚑"), "the note may tell the answer"
        await pilot.press("space")
        assert await appears(pilot, "⚑ Flagged: see")
        await pilot.press("f")
        assert app.screen.query_one(Input).value == "see"
        assert await appears(pilot, "An empty note takes the flag back")
        await pilot.press("backspace", "backspace", "backspace", "enter")
        assert not shows(app, "⚑")
    assert room.desk().overview().flagged == 0


async def test_what_was_said_last_goes_with_the_next_deed(room: Room) -> None:
    app = room.app()
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("f", *"see", "enter")
        assert await appears(pilot, "Flagged")
        await pilot.press("l")
        assert not shows(app, "Flagged")


async def test_undo_takes_back_the_suspension_before_any_grade(room: Room) -> None:
    app = room.app()
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("space", "3", "x")
        assert await appears(pilot, "Suspended; u takes it back")
        assert await appears(pilot, "Question 2")
        await pilot.press("u")
        assert await appears(pilot, "Asked again: optimizers/card-1")
        assert await appears(pilot, "Question 1")
        await pilot.press("u")
        assert await appears(pilot, "Undone: activations/relu · Good")
    assert room.desk().overview().suspended == 0
    assert reviews(room) == 0


async def test_the_widest_code_of_a_card_stands_on_one_row_at_80_columns(room: Room) -> None:
    line = "x" * WIDEST
    card = PLAIN.format(n=9).replace("## Key", f"```\n{line}\n```\n\n## Key")
    room.write("optimizers/wide.md", card)
    app = room.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        wide = app.desk.card(CardId("optimizers/wide"))
        assert wide is not None
        app.open_card(wide, Language.EN)
        assert await appears(pilot, "Question 9")
        await pilot.press("space")
        assert await appears(pilot, line)

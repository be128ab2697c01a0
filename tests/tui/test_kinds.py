"""The study screen on a card of each kind that the program judges."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from quizapp.bank.cards import CardId, Language
from quizapp.maths.width import cells
from quizapp.store.values import Event
from quizapp.study.asked import Asked, asked_next
from quizapp.tui.app import QuizApp
from quizapp.tui.screens.card import CardScreen
from quizapp.tui.screens.lab import LabScreen
from quizapp.tui.screens.prompt import PromptScreen
from quizapp.tui.widgets.answer import AnswerLine
from tests.tui.conftest import Furnished, Snap
from tests.tui.kinds import CARDS, SINGLE
from tests.tui.support import Room, appears, seen, settled, shows, until


def asked(app: QuizApp, name: str) -> Asked:
    """The card as the session asks it."""
    card = app.desk.card(CardId(f"kinds/{name}"))
    assert card is not None
    return asked_next(card, app.desk.store.reads)


def letter(app: QuizApp, name: str, option: int) -> str:
    """The key of an option, by its number in the file."""
    return "abcdef"[asked(app, name).shuffle.index(option)]


def history(room: Room, card: str) -> list[Event]:
    return list(room.desk().store.reads.history(CardId(f"kinds/{card}")))


async def typed(pilot: Pilot[None], text: str) -> None:
    """Type into the line that stands open, once it takes keys."""
    app = pilot.app

    def open_() -> bool:
        return any(line.has_focus for line in app.screen.query(AnswerLine))

    assert await until(pilot, open_), "no line is open"
    for character in text:
        await pilot.press("space" if character == " " else character)


async def test_a_single_choice_takes_one_letter_and_shows_what_was_right(
    furnished: Furnished,
) -> None:
    room = furnished("single")
    app = room.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        one, quarter = letter(app, "single", 1), letter(app, "single", 0)
        assert await appears(pilot, "One answer")
        assert not shows(app, "Its values reach that")
        await pilot.press(quarter, one)
        assert await appears(pilot, f"{one}) (•) One")
        assert shows(app, f"{quarter}) ( ) A quarter"), "another pick takes the place of the first"
        await pilot.press("enter")
        assert await appears(pilot, f"{one}) (•) ✗ One ← your pick")
        assert shows(app, f"{quarter}) ( ) ✓ A quarter")
        assert shows(app, "— Its values reach that. Refuted.")
        assert shows(app, "— That is its inverse"), "each misconception can be learned from"
        assert shows(app, f"Not quite: {quarter} is right.")
        assert await appears(pilot, "▸ 1 Again")
        await pilot.press("enter")
        assert await appears(pilot, "Again: comes back today")
    (event,) = history(room, "single")
    assert (event.rating, event.answer) == (1, "2")


async def test_letters_pick_while_the_choice_is_open_and_are_the_apps_after_that(
    furnished: Furnished,
) -> None:
    app = furnished("single").app()
    async with app.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        await pilot.press("d")
        assert await appears(pilot, "d) (•)")
        await pilot.press("e")
        assert await appears(pilot, "e) (•)")
        assert shows(app, "a-e Pick")
        assert not shows(app, "e Edit")
        await pilot.press("f")
        assert await until(pilot, lambda: isinstance(app.screen, PromptScreen)), "no option has f"
        await pilot.press("escape", "space")
        assert await appears(pilot, "e Edit")
        assert not shows(app, "Pick")
        await pilot.press("a", "b")
        assert shows(app, "e) (•)"), "a pick stands once it is judged"
        await pilot.press("d")
        assert await until(pilot, lambda: isinstance(app.screen, LabScreen))


async def test_several_letters_are_picked_and_taken_back(furnished: Furnished) -> None:
    room = furnished("several")
    app = room.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        relu, norm, mean = (letter(app, "several", option) for option in (0, 1, 2))
        assert await appears(pilot, "One or more answers")
        await pilot.press(norm, mean, relu, relu)
        assert await appears(pilot, f"{mean}) [x] x.mean(dim=0)")
        assert shows(app, f"{relu}) [ ] torch.relu(x)")
        await pilot.press("space")
        assert await appears(pilot, f"{mean}) [x] ✗ x.mean(dim=0) ← your pick")
        assert shows(app, f"{relu}) [ ] ✓ torch.relu(x) ← missed")
        assert shows(app, "Not quite: 2 of 4 options judged rightly.")
        assert await appears(pilot, "▸ 1 Again")
        await pilot.press("t", "1", "enter")
        assert await appears(pilot, "1 [x] Elementwise operations")
        await pilot.press("3")
        assert await appears(pilot, "Done for now")
    (event,) = history(room, "several")
    assert (event.rating, event.answer, event.points) == (3, "2,3", frozenset({0}))


async def test_an_option_is_picked_with_a_click(furnished: Furnished) -> None:
    app = furnished("several").app()
    async with app.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        mean = letter(app, "several", 2)
        assert await appears(pilot, f"{mean}) [ ]")
        row = next(at for at, row in enumerate(seen(app)) if f"{mean}) [ ]" in row)
        await pilot.click(offset=(12, row))
        assert await appears(pilot, f"{mean}) [x]")
        await pilot.press("space")
        assert await appears(pilot, "your pick")
        await pilot.click(offset=(12, row))
        assert shows(app, f"{mean}) [x] ✗"), "a pick stands once it is judged"


async def test_a_wrong_pick_leads_to_the_demo_that_refutes_it(furnished: Furnished) -> None:
    app = furnished("single").app()
    async with app.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        await pilot.press(letter(app, "single", 1), "enter")
        assert await appears(pilot, "d Demo")
        await pilot.press("d")
        assert await appears(pilot, "How steep a sigmoid is")


async def test_a_cloze_is_typed_into_the_gap(furnished: Furnished) -> None:
    room = furnished("cloze")
    app = room.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        assert await appears(pilot, "the statistics of [ … ], at inference running averages.")
        assert shows(app, "gamma")
        await typed(pilot, "The Batch")
        assert not shows(app, "Again"), "space and letters are typed"
        await pilot.press("enter")
        assert await appears(pilot, "the statistics of [the batch], at inference running")
        assert await appears(pilot, "Right.")
        assert await appears(pilot, "▸ 3 Good")
        await pilot.press("enter")
        assert await appears(pilot, "Done for now"), "its siblings are for another day"
    (event,) = history(room, "cloze#source")
    assert (event.rating, event.answer) == (3, "The Batch")


async def test_a_cloze_takes_the_word_of_the_other_language(furnished: Furnished) -> None:
    app = furnished("cloze").app(language="ko")
    async with app.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        assert await appears(pilot, "추론할 때는 이동 평균, 학습할 때는 [ … ]의 통계를 씁니다.")
        await typed(pilot, "batch")
        await pilot.press("enter")
        assert await appears(pilot, "학습할 때는 [배치]의 통계를")
        assert await appears(pilot, "Not quite: '배치' was asked.")
        assert await appears(pilot, "▸ 1 Again")
        await pilot.press("1")
        await typed(pilot, "the batch")
        await pilot.press("enter")
        assert await appears(pilot, "Right.")


async def test_a_number_is_judged_by_its_tolerance(furnished: Furnished) -> None:
    app = furnished("numeric").app()
    async with app.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        answer = asked(app, "numeric").expected
        assert answer is not None
        question = next(row.strip() for row in seen(app) if "How much memory" in row)
        assert "{{" not in question
        await typed(pilot, f"{answer * 1.01:.6g} MB")
        await pilot.press("enter")
        assert await appears(pilot, f"Right: {answer:g} MB (within 2%).")
        assert shows(app, f"which is {answer:g} MB."), "the solution has the same numbers"
        await pilot.press("3")
        assert await appears(pilot, "Done for now")
        await pilot.press("u")
        assert await appears(pilot, question), "undo asks with the same numbers"
        await typed(pilot, f"{answer * 1000:.6g}")
        await pilot.press("enter")
        assert await appears(pilot, "It is off by a power of ten.")
        await pilot.press("1")
        assert await until(pilot, lambda: not shows(app, "Not quite"))
        await typed(pilot, "1 lot")
        await pilot.press("enter")
        assert await appears(pilot, "'1 lot' is not read as a number; write it as")
        assert not shows(app, "▸"), "nothing is proposed for what cannot be read"


async def test_a_verdict_below_a_long_question_comes_into_sight(furnished: Furnished) -> None:
    room = furnished("numeric")
    source = CARDS["numeric"][0]
    long = source.replace("## Answer", "```\n" + "x\n" * 30 + "```\n\n## Answer")
    room.write("kinds/numeric.md", long)
    app = room.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await typed(pilot, "1")
        await pilot.press("enter")
        assert await appears(pilot, "Not quite: ")


STEPS = ["Empty", "Forward", "Loss", "Backward", "Update"]
"""How the steps of the order begin, in the right order."""


def order(app: QuizApp) -> list[str]:
    """The steps as they lie on the screen."""
    rows = "\n".join(seen(app))
    return sorted(STEPS, key=lambda step: rows.index(f". {step}"))


async def test_an_order_is_moved_into_its_place(furnished: Furnished) -> None:
    room = furnished("order")
    app = room.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        assert order(app) == [STEPS[step] for step in asked(app, "order").shuffle] != STEPS
        for place, step in enumerate(STEPS):
            now = order(app).index(step)
            await pilot.press(*["up"] * 5, *["j"] * now, *["K"] * (now - place))
            assert await appears(pilot, f"▸ {place + 1}. {step}")
        assert order(app) == STEPS
        await pilot.press("k", "shift+down", "J", "J")
        assert await appears(pilot, "▸ 5. Backward"), "below the last there is no place"
        await pilot.press("shift+up", "enter")
        assert await appears(pilot, "4. ✓ Backward")
        assert shows(app, "Right.")
        assert await appears(pilot, "▸ 3 Good")
        await pilot.press("3")
        assert await appears(pilot, "Done for now")
    (event,) = history(room, "order")
    assert event.answer == "1,2,3,4,5"


async def test_an_order_is_credited_in_part(furnished: Furnished) -> None:
    app = furnished("order").app()
    async with app.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        for place, step in enumerate([*STEPS[:3], "Update"]):
            now = order(app).index(step)
            await pilot.press(*["k"] * 5, *["j"] * now, *["K"] * (now - place))
            assert await appears(pilot, f"▸ {place + 1}. {step}")
        await pilot.press("space")
        assert await appears(pilot, "4. ✗ Backward ← yours: 5")
        assert shows(app, "5. ✗ Update ← yours: 4")
        assert shows(app, "Not quite: 90 % of the pairs stand in the right order.")
        assert await appears(pilot, "▸ 2 Hard")


async def test_nothing_is_proposed_for_what_was_not_answered(furnished: Furnished) -> None:
    app = furnished("cloze", "numeric", "order", "several").app()
    async with app.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        for done in range(4):
            assert await appears(pilot, f"{done} done")
            if app.screen.query(AnswerLine):
                await typed(pilot, "")
            await pilot.press("enter")
            assert await appears(pilot, "3 Good")
            assert not shows(app, "▸")
            assert not shows(app, "As suggested")
            assert not shows(app, "Not quite")
            await pilot.press("3")
        assert await appears(pilot, "Done for now")


@pytest.mark.parametrize("name", ["several", "order", "cloze"])
async def test_a_killed_session_comes_back_with_what_was_done(
    furnished: Furnished, name: str
) -> None:
    room = furnished(name)
    app = room.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        match name:
            case "several":
                await pilot.press("a", "c")
                assert await appears(pilot, "c) [x]")
            case "order":
                await pilot.press("J")
                assert await appears(pilot, "▸ 2. ")
            case "cloze":
                await typed(pilot, "the ba")
        left = seen(app)[3:12]
        state = app.desk.store.reads.open_session
        kept = {"several": '"picks":[', "order": '"picks":[', "cloze": "the ba"}[name]
        assert await until(pilot, lambda: (now := state()) is not None and kept in now.state)
    app.desk.close = lambda: None  # type: ignore[method-assign]

    again = room.app()
    async with again.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        if name == "order":
            await pilot.press("j")
        if name == "cloze":
            await typed(pilot, "tch")
            await pilot.press("enter")
            assert await appears(pilot, "Right.")
        else:
            assert await until(pilot, lambda: seen(again)[3:12] == left)


async def test_the_language_switches_and_the_picks_stay(furnished: Furnished) -> None:
    app = furnished("single").app()
    async with app.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        one = letter(app, "single", 1)
        await pilot.press(one, "l")
        assert await appears(pilot, f"{one}) (•) 1")
        assert await appears(pilot, f"{letter(app, 'single', 0)}) ( ) 4분의 1")
        await pilot.press("space")
        assert await appears(pilot, f"{one}) (•) ✗ 1 ← your pick")
        assert shows(app, "— 값이 그렇습니다. 반박.")


async def test_a_card_that_changes_under_its_picks_is_asked_as_it_is(
    furnished: Furnished,
) -> None:
    room = furnished("single")
    app = room.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        await pilot.press(letter(app, "single", 4))
        assert await appears(pilot, "(•) Two")
        room.write(
            "kinds/single.md",
            SINGLE.replace("- [ ] Two -- That is the slope of nothing here\n", ""),
        )
        (room.bank / "kinds" / "single.ko.md").unlink()
        app.refresh_bank()
        assert await until(pilot, lambda: not shows(app, "Two"))
        assert not shows(app, "(•)")
        await pilot.press("space", "3")
        assert await appears(pilot, "Done for now")
    (event,) = history(room, "single")
    assert event.answer == "", "it was an option that is no more"


async def test_skip_asks_the_same_again_at_the_end(furnished: Furnished) -> None:
    app = furnished("order", "several").app()
    async with app.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        before = order(app)
        await pilot.press("s")
        assert await appears(pilot, "One or more answers")
        await pilot.press("s")
        assert await appears(pilot, "Put one step")
        assert order(app) == before


async def test_help_names_the_letters_that_pick(furnished: Furnished) -> None:
    app = furnished("single").app()
    async with app.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        await pilot.press("question_mark")
        assert await appears(pilot, "a-e")
        assert shows(app, "Pick an option")
        assert not shows(app, "Mend the card")


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("size", [(80, 24), (50, 16), (40, 16)])
async def test_no_row_is_wider_than_the_terminal(
    furnished: Furnished, size: tuple[int, int], language: str
) -> None:
    app = furnished(*CARDS).app(interface=language, language=language)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        for _ in CARDS:
            for keys in ((), ("J", "a", "b"), ("enter",), ("space",), ("space",)):
                await pilot.press(*keys)
                await settled(pilot)
                screen = seen(app)
                assert len(screen) == size[1]
                assert {cells(row) for row in screen} == {size[0]}
            await pilot.press("3")


@pytest.mark.parametrize(
    ("name", "open_", "revealed"),
    [
        ("single", ") ( ) A quarter", ") ( ) ✓ A quarter"),
        ("order", "1. ", "1. Empty the gradients"),
        ("numeric", "layer take in float32?", "weights of four bytes each"),
        ("cloze", "of [ … ], at inference [ … ].", "of [the batch], at inference [running"),
    ],
)
async def test_a_card_is_read_whole_with_what_is_right_marked(
    furnished: Furnished, name: str, open_: str, revealed: str
) -> None:
    app = furnished(name).app("home")
    async with app.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        card = app.desk.card(CardId(f"kinds/{name}"))
        assert card is not None
        app.open_card(card, Language.EN)
        assert await until(pilot, lambda: isinstance(app.screen, CardScreen))
        assert await appears(pilot, open_)
        assert not shows(app, revealed)
        assert not shows(app, "{{")
        await pilot.press("space")
        assert await appears(pilot, revealed)
        assert not shows(app, "your pick")


async def test_a_judged_choice_in_korean_80x24(furnished: Furnished, snap: Snap) -> None:
    await snap(furnished("several").app(interface="ko", language="ko"), "a", "b", "space")


async def test_a_revealed_cloze_in_light_80x24(furnished: Furnished, snap: Snap) -> None:
    await snap(furnished("cloze").app(theme="light"), "enter")

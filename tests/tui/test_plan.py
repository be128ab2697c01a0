"""The plan on the screen: made, changed, dropped, and what a study session shows of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from quizapp.scheduling.fsrs6 import MODEL
from quizapp.scheduling.interview.model import DEFAULT_WEIGHTS
from quizapp.study.goal import Goal
from quizapp.tui.screens.home import HomeScreen
from quizapp.tui.screens.plan import PlanScreen
from quizapp.tui.screens.prompt import PromptScreen
from tests.tui.support import NOW, PLAIN, Quiz, Room, appears, settled, shows

DAY = NOW.date() + timedelta(days=10)
GOAL = Goal(day=DAY, minutes=(20,) * 7)


@pytest.fixture
def towards(room: Room) -> Room:
    """A room whose learner works towards a day."""
    room.desk().set_goal(GOAL)
    return room


async def type_in(app: Quiz, pilot: object, text: str) -> None:
    """Put a line into the prompt that is open."""
    from textual.widgets import Input

    app.screen.query_one(Input).value = text
    await pilot.press("enter")  # type: ignore[attr-defined]
    await settled(pilot)  # type: ignore[arg-type]


async def test_a_day_makes_a_goal_and_the_home_screen_tells_it(room: Room) -> None:
    app = room.app("home")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("p")
        await settled(pilot)
        assert isinstance(app.screen, PlanScreen)
        assert await appears(pilot, "No goal is active")
        await pilot.press("enter")
        await type_in(app, pilot, "2020-01-01")
        assert isinstance(app.screen, PromptScreen)
        assert await appears(pilot, "2020-01-01 is in the past")
        await type_in(app, pilot, "someday")
        assert await appears(pilot, "no day of the calendar")
        await type_in(app, pilot, str(DAY))
        assert await appears(pilot, f"{DAY}: 10 days left, 5 h of study")
        assert await appears(pilot, "80 % band")
        assert await appears(pilot, "30 min a day")
        assert await appears(pilot, "Five more minutes today")
        await pilot.press("q")
        await settled(pilot)
        assert isinstance(app.screen, HomeScreen)
        assert await appears(pilot, "interview in 10 days · expected recall")
        assert app.desk.goal() is not None


async def test_values_are_stepped_and_typed(towards: Room) -> None:
    app = towards.app("home")
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("p")
        await settled(pilot)
        await pilot.press("down", "right")
        await settled(pilot)
        assert app.desk.goals().get("interview").minutes == (25,) * 7
        await pilot.press("enter")
        await type_in(app, pilot, "30 sat=60 sun=0")
        assert app.desk.goals().get("interview").minutes == (30, 30, 30, 30, 30, 60, 0)
        await pilot.press("down", "enter")
        await type_in(app, pilot, "2026-03-06")
        await pilot.press("down", "right", "down", "right", "down", "left", "left", "left")
        await settled(pilot)
        goal = app.desk.goals().get("interview")
        assert goal.off == (date(2026, 3, 6),)
        assert goal.role == "research"
        assert [level.value for level in goal.levels] == ["core"]
        assert goal.topics == {"activations": 0.0}
        assert await appears(pilot, "optimizers")


async def test_goals_are_added_chosen_and_dropped(towards: Room) -> None:
    app = towards.app("home")
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("p")
        await settled(pilot)
        await pilot.press("n")
        await type_in(app, pilot, "second")
        assert app.desk.goals().active == "second"
        await pilot.press(*["down"] * 7, "enter")
        await settled(pilot)
        assert app.desk.goals().active == "interview"
        await pilot.press("down", "x")
        await settled(pilot)
        assert [goal.name for goal in app.desk.goals().all] == ["interview"]
        await pilot.press("down", "enter")
        await settled(pilot)
        assert app.desk.goal() is None
        assert await appears(pilot, "No goal is active")


async def test_a_session_shows_why_this_card_and_the_minutes_left(towards: Room) -> None:
    app = towards.app("study")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert await appears(pilot, "on the day")
        assert await appears(pilot, "0 done · 20 min left")
        towards.now += timedelta(minutes=4)
        await pilot.press("space", "3")
        await settled(pilot)
        assert await appears(pilot, "1 done · 16 min left")


async def test_the_evening_ends_and_goes_on_when_asked_to(room: Room) -> None:
    room.desk().set_goal(Goal(day=DAY, minutes=(1,) * 7))
    app = room.app("study")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        room.now += timedelta(minutes=2)
        await pilot.press("space", "3")
        await settled(pilot)
        assert await appears(pilot, "Today's time is used: 1 min.")
        await pilot.press("a")
        await settled(pilot)
        assert await appears(pilot, "min more than planned")


async def test_how_sure_is_said_before_the_reveal_and_kept(room: Room) -> None:
    app = room.app("study", confidence=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert await appears(pilot, "How sure?")
        assert app.desk.library.ids()
        card = app.desk.session().card
        assert card is not None
        await pilot.press("4")
        assert await appears(pilot, "Answer") or shows(app, "Again")
        await pilot.press("1")
        await settled(pilot)
        (event,) = app.desk.store.reads.history(card.id)
        assert (event.confidence, event.rating) == (95, 1)
        await pilot.press("space", "3", "space", "3", "space", "3")
        await settled(pilot)
        assert await appears(pilot, "once more: you were sure")
        assert app.desk.session().card == card


async def test_digits_do_nothing_before_the_reveal_unless_asked_for(room: Room) -> None:
    app = room.app("study")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("4")
        await settled(pilot)
        assert not shows(app, "How sure?")
        assert app.desk.overview().reviews == 0


async def test_the_eve_of_the_interview_is_called_tomorrow(room: Room) -> None:
    room.desk().set_goal(Goal(day=NOW.date() + timedelta(days=1), minutes=(20,) * 7))
    app = room.app("home")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert await appears(pilot, "interview tomorrow · expected recall")
        await pilot.press("p")
        assert await appears(pilot, ": tomorrow, 0.3 h of study")


async def test_what_may_be_expected_is_in_sight_with_the_first_entry(towards: Room) -> None:
    for topic in range(12):
        towards.write(f"topic-{topic:02}/card.md", PLAIN.format(n=topic))
    app = towards.app("home")
    async with app.run_test(size=(80, 18)) as pilot:
        await settled(pilot)
        await pilot.press("p")
        await settled(pilot)
        assert await appears(pilot, "80 % band")
        assert await appears(pilot, "▸ Day of the interview")
        await pilot.press(*["down"] * 30)
        await settled(pilot)
        assert await appears(pilot, "▸ No goal")
        assert not shows(app, "80 % band")
        await pilot.press(*["up"] * 30)
        await settled(pilot)
        assert await appears(pilot, "80 % band")
        await pilot.resize_terminal(80, 12)
        assert await appears(pilot, "▸ Day of the interview")


async def test_going_back_to_the_weights_before_plans_anew(towards: Room) -> None:
    app = towards.app("home")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        weights = (*(each / 4 for each in DEFAULT_WEIGHTS[:4]), *DEFAULT_WEIGHTS[4:])
        app.desk.store.adopt_weights(weights, model=MODEL, reviews=100, log_loss=0.4)
        fitted = app.desk.plan()
        app.weights_back()
        await settled(pilot)
        now = app.desk.outlook()
        assert fitted is not None
        assert now is not None
        assert now.expected.recall > fitted.expected.recall


async def test_the_plan_speaks_korean(towards: Room) -> None:
    app = towards.app("home", interface="ko")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert await appears(pilot, "10일 뒤")
        await pilot.press("p")
        await settled(pilot)
        assert await appears(pilot, "10일 남음")
        assert await appears(pilot, "면접 날짜")

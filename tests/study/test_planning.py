"""The planner: a real process on a real history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from threading import Thread

import pytest

from quizapp.errors import StoreError
from quizapp.scheduling.fsrs6 import MODEL
from quizapp.scheduling.interview.model import DEFAULT_WEIGHTS
from quizapp.scheduling.memory import Rating
from quizapp.study import goals
from quizapp.study.desk import Desk
from quizapp.study.goal import Goal
from quizapp.study.outlook import Outlook
from quizapp.study.session import Session
from quizapp.study.values import Response
from tests.support import Hands

TODAY = date(2026, 3, 2)
GOAL = Goal(day=TODAY + timedelta(days=15), minutes=(3,) * 7, topics={"alpha": 3.0})


def study(session: Session, chance: Random) -> None:
    while session.card is not None:
        rating = chance.choice([Rating.AGAIN, Rating.HARD, *[Rating.GOOD] * 4, Rating.EASY])
        session.answer(rating, Response(seconds=25.0))


def made(outlook: Outlook | None) -> Outlook:
    assert outlook is not None
    return outlook


def bare(desk: Desk) -> float:
    """Recall on the day if nothing more were done."""
    course = desk.course()
    assert course is not None
    evening = course.evening()
    return float(evening.now().recall(evening.task.model, evening.task.exam).mean())


def test_a_fortnight_towards_a_day(open_desk: Callable[[], Desk], hands: Hands) -> None:
    chance, learned, days = Random(7), [], 0
    desk = open_desk()
    desk.set_goal(GOAL)
    while (today := desk.clock.today()) < GOAL.day:
        opening, session = desk.opening(), desk.session()
        assert opening == session.seen
        study(session, chance)
        learned.append(bare(desk))
        outlook = made(desk.plan())
        assert (outlook.day, outlook.cards) == (today, 8)
        expected = outlook.expected
        assert expected.low <= expected.recall <= expected.high
        assert expected.recall >= learned[-1] - 0.02, "the evenings to come only add to it"
        days += 1
        hands.turn(days=3 if days == 6 else 1)  # a break: the plan is made anew, nothing is owed
        desk.close()
        desk = open_desk()
    assert days == 13
    assert learned[0] < 0.7 < 0.85 < learned[-1]
    trend = goals.trend(desk.store.reads, GOAL.name)
    assert len(trend) == days
    assert list(trend) == sorted(trend)
    assert desk.store.check() == []


def test_a_plan_of_the_same_day_goal_and_answers_is_not_made_twice(
    open_desk: Callable[[], Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk()
    desk.set_goal(GOAL)
    outlook = made(desk.plan())
    assert {topic.topic: topic.weight for topic in outlook.topics} == {"alpha": 3, "beta": 1}
    assert [minutes for minutes, _ in outlook.curve] == [3, 5, 6]
    assert outlook.five_more >= 0
    monkeypatch.setattr("quizapp.study.away.Away.ask", lambda *_: pytest.fail("planned again"))
    restarted = open_desk()
    assert restarted.outlook() == outlook
    assert restarted.plan() == outlook
    assert restarted.overview().outlook == outlook


def test_an_answer_or_another_goal_is_planned_anew(desk: Desk) -> None:
    desk.set_goal(GOAL)
    first = made(desk.plan())
    desk.session().answer(Rating.GOOD, Response(seconds=30.0))
    second = made(desk.plan())
    assert (first.answers, second.answers) == (0, 1)
    desk.set_goal(Goal(day=GOAL.day, minutes=(20,) * 7))
    assert desk.outlook() is None, "what was planned for another goal says nothing of this one"
    assert made(desk.plan()).goal != second.goal


def test_other_cards_or_weights_are_planned_anew(desk: Desk, bank: Path) -> None:
    desk.set_goal(GOAL)
    first = made(desk.plan())
    weights = (*(each / 4 for each in DEFAULT_WEIGHTS[:4]), *DEFAULT_WEIGHTS[4:])
    desk.store.adopt_weights(weights, model=MODEL, reviews=100, log_loss=0.4)
    fitted = made(desk.plan())
    assert fitted.expected.recall < first.expected.recall, "who forgets faster recalls less"
    (bank / "alpha" / "card-0.md").unlink()
    desk.refresh()
    assert (fitted.cards, made(desk.plan()).cards) == (8, 7)


def test_what_does_not_fit_is_said(desk: Desk) -> None:
    desk.set_goal(Goal(day=TODAY + timedelta(days=1), minutes=(1,) * 7, topics={"beta": 5.0}))
    outlook = made(desk.plan())
    missed = {topic.topic: topic.left_out for topic in outlook.topics}
    assert missed["alpha"] == 4
    assert outlook.left_out == sum(missed.values()) >= 6


def test_closing_stops_the_process_and_who_waits_for_it(desk: Desk) -> None:
    desk.set_goal(Goal(day=TODAY + timedelta(days=170), minutes=(60,) * 7))
    answers: list[Outlook | None] = []
    waiting = Thread(target=lambda: answers.append(desk.plan()))
    waiting.start()
    while desk.planner._away._process is None:
        waiting.join(0.01)
    process = desk.planner._away._process
    desk.stop()
    waiting.join(30)
    assert answers == [None]
    assert process.poll() is not None
    assert desk.plan() is None


def test_a_process_that_fails_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.set_goal(GOAL)
    monkeypatch.setattr("quizapp.study.planner.pickle.dumps", lambda _: b"no question")
    with pytest.raises(StoreError, match="prospect failed"):
        desk.plan()


def test_a_kept_plan_that_cannot_be_read_is_made_again(desk: Desk) -> None:
    desk.set_goal(GOAL)
    desk.paths.make()
    desk.paths.outlook.write_text("{}", "utf-8")
    assert desk.outlook() is None
    assert desk.plan() is not None

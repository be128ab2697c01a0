"""Sittings towards a day: a real store, the real chooser, a clock that the test turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import numpy as np
import pytest

from quizapp.bank.cards import CardId, Level
from quizapp.scheduling.fsrs6 import MODEL
from quizapp.scheduling.interview.model import DEFAULT_WEIGHTS
from quizapp.scheduling.interview.programme import Profile
from quizapp.scheduling.memory import Rating
from quizapp.store.values import TimedAnswer
from quizapp.study import goal as goals
from quizapp.study import interview, sample
from quizapp.study.desk import Desk
from quizapp.study.goal import Goal
from quizapp.study.insight import insight
from quizapp.study.session import Session
from quizapp.study.values import Response, Time
from tests.study.conftest import CARD
from tests.support import Hands

TODAY = date(2026, 3, 2)
HALF_A_MINUTE = Response(seconds=30.0)


def a_goal(minutes: int = 30, days: int = 14, **changes: object) -> Goal:
    day = TODAY + timedelta(days=days)
    return Goal(day=day, minutes=goals.read_week(minutes), **changes)  # type: ignore[arg-type]


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """Three topics of eight cards; the first of `alpha` is to be learned before its second."""
    root = tmp_path / "bank"
    for topic in ("alpha", "beta", "gamma"):
        (root / topic).mkdir(parents=True)
        for n in range(8):
            text = CARD.format(n=n, topic=topic)
            (root / topic / f"card-{n}.md").write_text(text, "utf-8")
    second = root / "alpha" / "card-1.md"
    second.write_text(
        second.read_text("utf-8").replace("kind: qa", "kind: qa\nafter: [alpha/card-0]"), "utf-8"
    )
    return root


def asked(session: Session, ratings: Callable[[], Rating] = lambda: Rating.GOOD) -> list[CardId]:
    """Answer until the evening is over; the cards in the order in which they were asked."""
    cards = []
    while (card := session.card) is not None:
        cards.append(card.id)
        session.answer(ratings(), HALF_A_MINUTE)
    return cards


def topics(cards: list[CardId]) -> list[str]:
    return [card.split("/")[0] for card in cards]


def runs(names: list[str]) -> Iterator[tuple[str, ...]]:
    return zip(names, names[1:], names[2:], strict=False)


def test_an_evening_ends_when_its_minutes_are_used_and_goes_on_when_asked_to(desk: Desk) -> None:
    desk.set_goal(a_goal(minutes=5))
    session = desk.session()
    assert len(asked(session)) == 10, "ten answers of half a minute"
    time = session.progress.time
    assert time is not None
    assert (time.left, time.of) == (0, 300)
    assert desk.session().card is None
    beyond = desk.session(ahead=True)
    assert len(asked(beyond)) == 14, "the rest of the bank, each card once a day"
    assert desk.overview().today == 24


def test_a_day_off_asks_nothing_and_goes_on_when_asked_to(desk: Desk) -> None:
    desk.set_goal(a_goal(off=(TODAY,)))
    assert desk.opening() is None
    assert desk.session().card is None
    assert desk.session(ahead=True).card is not None


def test_never_more_than_two_of_a_topic_in_a_row(desk: Desk) -> None:
    desk.set_goal(a_goal(topics={"beta": 5.0}))
    chance = Random(2)
    cards = asked(desk.session(), lambda: chance.choice([Rating.AGAIN, *[Rating.GOOD] * 4]))
    names = topics(cards)
    assert len(set(cards)) == 24
    mixed = names[: names.index("alpha", 4) + 4]  # while more than one topic has cards left
    assert all(len(set(three)) > 1 for three in runs(mixed)), names


def test_the_weightiest_topic_comes_first_and_one_without_weight_never(desk: Desk) -> None:
    desk.set_goal(a_goal(minutes=6, topics={"gamma": 5.0, "beta": 0.0}))
    names = topics(asked(desk.session()))
    assert names[0] == "gamma"
    assert names.count("gamma") > names.count("alpha") > 0
    assert "beta" not in names


def test_prerequisites_come_first(desk: Desk) -> None:
    desk.set_goal(a_goal())
    cards = asked(desk.session())
    assert cards.index(CardId("alpha/card-0")) < cards.index(CardId("alpha/card-1"))


def test_levels_that_are_not_wanted_are_not_asked(desk: Desk, bank: Path) -> None:
    deep = bank / "gamma" / "card-7.md"
    deep.write_text(deep.read_text("utf-8").replace("level: core", "level: advanced"), "utf-8")
    desk.refresh()
    desk.set_goal(a_goal(levels=(Level.CORE,)))
    assert CardId("gamma/card-7") not in asked(desk.session())


def test_a_lapse_comes_back_until_it_passes_once_also_when_the_time_is_used(desk: Desk) -> None:
    desk.set_goal(a_goal(minutes=1))
    session = desk.session()
    first = session.card
    assert first is not None
    session.answer(Rating.AGAIN, HALF_A_MINUTE)
    session.answer(Rating.GOOD, HALF_A_MINUTE)
    assert session.card == first
    assert session.again
    session.answer(Rating.GOOD, HALF_A_MINUTE)
    assert session.card is None


def test_sure_and_wrong_is_said_when_the_card_comes_back(desk: Desk) -> None:
    desk.set_goal(a_goal(minutes=1))
    session = desk.session()
    assert session.seen is not None
    first = session.seen.card
    session.answer(Rating.AGAIN, Response(seconds=60.0, confidence=95))
    seen = session.seen
    assert seen is not None
    assert (seen.card, seen.again, seen.sure) == (first, True, True)
    assert desk.store.reads.history(first.id)[0].confidence == 95


def test_why_a_card_is_asked_now(desk: Desk) -> None:
    desk.set_goal(a_goal())
    session = desk.session()
    session.look_ahead()
    assert session.seen is not None
    assert session.seen.lift is not None
    before, after = session.seen.lift
    assert before == 0 < after < 1


def test_the_next_card_gains_the_most_per_second(desk: Desk) -> None:
    desk.set_goal(a_goal(topics={"alpha": 1.0, "beta": 2.0, "gamma": 3.0}))
    session = desk.session()
    course = desk.course()
    assert course is not None
    evening = course.evening()
    rates = evening.task.greedy.rates(evening.now(), evening.task.today)
    best = evening.deck.cards[int(rates.argmax())]
    assert session.card is not None
    assert topics([session.card.id]) == topics([best]) == ["gamma"]


def test_a_killed_session_resumes_on_the_same_card_with_what_was_typed(
    open_desk: Callable[[], Desk],
) -> None:
    first = open_desk()
    first.set_goal(a_goal())
    session = first.session()
    for rating in (Rating.GOOD, Rating.AGAIN, Rating.GOOD):
        session.answer(rating, HALF_A_MINUTE)
    session.draft(Response("half a sent", confidence=75), revealed=False)
    desk = open_desk()  # nothing was closed
    opening, resumed = desk.opening(), desk.session()
    assert opening is not None
    assert opening == resumed.seen == session.seen
    assert opening.draft == Response("half a sent", confidence=75)
    assert opening.progress.time == session.progress.time


def test_undo_brings_the_card_and_what_is_believed_of_it_back(desk: Desk) -> None:
    desk.set_goal(a_goal())
    session = desk.session()
    session.look_ahead()
    course = desk.course()
    assert course is not None
    before, shown = course.evening().now(), session.seen
    session.answer(Rating.EASY, Response())
    second = session.card
    session.undo()
    assert session.seen == shown
    assert (course.evening().now().seen == before.seen).all()
    session.redo()
    assert session.card == second


def test_skip_and_suspend(desk: Desk) -> None:
    desk.set_goal(a_goal())
    session = desk.session()
    assert session.card is not None
    skipped = session.card.id
    session.skip()
    assert session.card is not None
    suspended = session.card.id
    session.suspend()
    cards = asked(session)
    assert suspended not in cards
    assert cards[-1] == skipped


def test_a_suspension_is_taken_back(desk: Desk) -> None:
    desk.set_goal(a_goal())
    session = desk.session()
    assert session.card is not None
    first = session.card.id
    session.suspend()
    assert session.unsuspend() == first
    assert session.card is not None
    assert session.card.id == first
    assert first in asked(session)


def test_a_topic_is_studied_alone_and_within_the_same_minutes(desk: Desk) -> None:
    desk.set_goal(a_goal(minutes=3))
    session = desk.session("beta")
    session.answer(Rating.GOOD, HALF_A_MINUTE)
    session.answer(Rating.GOOD, HALF_A_MINUTE)
    rest = asked(desk.session())
    assert len(rest) == 4


def test_a_sample_is_fair_and_another_one_every_day(desk: Desk) -> None:
    cards = [CardId(f"alpha/{n}") for n in range(50)]
    days = [sample.lots("a goal", day, cards) < 0.1 for day in range(200)]
    assert 0.09 < np.mean(days) < 0.11
    assert len({tuple(day) for day in days}) > 150
    desk.set_goal(a_goal(minutes=30))
    course = desk.course()
    assert course is not None
    task = course.evening().task
    answers = 30 * 60 / task.pace.passed
    assert sample.share(task, known=1000) == pytest.approx(0.05 * answers / 1000)
    assert sample.share(task, known=1) == 1.0


@pytest.mark.parametrize("early", [0.0, 0.4], ids=["as the chooser comes to them", "early"])
def test_probes_are_the_sample_whoever_chose_them_and_are_kept_with_the_review(
    desk: Desk, hands: Hands, monkeypatch: pytest.MonkeyPatch, early: float
) -> None:
    monkeypatch.setattr(sample, "PROBES", 0.2)
    monkeypatch.setattr(sample, "EARLY", early)
    desk.set_goal(a_goal())
    asked(desk.session())
    assert not any(each.probe for each in desk.history().graded), "nothing was known before"
    hands.turn(days=1)
    course = desk.course()
    assert course is not None
    evening = course.evening()
    of_this_morning = set(filter(evening.is_probe, evening.deck.cards))
    session = desk.session()
    drawn = set()
    while (seen := session.seen) is not None:
        if seen.probe:
            drawn.add(seen.card.id)
        session.answer(Rating.GOOD, HALF_A_MINUTE)
    history = desk.history()
    assert drawn == {each.card for each in history.graded if each.probe} == of_this_morning
    total, *by_topic = insight(history).probes
    assert total.count == len(drawn) == sum(each.count for each in by_topic)
    assert total.happened == 1.0, "all were rated good"
    assert total.expected is not None
    assert 0.5 < total.expected < 1.0
    assert total.brier is not None
    assert total.brier >= (1 - total.expected) ** 2, "by Jensen's inequality"
    assert 6 <= len(drawn) <= 18, "about half of 24 cards"


def test_another_goal_begins_another_session_and_the_minutes_used_stay_used(desk: Desk) -> None:
    desk.set_goal(a_goal(minutes=4))
    session = desk.session()
    for _ in range(4):
        session.answer(Rating.GOOD, HALF_A_MINUTE)
    desk.set_goal(a_goal(minutes=4, topics={"gamma": 5.0}))
    other = desk.session()
    assert other.card is not None
    assert other.card.topic == "gamma"
    assert other.progress.time is not None
    assert other.progress.time.left == 120


def test_from_the_day_on_cards_are_kept_for_good(desk: Desk, hands: Hands) -> None:
    desk.set_goal(a_goal(days=3))
    asked(desk.session())
    hands.turn(days=3)
    assert desk.goal() is None
    session = desk.session()
    assert session.progress.time is None
    assert session.card is not None
    assert desk.plan() is None


def test_a_learner_s_own_times_are_told_apart() -> None:
    day = TODAY

    def answer(card: str, rating: Rating, seconds: float, *, began: bool) -> TimedAnswer:
        return TimedAnswer(CardId(card), rating, seconds, day, began)

    counted = interview.tally(
        [
            answer("a", Rating.AGAIN, 40.0, began=True),
            answer("a", Rating.GOOD, 10.0, began=True),
            answer("b", Rating.GOOD, 9000.0, began=False),
        ]
    )
    assert (counted.first, counted.first_seconds) == ((1, 0, 0, 0), (40, 0, 0, 0))
    assert (counted.drills, counted.drill_seconds) == (1, 10)
    assert (counted.reviews, counted.review_seconds) == ((0, 0, 1, 0), (0, 0, 300, 0))


def test_a_lapse_lets_other_cards_pass_first(desk: Desk) -> None:
    desk.set_goal(a_goal())
    session = desk.session()
    assert session.card is not None
    lapsed = session.card.id
    session.answer(Rating.AGAIN, HALF_A_MINUTE)
    assert asked(session).index(lapsed) == 4


def test_a_card_taken_from_the_bank_gives_way_to_the_next(desk: Desk, bank: Path) -> None:
    desk.set_goal(a_goal())
    session = desk.session()
    session.answer(Rating.GOOD, HALF_A_MINUTE)
    assert session.card is not None
    gone = session.card.id
    (bank / f"{gone}.md").unlink()
    desk.refresh()
    session.reload()
    assert session.card is not None
    assert gone not in asked(session)


def test_what_another_program_graded_today_is_not_asked_again(
    open_desk: Callable[[], Desk],
) -> None:
    first = open_desk()
    first.set_goal(a_goal())
    one, two = first.session(), open_desk().session()
    graded = []
    for _ in range(6):
        assert one.card is not None
        graded.append(one.card.id)
        one.answer(Rating.GOOD, HALF_A_MINUTE)
    cards = asked(two)
    assert cards[0] == graded[0], "it stood on the screen already"
    assert len(cards) == len(set(cards))
    assert not set(cards[1:]) & set(graded)


def test_a_session_goes_on_over_midnight_and_begins_anew_on_the_next_day(
    desk: Desk, hands: Hands
) -> None:
    desk.set_goal(a_goal(minutes=2))
    session = desk.session()
    session.answer(Rating.GOOD, HALF_A_MINUTE)
    hands.turn(days=1)
    opening, fresh = desk.opening(), desk.session()
    assert opening == fresh.seen
    assert fresh.progress.time is not None
    assert fresh.progress.time.left == 120
    assert len(asked(fresh)) == 4


def test_a_suspended_card_stays_out_when_a_plan_arrives(desk: Desk) -> None:
    desk.set_goal(a_goal())
    session, course = desk.session(), desk.course()
    assert session.card is not None
    assert course is not None
    suspended = session.card.id
    session.suspend()
    course.evening().follow(Profile(0.001, 2.0, 1.5))
    assert suspended not in asked(session)


def test_a_session_left_open_over_night_has_the_minutes_of_the_new_day(
    desk: Desk, hands: Hands
) -> None:
    desk.set_goal(a_goal(minutes=2))
    session = desk.session()
    for _ in range(3):
        session.answer(Rating.GOOD, HALF_A_MINUTE)
    hands.turn(days=1)
    left = session.card
    assert (session.progress.done, session.progress.time) == (0, Time(120, 120))
    cards = asked(session)
    assert left is not None
    assert cards[0] == left.id
    assert len(cards) == 4
    assert desk.session().card is None, "what was answered counts for the new day"
    assert (session.progress.done, session.progress.time) == (4, Time(0, 120))


def test_a_session_left_open_until_the_day_itself_can_be_ended(desk: Desk, hands: Hands) -> None:
    desk.set_goal(a_goal(days=1))
    session = desk.session()
    session.answer(Rating.GOOD, HALF_A_MINUTE)
    hands.turn(days=1)
    assert asked(session)


def test_other_weights_are_followed_from_the_next_card_on(desk: Desk) -> None:
    desk.set_goal(a_goal())
    session, course = desk.session(), desk.course()
    assert course is not None
    before = course.evening()
    assert course.evening() is before
    weights = (*(each / 2 for each in DEFAULT_WEIGHTS[:4]), *DEFAULT_WEIGHTS[4:])
    desk.store.adopt_weights(weights, model=MODEL, reviews=100, log_loss=0.4)
    session.answer(Rating.GOOD, HALF_A_MINUTE)
    assert course.evening().task.weights == weights
    desk.store.take_back_weights()
    assert course.evening().task.weights == before.task.weights

"""The holes of one text are learned one by one, and a study day asks one of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from quizapp import config
from quizapp.bank.cards import CardId, Kind, Level
from quizapp.scheduling.memory import Rating
from quizapp.store.library import Sketch
from quizapp.store.values import Answered, MarkKind
from quizapp.study import goal as goals
from quizapp.study import interview, sample
from quizapp.study.desk import Desk
from quizapp.study.goal import Goal
from tests.study import kinds
from tests.study.conftest import CARD
from tests.study.kinds import FACTOR, GAIN, HOLES, PLAIN, XAVIER, asked, current, on
from tests.support import Hands

TODAY = date(2026, 3, 2)
Opens = Callable[[], Desk]


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    return kinds.bank(tmp_path / "bank")


def holes(cards: list[CardId]) -> list[CardId]:
    return [card for card in cards if card in HOLES]


def test_a_day_asks_one_hole_of_a_text(open_desk: Opens, hands: Hands) -> None:
    days = []
    for _ in range(3):
        desk = open_desk()
        days.append(holes(asked(desk.session(), Rating.EASY)))
        assert holes(asked(desk.session(ahead=True))) == []
        assert holes(asked(desk.session("alpha", ahead=True))) == []
        hands.turn(days=1)
    assert days == [[GAIN], [XAVIER], [FACTOR]]


def test_a_due_hole_goes_before_a_new_one(open_desk: Opens, hands: Hands) -> None:
    desk = open_desk()
    asked(desk.session("alpha"), Rating.EASY)
    hands.turn(days=1)
    asked(desk.session("alpha"), Rating.EASY)
    (gain, xavier) = (desk.store.reads.memory(hole) for hole in (GAIN, XAVIER))
    assert gain is not None
    assert xavier is not None
    hands.turn(days=(max(gain.due, xavier.due) - hands.at.date()).days)
    first = GAIN if gain.due <= xavier.due else XAVIER
    assert holes(asked(open_desk().session("alpha"))) == [first]


def test_a_lapse_of_a_hole_comes_back_and_buries_its_siblings_all_the_same(desk: Desk) -> None:
    session = on(desk.session("alpha"), Kind.CLOZE)
    session.answer(Rating.AGAIN, PLAIN)
    assert holes(asked(session)) == [GAIN]
    assert desk.session("alpha").card is None


def test_an_answer_taken_back_brings_its_hole_back_and_frees_the_others(
    open_desk: Opens,
) -> None:
    desk = open_desk()
    session = on(desk.session("alpha"), Kind.CLOZE)
    session.answer(Rating.GOOD, PLAIN)
    session.undo()
    assert current(session) == GAIN
    session.suspend()
    asked(session)
    assert current(open_desk().session("alpha")) == XAVIER


def test_undo_into_yesterday_leaves_one_hole_for_today(open_desk: Opens, hands: Hands) -> None:
    on(open_desk().session("alpha"), Kind.CLOZE).answer(Rating.GOOD, PLAIN)
    hands.turn(days=1)
    session = on(open_desk().session("alpha"), Kind.CLOZE)
    assert current(session) == XAVIER
    session.undo()
    assert current(session) == GAIN
    session.answer(Rating.GOOD, PLAIN)
    assert holes(asked(session)) == [], "the other one was next in the queue"


def test_what_an_answer_buried_is_asked_when_it_is_taken_back(
    open_desk: Opens, hands: Hands
) -> None:
    on(open_desk().session("alpha"), Kind.CLOZE).answer(Rating.GOOD, PLAIN)
    hands.turn(days=1)
    session = on(open_desk().session("alpha"), Kind.CLOZE)
    session.undo()
    session.answer(Rating.GOOD, PLAIN)
    session.undo()
    assert current(session) == GAIN
    session.suspend()
    assert holes(asked(session)) == [XAVIER]


def test_a_hole_that_another_program_asks_today_buries_its_siblings_here(
    open_desk: Opens,
) -> None:
    session = open_desk().session("alpha")
    open_desk().store.record(Answered(card=XAVIER, rating=Rating.GOOD, retention=0.9))
    assert asked(session) == ["alpha/choice", "alpha/numeric", "alpha/order"]


def test_what_may_be_asked_today_is_what_is_counted(open_desk: Opens, hands: Hands) -> None:
    desk = open_desk()
    assert desk.overview().new_today == 6, "one of three holes, before there is a history"
    session = desk.session("alpha")
    assert desk.overview().new_today == 6
    assert [(each.topic, each.cards, each.new) for each in desk.overview().topics] == [
        ("alpha", 6, 6),
        ("beta", 2, 2),
    ]
    asked(session, Rating.EASY)
    assert (desk.overview().new, desk.overview().new_today) == (4, 2)
    for _ in range(2):
        hands.turn(days=1)
        asked(open_desk().session("alpha"), Rating.EASY)
    hands.turn(days=300)
    alpha, _ = desk.overview().topics
    assert (alpha.cards, alpha.new, alpha.due) == (6, 0, 4), "one hole of three is due today"
    assert desk.session("alpha").progress.left == 4


def test_a_hole_that_is_gone_is_not_asked_and_its_siblings_are(
    open_desk: Opens, bank: Path, hands: Hands
) -> None:
    asked(open_desk().session("alpha"))
    path = bank / "alpha/cloze.md"
    path.write_text(path.read_text("utf-8").replace("{#gain}", "{#variance}"), "utf-8")
    hands.turn(days=300)
    desk = open_desk()
    assert desk.library.items(CardId("alpha/cloze"))[0] == "alpha/cloze#variance"
    assert desk.overview().topics[0].due == 3
    day = asked(desk.session("alpha"))
    assert [card for card in day if card.startswith("alpha/cloze")] == ["alpha/cloze#variance"]
    assert desk.store.reads.memory(GAIN) is not None


def test_the_day_s_new_cards_are_all_there_though_siblings_wait(desk: Desk) -> None:
    desk.save(config.changed(desk.settings, new_per_day=4))
    session = desk.session()
    assert session.progress.left == 4
    assert len(holes(asked(session))) == 1


def a_goal(minutes: int = 60, days: int = 14, **changes: object) -> Goal:
    day = TODAY + timedelta(days=days)
    return Goal(day=day, minutes=goals.read_week(minutes), **changes)  # type: ignore[arg-type]


def test_towards_a_goal_a_day_asks_one_hole_as_well(open_desk: Opens, hands: Hands) -> None:
    open_desk().set_goal(a_goal())
    days = []
    for _ in range(4):
        desk = open_desk()
        cards = asked(desk.session())
        cards += asked(desk.session(ahead=True))
        cards += asked(desk.session("alpha", ahead=True))
        assert len(set(cards)) == len(cards)
        days.append(holes(cards))
        hands.turn(days=1)
    assert [len(day) for day in days] == [1, 1, 1, 1]
    assert set(HOLES) == {hole for day in days for hole in day}


def test_towards_a_goal_the_first_card_is_no_buried_one(open_desk: Opens, bank: Path) -> None:
    for name in ("choice", "numeric", "order"):
        (bank / f"alpha/{name}.md").unlink()
    desk = open_desk()
    desk.set_goal(a_goal(topics={"beta": 0.0}))
    assert asked(desk.session()) == [GAIN]
    assert desk.opening() is None
    assert desk.session(ahead=True).card is None


def test_towards_a_goal_an_answer_taken_back_frees_the_siblings(desk: Desk, bank: Path) -> None:
    desk.set_goal(a_goal(topics={"beta": 0.0}))
    session = desk.session()
    while session.card is not None and session.card.kind is not Kind.CLOZE:
        session.answer(Rating.GOOD, PLAIN)
    first = current(session)
    session.answer(Rating.GOOD, PLAIN)
    session.undo()
    assert current(session) == first
    session.suspend()
    others = holes(asked(session))
    assert len(others) == 1
    assert others[0] != first


def test_a_suspended_hole_stays_out_when_a_sibling_comes_back(desk: Desk) -> None:
    desk.set_goal(a_goal(topics={"beta": 0.0}))
    session = desk.session()
    while session.card is not None and session.card.kind is not Kind.CLOZE:
        session.answer(Rating.GOOD, PLAIN)
    suspended = current(session)
    session.suspend()
    while session.card is not None and session.card.kind is not Kind.CLOZE:
        session.answer(Rating.GOOD, PLAIN)
    session.answer(Rating.GOOD, PLAIN)
    session.undo()
    session.skip()
    assert suspended not in asked(session)


def test_towards_a_goal_another_program_s_hole_buries_its_siblings(open_desk: Opens) -> None:
    first = open_desk()
    first.set_goal(a_goal())
    session = first.session()
    session.look_ahead()
    for hole in HOLES[:2]:
        open_desk().store.record(Answered(card=hole, rating=Rating.GOOD, retention=0.9))
    assert holes(asked(session))[1:] == [], "one may have stood on the screen already"


def test_a_suspended_hole_that_was_asked_today_buries_its_siblings(open_desk: Opens) -> None:
    """It is in no deck: the evening cannot know of it, and must not choose for ever."""
    first = open_desk()
    first.set_goal(a_goal(topics={"beta": 0.0}))
    first.store.record(Answered(card=XAVIER, rating=Rating.GOOD, retention=0.9))
    first.mark(XAVIER, MarkKind.SUSPEND)
    assert holes(asked(open_desk().session())) == []


def test_no_sibling_of_a_card_ahead_is_chosen_or_drawn(
    desk: Desk, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample, "PROBES", 100.0)  # every known card is in the sample
    desk.set_goal(a_goal())
    for _ in range(3):
        asked(desk.session())
        hands.turn(days=1)
    course = desk.course()
    assert course is not None
    evening = course.evening()
    others = [card for card in evening.deck.cards if card not in HOLES]
    for choose in (evening.best, evening.probe):
        assert choose([], others) in HOLES
        assert choose([], [*others, GAIN]) is None


def test_a_prerequisite_is_met_when_every_hole_is(
    open_desk: Opens, bank: Path, hands: Hands
) -> None:
    later = CARD.format(n=0, topic="beta").replace("kind: qa", "kind: qa\nafter: [alpha/cloze]")
    (bank / "alpha/after.md").write_text(later, "utf-8")
    desk = open_desk()
    ids = desk.library.ids()
    assert ids.index(CardId("alpha/after")) == ids.index(FACTOR) + 1
    desk.set_goal(a_goal(topics={"beta": 0.0}))
    days = []
    for _ in range(4):
        days.append(asked(open_desk().session(), Rating.EASY))
        hands.turn(days=1)
    met = [CardId("alpha/after") in day for day in days]
    known = [set(HOLES) <= set().union(*days[: at + 1]) for at in range(4)]
    assert met.index(True) == known.index(True) == 2


def test_an_evening_may_begin_with_what_every_hole_was_to_come_before(
    open_desk: Opens, bank: Path, hands: Hands
) -> None:
    later = CARD.format(n=0, topic="beta").replace("kind: qa", "kind: qa\nafter: [alpha/cloze]")
    (bank / "alpha/after.md").write_text(later, "utf-8")
    desk = open_desk()
    desk.set_goal(a_goal(topics={"beta": 0.0}))
    desk.mark(CardId("alpha/after"), MarkKind.SUSPEND)
    for hole in HOLES:
        assert hole in asked(open_desk().session(), Rating.EASY)
        hands.turn(days=1)
    desk.mark(CardId("alpha/after"), MarkKind.UNSUSPEND)
    opening = open_desk().opening()
    assert opening is not None
    assert opening.card.id == "alpha/after"


def test_siblings_are_no_confusable_cards() -> None:
    def sketch(card: str, *tags: str) -> Sketch:
        return Sketch(CardId(card), "alpha", Level.CORE, (), tags, "alpha/x.md", 1, 0)

    cards = [sketch(f"alpha/cloze#{n}", "init", "alone") for n in range(9)]
    cards += [sketch("alpha/he", "init"), sketch("alpha/other")]
    found = interview._alike(cards)
    assert {row for row, _ in found} == set(range(10)), "two cards share the tag"
    assert len({group for _, group in found}) == 1, "and nobody the other one"

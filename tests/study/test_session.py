"""A sitting, from the first question to the last, over a real store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp import config
from quizapp.bank.cards import CardId, Language
from quizapp.errors import DamagedError, UsageError
from quizapp.scheduling.memory import Rating
from quizapp.store.values import MarkKind
from quizapp.study.desk import Desk
from quizapp.study.session import Session
from quizapp.study.values import Response
from tests.support import Hands

PLAIN = Response()


def current(session: Session) -> CardId:
    assert session.card is not None
    return session.card.id


def rate(session: Session, *ratings: Rating) -> list[CardId]:
    """Answer with these ratings; the cards that were asked."""
    asked = []
    for rating in ratings:
        asked.append(current(session))
        session.answer(rating, PLAIN)
    return asked


def test_a_session_asks_every_card_once_and_ends(desk: Desk) -> None:
    session = desk.session()
    asked = rate(session, *[Rating.GOOD] * 8)
    assert asked == desk.library.ids()
    assert session.card is None
    assert session.progress.done == 8
    assert desk.overview().reviews == 8
    with pytest.raises(UsageError, match="start another one"):
        session.answer(Rating.GOOD, PLAIN)


def test_a_preview_keeps_its_promise(desk: Desk) -> None:
    session = desk.session()
    promised = session.preview()
    assert promised[Rating.AGAIN] == 0
    assert promised[Rating.HARD] <= promised[Rating.GOOD] < promised[Rating.EASY]
    assert session.answer(Rating.EASY, PLAIN).days == promised[Rating.EASY]


def test_a_lapse_comes_back_in_the_session_until_it_passes_once(desk: Desk) -> None:
    session = desk.session("alpha")
    (lapsed,) = rate(session, Rating.AGAIN)
    assert rate(session, Rating.GOOD, Rating.GOOD, Rating.GOOD, Rating.AGAIN)[-1] == lapsed
    assert session.again
    assert rate(session, Rating.HARD) == [lapsed]
    assert session.card is None


def test_what_was_done_with_a_card_is_kept_with_the_grade(desk: Desk) -> None:
    session = desk.session()
    card = current(session)
    session.answer(
        Rating.GOOD,
        Response("가나다 because", frozenset({0, 2}), seconds=12.5, language=Language.KO),
    )
    (event,) = desk.store.reads.history(card)
    assert (event.answer, event.seconds) == ("가나다 because", 12.5)
    assert event.points == {0, 2}
    assert (event.rating, event.language, event.retention) == (Rating.GOOD, Language.KO, 0.9)
    assert event.study_day.isoformat() == "2026-03-02"


def test_an_evening_past_midnight_is_one_study_day(desk: Desk, hands: Hands) -> None:
    session = desk.session()
    rate(session, Rating.GOOD)
    hands.turn(hours=7)  # 03:00
    rate(session, Rating.GOOD)
    hands.turn(hours=1, minutes=1)  # 04:01
    assert desk.overview().today == 0
    assert list(desk.overview().heat.values()) == [2]


def test_undo_brings_the_card_and_its_memory_back(desk: Desk) -> None:
    session = desk.session()
    before = desk.store.reads.memories()
    first = current(session)
    session.answer(Rating.AGAIN, PLAIN)
    change = session.undo()
    assert change is not None
    assert (change.card, change.rating, change.days) == (first, Rating.AGAIN, None)
    assert current(session) == first
    assert not session.again
    assert desk.store.reads.memories() == before
    assert desk.overview().reviews == 0
    assert not session.can_undo
    assert session.undo() is None


def test_redo_puts_the_grade_back_until_something_new_is_graded(desk: Desk) -> None:
    session = desk.session()
    rate(session, Rating.GOOD, Rating.HARD)
    memories = desk.store.reads.memories()
    third = current(session)
    session.undo()
    session.undo()
    assert desk.store.reads.memories() == {}
    session.redo()
    change = session.redo()
    assert change is not None
    assert change.rating is Rating.HARD
    assert desk.store.reads.memories() == memories
    assert current(session) == third
    session.undo()
    rate(session, Rating.EASY)
    assert not session.can_redo
    assert session.redo() is None


def test_undo_reaches_into_yesterday_s_session(open_desk: Callable[[], Desk], hands: Hands) -> None:
    first = open_desk()
    asked = rate(first.session(), Rating.GOOD, Rating.GOOD)
    first.close()
    hands.turn(days=1)
    second = open_desk()
    session = second.session()
    change = session.undo()
    assert change is not None
    assert change.card == asked[1]
    assert current(session) == asked[1]
    assert second.overview().reviews == 1


def test_a_killed_session_resumes_on_the_same_card_with_what_was_typed(
    open_desk: Callable[[], Desk],
) -> None:
    session = open_desk().session()
    rate(session, Rating.GOOD, Rating.AGAIN)
    card, progress = current(session), session.progress
    session.draft(Response("half a sent", frozenset({1})), revealed=True)
    desk = open_desk()  # nothing was closed
    opening = desk.opening()
    resumed = desk.session()
    assert opening is not None
    assert opening == resumed.seen
    assert (opening.card.id, opening.progress) == (card, progress)
    assert opening.draft == Response("half a sent", frozenset({1}))
    assert opening.revealed


def test_the_first_paint_shows_the_card_that_the_session_asks(
    open_desk: Callable[[], Desk], hands: Hands
) -> None:
    rate(open_desk().session(), Rating.AGAIN, Rating.GOOD, Rating.EASY)
    for _ in range(4):
        hands.turn(days=1)
        desk = open_desk()
        opening = desk.opening()
        session = desk.session()
        assert opening == session.seen
        rate(session, Rating.GOOD)


def test_a_day_brings_no_more_new_cards_than_the_setting_says(
    open_desk: Callable[[], Desk], hands: Hands
) -> None:
    desk = open_desk()
    desk.save(config.changed(desk.settings, new_per_day=3))
    rate(desk.session(), Rating.GOOD, Rating.GOOD)
    desk.store.start_session("{}")  # one without cards: the next start plans anew
    assert desk.overview().new_today == 1
    session = desk.session()
    rate(session, Rating.GOOD)
    assert session.card is None
    hands.turn(days=1)
    assert desk.overview().new_today == 3
    assert desk.session().progress.left >= 3


def test_study_when_nothing_is_due_asks_what_is_due_soonest(desk: Desk) -> None:
    desk.save(config.changed(desk.settings, new_per_day=0))
    assert desk.session().card is None
    ahead = desk.session(ahead=True)
    assert ahead.card is not None
    rate(ahead, *[Rating.GOOD] * 8)
    assert desk.session(ahead=True).card is None, "what was reviewed today is not asked again"


def test_skip_suspend_and_flag(desk: Desk) -> None:
    session = desk.session("beta")
    first = current(session)
    session.skip()
    second = current(session)
    session.flag("the sum is wrong")
    session.suspend()
    assert current(session) not in (first, second)
    assert desk.is_suspended(second)
    assert [each.note for each in desk.store.reads.flagged()] == ["the sum is wrong"]
    asked = rate(session, Rating.GOOD, Rating.GOOD, Rating.GOOD)
    assert asked[-1] == first
    assert second not in asked
    assert desk.overview().suspended == 1


def test_a_suspension_is_taken_back_until_the_next_grade(desk: Desk) -> None:
    session = desk.session("beta")
    assert session.unsuspend() is None
    first = current(session)
    session.suspend()
    session.skip()
    assert session.can_undo
    assert session.unsuspend() == first == current(session)
    assert not session.can_undo
    assert not desk.is_suspended(first)
    assert session.progress.left == 4
    session.suspend()
    rate(session, Rating.GOOD)
    assert session.unsuspend() is None
    assert desk.is_suspended(first)


def test_the_last_card_suspended_comes_back_with_its_lapse(desk: Desk) -> None:
    session = desk.session("beta")
    for _ in range(3):
        session.suspend()
    (last,) = rate(session, Rating.AGAIN)
    session.suspend()
    assert session.card is None
    session.unsuspend()
    assert current(session) == last
    assert session.again


def test_a_flag_is_taken_back(desk: Desk) -> None:
    session = desk.session("beta")
    card = current(session)
    session.flag("the sum is wrong")
    assert desk.note(card) == "the sum is wrong"
    session.flag("", MarkKind.UNFLAG)
    assert desk.note(card) is None


@pytest.mark.parametrize(
    ("ticked", "rating"),
    [(0, None), (1, Rating.AGAIN), (2, Rating.HARD), (3, Rating.GOOD), (4, Rating.GOOD)],
)
def test_ticked_key_points_speak_for_a_rating(
    desk: Desk, ticked: int, rating: Rating | None
) -> None:
    assert desk.session().suggest(ticked) is rating


def test_a_card_taken_from_the_bank_is_not_asked_and_not_forgotten(desk: Desk, bank: Path) -> None:
    session = desk.session()
    gone = current(session)
    rate(session, Rating.GOOD)
    (bank / f"{gone}.md").unlink()
    (bank / f"{current(session)}.md").unlink()
    desk.refresh()
    session.reload()
    assert session.card is not None
    assert session.progress.left == 6
    assert desk.store.reads.memory(gone) is not None
    assert session.undo() is not None, "its grade can still be taken back"


def test_what_another_program_graded_today_is_not_asked_again(
    open_desk: Callable[[], Desk],
) -> None:
    one, two = open_desk().session(), open_desk().session()
    graded = rate(one, *[Rating.GOOD] * 5)
    asked = rate(two, *[Rating.GOOD] * 4)
    assert asked[0] == graded[0], "it stood on the screen already"
    assert not set(asked[1:]) & set(graded)
    assert two.card is None
    assert one.seen is not None
    assert rate(one, Rating.GOOD) == asked[1:2]
    assert one.card is None


def test_topics_are_studied_alone(desk: Desk) -> None:
    session = desk.session("beta")
    assert {card.split("/")[0] for card in rate(session, *[Rating.GOOD] * 4)} == {"beta"}
    assert session.card is None
    assert [(each.topic, each.new) for each in desk.overview().topics] == [
        ("alpha", 4),
        ("beta", 0),
    ]


def test_a_damaged_history_is_told_and_not_counted_as_empty(desk: Desk) -> None:
    desk.paths.study.write_bytes(b"no database" * 1000)
    with pytest.raises(DamagedError):
        desk.overview()

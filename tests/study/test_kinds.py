"""Sittings with cards of every kind: fresh numbers, picks that survive a kill, what is logged."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.bank import plain
from quizapp.bank.cards import Kind, Language
from quizapp.scheduling.memory import Rating
from quizapp.study.desk import Desk
from quizapp.study.insight import insight
from quizapp.study.session import Session
from quizapp.study.values import Response
from tests.study import kinds
from tests.study.kinds import GAIN, PLAIN, XAVIER, asked, current, on

Opens = Callable[[], Desk]


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    return kinds.bank(tmp_path / "bank")


def title(session: Session) -> str:
    assert session.card is not None
    return plain.text(session.card.text(Language.EN).title)


@pytest.mark.parametrize(
    ("kind", "draft"),
    [
        (Kind.CHOICE, Response(picks=(0, 2))),
        (Kind.CLOZE, Response("two over")),
        (Kind.NUMERIC, Response("1.2 G")),
        (Kind.ORDER, Response(picks=(4, 0, 2, 1, 3))),
        (Kind.QA, Response("half a sent", frozenset({1}))),
    ],
)
def test_a_killed_session_resumes_with_what_was_typed_and_picked(
    open_desk: Opens, kind: Kind, draft: Response
) -> None:
    session = on(open_desk().session(), kind)
    session.draft(draft, revealed=True)
    before = session.seen
    desk = open_desk()  # nothing was closed
    assert desk.opening() == desk.session().seen == before
    assert before is not None
    assert (before.card.kind, before.draft, before.revealed) == (kind, draft, True)
    again = desk.session()
    assert again.asked is not None
    assert (before.shuffle, before.expected) == (again.asked.shuffle, again.asked.expected)
    assert again.asked == session.asked
    assert again.grade(draft) == session.grade(draft)


@pytest.mark.parametrize("kind", [Kind.CHOICE, Kind.NUMERIC, Kind.ORDER])
def test_every_review_has_numbers_and_an_order_of_its_own(open_desk: Opens, kind: Kind) -> None:
    desk = open_desk()
    session = on(desk.session(), kind)
    card = current(session)
    seen = []
    for _ in range(12):
        assert current(on(session, kind)) == card
        seen.append((title(session), session.asked))
        session.answer(Rating.AGAIN, PLAIN)  # a lapse of the same evening leaves the memory alone
    drawn = [asked.shuffle or asked.expected for _, asked in seen if asked is not None]
    assert len(set(drawn)) > 8, drawn
    memory = desk.store.reads.memory(card)
    assert memory is not None
    assert (memory.reviews, desk.store.reads.grades(card)) == (1, 12)
    for before in reversed(seen):
        session.undo()
        assert (title(session), session.asked) == before
    for before in seen:
        assert (title(session), session.asked) == before
        session.redo()
        on(session, kind)


def test_a_lapse_that_comes_back_at_once_has_fresh_numbers(desk: Desk) -> None:
    session = on(desk.session(), Kind.NUMERIC)
    while session.progress.left > 1:
        if session.card is not None and session.card.kind is Kind.NUMERIC:
            session.skip()
        session.suspend()
    first = session.seen
    session.answer(Rating.AGAIN, PLAIN)
    second = session.seen
    assert first is not None
    assert second is not None
    assert first.card.id == second.card.id
    assert first.expected != second.expected


def test_picks_are_logged_as_their_author_counts_them(desk: Desk) -> None:
    session = on(desk.session(), Kind.CHOICE)
    session.answer(Rating.GOOD, Response("", picks=(2, 0)))
    on(session, Kind.ORDER).answer(Rating.GOOD, Response(picks=(4, 0, 2, 1, 3)))
    on(session, Kind.NUMERIC).answer(Rating.GOOD, Response("1,200"))
    on(session, Kind.QA).answer(Rating.GOOD, Response("because"))
    answers = {entry.card: entry.answer for entry in desk.store.scans.entries()}
    assert answers == {
        "alpha/choice": "1,3",
        "alpha/order": "5,1,3,2,4",
        "alpha/numeric": "1,200",
        "beta/card-0": "because",
    }


def test_what_the_program_judges_proposes_a_rating(desk: Desk) -> None:
    session = on(desk.session(), Kind.CHOICE)
    grade = session.grade(Response(picks=(0,)))
    assert grade is not None
    assert grade.rating is Rating.HARD
    assert on(session, Kind.QA).grade(Response("because")) is None
    on(session, Kind.NUMERIC)
    assert session.asked is not None
    right = session.grade(Response(f"{session.asked.expected} MB"))
    assert right is not None
    assert right.right
    asked(session)
    assert session.grade(PLAIN) is None


def test_a_plain_card_is_opened_without_the_evaluator(
    open_desk: Opens, bank: Path, tmp_path: Path
) -> None:
    asked(open_desk().session("alpha"))
    code = f"""
import sys
from pathlib import Path
from random import Random
from datetime import datetime
from quizapp.clock import Clock
from quizapp.paths import Paths
from quizapp.study.desk import Desk
home = Path({str(tmp_path / "home")!r})
now = datetime.fromisoformat("2026-03-02T20:00:00+09:00")
desk = Desk(
    Paths(home / "data", home / "config", home / "cache"),
    content=Path({str(bank)!r}),
    clock=Clock(lambda: now),
    randomness=Random(1),
    environment={{}},
)
print(desk.opening("beta").card.kind)
print(*{{"simpleeval", "sqlalchemy", "quizapp.bank.formulas"}} & set(sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["qa"]


def test_a_hole_is_looked_up_flagged_and_counted_as_itself(desk: Desk, bank: Path) -> None:
    session = on(desk.session("alpha"), Kind.CLOZE)
    session.flag("which one?")
    session.answer(Rating.GOOD, PLAIN)
    assert [each.card for each in desk.flagged()] == [GAIN]
    assert desk.note(GAIN) == "which one?"
    found = desk.card(GAIN)
    assert found is not None
    assert found.hole == "gain"
    assert desk.path_of(found, Language.EN) == bank / "alpha/cloze.md"
    assert desk.past(GAIN).memory == desk.store.reads.memory(GAIN)
    assert desk.past(XAVIER).memory is None
    assert desk.store.check() == []
    (hit,) = desk.search("initialisation draws")
    assert hit.card_id == "alpha/cloze"
    assert desk.card(hit.card_id) == found
    alpha = insight(desk.history()).topics[0]
    assert (alpha.cards, alpha.known, alpha.reviews) == (6, 1, 1)

"""Grades, undo and redo: the fold follows the log, whatever is done and however often."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from quizapp.bank.cards import CardId, Language
from quizapp.clock import Clock, study_day
from quizapp.errors import StoreError
from quizapp.scheduling import fsrs6
from quizapp.scheduling.memory import Memory, Rating
from quizapp.store.study import StudyStore
from quizapp.store.values import Answered, EventKind, Place, SessionId

Answer = Callable[..., Answered]
RELU, BATCHNORM = CardId("relu"), CardId("batchnorm")


def test_a_grade_keeps_what_was_answered(store: StudyStore) -> None:
    given = Answered(
        card=RELU,
        rating=Rating.HARD,
        retention=0.85,
        seconds=12.5,
        answer="기울기가 사라진다",
        points=frozenset({0, 2}),
        language=Language.KO,
        card_hash="abc",
        revision=3,
    )
    recorded = store.record(given)
    (event,) = store.reads.history(RELU)
    kept = Answered(
        card=event.card,
        rating=event.rating or Rating.AGAIN,
        retention=event.retention or 0,
        seconds=event.seconds or 0,
        answer=event.answer,
        points=event.points,
        language=event.language or Language.EN,
        card_hash=event.card_hash,
        revision=event.revision or 0,
    )
    assert kept == given
    assert (event.id, event.stands, event.kind) == (recorded.id, True, EventKind.GRADE)
    assert (event.tz, event.model) == ("UTC", fsrs6.MODEL)
    assert recorded.memory == store.reads.memory(RELU)


def test_a_grade_moves_the_session_in_the_same_transaction(
    store: StudyStore, answered: Answer
) -> None:
    session = store.start_session("first")
    store.record(answered("relu"), Place(session, "second"))
    opened = store.reads.open_session()
    assert opened is not None
    assert (opened.id, opened.state) == (session, "second")


def test_a_grade_for_a_session_that_is_not_there_is_not_kept(
    store: StudyStore, answered: Answer
) -> None:
    with pytest.raises(StoreError, match="not in the study database"):
        store.record(answered("relu"), Place(SessionId("nowhere"), ""))
    assert store.reads.history(RELU) == []
    assert store.reads.memory(RELU) is None


def test_undo_gives_back_the_memory_from_before(store: StudyStore, answered: Answer) -> None:
    first = store.record(answered("relu", Rating.EASY))
    store.record(answered("relu", Rating.AGAIN))
    step = store.undo()
    assert step is not None
    assert (step.card, step.rating, step.memory) == (RELU, Rating.AGAIN, first.memory)
    assert store.reads.memory(RELU) == first.memory


def test_redo_gives_back_the_memory_from_after(store: StudyStore, answered: Answer) -> None:
    store.record(answered("relu", Rating.EASY))
    second = store.record(answered("relu", Rating.AGAIN))
    for _ in range(2):
        store.undo()
        step = store.redo()
        assert step is not None
        assert (step.card, step.rating, step.memory) == (RELU, Rating.AGAIN, second.memory)
    assert store.reads.memory(RELU) == second.memory
    assert [event.stands for event in store.reads.history(RELU)] == [True, True, *[False] * 4]


def test_undoing_the_only_grade_leaves_no_memory(store: StudyStore, answered: Answer) -> None:
    store.record(answered("relu"))
    step = store.undo()
    assert step is not None
    assert step.memory is None
    assert store.reads.known([RELU]) == set()
    assert store.undo() is None


def test_undo_and_redo_outlive_the_program(
    opener: Callable[[], StudyStore], answered: Answer
) -> None:
    first = opener()
    for card in ("relu", "batchnorm", "dropout"):
        first.record(answered(card))
    first.undo()
    first.close()
    second = opener()
    assert (second.reads.undoable(), second.reads.redoable()) == ("batchnorm", "dropout")
    second.undo()
    second.close()
    third = opener()
    steps = [third.redo(), third.redo(), third.redo()]
    assert [step and step.card for step in steps] == ["batchnorm", "dropout", None]
    assert third.reads.counts(date(2026, 3, 2)).reviews == 3


def test_a_grade_after_an_undo_ends_the_redo(store: StudyStore, answered: Answer) -> None:
    store.record(answered("relu"))
    store.undo()
    store.record(answered("batchnorm"))
    assert store.redo() is None
    assert store.reads.redoable() is None


def test_an_undo_replans_the_session(store: StudyStore, answered: Answer) -> None:
    session = store.start_session("start")
    store.record(answered("relu"), Place(session, "answered"))
    store.undo(lambda step: Place(session, f"back at {step.card}"))
    opened = store.reads.open_session()
    assert opened is not None
    assert opened.state == "back at relu"


def test_when_replanning_fails_nothing_is_undone(store: StudyStore, answered: Answer) -> None:
    store.record(answered("relu"))

    def fail(step: object) -> Place:
        raise KeyError(step)

    with pytest.raises(KeyError):
        store.undo(fail)
    assert store.reads.undoable() == RELU
    assert len(store.reads.history(RELU)) == 1


@pytest.mark.parametrize("log", ["review", "mark"])
@pytest.mark.parametrize("change", ["UPDATE {log} SET card_id = 'x'", "DELETE FROM {log}"])
def test_the_logs_refuse_to_be_changed(
    store: StudyStore, answered: Answer, path: Path, log: str, change: str
) -> None:
    from quizapp.store.values import MarkKind

    store.record(answered("relu"))
    store.mark(RELU, MarkKind.FLAG, "why?")
    with (
        closing(sqlite3.connect(path)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        connection.execute(change.format(log=log))


def test_the_ids_keep_their_order_when_the_clock_goes_back(
    store: StudyStore, answered: Answer, hands: Callable[[], datetime]
) -> None:
    store.record(answered("relu"))
    hands.at -= timedelta(days=3)  # type: ignore[attr-defined]
    store.record(answered("relu"))
    first, second = store.reads.history(RELU)
    assert first.at > second.at
    assert first.id < second.id
    assert store.check() == []


CARDS = st.sampled_from([RELU, BATCHNORM, CardId("dropout")])


class History(RuleBasedStateMachine):
    """The store against two lists: what stands, and what was undone."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.at = datetime(2026, 3, 2, 20, tzinfo=UTC)
        self.done: list[tuple[CardId, Rating, date]] = []
        self.undone: list[tuple[CardId, Rating, date]] = []
        self.store = self.opened()

    def opened(self) -> StudyStore:
        folder = Path(self.folder.name)
        return StudyStore.open(
            folder / "study.db",
            clock=Clock(lambda: self.at),
            randomness=Random(7),
            backups=folder / "backups",
        )

    @rule(card=CARDS, rating=st.sampled_from(Rating))
    def grade(self, card: CardId, rating: Rating) -> None:
        self.store.record(Answered(card=card, rating=rating, retention=0.9))
        self.done.append((card, rating, study_day(self.at)))
        self.undone.clear()

    @rule(moves=st.lists(st.booleans(), min_size=1, max_size=6))
    def go_back_and_forth(self, moves: list[bool]) -> None:
        for back in moves:
            step = self.store.undo() if back else self.store.redo()
            taken, put = (self.done, self.undone) if back else (self.undone, self.done)
            assert (step is None) == (not taken)
            if step:
                card, rating, _ = taken[-1]
                assert (step.card, step.rating) == (card, rating)
                put.append(taken.pop())
            self.memory_is_the_replay()

    @rule(days=st.integers(min_value=-2, max_value=20))
    def wait(self, days: int) -> None:
        self.at += timedelta(days=days)

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.store = self.opened()

    @precondition(lambda self: self.done)
    @rule()
    def doctor(self) -> None:
        assert self.store.check() == []

    @invariant()
    def memory_is_the_replay(self) -> None:
        kept = self.store.reads.memories()
        assert kept == {card: self.replayed(card) for card in {card for card, _, _ in self.done}}

    @invariant()
    def days_are_counted(self) -> None:
        days = [day for _, _, day in self.done]
        heat = self.store.reads.heat(date(2020, 1, 1))
        assert heat == {day: days.count(day) for day in set(days)}
        first = {card: day for card, _, day in reversed(self.done)}
        today = study_day(self.at)
        assert self.store.reads.new_on(today) == list(first.values()).count(today)

    @invariant()
    def the_next_steps_are_known(self) -> None:
        assert self.store.reads.undoable() == (self.done[-1][0] if self.done else None)
        assert self.store.reads.redoable() == (self.undone[-1][0] if self.undone else None)

    def replayed(self, card: CardId) -> Memory | None:
        graded = [
            fsrs6.Graded(rating, day, 0.9) for other, rating, day in self.done if other == card
        ]
        return fsrs6.replay(card, graded)

    def teardown(self) -> None:
        assert self.store.check() == []
        self.store.close()
        self.folder.cleanup()


TestHistory = History.TestCase
TestHistory.settings = settings(max_examples=20, stateful_step_count=15, deadline=None)

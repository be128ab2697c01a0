"""Questions to the history: the same answers before and after SQLAlchemy, and none scans a log."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from quizapp.bank.cards import CardId
from quizapp.errors import StoreError
from quizapp.scheduling.memory import Rating
from quizapp.store import schema
from quizapp.store.peek import peek
from quizapp.store.reads import Reads
from quizapp.store.statements import Statements
from quizapp.store.study import StudyStore
from quizapp.store.values import Answered, DemoRun, Guess, GuessKind, MarkKind, RunKey

Answer = Callable[..., Answered]
TODAY = date(2026, 3, 2)
LATER = TODAY + timedelta(days=400)
RELU, BATCHNORM = CardId("relu"), CardId("batchnorm")

KEY = RunKey(
    demo="vanishing-gradient",
    parameters={"depth": 20, "act": "relu"},
    seed=0,
    budget="quick",
    device="cpu",
    code_hash="abc",
    versions={"torch": "2.13.0"},
)

QUESTIONS: dict[str, Callable[[Reads], object]] = {
    "due": lambda reads: reads.due(LATER),
    "known": lambda reads: reads.known([RELU, CardId("unseen")]),
    "reviewed": lambda reads: reads.reviewed([RELU, CardId("unseen")], TODAY),
    "grades": lambda reads: reads.grades(RELU),
    "memory": lambda reads: reads.memory(RELU),
    "weights": lambda reads: reads.weights(),
    "approval": lambda reads: reads.approval("pack"),
    "memories": lambda reads: reads.memories(),
    "suspended": lambda reads: reads.suspended(),
    "flagged": lambda reads: reads.flagged(),
    "new_on": lambda reads: reads.new_on(TODAY),
    "counts": lambda reads: reads.counts(LATER),
    "heat": lambda reads: reads.heat(TODAY),
    "open_session": lambda reads: reads.open_session(),
    "undoable": lambda reads: reads.undoable(),
    "redoable": lambda reads: reads.redoable(),
    "history": lambda reads: reads.history(RELU),
    "answers": lambda reads: reads.answers(),
    "setting": lambda reads: reads.setting("theme"),
    "runs_like": lambda reads: reads.runs_like(KEY),
    "runs": lambda reads: reads.runs("vanishing-gradient"),
    "predictions": lambda reads: reads.predictions("vanishing-gradient"),
}


@pytest.fixture
def used(store: StudyStore, answered: Answer) -> StudyStore:
    """A store with something to answer to every question."""
    store.start_session("state", "activations")
    for card in (RELU, BATCHNORM, CardId("dropout"), RELU):
        store.record(structs.replace(answered(card), probe=True))
    store.undo()
    store.mark(BATCHNORM, MarkKind.SUSPEND)
    store.mark(RELU, MarkKind.FLAG, "무슨 뜻?")
    store.put_setting("theme", {"name": "dark"})
    store.approve("pack", "seal", [("pack.toml", 12, "abc")])
    store.predict(RELU, KEY.demo, [Guess(GuessKind.CLAIM, "c", 1.0)])
    store.record_run(DemoRun(key=KEY, metrics={"r": 0.5}, verdicts={"c": "SUPPORTED"}, seconds=1))
    return store


def test_every_question_is_listed_here() -> None:
    assert set(QUESTIONS) == {name for name in vars(Reads) if not name.startswith("_")}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_peek_answers_as_the_store_does(used: StudyStore, path: Path, question: str) -> None:
    answer = QUESTIONS[question](used.reads)
    with peek(path) as reads:
        assert reads is not None
        assert QUESTIONS[question](reads) == answer
    assert answer


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_scans_a_table(used: StudyStore, path: Path, question: str) -> None:
    with closing(sqlite3.connect(path)) as connection:

        def execute(sql: str, values: Mapping[str, object]) -> Sequence[Sequence[Any]]:
            assert scanned(connection, sql, values) == set()
            return connection.execute(sql, values).fetchall()

        QUESTIONS[question](Reads(execute))


def test_no_statement_of_a_grade_or_an_undo_scans_a_table(used: StudyStore, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for name, prepared in vars(Statements(used._engine.dialect)).items():
            sql = prepared._sql
            one_row_each = {"one", "h"}
            assert scanned(connection, sql, [None] * sql.count("?")) <= one_row_each, name


def scanned(connection: sqlite3.Connection, sql: str, values: Any) -> set[str]:
    """What the query reads from end to end, by name or alias."""
    steps = [step for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    return {step.split()[1] for step in steps if step.startswith("SCAN")} - {"CONSTANT"}


def test_due_cards_come_longest_overdue_first_and_page_by_page(
    store: StudyStore, answered: Answer
) -> None:
    for card, rating in (("easy", Rating.EASY), ("good", Rating.GOOD), ("again", Rating.AGAIN)):
        store.record(answered(card, rating))
    assert store.reads.due(LATER) == ["again", "good", "easy"]
    assert store.reads.due(LATER, limit=1, skip=1) == ["good"]
    memory = store.reads.memory(CardId("good"))
    assert memory is not None
    assert store.reads.due(memory.due - timedelta(days=1)) == ["again"]


def test_a_suspended_card_is_not_due_until_it_is_taken_back_in(used: StudyStore) -> None:
    assert used.reads.due(LATER) == ["dropout", "relu"]
    assert used.reads.counts(LATER).due == 2
    used.mark(BATCHNORM, MarkKind.UNSUSPEND)
    assert used.reads.due(LATER) == ["batchnorm", "dropout", "relu"]
    assert used.reads.suspended() == set()


def test_a_flag_keeps_its_newest_note_and_can_be_taken_off(used: StudyStore) -> None:
    used.mark(RELU, MarkKind.FLAG, "wrong sign?")
    assert [flag.note for flag in used.reads.flagged()] == ["wrong sign?"]
    used.mark(RELU, MarkKind.UNFLAG)
    assert used.reads.flagged() == []


def test_counts_leave_out_what_was_undone(used: StudyStore) -> None:
    counts = used.reads.counts(TODAY)
    assert (counts.reviews, counts.today, counts.new, counts.learned) == (3, 3, 3, 3)
    assert (counts.suspended, counts.flagged) == (1, 1)


def test_known_answers_for_more_cards_than_one_query_asks(
    store: StudyStore, answered: Answer
) -> None:
    store.record(answered("card-150"))
    cards = [CardId(f"card-{number}") for number in range(200)]
    assert store.reads.known(cards) == {"card-150"}


def test_a_run_is_found_by_all_that_its_numbers_depend_on(used: StudyStore) -> None:
    same = RunKey(**{**_fields(KEY), "parameters": {"act": "relu", "depth": 20}})
    assert [each.run.key for each in used.reads.runs_like(same)] == [KEY]
    others = {
        "demo": "other",
        "code_hash": "abd",
        "parameters": {"act": "relu", "depth": 21},
        "budget": "full",
        "versions": {"torch": "2.13.1"},
    }
    for name, value in others.items():
        assert used.reads.runs_like(RunKey(**{**_fields(KEY), name: value})) == [], name


def test_seeds_and_devices_of_a_run_are_found_together(store: StudyStore) -> None:
    keys = [
        RunKey(**{**_fields(KEY), "seed": seed, "device": device})
        for seed in (0, 1)
        for device in ("cpu", "cuda")
    ]
    store.record_run(*(DemoRun(key=key, metrics={}, verdicts={}, seconds=1) for key in keys))
    found = [each.run.key for each in store.reads.runs_like(KEY)]
    assert sorted(found, key=str) == sorted(keys, key=str)


def test_what_is_no_number_is_kept(store: StudyStore) -> None:
    metrics = {"a": math.nan, "b": math.inf, "c": -math.inf, "d": 0.1}
    store.record_run(DemoRun(key=KEY, metrics=metrics, verdicts={}, seconds=1))
    (kept,) = store.reads.runs(KEY.demo)
    assert str(kept.run.metrics) == str(metrics)


def test_a_prediction_is_held_against_its_own_run(store: StudyStore) -> None:
    guesses = [Guess(GuessKind.CLAIM, "c", 0.0), Guess(GuessKind.METRIC, "r", 1e-5)]
    run = store.predict(RELU, KEY.demo, guesses)
    assert {(p.verdict, p.measured) for p in store.reads.predictions(KEY.demo)} == {(None, None)}
    measured = DemoRun(key=KEY, metrics={"r": 0.5}, verdicts={"c": "REFUTED"}, seconds=1)
    store.record_run(measured)
    assert {(p.verdict, p.measured) for p in store.reads.predictions(KEY.demo)} == {(None, None)}
    store.record_run(measured, measured, first=run)
    metric, claim = store.reads.predictions(KEY.demo)
    assert (claim.guess, claim.verdict, claim.measured) == (guesses[0], "REFUTED", None)
    assert (metric.guess, metric.verdict, metric.measured) == (guesses[1], None, 0.5)
    assert {claim.run, metric.run} == {run}
    assert store.reads.predictions("other") == []


@pytest.mark.parametrize("change", ["UPDATE prediction SET expected = 1", "DELETE FROM prediction"])
def test_nobody_changes_a_prediction_afterwards(used: StudyStore, path: Path, change: str) -> None:
    with (
        closing(sqlite3.connect(path)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        connection.execute(change)


def _fields(key: RunKey) -> dict[str, Any]:
    return {name: getattr(key, name) for name in key.__struct_fields__}


def test_a_new_session_ends_the_open_one(store: StudyStore) -> None:
    store.start_session("first")
    second = store.start_session("second", "optimizers")
    opened = store.reads.open_session()
    assert opened is not None
    assert (opened.id, opened.state, opened.topic) == (second, "second", "optimizers")
    assert opened.study_day == TODAY


def test_a_setting_can_be_changed_and_forgotten(store: StudyStore) -> None:
    store.put_setting("weights", {"activations": 2})
    store.put_setting("weights", {"optimizers": 3})
    assert store.reads.setting("weights") == {"optimizers": 3}
    store.put_setting("weights", None)
    assert store.reads.setting("weights") is None


def test_there_is_nothing_to_peek_at_where_no_database_is(path: Path) -> None:
    with peek(path) as reads:
        assert reads is None
    assert not path.exists()


@pytest.mark.parametrize("spoil", ["newer", "damaged", "other"])
def test_a_peek_leaves_what_it_cannot_read_to_the_store(path: Path, spoil: str) -> None:
    if spoil == "damaged":
        path.write_bytes(b"no database" * 1000)
    else:
        with closing(schema.connect(path)) as connection:
            connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
            if spoil == "newer":
                connection.execute("INSERT INTO alembic_version VALUES ('9999')")
    with peek(path) as reads:
        assert reads is None


def test_a_peek_cannot_write(used: StudyStore, path: Path) -> None:
    with peek(path) as reads:
        assert reads is not None
        with pytest.raises((sqlite3.OperationalError, StoreError), match="readonly"):
            reads._execute("DELETE FROM memory", {})


def test_answers_leave_out_what_was_undone(store: StudyStore, answered: Answer) -> None:
    store.record(structs.replace(answered(RELU, Rating.AGAIN), probe=True))
    store.record(answered(RELU))
    store.record(structs.replace(answered(BATCHNORM), probe=True, confidence=95))
    store.undo()
    assert [(each.card, each.rating, each.began) for each in store.reads.answers()] == [
        (RELU, Rating.AGAIN, True),
        (RELU, Rating.GOOD, True),
    ]
    assert [each.probe for each in store.scans.graded()] == [True, False]
    store.redo()
    assert [each.probe for each in store.scans.graded()] == [True, False, True]
    assert [each.card for each in store.reads.answers(limit=1)] == []
    graded = store.reads.history(BATCHNORM)[0]
    assert (graded.confidence, graded.probe) == (95, True)


def test_the_grades_of_a_card_are_those_that_stand(store: StudyStore, answered: Answer) -> None:
    counted = []
    for rating in (Rating.AGAIN, Rating.AGAIN, Rating.GOOD):
        store.record(answered(RELU, rating))
        store.record(answered(BATCHNORM))
        counted.append(store.reads.grades(RELU))
    assert counted == [1, 2, 3], "a memory does not count the second failure of an evening"
    store.undo()
    assert store.reads.grades(RELU) == 3
    store.undo()
    assert store.reads.grades(RELU) == 2
    store.redo()
    assert store.reads.grades(RELU) == 3
    assert store.reads.grades(CardId("unseen")) == 0


def test_what_was_reviewed_on_a_day_is_known_by_its_memory(
    store: StudyStore, answered: Answer
) -> None:
    cards = [RELU, BATCHNORM, CardId("unseen")]
    store.record(answered(RELU))
    assert store.reads.reviewed(cards, TODAY) == {RELU}
    assert store.reads.reviewed(cards, TODAY + timedelta(days=1)) == set()
    assert store.reads.reviewed([BATCHNORM], TODAY) == set()
    store.undo()
    assert store.reads.reviewed(cards, TODAY) == set()

"""Runs as the history keeps them: what they depend on, what was guessed, and how it was scored."""

from __future__ import annotations

from dataclasses import replace
from math import inf, nan
from pathlib import Path

import pytest

from quizapp.bank.cards import CardId
from quizapp.demos.address import Run
from quizapp.demos.claims import Verdict
from quizapp.demos.declaration import Budget, Demo
from quizapp.demos.discover import discover
from quizapp.demos.outcome import Outcome, Readings, conclude
from quizapp.demos.protocol import Finished, Metric
from quizapp.store.values import Guess, GuessKind
from quizapp.study.desk import Desk
from quizapp.study.runs import Runs, apart, foreseen, near, score
from tests.support import Hands

SOURCE = """
from typing import Annotated
from quizapp.demos.api import Claim, Context, Myth, Range, demo

@demo("ratio", title="A ratio", claims=[
    Claim("small", "the ratio is small", "ratio < 0.1"),
    Myth("one", "the ratio is one", refuted_by="ratio < 0.9"),
    Claim("deep", "deep nets differ", "ratio < 0.1", given="depth > 30"),
])
def ratio(ctx: Context, depth: Annotated[int, Range(2, 50)] = 20) -> None:
    ctx.metric("ratio", 0.01)
"""
CARD = CardId("alpha/card-0")


def demo(source: str = SOURCE) -> Demo:
    found = discover(source, file=Path("ratio.py"), topic="alpha")
    assert isinstance(found, Demo), found
    return found


def measured(run: Run, ratio: float, device: str = "cpu") -> Outcome:
    metrics = {"ratio": Metric(name="ratio", value=ratio)}
    return conclude(run, Readings(metrics=metrics, end=Finished(seconds=0.5)), device)


@pytest.fixture
def run() -> Run:
    return Run(demo(), demo().defaults)


@pytest.fixture
def runs(desk: Desk) -> Runs:
    return desk.runs


def test_a_kept_run_is_recalled_with_its_verdicts(runs: Runs, run: Run, hands: Hands) -> None:
    runs.keep([measured(run, 0.01)])
    day = hands.at.date()
    hands.turn(days=2)
    recalled = runs.recall(run)
    assert recalled is not None
    assert recalled.day == day
    assert recalled.outcome.metrics == {"ratio": 0.01}
    assert [judgement.verdict for judgement in recalled.outcome.judgements] == [
        Verdict.SUPPORTED,
        Verdict.REFUTED,
        Verdict.NOT_APPLICABLE,
    ]
    assert recalled.outcome.seconds == 0.5


def test_any_change_to_the_code_forgets_what_it_measured(runs: Runs, run: Run) -> None:
    runs.keep([measured(run, 0.01)])
    other = replace(run, demo=demo(SOURCE.replace("0.01", "0.02")))
    assert runs.recall(other) is None
    assert runs.key(other, "cpu").code_hash != runs.key(run, "cpu").code_hash
    assert [kept.run.metrics for kept in runs.history(other.demo)] == [{"ratio": 0.01}]


def test_other_parameters_seed_or_budget_are_another_run(runs: Runs, run: Run) -> None:
    runs.keep([measured(run, 0.01)])
    for other in (
        replace(run, parameters={"depth": 21}),
        replace(run, seed=1),
        replace(run, budget=Budget.FULL),
    ):
        assert runs.recall(other) is None


def test_versions_are_part_of_the_key(runs: Runs, run: Run) -> None:
    assert {"python", "numpy"} <= runs.key(run, "cpu").versions.keys()


def test_a_run_without_an_end_is_not_kept(runs: Runs, run: Run) -> None:
    runs.keep([replace(measured(run, 0.01), failure="it was stopped")])
    assert runs.recall(run) is None


def test_a_guess_is_scored_by_its_own_run_and_found_again(runs: Runs, run: Run) -> None:
    guesses = [
        Guess(GuessKind.CLAIM, "small", 1.0),
        Guess(GuessKind.CLAIM, "one", 1.0),
        Guess(GuessKind.CLAIM, "deep", 1.0),
        Guess(GuessKind.METRIC, "ratio", 0.015),
    ]
    first = runs.predict(CARD, run.demo, guesses)
    assert runs.predictions(run.demo) == {}
    outcome = measured(run, 0.01)
    runs.keep([outcome, measured(replace(run, seed=1), 0.5)], first)
    assert score(guesses, outcome) == (2, 3)
    found = runs.predictions(run.demo)
    assert found[GuessKind.CLAIM, "one"].verdict == "REFUTED"
    assert found[GuessKind.METRIC, "ratio"].measured == 0.01
    assert {prediction.card for prediction in found.values()} == {CARD}


def test_without_a_guess_nothing_is_logged(runs: Runs, run: Run) -> None:
    assert runs.predict(CARD, run.demo, []) is None


def test_a_sentence_is_foreseen_by_what_it_says_and_not_by_who_wrote_it() -> None:
    assert foreseen(1.0, "SUPPORTED") is True
    assert foreseen(1.0, "REFUTED") is False
    assert foreseen(0.0, "REFUTED") is True
    assert foreseen(0.0, "MIXED") is None
    assert foreseen(0.0, None) is None


@pytest.mark.parametrize(
    ("guessed", "came", "factor"),
    [(1, 2, 2), (2, 1, 2), (-3, -1, 3), (0, 0, 1), (1, -1, inf), (0, 1, inf), (1, nan, inf)],
)
def test_how_far_apart_two_numbers_are(guessed: float, came: float, factor: float) -> None:
    assert apart(guessed, came) == pytest.approx(factor)


def test_numbers_that_overflow_are_far_apart() -> None:
    assert apart(1e-300, 1e300) > 1e300
    assert apart(1.0, inf) > 1e300
    assert near(1.0, 1.9) is True
    assert near(1.0, 2.1) is False
    assert near(1.0, None) is None

"""What a bank holds, and how much of it is proved."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quizapp.bank.cards import Kind, Language, Level
from quizapp.demos.recorded import NAME
from quizapp.study.coverage import Coverage, share
from quizapp.study.desk import Desk
from tests.study.conftest import CARD
from tests.study.test_runs import SOURCE

EVIDENCE = """
## Evidence
- [The ratio is small](demo:ratio#small), and [not one](demo:ratio#one).
- [Nobody wrote this claim.](demo:ratio#gone)
- Not measured here: the rest.

## Beware
- "It is one": [no](demo:ratio#one).
"""


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """One topic of two cards, one of them with evidence and an experiment."""
    root = tmp_path / "bank"
    (root / "alpha" / "demos").mkdir(parents=True)
    (root / "alpha" / "demos" / "ratio.py").write_text(SOURCE, "utf-8")
    for n, evidence in enumerate([EVIDENCE, ""]):
        text = CARD.format(n=n, topic="alpha") + evidence
        (root / "alpha" / f"card-{n}.md").write_text(text, "utf-8")
    return root


def record(desk: Desk, passed: int) -> None:
    """Write what two seeds of the demo gave: of the claim `passed`, of the myth both."""
    proof = {"detail": "", "preset": ""}
    result = {
        "code": desk.read_demos().get("ratio").code_hash,
        "date": "2026-03-01",
        "device": "cpu",
        "seeds": 2,
        "versions": {},
        "claims": {
            "small": {
                "verdict": "SUPPORTED" if passed == 2 else "MIXED",
                "passed": passed,
                **proof,
            },
            "one": {"verdict": "REFUTED", "passed": 2, **proof},
        },
        "metrics": {},
    }
    text = json.dumps({"v": 1, "demos": {"ratio": result}})
    (desk.content / NAME).write_text(text, "utf-8")
    desk.refresh()


def counted(desk: Desk) -> Coverage:
    (topic,) = desk.coverage()
    return topic


def test_cards_are_counted_by_level_kind_and_language(desk: Desk) -> None:
    desk.refresh()
    found = counted(desk)
    assert (found.topic, found.cards) == ("alpha", 2)
    assert found.levels == {Level.CORE: 2}
    assert found.kinds == {Kind.QA: 2}
    assert found.languages == {Language.EN: 2}


def test_a_sentence_is_proved_by_what_was_recorded_of_it(desk: Desk) -> None:
    desk.refresh()
    assert (counted(desk).sentences, counted(desk).linked) == (4, 3)
    assert (counted(desk).proved, counted(desk).measured) == (0, 0)
    record(desk, passed=2)
    assert (counted(desk).proved, counted(desk).measured) == (2, 1)
    assert share(desk.coverage()) == 0.5


def test_a_sentence_with_a_claim_that_failed_is_not_proved(desk: Desk) -> None:
    record(desk, passed=1)
    assert (counted(desk).proved, counted(desk).measured) == (1, 1)


def test_a_changed_demo_proves_nothing(desk: Desk, bank: Path) -> None:
    record(desk, passed=2)
    (bank / "alpha" / "demos" / "ratio.py").write_text(SOURCE + "# changed\n", "utf-8")
    desk.refresh()
    assert counted(desk).proved == 0


def test_a_bank_without_sentences_leaves_nothing_unproved() -> None:
    assert share([]) == 1.0

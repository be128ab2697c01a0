"""The demos that we ship: each proves what it claims, and its recorded result is its own."""

from __future__ import annotations

import pytest

from quizapp import resources
from quizapp.demos.batch import measure
from quizapp.demos.catalogue import Catalogue
from quizapp.demos.check import plan, report
from quizapp.demos.claims import Verdict
from quizapp.demos.lint import lint
from quizapp.demos.recorded import NAME, Recorded, stale
from tests.demos.support import Environment

DEMOS = Catalogue.load([resources.content()])
SEEDS = range(3)
"""Few: `make check-full` takes twenty, and looks at margins and times too."""


@pytest.mark.parametrize("id_", sorted(DEMOS.demos))
def test_every_claim_holds(id_: str, environment: Environment) -> None:
    demo = DEMOS.get(id_)
    batches = [measure(task, environment) for task in plan([demo], SEEDS, jobs=1)]
    assert [batch.failure for batch in batches if batch.failure] == []
    judgements = [checked.judgement for checked in report(demo, batches).claims]
    assert [f"{j.claim.id}: {j.word}, {j.detail}" for j in judgements if not j.ok] == []
    here = [j for j in judgements if j.verdict is not Verdict.SKIPPED]  # of another device
    assert {judgement.seeds for judgement in here} == {len(SEEDS)}
    assert lint(demo) == ()


def test_every_declaration_can_be_read() -> None:
    assert DEMOS.faults == ()
    assert len(DEMOS.demos) > 4


def test_every_result_is_recorded_and_current() -> None:
    assert (resources.content() / NAME).is_file()
    assert [fault.what for fault in stale(resources.content(), DEMOS)] == []
    recorded = Recorded.load([resources.content()])
    for demo in DEMOS.all():
        result = recorded.get(demo)
        assert result is not None
        assert result.claims.keys() == {claim.id for claim in demo.claims}

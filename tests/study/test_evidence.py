"""The badges of a card: not yet, recorded by its author, measured here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from quizapp.bank.cards import Card, CardId
from quizapp.demos import recorded
from quizapp.demos.address import parse
from quizapp.demos.claims import Verdict
from quizapp.study.desk import Desk
from quizapp.study.values import Badge, Source
from tests.study.conftest import CARD
from tests.study.test_runs import SOURCE, measured

SMALL, ONE = "demo:ratio#small", "demo:ratio#one"
EVIDENCE = f"""
## Evidence
- [The ratio is small.]({SMALL})
- [Nobody wrote this claim.](demo:ratio#gone)

## Beware
- "It is one": **[no]({ONE})**.
"""


@pytest.fixture
def bank(bank: Path) -> Path:
    """The usual one, its first card with a demo at a depth that is not the default."""
    (bank / "alpha" / "demos").mkdir()
    (bank / "alpha" / "demos" / "ratio.py").write_text(SOURCE, "utf-8")
    text = CARD.format(n=0, topic="alpha").replace("kind: qa", "kind: qa\ndemos: [ratio?depth=30]")
    (bank / "alpha" / "card-0.md").write_text(text + EVIDENCE, "utf-8")
    return bank


def card(desk: Desk) -> Card:
    found = desk.card(CardId("alpha/card-0"))
    assert found is not None
    return found


def badges(desk: Desk) -> dict[str, Badge]:
    desk.connect()
    desk.read_demos()
    return dict(desk.badges(card(desk)))


def keep(desk: Desk, address: str, ratio: float) -> None:
    desk.runs.keep([measured(parse(address, desk.read_demos()), ratio)])


def test_until_everything_is_read_there_are_none(desk: Desk) -> None:
    assert desk.badges(card(desk)) == {}


def test_what_nobody_measured_says_so(desk: Desk) -> None:
    found = badges(desk)
    assert found.keys() == {SMALL, ONE}
    assert {badge.source for badge in found.values()} == {Source.NOBODY}
    assert [found[target].myth for target in (SMALL, ONE)] == [False, True]


def test_a_wrong_option_s_belief_has_a_badge_too(desk: Desk, bank: Path) -> None:
    choice = "---\nkind: choice\n---\n# Which?\n\n- [x] This\n- [ ] That -- [It is one.](%s)\n"
    (bank / "alpha" / "card-0.md").write_text(
        (choice % ONE) + "\n" + CARD.partition("\n\n")[2].format(n=0, topic="alpha"), "utf-8"
    )
    desk.refresh()
    assert badges(desk).keys() == {ONE}


def test_what_was_measured_here_counts_at_the_parameters_of_the_card(desk: Desk) -> None:
    keep(desk, "ratio", 0.01)
    assert badges(desk)[SMALL].source is Source.NOBODY
    keep(desk, "ratio?depth=30", 0.01)
    found = badges(desk)
    today = desk.clock.now().date()
    expected = Badge(source=Source.HERE, myth=False, day=today, device="cpu", passed=1, seeds=1)
    assert found[SMALL] == expected
    assert found[ONE].ok
    assert found[ONE].myth


def test_a_claim_that_failed_here_is_not_hidden(desk: Desk) -> None:
    keep(desk, "ratio?depth=30", 0.5)
    found = badges(desk)
    assert not found[SMALL].ok
    assert not found[SMALL].mixed
    assert found[ONE].ok


def test_seeds_are_counted_each_by_its_newest_run(desk: Desk) -> None:
    for seed, ratio in ((0, 0.5), (0, 0.01), (1, 0.01), (2, 0.5)):
        keep(desk, f"ratio?depth=30&seed={seed}", ratio)
    small = badges(desk)[SMALL]
    assert (small.passed, small.seeds, small.mixed) == (2, 3, True)


def test_another_code_is_not_measured_yet(
    desk: Desk, bank: Path, open_desk: Callable[[], Desk]
) -> None:
    keep(desk, "ratio?depth=30", 0.01)
    file = bank / "alpha" / "demos" / "ratio.py"
    file.write_text(SOURCE + "# changed\n", "utf-8")
    assert badges(desk)[SMALL].source is Source.HERE
    desk.refresh()
    assert badges(desk)[SMALL].source is Source.NOBODY


def test_what_its_author_recorded_stands_where_nothing_was_measured(desk: Desk) -> None:
    demo = desk.read_demos().get("ratio")
    proofs = {
        "small": recorded.Proof(verdict=Verdict.SUPPORTED, passed=20, detail="0.01 < 0.1"),
        "one": recorded.Proof(verdict=Verdict.MIXED, passed=19, detail="0.95 > 0.9"),
    }
    result = recorded.Result(
        code=demo.code_hash,
        date=date(2026, 2, 1),
        device="cpu",
        seeds=20,
        versions={},
        claims=proofs,
        metrics={},
    )
    desk._recorded = recorded.Recorded({"ratio": result})
    found = badges(desk)
    day = date(2026, 2, 1)
    assert found[SMALL] == Badge(
        source=Source.RECORDED, myth=False, day=day, device="cpu", passed=20, seeds=20
    )
    assert found[ONE].mixed
    desk._recorded = recorded.Recorded({"ratio": replace_code(result)})
    assert badges(desk)[SMALL].source is Source.NOBODY
    keep(desk, "ratio?depth=30", 0.01)
    assert badges(desk)[SMALL].source is Source.HERE


def replace_code(result: recorded.Result) -> recorded.Result:
    from msgspec.structs import replace as changed

    return changed(result, code="0" * 12)

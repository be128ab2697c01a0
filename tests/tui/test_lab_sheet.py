"""The lab in words, without a screen: what is cut where it is narrow."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from quizapp.bank.filling import measure, plain
from quizapp.demos.address import Run
from quizapp.demos.declaration import Claim, Demo
from quizapp.demos.discover import discover
from quizapp.demos.outcome import Readings, conclude
from quizapp.demos.protocol import Finished, Metric, Table
from quizapp.locale.words import Words
from quizapp.tui.lab_sheet import claims, controls
from quizapp.tui.lab_tables import TALLEST, numbers
from quizapp.tui.lab_trial import Trial

SOURCE = """\
from quizapp.demos.api import *

@demo("valley", title="A valley", claims=[Claim("deep", "it is deep", "x < 1")])
def valley(
    ctx: Context,
    kappa: Annotated[int, LogRange(1, 1000), "condition number: steep over flat curvature"] = 10,
    steps: Annotated[int, Range(1, 400)] = 20,
) -> None:
    ctx.metric("x", 0)
"""


def drawn(width: int, language: str = "en") -> list[str]:
    demo = discover(SOURCE, file=Path("valley.py"), topic="tests")
    assert isinstance(demo, Demo), demo
    run = Run(demo, {each.name: each.default for each in demo.parameters})
    rows = controls(Trial(run), Words(language), width)
    assert all(measure(row) <= width for row in rows)
    return list(map(plain, rows))


def test_where_it_is_narrow_the_description_is_cut_and_never_the_range() -> None:
    assert drawn(80) == [
        "▸ kappa  10  condition number: steep over flat curvature (1 to 1000)",
        "  steps  20  1 to 400",
    ]
    assert drawn(80, "ko")[1] == "  steps  20  1부터 400까지"
    assert drawn(50)[0] == "▸ kappa  10  condition number: steep … (1 to 1000)"
    assert drawn(26) == ["▸ kappa  10  (1 to 1000)", "  steps  20  1 to 400"]


@pytest.mark.parametrize(
    ("claim", "x", "told"),
    [
        (Claim("c", "c", "x < 1"), 0.25, "✓ 확인됨 0.25 < 1, 여유 4x"),
        (Claim("c", "c", "x < 1"), 4.0, "✗ 반증됨 4 < 1, 4x 벗어남"),
        (Claim("c", "c", "x < 1", given="steps > 50"), 0.25, "– 해당 없음 steps > 50일 때의"),
        (Claim("c", "c", "x < 1", device="cuda"), 0.25, "– 건너뜀 cuda에서만 판정할 수 있습니다"),
    ],
)
def test_a_verdict_is_told_in_korean_with_its_room(claim: Claim, x: float, told: str) -> None:
    demo = discover(SOURCE, file=Path("valley.py"), topic="tests")
    assert isinstance(demo, Demo)
    run = Run(replace(demo, claims=(claim,)), demo.defaults)
    readings = Readings(metrics={"x": Metric(name="x", value=x)}, end=Finished(seconds=1))
    trial = Trial(run, outcomes=(conclude(run, readings, "cpu"),))
    assert told in " ".join(plain(row).strip() for row in claims(trial, Words("ko"), 80))


def test_a_table_that_nobody_would_read_ends_in_an_ellipsis() -> None:
    readings = Readings(
        metrics={str(i): Metric(name=str(i), value=i) for i in range(TALLEST + 1)},
        figures=[Table(title="t", columns=("a", "b"), rows=(("1", "2"),) * (TALLEST + 1))],
    )
    told = list(map(plain, numbers(readings, {}, Words("en"), 40)))
    assert [row.strip() for row in told].count("…") == 2
    assert len(told) == 2 * TALLEST + 6


def test_a_range_that_does_not_fit_goes_on_below() -> None:
    assert drawn(20) == ["▸ kappa  10  ", "  (1 to 1000)", "  steps  20  ", "  1 to 400"]

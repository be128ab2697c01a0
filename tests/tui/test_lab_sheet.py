"""The lab in words, without a screen: what is cut where it is narrow."""

from __future__ import annotations

from pathlib import Path

from quizapp.bank.filling import measure, plain
from quizapp.demos.address import Run
from quizapp.demos.declaration import Demo
from quizapp.demos.discover import discover
from quizapp.tui.lab_sheet import controls
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


def drawn(width: int) -> list[str]:
    demo = discover(SOURCE, file=Path("valley.py"), topic="tests")
    assert isinstance(demo, Demo), demo
    rows = controls(Trial(Run(demo, {each.name: each.default for each in demo.parameters})), width)
    assert all(measure(row) <= width for row in rows)
    return list(map(plain, rows))


def test_where_it_is_narrow_the_description_is_cut_and_never_the_range() -> None:
    assert drawn(80) == [
        "▸ kappa  10  condition number: steep over flat curvature (1 to 1000)",
        "  steps  20  1 to 400",
    ]
    assert drawn(50)[0] == "▸ kappa  10  condition number: steep … (1 to 1000)"
    assert drawn(26) == ["▸ kappa  10  (1 to 1000)", "  steps  20  1 to 400"]


def test_a_range_that_does_not_fit_goes_on_below() -> None:
    assert drawn(20) == ["▸ kappa  10  ", "  (1 to 1000)", "  steps  20  ", "  1 to 400"]

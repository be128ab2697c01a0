"""What a demo reports, and what it is told when it reports nonsense."""

from __future__ import annotations

import numpy as np
import pytest

from quizapp.demos.context import Context
from quizapp.demos.declaration import Budget
from quizapp.demos.outcome import Readings
from quizapp.demos.protocol import (
    LARGEST,
    LINES,
    Bars,
    Curve,
    Event,
    Heatmap,
    Hist,
    Progress,
    Table,
)
from quizapp.errors import DemoError


class Ticking:
    """A clock that moves when it is told."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def context(events: list[Event], clock: Ticking | None = None) -> Context:
    return Context(
        events.append,
        rng=np.random.default_rng(0),
        seed=0,
        budget=Budget.QUICK,
        device="cpu",
        monotonic=clock or Ticking(),
    )


def test_every_way_to_report() -> None:
    events: list[Event] = []
    ctx = context(events)
    ctx.metric("x", np.float32(0.5), unit="s")
    ctx.bars(["a", "b"], [1, 2], chart="bars")
    ctx.hist("h", [0.0, 1.0, 1.0], bins=2)
    ctx.heatmap(np.eye(2), chart="map")
    ctx.table("t", ("name", "value"), [("a", 0.123456)])
    ctx.note("seen")
    assert ctx.pick(quick=1, full=2) == 1
    readings = Readings()
    for event in events:
        readings.hear(event)
    assert readings.metrics["x"].value == 0.5
    assert readings.notes == ["seen"]
    assert readings.figures == [
        Bars(chart="bars", labels=("a", "b"), values=(1.0, 2.0)),
        Hist(chart="", series="h", edges=(0.0, 0.5, 1.0), counts=(1.0, 2.0)),
        Heatmap(chart="map", rows=((1.0, 0.0), (0.0, 1.0))),
        Table(title="t", columns=("name", "value"), rows=(("a", "0.1235"),)),
    ]


def test_points_travel_together_and_arrive_in_order() -> None:
    events: list[Event] = []
    clock = Ticking()
    ctx = context(events, clock)
    for step in range(100):
        clock.now += 0.01
        ctx.point("loss", step, step**2)
    ctx.note("done")
    curves = [event for event in events if isinstance(event, Curve)]
    assert 15 <= len(curves) <= 25
    readings = Readings()
    for event in events:
        readings.hear(event)
    series = readings.charts[""].series["loss"]
    assert (series.x, series.y[-1]) == (list(map(float, range(100))), 99.0**2)


def test_points_that_come_faster_than_they_are_told_part_into_events_that_pass() -> None:
    events: list[Event] = []
    ctx = context(events)
    for step in range(2 * LARGEST + 1):
        ctx.point("loss", step, step)
    ctx.flush()
    curves = [event for event in events if isinstance(event, Curve)]
    assert [len(curve.x) for curve in curves] == [LARGEST, LARGEST, 1]


def test_a_chart_has_no_more_lines_than_it_can_tell_apart() -> None:
    events: list[Event] = []
    ctx = context(events)
    for number in range(LINES):
        ctx.curve(f"line {number}", [1], [2])
    ctx.curve("line 0", [1], [3])
    ctx.curve("line 0", [1], [3], chart="another")
    with pytest.raises(DemoError, match="more than 26 lines"):
        ctx.curve("one more", [1], [2])
    ctx.point("one more", 1, 2)
    with pytest.raises(DemoError, match="more than 26 lines"):
        ctx.flush()
    readings = Readings()
    for event in [*events, Curve(chart="", series="forged", x=(1.0,), y=(1.0,))]:
        readings.hear(event)
    assert len(readings.charts[""].series) == LINES
    assert readings.charts[""].series["line 0"].y == [3.0]


def test_a_loop_tells_how_far_it_is_and_not_too_often() -> None:
    events: list[Event] = []
    clock = Ticking()
    for _ in context(events, clock).loop(1000, "training"):
        clock.now += 0.001
    progress = [event for event in events if isinstance(event, Progress)]
    assert (progress[0].done, progress[-1].done, progress[-1].total) == (0, 1000, 1000)
    assert len(progress) <= 22


def test_a_curve_drawn_again_replaces_itself() -> None:
    events: list[Event] = []
    ctx = context(events)
    ctx.curve("s", [1, 2], [3, 4], chart="c", log_y=True)
    ctx.curve("s", [1], [5], chart="c")
    readings = Readings()
    for event in events:
        readings.hear(event)
    chart = readings.charts["c"]
    assert (chart.log_y, chart.series["s"].x, chart.series["s"].y) == (True, [1.0], [5.0])


def test_nonsense_is_told_to_the_author() -> None:
    ctx = context([])
    with pytest.raises(DemoError, match="2 x and 1 y"):
        ctx.curve("s", [1, 2], [1])
    with pytest.raises(DemoError, match="thin it"):
        ctx.curve("s", range(LARGEST + 1), range(LARGEST + 1))
    with pytest.raises(DemoError, match="cannot name the metric"):
        ctx.metric("first/last", 1)
    with pytest.raises(DemoError, match="2 labels for 1 bars"):
        ctx.bars(["a", "b"], [1])
    with pytest.raises(DemoError, match="cells"):
        ctx.table("t", ("a", "b"), [("x",)])

"""The lab with real workers: controls, claims, verdicts, charts, and the way out."""

from __future__ import annotations

import time

import pytest
from textual.pilot import Pilot
from textual.widgets import Input
from textual_plot import PlotWidget

from quizapp import resources
from quizapp.demos.catalogue import Catalogue
from quizapp.demos.outcome import Chart, Outcome, Series
from quizapp.demos.runner import Runner
from quizapp.errors import DemoError
from quizapp.maths.width import cells
from quizapp.tui.screens.lab import REPAINTS, LabScreen
from quizapp.tui.widgets.chart import Ticks, legend, lines
from tests.demos.support import trial
from tests.tui.support import Quiz, Room, seen, settled

CATALOGUE = Catalogue.load([resources.content()])
ENDLESS = Catalogue({"trial": trial("ctx.note('started')\nwhile True: pass").demo})


class Bench(Quiz):
    """The app, which keeps what the lab tells it."""

    outcomes: list[Outcome]

    def on_lab_screen_measured(self, message: LabScreen.Measured) -> None:
        self.outcomes.append(message.outcome)


def bench(room: Room, **settings: object) -> Bench:
    app = Bench(room.desk(**settings), start="home", environment={})
    app.outcomes = []
    return app


async def enter(
    pilot: Pilot[None], *addresses: str, catalogue: Catalogue = CATALOGUE
) -> tuple[LabScreen, Runner]:
    await settled(pilot)
    runner = Runner({})
    lab = LabScreen(addresses, catalogue, runner)
    await pilot.app.push_screen(lab)
    await settled(pilot)
    return lab, runner


async def measured(pilot: Pilot[None], *keys: str) -> None:
    """Press keys and wait until the run that they start has ended and is drawn."""
    await pilot.press(*keys)
    await settled(pilot)
    await pilot.pause(2 / REPAINTS)


def text(app: Quiz) -> str:
    return "\n".join(seen(app))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_claims_before_the_run_and_verdicts_after(room: Room, size: tuple[int, int]) -> None:
    app = bench(room)
    async with app.run_test(size=size) as pilot:
        _, runner = await enter(pilot, "vanishing-gradient?depth=30")
        before = text(app)
        assert "vanishing-gradient?depth=30" in before
        assert "20 sigmoid layers leave the first" in before
        assert "ratio_sigmoid < 1e-6" in before
        assert "SUPPORTED" not in before
        assert "seed 0" in before
        await measured(pilot, "r")
        after = text(app)
        assert "✓ SUPPORTED" in after
        assert "✓ MYTH REFUTED" in after
        assert "< 1e-06," in after
        assert "a sigmoid, Xavier" in after
        assert "norm ↑  layer →" in after
        assert [outcome.ok for outcome in app.outcomes] == [True]
        await runner.close()


async def test_the_chart_is_handed_the_numbers_that_were_measured(room: Room) -> None:
    app = bench(room)
    async with app.run_test(size=(120, 40)) as pilot:
        _, runner = await enter(pilot, "vanishing-gradient?depth=3")
        await measured(pilot, "r")
        drawn = app.screen.query_one(PlotWidget)._datasets[:4]
        ratios = [10 ** (line.y[0] - line.y[-1]) for line in drawn]
        metrics = app.outcomes[0].metrics
        names = ("ratio_sigmoid", "ratio_sigmoid_wide", "ratio_tanh", "ratio_relu")
        assert ratios == pytest.approx([metrics[name] for name in names])
        assert [list(line.x) for line in drawn] == [[1, 2, 3]] * 4
        await runner.close()


async def test_in_korean_nothing_runs_off_the_screen(room: Room) -> None:
    app = bench(room, interface="ko", theme="ansi")
    async with app.run_test(size=(80, 24)) as pilot:
        _, runner = await enter(pilot, "vanishing-gradient")
        await measured(pilot, "r")
        rows = seen(app)
        assert any("확인됨" in row for row in rows)
        assert any("속설 반증됨" in row for row in rows)
        assert {cells(row) for row in rows} == {80}
        await runner.close()


async def test_parameters_are_turned_typed_and_checked(room: Room) -> None:
    app = bench(room)
    async with app.run_test() as pilot:
        lab, runner = await enter(pilot, "vanishing-gradient")
        await pilot.press("right", "right", "down", "left", "down", "left")
        assert lab.current.parameters == {"depth": 22, "width": 32, "scale": 0.5}
        assert "vanishing-gradient?depth=22&width=32&scale=0.5" in text(app)
        await pilot.press("up", "up", "e")
        app.screen.query_one(Input).value = "99"
        await pilot.press("enter")
        assert "depth cannot be" in text(app)
        app.screen.query_one(Input).value = "7"
        await pilot.press("enter", "b")
        await pilot.pause()
        assert "vanishing-gradient?depth=7&width=32&scale=0.5&budget=full" in text(app)
        await runner.close()


async def test_another_value_takes_the_old_verdicts_away(room: Room) -> None:
    app = bench(room)
    async with app.run_test() as pilot:
        _, runner = await enter(pilot, "vanishing-gradient")
        await measured(pilot, "r")
        assert "SUPPORTED" in text(app)
        await pilot.press("left")
        await pilot.pause()
        assert "SUPPORTED" not in text(app)
        await measured(pilot, "n")
        assert "seed 1" in text(app)
        assert "N/A" in text(app)
        assert [outcome.run.seed for outcome in app.outcomes] == [0, 1]
        await runner.close()


async def test_the_numbers_as_text(room: Room) -> None:
    app = bench(room)
    async with app.run_test(size=(100, 60)) as pilot:
        _, runner = await enter(pilot, "vanishing-gradient")
        await measured(pilot, "r", "t")
        ratio = app.outcomes[0].metrics["ratio_sigmoid"]
        assert f"{ratio:.6g}" in text(app)
        assert any(row.split()[:1] == ["20"] and len(row.split()) == 5 for row in seen(app))
        await runner.close()


async def test_escape_kills_the_run_and_only_then_leaves(room: Room) -> None:
    app = bench(room)
    async with app.run_test() as pilot:
        lab, runner = await enter(pilot, "trial", catalogue=ENDLESS)
        await pilot.press("r")
        while "started" not in text(app):
            await pilot.pause(0.02)
        assert "Stop" in text(app)
        await pilot.press("escape")
        await settled(pilot)
        assert app.screen is lab
        assert "NO DATA" in text(app)
        assert "it was stopped" in text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is not lab
        await runner.close()


async def test_leaving_the_app_in_a_run_leaves_no_worker(room: Room) -> None:
    app = bench(room)
    async with app.run_test() as pilot:
        lab, runner = await enter(pilot, "trial", catalogue=ENDLESS)
        await pilot.press("r")
        while "started" not in text(app):
            await pilot.pause(0.02)
    assert lab.outcome is None
    await runner.close()


async def test_a_flood_is_drawn_calmly(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    flood = trial("for i in ctx.loop(5000): ctx.point('s', i, i); ctx.note('x')").demo
    painted: list[float] = []
    paint = LabScreen.paint

    def count(lab: LabScreen) -> None:
        painted.append(time.monotonic())
        paint(lab)

    monkeypatch.setattr(LabScreen, "paint", count)
    app = bench(room)
    async with app.run_test() as pilot:
        _, runner = await enter(pilot, "trial", catalogue=Catalogue({"trial": flood}))
        painted.clear()
        began = time.monotonic()
        await measured(pilot, "r")
        assert len(painted) <= (time.monotonic() - began) * REPAINTS + 5
        await runner.close()


def test_a_lab_without_a_demo_is_refused() -> None:
    with pytest.raises(DemoError, match="did you mean vanishing-gradient"):
        LabScreen(["vanishing-gradiant"], CATALOGUE, Runner({}))
    with pytest.raises(DemoError, match="no demo"):
        LabScreen([], CATALOGUE, Runner({}))


async def test_a_wrong_address_is_told_and_the_others_stay(room: Room) -> None:
    app = bench(room)
    async with app.run_test(notifications=True) as pilot:
        lab, runner = await enter(pilot, "vanishing-gradient?dept=3", "activation-zoo")
        assert lab.current.demo.id == "activation-zoo"
        await pilot.pause(0.2)
        assert "did you mean depth?" in text(app)
        await runner.close()


def test_a_logarithmic_line_leaves_out_what_it_cannot_place() -> None:
    series = Series([1, 2, 3, 4, 5], [1e-3, 0.0, -1.0, float("nan"), 100.0])
    (line,) = lines(Chart("c", log_y=True, series={"s": series}))
    assert line.x == (1, 5)
    assert line.y == pytest.approx((-3, 2))


def test_a_long_line_is_thinned_to_what_a_terminal_can_show() -> None:
    xs = [float(x) for x in range(9999)]
    (line,) = lines(Chart("c", series={"s": Series(xs, xs)}))
    assert 200 <= len(line.x) <= 400


def test_ticks_leave_room_for_each_other() -> None:
    ticks = Ticks(3, log=True)
    places = ticks.get_ticks(-12.0, 2.0)
    assert 2 <= len(places) <= 3
    assert ticks.get_labels_for_ticks([-6.0, 2.0]) == ["1e-06", "100"]


def test_a_korean_legend_keeps_to_its_width() -> None:
    series = {f"시그모이드 {n}": Series([0.0], [0.0]) for n in range(9)}
    rows = legend(lines(Chart("c", series=series)), 40)
    assert all(sum(cells(piece) for piece, _ in row) <= 40 for row in rows)
    assert len(rows) == 5

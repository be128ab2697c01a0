"""The lab with real workers: controls, claims, verdicts, charts, and the way out."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input
from textual_plot import PlotWidget

from quizapp import resources
from quizapp.bank.cards import Language
from quizapp.demos.catalogue import Catalogue
from quizapp.demos.claims import Verdict
from quizapp.demos.declaration import Demo
from quizapp.demos.discover import discover
from quizapp.demos.outcome import Chart, Outcome, Series
from quizapp.demos.process import Worker
from quizapp.demos.protocol import Ready
from quizapp.demos.recorded import Proof, Recorded, Result
from quizapp.demos.runner import Runner
from quizapp.errors import DemoError, StoreError
from quizapp.maths.width import cells
from quizapp.study.asked import Asked
from quizapp.study.runs import Runs
from quizapp.tui.attempt import Attempt, Shown
from quizapp.tui.screens.lab import REPAINTS, LabScreen
from quizapp.tui.widgets.chart import Ticks, legend, limits, lines
from tests.demos.support import trial, wait_until_gone
from tests.tui.support import PLAIN, Quiz, Room, appears, seen, settled

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
        await measured(pilot, "pagedown")
        after += text(app)
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
        networks = 5
        last = [row.split() for row in seen(app) if row.split()[:1] == ["20"]]
        assert [len(row) for row in last if row[1:2] != ["sigmoid"]] == [1 + networks]
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
        assert "Predict first" in text(app)
        await pilot.press("r")
        while "started" not in text(app):
            await pilot.pause(0.02)
        assert "Predict first" not in text(app)  # it is too late for that
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


def test_what_the_chart_cannot_reach_is_left_out() -> None:
    series = Series([0.0, 1.0, 2.0, 3.0], [1.7e308, 5e-324, 0.5, -1e300])
    (line,) = lines(Chart("c", series={"s": series}))
    assert (line.x, line.y) == ((1, 2), (0.0, 0.5))


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        ((), (-1, 1)),
        ((0.0, 0.0), (-1, 1)),
        ((1e16, 1e16), (0.5e16, 1.5e16)),
        ((-2.0, -2.0 - 1e-15), (-3, -1)),
        ((1.0, 1.001), (None, None)),
        ((0.0, 1e-90), (None, None)),
    ],
)
def test_an_axis_of_one_number_has_an_extent(
    values: tuple[float, ...], ends: tuple[float | None, ...]
) -> None:
    assert limits(values) == (ends if ends[0] is None else pytest.approx(ends))


def test_a_long_line_is_thinned_to_what_a_terminal_can_show() -> None:
    xs = [float(x) for x in range(9999)]
    (line,) = lines(Chart("c", series={"s": Series(xs, xs)}))
    assert 200 <= len(line.x) <= 400


def test_ticks_leave_room_for_each_other() -> None:
    ticks = Ticks(3, log=True)
    places = ticks.get_ticks(-12.0, 2.0)
    assert 2 <= len(places) <= 3
    assert ticks.get_labels_for_ticks([-6.0, 2.0]) == ["1e-06", "100"]


def test_ticks_between_whole_numbers_keep_their_digits() -> None:
    ticks = Ticks(3, log=False)
    assert ticks.get_labels_for_ticks([-0.5, 0.5]) == ["-0.5", "0.5"]
    assert ticks.get_labels_for_ticks([-1.0, -1e-17, 1.0]) == ["-1", "0", "1"]
    assert ticks.get_labels_for_ticks([]) == []


def test_a_korean_legend_keeps_to_its_width() -> None:
    series = {f"시그모이드 {n}": Series([0.0], [0.0]) for n in range(9)}
    rows = legend(lines(Chart("c", series=series)), 40)
    assert all(sum(cells(piece) for piece, _ in row) <= 40 for row in rows)
    assert len(rows) == 5


# Predicting


CLAIMS = """
from typing import Annotated
from quizapp.demos.api import *

@demo("trial", title="A trial", quick_s=0.1, device="DEVICE",
      presets={"large": {"size": 9}, "flipped": {"flip": True}},
      claims=[
          Claim("small", "the metric is small", "x < 0.5"),
          Myth("one", "the metric is one", refuted_by="x < 0.9"),
      ])
def trial(
    ctx: Context,
    size: Annotated[int, Range(1, 9)] = 3,
    flip: Annotated[bool, Bool(), "turn it over"] = False,
) -> None:
    BODY
"""
BODY = "ctx.metric('x', 0.1 if ctx.seed != 4 else 0.7)"


def bank_of(body: str = BODY, device: str = "cpu") -> Catalogue:
    source = CLAIMS.replace("BODY", body).replace("DEVICE", device)
    found = discover(source, file=Path("trial.py"), topic="tests")
    assert isinstance(found, Demo), found
    return Catalogue({"trial": found})


async def test_what_is_predicted_is_logged_scored_and_shown_again(room: Room) -> None:
    app = bench(room)
    async with app.run_test(size=(100, 40)) as pilot:
        lab, runner = await enter(pilot, "trial", catalogue=bank_of())
        demo = lab.current.demo
        assert "Myth" not in text(app)
        await pilot.press("down", "down", "right", "down", "right")
        await pilot.pause()
        assert text(app).count("You expect: it holds") == 2
        await pilot.press("e")
        app.screen.query_one(Input).value = "x = soon"
        await pilot.press("enter")
        assert "is no number" in text(app)
        app.screen.query_one(Input).value = "x = 0.3"
        await pilot.press("enter")
        await pilot.pause()
        assert "You expect: x = 0.3" in text(app)
        await measured(pilot, "r")
        assert "You expected: it holds · right" in text(app)
        assert "You expected: it holds · wrong" in text(app)
        assert "You expected: x = 0.3 · wrong (measured 0.1, a factor of 3)" in text(app)
        assert "1 of 3 foreseen" in text(app)
        past = lab.desk.runs.predictions(demo)
        assert {kept.verdict or kept.measured for kept in past.values()} == {
            "SUPPORTED",
            "REFUTED",
            0.1,
        }
        await pilot.press("q")
        again = LabScreen(["trial?size=4"], bank_of(), runner)
        await app.push_screen(again)
        await settled(pilot)
        assert "Last time you expected: it holds · right" in text(app)
        assert "Last time you expected: x = 0.3 · wrong" in text(app)
        await runner.close()


async def test_a_prediction_can_be_taken_back_and_comes_before_the_run(room: Room) -> None:
    app = bench(room)
    async with app.run_test() as pilot:
        lab, runner = await enter(pilot, "trial", catalogue=bank_of())
        await pilot.press("down", "down", "right", "right")
        assert lab.trial.guesses == {}
        await pilot.press("left")
        assert [guess.expected for guess in lab.trial.guesses.values()] == [0.0]
        await measured(pilot, "r")
        await pilot.press("right")
        assert [guess.expected for guess in lab.trial.guesses.values()] == [0.0]
        await measured(pilot, "r")
        assert lab.trial.guesses == {}
        await runner.close()


# What was measured before


async def test_what_was_measured_is_shown_at_once_another_day(room: Room) -> None:
    app = bench(room)
    async with app.run_test(size=(100, 40)) as pilot:
        _, runner = await enter(pilot, "trial", catalogue=bank_of())
        await measured(pilot, "r")
        await pilot.press("q")
        room.now += timedelta(days=2)
        app.outcomes.clear()
        await app.push_screen(LabScreen(["trial"], bank_of(), runner))
        await settled(pilot)
        assert "measured 2 days ago (2026-03-04)" in text(app)
        assert "✓ SUPPORTED" in text(app)
        await pilot.press("right")
        await pilot.pause()
        assert "SUPPORTED" not in text(app)
        await pilot.press("left", "h")
        await pilot.pause()
        assert "2026-03-04  trial  cpu     2 of 2 as claimed" in text(app)
        assert app.outcomes == []
        changed = bank_of(BODY + "  # changed")
        await app.push_screen(LabScreen(["trial"], changed, runner))
        await settled(pilot)
        assert "SUPPORTED" not in text(app)
        await runner.close()


# Seeds, presets, addresses


@pytest.mark.parametrize(("lost", "shown"), [("keep", True), ("predict", False)])
async def test_what_cannot_be_kept_is_told_and_ends_nothing(
    room: Room, monkeypatch: pytest.MonkeyPatch, lost: str, shown: bool
) -> None:
    def full(*_: object) -> None:
        raise StoreError("the disk is full", "free some space and try again")

    monkeypatch.setattr(Runs, lost, full)
    app = bench(room)
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        _, runner = await enter(pilot, "trial", catalogue=bank_of())
        await pilot.press("r")
        assert await appears(pilot, "the disk is full; free some space")
        assert ("SUPPORTED" in text(app)) is shown
        assert await appears(pilot, "r Run")
        await runner.close()


async def test_ten_seeds_at_once_with_a_pass_count(room: Room) -> None:
    app = bench(room)
    async with app.run_test(size=(100, 40)) as pilot:
        lab, runner = await enter(pilot, "trial?seed=3", catalogue=bank_of())
        await measured(pilot, "s")
        assert "10 seeds from 3" in text(app)
        assert "– MIXED, 9 of 10 " in text(app)
        assert "✓ MYTH REFUTED 10 of 10 seeds" in text(app)
        assert sorted(kept.run.key.seed for kept in lab.desk.runs.history(lab.current.demo)) == [
            *range(3, 13)
        ]
        await runner.close()


async def test_presets_and_switches_by_key(room: Room) -> None:
    app = bench(room)
    async with app.run_test(size=(100, 40)) as pilot:
        lab, runner = await enter(pilot, "trial?seed=2", catalogue=bank_of())
        await pilot.press("p")
        await pilot.pause()
        assert "trial?size=9&seed=2" in text(app)
        assert "preset large" in text(app)
        await pilot.press("p")
        assert lab.current.parameters == {"size": 3, "flip": True}
        await pilot.press("p")
        assert lab.current.parameters == {"size": 3, "flip": False}
        assert "preset" not in text(app).lower().replace("p preset", "")
        await pilot.press("down", "right")
        await pilot.pause()
        assert "trial?flip=true&seed=2" in text(app)
        await pilot.press("left")
        assert lab.current.parameters["flip"] is False
        await runner.close()


async def test_the_address_is_copied(room: Room) -> None:
    app = bench(room)
    async with app.run_test() as pilot:
        _, runner = await enter(pilot, "trial?size=5", catalogue=bank_of())
        await pilot.press("y")
        assert app.clipboard == "trial?size=5"
        await runner.close()


# Where it runs


async def test_without_its_package_a_demo_shows_what_was_recorded(room: Room) -> None:
    body = "import no_such_package"
    demo = replace(bank_of(body).get("trial"), requires=("no_such_package",))
    app = bench(room)
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        lab, runner = await enter(pilot, "trial", catalogue=Catalogue({"trial": demo}))
        proof = Proof(verdict=Verdict.SUPPORTED, passed=20, detail="0.1 < 0.5")
        result = Result(
            code=demo.code_hash,
            date=date(2026, 2, 1),
            device="cpu",
            seeds=20,
            versions={},
            claims={"small": proof},
            metrics={},
        )
        lab.desk.read_demos()
        lab.desk._recorded = Recorded({"trial": result})
        await measured(pilot, "r")
        told = [notification.message for notification in app._notifications]
        assert any("pip install no_such_package" in message for message in told)
        assert "○ recorded 2026-02-01: SUPPORTED, 20 of 20 seeds, 0.1 < 0.5" in text(app)
        assert app.outcomes == []
        await runner.close()


class WithAccelerator(Runner):
    """A runner on a machine that says it has one more device."""

    def _allowed(self, worker: Worker, ready: Ready) -> tuple[str, ...]:
        return ("cpu", "cuda")


BY_DEVICE = "ctx.metric('x', 0.1 if ctx.device == 'cpu' else 0.7)"


async def enter_on(pilot: Pilot[None], catalogue: Catalogue, runner: Runner) -> LabScreen:
    await settled(pilot)
    lab = LabScreen(["trial"], catalogue, runner)
    await pilot.app.push_screen(lab)
    await settled(pilot)
    return lab


async def test_both_devices_are_shown_side_by_side(room: Room) -> None:
    app = bench(room)
    async with app.run_test(size=(100, 40)) as pilot:
        runner = WithAccelerator({})
        lab = await enter_on(pilot, bank_of(BY_DEVICE, "compare"), runner)
        await measured(pilot, "r")
        assert "✓ cpu: SUPPORTED" in text(app)
        assert "✗ cuda: REFUTED" in text(app)
        assert any(row.split() == ["x", "0.1", "0.7"] for row in seen(app))
        kept = lab.desk.runs.history(lab.current.demo)
        assert {each.run.key.device for each in kept} == {"cpu", "cuda"}
        await runner.close()


async def test_where_there_is_no_accelerator_to_compare_with_it_says_so(room: Room) -> None:
    app = bench(room)
    async with app.run_test(size=(100, 40)) as pilot:
        lab, runner = await enter(pilot, "trial", catalogue=bank_of(device="compare"))
        await measured(pilot, "r")
        alone = runner.devices == ("cpu",)
        assert alone == ("There is no accelerator here" in text(app))
        assert lab.trial.alone == alone
        await runner.close()


async def test_an_accelerator_without_memory_becomes_an_offer(room: Room) -> None:
    full = (
        "if ctx.device == 'cuda': raise type('OutOfMemoryError', (RuntimeError,), {})('full')\n"
        "    ctx.metric('x', 0.1)"
    )
    app = bench(room)
    async with app.run_test(size=(100, 40)) as pilot:
        runner = WithAccelerator({})
        await enter_on(pilot, bank_of(full, "auto"), runner)
        await pilot.press("c")
        assert app.outcomes == []
        await measured(pilot, "r")
        assert "The accelerator's memory is full. c runs it on the CPU." in text(app)
        assert "Use the CPU" in text(app)
        await measured(pilot, "c")
        assert "✓ SUPPORTED" in text(app)
        assert "memory is full" not in text(app)
        assert [outcome.device for outcome in app.outcomes] == ["cuda", "cpu"]
        await runner.close()


async def test_memory_that_ran_out_on_the_cpu_is_an_error(room: Room) -> None:
    app = bench(room)
    async with app.run_test(size=(100, 40)) as pilot:
        lab, runner = await enter(pilot, "trial", catalogue=bank_of("raise MemoryError('much')"))
        await measured(pilot, "r")
        assert not lab.trial.starved
        assert "MemoryError: much" in text(app)
        await runner.close()


# The card and its lab


MEASURED_CARD = (
    PLAIN.format(n=0)
    + """
## Evidence
- [The metric is small.](demo:trial#small)

## Beware
- "It is one": [refuted.](demo:trial#one)
"""
)


def with_demo(room: Room) -> None:
    """The first card of the bank gets a demo and claims tied to it."""
    source = CLAIMS.replace("BODY", BODY).replace("DEVICE", "cpu")
    room.write("activations/demos/trial.py", source)
    card = "---\nlevel: core\ndemos: [trial]\n---\n" + MEASURED_CARD.split("---\n", 2)[-1]
    room.write("activations/relu.md", card)
    (room.bank / "activations" / "relu.ko.md").unlink()
    room.opened[0].refresh()


async def test_a_card_says_how_its_evidence_stands(room: Room) -> None:
    with_demo(room)
    app = bench(room)
    async with app.run_test(size=(120, 50)) as pilot:
        await settled(pilot)
        app.action_study()
        await settled(pilot)
        await pilot.press("space")
        await pilot.pause()
        assert text(app).count("· not measured yet") == 2
        await pilot.press("d")
        await settled(pilot)
        assert isinstance(app.screen, LabScreen)
        assert "Answer 0 is that the sum" in text(app)
        await measured(pilot, "r")
        here = "✓ measured here: holds · today · cpu"
        assert here in " ".join(text(app).split())
        await pilot.press("a")
        await pilot.pause()
        await pilot.pause()
        assert "Answer 0 is that the sum" not in text(app)
        await pilot.press("q")
        await settled(pilot)
        assert here in text(app)
        assert "✓ measured here: the myth is refuted · today · cpu" in text(app)


async def test_at_80x24_the_lab_has_the_screen_for_itself(room: Room) -> None:
    with_demo(room)
    app = bench(room)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.action_study()
        await settled(pilot)
        await pilot.press("d")
        await settled(pilot)
        assert "the metric is small" in text(app)
        assert "Answer 0 is that the sum" not in text(app)


@pytest.mark.parametrize(("minutes", "waits"), [(5, True), (0, False)])
async def test_a_worker_boots_when_the_first_card_with_a_demo_is_shown(
    room: Room, minutes: int, waits: bool
) -> None:
    with_demo(room)
    app = bench(room, worker_minutes=minutes, worker_memory=0)
    async with app.run_test() as pilot:
        await settled(pilot)
        assert app._lab is None
        app.action_study()
        await settled(pilot)
        assert app._lab is not None
        pid = app._lab.runner.spare
        assert (pid is not None) == waits
    if pid is not None:
        wait_until_gone(pid)


# The way out, and the pane beside


async def test_escape_closes_the_numbers_and_the_history_before_the_lab(room: Room) -> None:
    app = bench(room)
    async with app.run_test() as pilot:
        lab, runner = await enter(pilot, "trial", catalogue=bank_of())
        for key in ("t", "h"):
            await pilot.press(key)
            assert lab.has_class("-text")
            await pilot.press("escape")
            assert app.screen is lab
            assert not lab.has_class("-text")
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is not lab
        await runner.close()


async def test_an_escape_that_comes_too_late_for_the_run_does_not_leave(room: Room) -> None:
    app = bench(room)
    async with app.run_test() as pilot:
        lab, runner = await enter(pilot, "trial", catalogue=bank_of())
        await measured(pilot, "r")
        room.now += timedelta(seconds=0.4)
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is lab
        room.now += timedelta(seconds=0.2)
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is not lab
        await runner.close()


async def beside(pilot: Pilot[None], room: Room, *, revealed: bool) -> LabScreen:
    """The lab of the first card."""
    await settled(pilot)
    app = pilot.app
    assert isinstance(app, Quiz)
    card = app.desk.card(app.desk.library.ids("activations")[0])
    assert card is not None
    shown = Shown(Asked(card), Language.EN, Attempt(revealed=revealed))
    lab = LabScreen(["trial"], bank_of(), Runner({}), shown=shown)
    await app.push_screen(lab)
    await settled(pilot)
    return lab


async def test_the_pane_is_written_when_the_terminal_grows(room: Room) -> None:
    app = bench(room)
    async with app.run_test(size=(80, 24)) as pilot:
        lab = await beside(pilot, room, revealed=True)
        await pilot.resize_terminal(120, 40)
        await settled(pilot)
        await pilot.pause()
        assert lab.query_one("#answer Static").size.height > 1
        assert "Backpropagation multiplies" in text(app)
        await lab._runner.close()


@pytest.mark.parametrize("revealed", [False, True])
async def test_the_pane_keeps_an_answer_that_is_not_revealed(room: Room, revealed: bool) -> None:
    app = bench(room)
    async with app.run_test(size=(120, 40)) as pilot:
        lab = await beside(pilot, room, revealed=revealed)
        await pilot.pause()
        assert "Why did ReLU replace" in text(app)
        assert ("Backpropagation multiplies" in text(app)) is revealed
        await lab._runner.close()

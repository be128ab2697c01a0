"""The author's check: what it lets pass, and what it says of what it does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from quizapp.demos.batch import Batch, Sample, Task, measure, measure_all
from quizapp.demos.check import plan, report
from quizapp.demos.declaration import Claim, Demo, Myth
from quizapp.demos.discover import discover
from quizapp.demos.lint import lint
from tests.demos.support import Environment, trial

NOISY = """\
from typing import Annotated
from quizapp.demos.api import Claim, Context, Range, demo

runs = []

@demo("noisy", title="Noise", quick_s=5, presets={"deep": {"depth": 40}}, claims=[
    Claim("mean", "the mean is one", "0.5 < mean < 2"),
    Claim("deep", "only deep ones", "depth == 40", given="depth >= 40"),
])
def noisy(ctx: Context, depth: Annotated[int, Range(2, 50)] = 20) -> None:
    runs.append(ctx.seed)
    ctx.metric("mean", 1 + ctx.rng.normal() / 100)
    ctx.metric("runs", len(runs) + 0 * sum(range(3_000_000)))  # long enough to be seen by a clock
    ctx.point("a line", 0, 0)
"""


def read(source: str, name: str = "noisy.py") -> Demo:
    found = discover(source, file=Path(name), topic="tests")
    assert isinstance(found, Demo), found
    return found


def batch(demo: Demo, measured: list[float], cpu: float = 0.0, failure: str = "") -> Batch:
    """What came of `trial`: x for seed after seed."""
    samples = tuple(Sample(seed, {"x": x}, cpu, cpu) for seed, x in enumerate(measured))
    (task,) = plan([demo], range(len(measured)), jobs=1)
    return Batch(task, samples, failure=failure)


def faults(claim: Claim | Myth, measured: list[float], **said: float) -> list[str]:
    """What the check says of a demo that claims this and measures that."""
    demo = replace(trial("pass").demo, claims=(claim,))
    return [fault.what for fault in report(demo, [batch(demo, measured, **said)]).faults]  # type: ignore[arg-type]


def test_seeds_of_one_process_are_runs_of_their_own(environment: Environment) -> None:
    demo = read(NOISY)
    tasks = plan([demo], range(4), jobs=1)
    assert [(task.run.parameters["depth"], task.seeds) for task in tasks] == [
        (20, (0, 1, 2, 3)),
        (40, (0, 1, 2, 3)),
    ]
    together = measure_all(tasks, jobs=2, environment=environment, hear=lambda batch: None)
    (alone,) = measure(Task(tasks[0].run, (2,)), environment).samples
    third = together[0].samples[2]
    assert (third.seed, third.metrics) == (2, alone.metrics)
    assert len({sample.metrics["mean"] for sample in together[0].samples}) == 4
    assert {sample.metrics["runs"] for sample in together[0].samples} == {1.0}
    assert all(sample.cpu > 0 for sample in together[0].samples)
    assert together[0].versions.keys() == {"python", "numpy"}

    found = report(demo, together[::-1])
    assert found.faults == ()
    assert [(c.judgement.claim.id, c.preset, c.judgement.passed) for c in found.claims] == [
        ("mean", "", 4),
        ("deep", "deep", 4),
    ]


def test_the_parts_of_a_task_give_the_same_report() -> None:
    demo = trial("pass").demo
    whole = batch(demo, [1.0, 1.0, 1.0, 1.0])
    parts = plan([demo], range(4), jobs=2)
    assert [part.seeds for part in parts] == [(0, 2), (1, 3)]
    parted = [
        Batch(part, tuple(sample for sample in whole.samples if sample.seed in part.seeds))
        for part in parts
    ]
    assert report(demo, parted).claims == report(demo, [whole]).claims


def test_the_longest_demo_begins_first() -> None:
    demo = trial("pass").demo
    slow = replace(demo, id="slow", quick_s=3.0)
    assert [task.run.demo.id for task in plan([demo, slow], range(2), jobs=1)] == ["slow", "trial"]


def test_a_seed_that_raises_ends_the_task(environment: Environment) -> None:
    run = trial("ctx.metric('x', 1)\nassert ctx.seed < 2, 'too many'")
    came = measure(Task(run, (0, 1, 2, 3)), environment)
    assert [sample.seed for sample in came.samples] == [0, 1]
    assert came.failure == "seed 2: AssertionError: too many (line 8)"
    (fault,) = report(run.demo, [came]).faults
    assert (fault.path, fault.line, fault.what) == ("trial.py", 6, came.failure)


LIE = """
from quizapp.demos.protocol import Finished, Turn
ctx.metric('x', 1)
ctx._emit({})
"""


@pytest.mark.parametrize(
    ("lie", "what"),
    [
        ("Turn(seconds=0)", "seed 1: it began a seed that nobody asked for, after 2"),
        ("Finished(seconds=0)", "seed 0: it left out 1 of 2 seeds"),
    ],
)
def test_a_demo_that_lies_about_its_end_is_found_out(
    lie: str, what: str, environment: Environment
) -> None:
    assert measure(Task(trial(LIE.format(lie)), (0, 1)), environment).failure == what


@pytest.mark.parametrize(
    ("claim", "measured", "what"),
    [
        (Claim("c", "c", "x > 1"), [2.0] * 19 + [0.5], "c is MIXED 19 of 20: 0.5 > 1, off by 2x"),
        (Claim("c", "c", "x > 1"), [0.5] * 2, "c is REFUTED: 0.5 > 1, off by 2x"),
        (Myth("m", "m", "x > 1"), [0.5] * 2, "m is MYTH NOT REFUTED: 0.5 > 1, off by 2x"),
        (Claim("c", "c", "y > 1"), [0.5] * 2, "c is NO DATA: the demo reported no y"),
        (
            Claim("c", "c", "x > 1"),
            [1.01, 1.02, 1.4, 1.1, 1.3],
            "c has little room: 1.01 > 1 (1.01x, z 0.95)",
        ),
        (
            Claim("c", "c", "1 < x and 0 < x < 100"),
            [1.01, 1.02, 1.4, 1.1, 1.3],
            "c has little room: 1 < 1.01 (1.01x, z 0.95)",
        ),
        (Claim("c", "c", "x > 0"), [1.0, 9, 1, 1, 1], "c has little room: 1 > 0 (z 0.73)"),
        (Claim("c", "c", "x > 1", given="1 == 2"), [2.0], "c is about 1 == 2, and no setting is"),
    ],
)
def test_what_fails(claim: Claim | Myth, measured: list[float], what: str) -> None:
    assert faults(claim, measured) == [what]


@pytest.mark.parametrize(
    ("holds", "measured"),
    [
        ("x == 1", [1.0] * 5),
        ("x > 1", [1.01] * 5),  # no spread
        ("x > 0.9", [0.97, 0.96, 0.98, 0.97, 0.96]),  # a small factor, many deviations
        ("1/50 < x < 50", [0.1, 10, 1, 5, 0.2]),  # few deviations, a large factor
        ("x > 1e6", [float("inf")] * 5),
        ("x > 1", [1.01, 1.4]),  # too few seeds to tell
        ("x < 1 or x > 0.5", [1.01, 1.4, 1.3, 1.2, 1.3]),  # its roomier half decides
    ],
)
def test_what_passes(holds: str, measured: list[float]) -> None:
    assert faults(Claim("c", "c", holds), measured) == []


def test_time_is_the_processors_median() -> None:
    claim = Claim("c", "c", "x == 1")  # of a trial, which declares 0.1 s
    assert faults(claim, [1.0] * 3, cpu=0.19) == []
    assert faults(claim, [1.0] * 3, cpu=0.21) == ["a quick run takes 0.21 s, and quick_s says 0.1"]


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("x = model.cuda()", "model.cuda() chooses the device"),
        ("x = y.to('cuda:0')", "'cuda:0' chooses the device"),
        ("x = torch.zeros(3, device='mps')", "'mps' chooses the device"),
        ("x = torch.device('cuda')", "'cuda' chooses the device"),
        ("import time\nx = time.perf_counter()", "time.perf_counter() reads the clock"),
        ("from time import monotonic as now\nx = now()", "time.monotonic() reads the clock"),
        ("torch.manual_seed(1)", "torch.manual_seed() undoes the run's seed"),
        ("rng = np.random.default_rng()", "this generator has no seed"),
        ("x = y.to(ctx.device).to('cpu').time()", None),
        ("rng = np.random.default_rng(3)", None),
        ("from quizapp.demos.api import Myth\nx = Myth('m', 'm', 'x > 1', device='cuda')", None),
    ],
)
def test_what_belongs_to_the_runner(body: str, what: str | None) -> None:
    demo = trial(body).demo
    found = lint(demo)
    assert [fault.what for fault in found] == ([what] if what else [])
    assert all(fault.line == 6 + len(body.splitlines()) for fault in found)
    assert lint(replace(demo, timed=True)) == (() if what and "clock" in what else found)

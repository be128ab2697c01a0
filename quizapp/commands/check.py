"""`quizapp demo check`: what an author runs before anybody else does."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from quizapp.commands import show
from quizapp.commands.workplace import Workplace, at_terminal
from quizapp.demos import batch, cluster, recorded
from quizapp.demos import check as checks
from quizapp.demos.batch import Batch, Task
from quizapp.demos.catalogue import Catalogue
from quizapp.demos.check import Checked, Report
from quizapp.demos.declaration import Demo
from quizapp.errors import UsageError


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for."""

    names: tuple[str, ...]
    all: bool
    seeds: int
    jobs: int | None
    as_json: bool
    record: bool
    cluster: str | None


def check(place: Workplace, wanted: Wanted) -> int:
    """Check the demos that are wanted and print what it says; 1 where there is a fault, else 0."""
    catalogue = Catalogue.load([place.bank])
    demos = _chosen(catalogue, wanted)
    batches = _measured(place, wanted, demos)
    reports = [checks.report(demo, batches) for demo in demos]
    faults = [*catalogue.faults] if wanted.all else []
    faults += [fault for report in reports for fault in report.faults]
    faults = [replace(fault, path=show.from_here(Path(fault.path))) for fault in faults]
    if wanted.record:
        sound = [report for report in reports if not report.faults]
        recorded.write(place.bank, sound, catalogue, datetime.now(UTC).date())
    if wanted.as_json:
        show.as_json(_documented(reports, wanted.seeds) | {"faults": [str(f) for f in faults]})
    else:
        _print(reports)
        for fault in faults:
            show.say(str(fault))
        _sum_up(place, reports, len(faults))
    return 1 if faults else 0


def _measured(place: Workplace, wanted: Wanted, demos: Sequence[Demo]) -> list[Batch]:
    jobs = wanted.jobs or os.cpu_count() or 1
    tasks = checks.plan(demos, range(wanted.seeds), jobs)
    hear = _Progress(tasks) if at_terminal(sys.stderr) else _nothing
    if wanted.cluster:
        return cluster.measure_all(tasks, address=wanted.cluster, hear=hear)
    return batch.measure_all(tasks, jobs=jobs, environment=place.environment, hear=hear)


def _chosen(catalogue: Catalogue, wanted: Wanted) -> tuple[Demo, ...]:
    if bool(wanted.names) is wanted.all:
        raise UsageError("which demos?", "name them, or write --all")
    for fault in catalogue.faults if not wanted.all else ():
        click.echo(str(fault), err=True)
    return catalogue.all() if wanted.all else tuple(map(catalogue.get, wanted.names))


def _nothing(batch: Batch) -> None:
    """Nobody is looking."""


@dataclass
class _Progress:
    """Tells a terminal how far the check is and how long the rest takes at the pace so far."""

    tasks: Sequence[Task]
    began: float = field(default_factory=time.monotonic)
    done: int = 0
    work: float = 0.0

    def __call__(self, batch: Batch) -> None:
        self.done += 1
        self.work += batch.task.work
        pace = (time.monotonic() - self.began) / self.work
        left = pace * (sum(task.work for task in self.tasks) - self.work)
        line = f"{self.done}/{len(self.tasks)}, about {left:.0f} s left"
        click.echo(f"\r\x1b[K{line}", err=True, nl=self.done == len(self.tasks))


def _print(reports: Sequence[Report]) -> None:
    heads = ("demo", "claim", "verdict", "seeds", "room", "measured")
    show.columns([heads, *(_row(report, claim) for report in reports for claim in report.claims)])
    show.say("")
    times = [
        (report.demo.id, f"{report.cpu:.3f}", f"{report.seconds:.3f}", f"{report.demo.quick_s:g}")
        for report in reports
    ]
    show.columns([("demo", "cpu s", "wall s", "quick_s"), *times])


def _row(report: Report, checked: Checked) -> tuple[str, ...]:
    judgement = checked.judgement
    preset = f" ({checked.preset})" if checked.preset else ""
    return (
        report.demo.id,
        judgement.claim.id + preset,
        judgement.word,
        f"{judgement.passed}/{judgement.seeds}",
        str(checked.margin or "exact"),
        judgement.detail,
    )


def _sum_up(place: Workplace, reports: Sequence[Report], faults: int) -> None:
    said = place.words(
        "Demos: {demos}, claims: {claims}, faults: {faults}, processor: {seconds} s",
        demos=len(reports),
        claims=sum(len(report.claims) for report in reports),
        faults=faults,
        seconds=f"{checks.total(reports):.1f}",
    )
    show.say(said)


def _documented(reports: Sequence[Report], seeds: int) -> dict[str, Any]:
    """The documented shape of `quizapp demo check --json`."""
    return {"seeds": seeds, "demos": [_report(report) for report in reports]}


def _report(report: Report) -> dict[str, Any]:
    return {
        "id": report.demo.id,
        "device": report.device,
        "cpu": round(report.cpu, 3),
        "seconds": round(report.seconds, 3),
        "quick_s": report.demo.quick_s,
        "claims": [_claim(checked) for checked in report.claims],
    }


def _claim(checked: Checked) -> dict[str, Any]:
    judgement, margin = checked.judgement, checked.margin
    return {
        "id": judgement.claim.id,
        "preset": checked.preset,
        "verdict": judgement.verdict.value,
        "myth": judgement.myth,
        "ok": judgement.ok,
        "passed": judgement.passed,
        "seeds": judgement.seeds,
        "ratio": margin and margin.ratio,
        "z": None if margin is None or margin.z == float("inf") else margin.z,
        "thin": bool(margin and margin.thin),
        "detail": judgement.detail,
    }

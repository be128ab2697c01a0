"""What came of a run: the readings as they arrive, and the outcome once it has ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from quizapp.demos.address import Run
from quizapp.demos.claims import Judgement, Verdict, judge
from quizapp.demos.protocol import (
    LINES,
    Bars,
    Curve,
    Event,
    Failed,
    Finished,
    Heatmap,
    Hist,
    Metric,
    Note,
    Progress,
    Table,
)


@dataclass(frozen=True)
class Outcome:
    """One run with its verdicts."""

    run: Run
    device: str
    metrics: Mapping[str, float]
    judgements: tuple[Judgement, ...]
    seconds: float
    failure: str = ""
    """Why the demo has no end of its own; empty where it returned."""

    @property
    def ok(self) -> bool:
        """Whether the demo came to its end and nothing speaks against its author's sentences."""
        return not self.failure and all(judgement.ok for judgement in self.judgements)

    def as_json(self) -> dict[str, Any]:
        """The documented shape of `quizapp demo run --json`.

        JSON has no NaN and no infinity: such metrics are given as the words "nan", "inf" and
        "-inf".
        """
        shape: dict[str, Any] = {
            "id": self.run.demo.id,
            "parameters": dict(self.run.parameters),
            "seed": self.run.seed,
            "budget": self.run.budget.value,
            "device": self.device,
            "metrics": {name: speakable(value) for name, value in self.metrics.items()},
            "claims": [_judgement(judgement) for judgement in self.judgements],
            "seconds": round(self.seconds, 3),
        }
        return shape | ({"failure": self.failure} if self.failure else {})


def conclude(run: Run, readings: Readings, device: str) -> Outcome:
    """Judge what a run has reported, once it has ended."""
    metrics = {name: metric.value for name, metric in readings.metrics.items()}
    end = readings.end
    judgements = [judge(claim, [metrics], run.parameters, device) for claim in run.demo.claims]
    if not isinstance(end, Failed):
        seconds = end.seconds if end else 0.0
        return Outcome(run, device, metrics, tuple(judgements), seconds)
    verdict = Verdict.NO_DATA if end.kind == "stopped" else Verdict.ERROR
    undecided = (Verdict.NOT_APPLICABLE, Verdict.SKIPPED)
    return Outcome(
        run,
        device,
        metrics,
        tuple(
            judgement
            if judgement.verdict in undecided
            else Judgement(judgement.claim, verdict, end.message)
            for judgement in judgements
        ),
        seconds=end.seconds,
        failure=end.message,
    )


def pooled(outcomes: Sequence[Outcome]) -> Outcome:
    """Several seeds of one run as one outcome: each sentence judged over all of them, the metrics
    those of the first. A seed that failed speaks for all.
    """
    first = outcomes[0]
    for outcome in outcomes:
        if outcome.failure or len(outcomes) == 1:
            return outcome
    measured = [outcome.metrics for outcome in outcomes]
    judgements = [
        judge(claim, measured, first.run.parameters, first.device)
        for claim in first.run.demo.claims
    ]
    seconds = sum(outcome.seconds for outcome in outcomes)
    return Outcome(first.run, first.device, first.metrics, tuple(judgements), seconds)


@dataclass
class Series:
    """One line of a chart."""

    x: list[float] = field(default_factory=list)
    y: list[float] = field(default_factory=list)


@dataclass
class Chart:
    """Lines that are drawn together."""

    title: str
    x_label: str = ""
    y_label: str = ""
    log_x: bool = False
    log_y: bool = False
    series: dict[str, Series] = field(default_factory=dict)


@dataclass
class Readings:
    """Everything that a run has reported so far: what a screen draws while the demo works."""

    metrics: dict[str, Metric] = field(default_factory=dict)
    charts: dict[str, Chart] = field(default_factory=dict)
    figures: list[Bars | Hist | Heatmap | Table] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    progress: Progress | None = None
    end: Finished | Failed | None = None

    def hear(self, event: Event) -> None:
        """Take one event in."""
        match event:
            case Metric():
                self.metrics[event.name] = event
            case Curve():
                self._draw(event)
            case Bars() | Hist() | Heatmap() | Table():
                self.figures.append(event)
            case Note():
                self.notes.append(event.text)
            case Progress():
                self.progress = event
            case Finished() | Failed():
                self.end = event

    def _draw(self, curve: Curve) -> None:
        chart = self.charts.setdefault(curve.chart, Chart(curve.chart))
        chart.x_label = curve.x_label or chart.x_label
        chart.y_label = curve.y_label or chart.y_label
        chart.log_x |= curve.log_x
        chart.log_y |= curve.log_y
        if curve.series not in chart.series and len(chart.series) == LINES:
            return  # the context has refused it; this worker is not what we wrote
        if not curve.more:
            chart.series.pop(curve.series, None)
        series = chart.series.setdefault(curve.series, Series())
        series.x.extend(curve.x)
        series.y.extend(curve.y)


def _judgement(judgement: Judgement) -> dict[str, Any]:
    return {
        "id": judgement.claim.id,
        "text": judgement.claim.text,
        "verdict": judgement.verdict.value,
        "detail": judgement.detail,
        "myth": judgement.myth,
        "ok": judgement.ok,
    }


def speakable(value: float) -> float | str:
    """A number for JSON, which has no NaN and no infinity: these become words."""
    return value if isfinite(value) else str(value)

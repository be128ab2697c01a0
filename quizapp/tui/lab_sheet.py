"""What the lab says in words: its controls, its claims with their verdicts, and all numbers as
tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from quizapp.demos.claims import Judgement, Verdict
from quizapp.demos.declaration import Budget, Claim, Myth, Parameter, Value
from quizapp.demos.outcome import Chart, Outcome, Readings
from quizapp.demos.protocol import Bars, Heatmap, Hist, Progress, Table
from quizapp.maths.width import cells
from quizapp.tui import rows as r
from quizapp.tui.rows import MUTED, Row

if TYPE_CHECKING:
    from quizapp.demos.address import Run
    from quizapp.locale.words import Words

Figure = Chart | Bars | Hist | Heatmap | Table
"""What a demo shows beside its metrics."""

BAR = 20
"""Cells of a progress bar."""
MOST = 200
"""Rows of one table of a chart's points."""


def status(run: Run, outcome: Outcome | None, words: Words) -> Row:
    """What is fixed beside the parameters, and what the last run took."""
    budget = words("quick budget") if run.budget is Budget.QUICK else words("full budget")
    parts = [words("seed {seed}", seed=run.seed), budget]
    if outcome:
        spent = f"{outcome.seconds:.2g}"
        parts.append(words("{seconds} s on {device}", seconds=spent, device=outcome.device))
    return [("  " + " · ".join(parts), MUTED)]


def controls(run: Run, chosen: int, width: int) -> list[Row]:
    """One row for each parameter; the chosen one is pointed at."""
    wide = max((cells(parameter.name) for parameter in run.demo.parameters), default=0)
    return [
        _control(parameter, run.parameters[parameter.name], wide, number == chosen, width)
        for number, parameter in enumerate(run.demo.parameters)
    ]


def _control(parameter: Parameter, value: Value, wide: int, chosen: bool, width: int) -> Row:
    mark = ("▸ ", "bold $accent") if chosen else ("  ", "")
    name = r.pad([(parameter.name, "bold" if chosen else "")], wide)
    shown = written(value)
    hint = f"{parameter.help} ({parameter.control})" if parameter.help else str(parameter.control)
    row = [mark, *name, ("  ", ""), (shown, "bold $accent" if chosen else "$accent")]
    return r.cut([*row, ("  " + hint, MUTED)], width)


def written(value: Value) -> str:
    """A parameter's value, as an address writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def progress(told: Progress | None, words: Words, width: int) -> Row:
    """How far the demo has come."""
    if told is None or told.total <= 0:
        return [("  " + words("running"), "bold $accent")]
    full = round(BAR * min(1.0, max(0.0, told.done / told.total)))
    bar: Row = [("  " + "█" * full, "$accent"), ("░" * (BAR - full), MUTED)]
    return r.cut([*bar, (f" {told.done}/{told.total} {told.label}", "")], width)


def claims(run: Run, outcome: Outcome | None, words: Words, width: int) -> list[Row]:
    """Every sentence that the demo can decide, with its verdict where there is one."""
    judged = {judgement.claim.id: judgement for judgement in outcome.judgements} if outcome else {}
    found: list[Row] = []
    for claim in run.demo.claims:
        found.append([])
        found += _claim(claim, judged.get(claim.id), words, width)
    return found


def verdicts(outcome: Outcome, words: Words, width: int) -> list[Row]:
    """The judged sentences, one row each: for a screen that has to show the chart as well."""
    found: list[Row] = []
    for judgement in outcome.judgements:
        mark, style = _look(judgement)
        said: Row = [(f"{mark} {verdict(judgement, words)}", style), ("  ", "")]
        detail = r.cut([(judgement.detail, MUTED)], width // 2)
        found.append(r.spread([*said, (judgement.claim.text, "")], detail, width))
    return found


def _claim(claim: Claim | Myth, judgement: Judgement | None, words: Words, width: int) -> list[Row]:
    text = f"{words('Myth')}: “{claim.text}”" if isinstance(claim, Myth) else claim.text
    rows = r.indent(r.wrap([r.Run(text)], width - 2), ("· ", MUTED), ("  ", ""))
    if judgement is None:
        expected = f"{claim.holds}" + (f"   ({claim.given})" if claim.given else "")
        return rows + r.indent(r.wrap([r.Run(expected, MUTED)], width - 2), ("  ", ""))
    mark, style = _look(judgement)
    said = [r.Run(f"{mark} {verdict(judgement, words)}", style, whole=True)]
    said.append(r.Run(f" {judgement.detail}", MUTED))
    return rows + r.indent(r.wrap(said, width - 2), ("  ", ""))


def _look(judgement: Judgement) -> tuple[str, str]:
    if judgement.verdict in (Verdict.SUPPORTED, Verdict.REFUTED):
        return ("✓", "bold $success") if judgement.ok else ("✗", "bold $error")
    return "–", "bold $warning"


def verdict(judgement: Judgement, words: Words) -> str:
    """The verdict in the learner's language."""
    match judgement.verdict, judgement.myth:
        case Verdict.SUPPORTED, False:
            return words("SUPPORTED")
        case Verdict.REFUTED, False:
            return words("REFUTED")
        case Verdict.REFUTED, True:
            return words("MYTH REFUTED")
        case Verdict.SUPPORTED, True:
            return words("MYTH NOT REFUTED")
        case Verdict.MIXED, _:
            return words("MIXED, {k} of {n}", k=judgement.passed, n=judgement.seeds)
        case Verdict.NOT_APPLICABLE, _:
            return words("N/A")
        case Verdict.NO_DATA, _:
            return words("NO DATA")
        case Verdict.SKIPPED, _:
            return words("SKIPPED")
        case _:
            return words("ERROR")


def figures(readings: Readings) -> list[Figure]:
    """Everything that can be looked at, charts first."""
    return [*readings.charts.values(), *readings.figures]


def numbers(readings: Readings, words: Words, width: int) -> list[Row]:
    """Everything that a run reported, as text."""
    metrics = [
        (metric.name, f"{metric.value:.6g}", metric.unit) for metric in readings.metrics.values()
    ]
    rows = _table(words("Metrics"), ("", "", ""), metrics, width)
    for figure in figures(readings):
        rows += [[], *table(figure, words, width)]
    return rows


def table(figure: Figure, words: Words, width: int) -> list[Row]:
    """The numbers of one figure."""
    match figure:
        case Table():
            return _table(figure.title, figure.columns, figure.rows, width)
        case Bars():
            pairs = zip(figure.labels, map(_short, figure.values), strict=False)
            return _table(figure.chart, ("", figure.unit), list(pairs), width)
        case Hist():
            edges = [f"{_short(a)} … {_short(b)}" for a, b in pairwise(figure.edges)]
            pairs = zip(edges, map(_short, figure.counts), strict=False)
            return _table(figure.chart, (figure.series, words("count")), list(pairs), width)
        case Heatmap():
            cells_ = [tuple(map(_short, row)) for row in figure.rows]
            return _table(figure.chart, ("",) * len(cells_[0]) if cells_ else (), cells_, width)
        case Chart():
            return _table(
                figure.title, (figure.x_label or "x", *figure.series), _points(figure), width
            )


def _points(chart: Chart) -> list[tuple[str, ...]]:
    """A row for each x, thinned evenly where there are too many."""
    found: dict[float, dict[str, float]] = {}
    for name, series in chart.series.items():
        step = -(-len(series.x) // MOST) or 1
        for x, y in zip(series.x[::step], series.y[::step], strict=True):
            found.setdefault(x, {})[name] = y
    return [
        (_short(x), *(_short(row[name]) if name in row else "" for name in chart.series))
        for x, row in sorted(found.items())
    ]


def _short(value: float) -> str:
    return f"{value:.4g}"


def _table(
    title: str, columns: Sequence[str], body: Sequence[Sequence[str]], width: int
) -> list[Row]:
    """Columns as wide as their longest cell, numbers to the right; the title on a row above."""
    every = [row for row in (columns, *body) if any(row)]
    wides = [max((cells(row[i]) for row in every), default=0) for i in range(len(columns))]
    head_: list[Row] = [[(title, "bold $primary")]] if title else []
    return head_ + [
        r.cut(_line(row, wides, MUTED if row is columns else ""), width) for row in every
    ]


def _line(row: Sequence[str], wides: Sequence[int], style: str) -> Row:
    line: Row = []
    for i, (text, wide) in enumerate(zip(row, wides, strict=True)):
        line += [*r.pad([(text, style)], wide, "left" if i == 0 else "right"), ("  ", "")]
    return line[:-1]

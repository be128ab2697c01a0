"""The numbers of the lab as tables of text: what a run reported, and the runs of other days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from quizapp.bank.filling import Row
from quizapp.demos import address
from quizapp.demos.address import Run
from quizapp.demos.claims import Judgement, Verdict
from quizapp.demos.declaration import Budget, Demo
from quizapp.demos.outcome import Chart, Outcome, Readings
from quizapp.demos.protocol import Bars, Heatmap, Hist, Table
from quizapp.maths.width import cells
from quizapp.tui import rows as r
from quizapp.tui.rows import MUTED

if TYPE_CHECKING:
    from datetime import date

    from quizapp.locale.words import Words
    from quizapp.store.values import DemoRun

Figure = Chart | Bars | Hist | Heatmap | Table
"""What a demo shows beside its metrics."""

MOST = 200
"""Rows of one table of a line's points."""
TALLEST = 1000
"""Rows of any table: nobody reads further, and a demo may send a hundred thousand."""


def figures(readings: Readings) -> list[Figure]:
    """Everything that can be looked at, charts first."""
    return [*readings.charts.values(), *readings.figures]


def numbers(
    readings: Readings, recalled: Mapping[str, float], words: Words, width: int
) -> list[Row]:
    """Everything that a run reported, as text; of a run of another day, what was kept of it."""
    metrics = [
        (metric.name, f"{metric.value:.6g}", metric.unit) for metric in readings.metrics.values()
    ] or [(name, f"{value:.6g}", "") for name, value in recalled.items()]
    rows = grid(words("Metrics"), ("", "", ""), _first(metrics), width)
    for figure in figures(readings):
        rows += [[], *table(figure, words, width)]
    return rows


def table(figure: Figure, words: Words, width: int) -> list[Row]:
    """The numbers of one figure."""
    match figure:
        case Table():
            return grid(figure.title, figure.columns, _first(figure.rows), width)
        case Bars():
            pairs = zip(figure.labels, map(_short, figure.values), strict=False)
            return grid(figure.chart, ("", figure.unit), _first(list(pairs)), width)
        case Hist():
            edges = [f"{_short(a)} … {_short(b)}" for a, b in pairwise(figure.edges)]
            pairs = zip(edges, map(_short, figure.counts), strict=False)
            counted = (figure.series, words("count"))
            return grid(figure.chart, counted, _first(list(pairs)), width)
        case Heatmap():
            cells_ = [tuple(map(_short, row)) for row in figure.rows]
            heads = ("",) * len(cells_[0]) if cells_ else ()
            return grid(figure.chart, heads, _first(cells_), width)
        case Chart():
            heads = (figure.x_label or "x", *figure.series)
            return grid(figure.title, heads, _first(_points(figure)), width)


def compared(outcome: Outcome, other: Outcome, words: Words, width: int) -> list[Row]:
    """The metrics of one run on two devices, side by side."""
    body = [
        (name, f"{value:.6g}", f"{other.metrics[name]:.6g}" if name in other.metrics else "")
        for name, value in outcome.metrics.items()
    ]
    body.append((words("seconds"), f"{outcome.seconds:.3g}", f"{other.seconds:.3g}"))
    return grid(words("Both devices"), ("", outcome.device, other.device), body, width)


def history(
    demo: Demo, kept: Sequence[tuple[date, DemoRun]], words: Words, width: int
) -> list[Row]:
    """Every kept run of a demo, the newest first."""
    body = [
        (str(day), _address(demo, run), run.key.device, _tally(demo, run, words))
        for day, run in kept
    ]
    columns = (words("day"), words("run"), words("device"), words("verdicts"))
    rows = grid(words("Your runs of this demo"), columns, body, width, len(columns))
    return rows if body else [*rows, [(words("None yet: r runs it."), MUTED)]]


def _address(demo: Demo, run: DemoRun) -> str:
    if run.key.code_hash != demo.code_hash:
        return f"{demo.id} ({run.key.code_hash})"
    parameters = {p.name: p.check(_value(run.key.parameters[p.name])) for p in demo.parameters}
    return address.write(Run(demo, parameters, run.key.seed, Budget(run.key.budget)))


def _value(kept: object) -> bool | int | float | str:
    assert isinstance(kept, bool | int | float | str)
    return kept


def _tally(demo: Demo, run: DemoRun, words: Words) -> str:
    """How many sentences fared as their author says, of those that the run decided."""
    decided = [
        Judgement(claim, Verdict(run.verdicts[claim.id]), "").ok
        for claim in demo.claims
        if run.verdicts.get(claim.id) in (Verdict.SUPPORTED, Verdict.REFUTED)
    ]
    return words("{k} of {n} as claimed", k=sum(decided), n=len(decided))


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


def _first(body: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    """A table's rows as far as anybody reads, and an ellipsis for the others."""
    if len(body) <= TALLEST:
        return body
    return [*body[:TALLEST], ("…", *[""] * (len(body[0]) - 1))]


def _short(value: float) -> str:
    return f"{value:.4g}"


def grid(
    title: str, columns: Sequence[str], body: Sequence[Sequence[str]], width: int, words: int = 1
) -> list[Row]:
    """Columns as wide as their longest cell, after the first `words` ones numbers to the right; the
    title on a row above.
    """
    every = [row for row in (columns, *body) if any(row)]
    wides = [max((cells(row[i]) for row in every), default=0) for i in range(len(columns))]
    head_: list[Row] = [[(title, "bold $primary")]] if title else []
    return head_ + [
        r.cut(_line(row, wides, MUTED if row is columns else "", words), width) for row in every
    ]


def _line(row: Sequence[str], wides: Sequence[int], style: str, words: int) -> Row:
    line: Row = []
    for i, (text, wide) in enumerate(zip(row, wides, strict=True)):
        line += [*r.pad([(text, style)], wide, "left" if i < words else "right"), ("  ", "")]
    return line[:-1]

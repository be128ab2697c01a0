"""A line chart with its title, its axis labels and its legend in rows of ours, measured in cells.

textual-plot draws the lines. Its own labels are sized by characters and would push Korean off the
screen. Every line carries a letter as well as a colour, so that the chart can be read without
colours.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, log10
from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.widgets import Static
from textual_plot import HiResMode, NumericAxisFormatter, PlotWidget

from quizapp.bank.filling import Row, measure
from quizapp.demos.outcome import Chart
from quizapp.tui.rows import MUTED, content, cut, spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

COLOURS = ("primary", "accent", "success", "error", "secondary", "foreground")
"""Names in the theme, one line after the other."""
MOST = 400
"""Points of a line that are drawn: a terminal has fewer columns of dots."""
FARTHEST = 1e100
"""Numbers farther from 0 overflow where the library works out their places, and so do the inverses
of nearer ones.
"""
LETTERS = 3
"""Times that a line's letter stands on it."""


@dataclass(frozen=True)
class Line:
    """One line as it is drawn: what cannot stand on a logarithmic axis is left out."""

    letter: str
    label: str
    x: tuple[float, ...]
    y: tuple[float, ...]


def lines(chart: Chart) -> list[Line]:
    """The lines of a chart in the coordinates of its axes: powers of ten where they are
    logarithmic. What has no place there is left out.
    """
    found = []
    for number, (label, series) in enumerate(chart.series.items()):
        step = -(-len(series.x) // MOST) or 1
        points = [
            (_placed(x, chart.log_x), _placed(y, chart.log_y))
            for x, y in zip(series.x[::step], series.y[::step], strict=True)
        ]
        drawn = [(x, y) for x, y in points if x is not None and y is not None]
        xs, ys = tuple(x for x, _ in drawn), tuple(y for _, y in drawn)
        found.append(Line(chr(ord("a") + number % 26), label, xs, ys))
    return found


def _placed(value: float, log: bool) -> float | None:
    if not isfinite(value) or (log and value <= 0):
        return None
    if log:
        return log10(value)
    if abs(value) > FARTHEST:
        return None
    return value if abs(value) > 1 / FARTHEST else 0.0


def limits(values: Sequence[float]) -> tuple[float, float] | tuple[None, None]:
    """Ends of an axis on which all numbers are one, up to rounding: the library would divide by
    nothing there. None where it finds its own.
    """
    low, high = min(values, default=0.0), max(values, default=0.0)
    largest = max(abs(low), abs(high))
    if high - low > 1e-9 * largest:
        return None, None
    room = largest / 2 or 1.0
    return low - room, high + room


class Ticks(NumericAxisFormatter):
    """Ticks of an axis with room for `most` labels; a logarithmic one has exponents for numbers."""

    def __init__(self, most: int, *, log: bool) -> None:
        self._most = max(2, most)
        self._log = log

    def get_ticks(self, min_: float, max_: float, max_ticks: int = 8) -> list[float]:
        """Round numbers, every second one or fewer where they would stand on each other."""
        ticks = super().get_ticks(min_, max_, max_ticks)
        whole = [tick for tick in ticks if abs(tick - round(tick)) < 1e-9]
        if self._log and len(whole) > 1:
            ticks = whole
        return ticks[:: -(-len(ticks) // self._most) or 1]

    def get_labels_for_ticks(self, ticks: Sequence[float]) -> list[str]:
        """The numbers that the ticks stand for."""
        if self._log:
            return [f"{10**tick:.3g}" for tick in ticks]
        # The library rounds to the digits of the distance: ticks at -0.5 and 0.5 would read -0, 0.
        nothing = 1e-9 * max(map(abs, ticks), default=0.0)
        return [f"{tick if abs(tick) > nothing else 0:.4g}" for tick in ticks]


class ChartView(Vertical):
    """Draws a Chart; `show` draws another."""

    DEFAULT_CSS = """
    ChartView {
        height: 1fr;
        Static { height: auto; text-wrap: nowrap; padding: 0 1; }
        PlotWidget { height: 1fr; min-height: 5; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._chart: Chart | None = None
        self._title = Static(markup=False)
        self._plot = PlotWidget(allow_pan_and_zoom=False)
        self._plot.can_focus = False
        self._legend = Static(markup=False)

    def compose(self) -> ComposeResult:
        yield self._title
        yield self._plot
        yield self._legend

    def on_mount(self) -> None:
        self._plot.margin_top = 0
        self._plot.margin_bottom = 1
        self._plot.margin_left = 8

    def on_resize(self) -> None:
        self._draw()

    def show(self, chart: Chart) -> None:
        """Draw `chart` in place of what was there."""
        self._chart = chart
        self._draw()

    def _draw(self) -> None:
        if self._chart is None or not self.size.width:
            return
        chart, drawn = self._chart, lines(self._chart)
        width = self.size.width - 2
        named = ((chart.y_label, "↑"), (chart.x_label, "→"))
        axes = "  ".join(f"{label} {arrow}" for label, arrow in named if label)
        head: Row = spread([(chart.title, "bold $primary")], [(axes, MUTED)], width)
        self._title.update(content([head]))
        self._legend.update(content(legend(drawn, width)))
        plot = self._plot
        plot.set_x_formatter(Ticks(width // 10, log=chart.log_x))
        plot.set_y_formatter(Ticks(plot.size.height // 3, log=chart.log_y))
        plot.clear()
        plot.set_xlimits(*limits([x for line in drawn for x in line.x]))
        plot.set_ylimits(*limits([y for line in drawn for y in line.y]))
        for number, line in enumerate(drawn):
            style = self._colour(number)
            plot.plot(line.x, line.y, line_style=style, hires_mode=HiResMode.BRAILLE)
        for number, line in enumerate(drawn):
            places = _places(len(line.x), number, len(drawn))
            xs, ys = [line.x[i] for i in places], [line.y[i] for i in places]
            plot.scatter(xs, ys, marker=line.letter, marker_style=f"bold {self._colour(number)}")

    def _colour(self, number: int) -> str:
        name = COLOURS[number % len(COLOURS)]
        return self.app.theme_variables[name].removeprefix("ansi_")


def _places(points: int, number: int, lines_: int) -> list[int]:
    """Where a line's letters stand: evenly, and not above another line's."""
    if not points:
        return []
    shift = (number + 1) / (lines_ + 1)
    return sorted({int(points * (i + shift) / LETTERS) for i in range(LETTERS)})


def legend(drawn: Sequence[Line], width: int) -> list[Row]:
    """Each line's letter and name, on as many rows as they need."""
    rows: list[Row] = [[]]
    for number, line in enumerate(drawn):
        item: Row = [
            (line.letter, f"bold ${COLOURS[number % len(COLOURS)]}"),
            (f" {line.label}   ", ""),
        ]
        if rows[-1] and measure(rows[-1]) + measure(item) > width:
            rows.append([])
        rows[-1] += cut(item, width)
    return rows

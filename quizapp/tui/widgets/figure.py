"""One figure of a demo, drawn to the room it has: a chart, bars, a histogram, a matrix, a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import getters
from textual.containers import VerticalScroll
from textual.widgets import Static

from quizapp.bank.filling import Row
from quizapp.demos.outcome import Chart
from quizapp.demos.protocol import Bars, Heatmap, Hist, Table
from quizapp.tui import lab_tables
from quizapp.tui.app import QuizApp
from quizapp.tui.lab_tables import Figure
from quizapp.tui.rows import content
from quizapp.tui.widgets import figures

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from quizapp.tui.widgets.chart import ChartView


class FigureView(VerticalScroll, can_focus=False):
    """Draws a Figure; `show` draws another."""

    DEFAULT_CSS = "FigureView > Static { padding: 0 1; }"

    app = getters.app(QuizApp)

    def __init__(self, *, id: str) -> None:  # noqa: A002 -- as Textual calls it
        super().__init__(id=id)
        self._figure: Figure | None = None
        self._picture = Static(markup=False)
        self._chart: ChartView | None = None

    def compose(self) -> ComposeResult:
        yield self._picture

    def on_resize(self) -> None:
        self._draw()

    def show(self, figure: Figure) -> None:
        """Draw `figure` in place of what was there."""
        self._figure = figure
        self._draw()

    def _draw(self) -> None:
        figure = self._figure
        if figure is None or not self.size.width:
            return
        self._picture.display = not isinstance(figure, Chart)
        if isinstance(figure, Chart):
            self._draw_chart(figure)
        else:
            self._picture.update(content(self._rows(figure)))
        if self._chart is not None:
            self._chart.display = isinstance(figure, Chart)

    def _draw_chart(self, chart: Chart) -> None:
        if self._chart is None:
            from quizapp.tui.widgets.chart import ChartView  # NumPy: 0.1 s, when it is needed

            self._chart = ChartView()
            self.mount(self._chart)
        self._chart.show(chart)

    def _rows(self, figure: Bars | Hist | Heatmap | Table) -> list[Row]:
        size = self.container_size
        width, height = max(20, size.width - 5), max(4, size.height)
        match figure:
            case Bars():
                return figures.bars(figure, width)
            case Hist():
                return figures.hist(figure, width, height)
            case Heatmap():
                shades = self.app.desk.settings.theme == "ansi"
                return figures.heatmap(figure, width, height, shades=shades)
            case _:
                return lab_tables.table(figure, self.app.words, width)

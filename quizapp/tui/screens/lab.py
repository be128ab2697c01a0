"""The lab: a card's demos, run beside its answer. The controls come from the demo's declaration."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.message import Message
from textual.widgets import Static

from quizapp.demos.address import LARGEST_SEED, Run, parse, write
from quizapp.demos.declaration import Budget, Parameter, Value
from quizapp.demos.outcome import Chart, Outcome, Readings, conclude
from quizapp.errors import DemoError
from quizapp.tui import lab_sheet
from quizapp.tui.base import QuizScreen
from quizapp.tui.rows import MUTED, Row, content, cut, spread, wrap
from quizapp.tui.rows import Run as Text
from quizapp.tui.widgets.keybar import Keybar

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.worker import Worker

    from quizapp.demos.catalogue import Catalogue
    from quizapp.demos.runner import Runner
    from quizapp.tui.widgets.chart import ChartView

REPAINTS = 15
"""A second, at most, whatever a demo sends."""
NOTES = 20
"""The last ones, of those that a demo leaves."""


class LabScreen(QuizScreen[None]):
    """Runs the demos at `addresses` and shows what they measure, and what that says of their
    claims.
    """

    DEFAULT_CSS = """
    LabScreen {
        & > * { max-width: 100%; }
        #head { height: auto; padding: 0 2; text-wrap: nowrap; }
        &.-wide #head { padding: 1 2 0 2; }
        #bench { height: 1fr; layout: vertical; }
        #side { height: 1fr; padding: 1 2 0 2; min-height: 8; }
        #figure { height: 9; padding: 0 1; display: none; }
        .-drawn #figure { display: block; }
        #numbers { height: 1fr; padding: 1 2 0 2; display: none; }
        &.-wide #bench { layout: horizontal; }
        &.-wide #side { width: 2fr; }
        &.-wide #figure { width: 3fr; height: 1fr; }
        &.-table #bench { display: none; }
        &.-table #numbers { display: block; }
        VerticalScroll {
            scrollbar-gutter: stable; scrollbar-size-vertical: 1;
            scrollbar-background: $background; scrollbar-color: $rule;
        }
        VerticalScroll > Static { height: auto; text-wrap: nowrap; }
    }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 -- as Screen has it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r,enter", "run", "Run", tooltip="Measure with these values", id="run"),
        Binding("escape", "stop", "Stop", tooltip="Kill the run", id="stop"),
        Binding("left", "step(-1)", "Less", tooltip="One step less", id="less"),
        Binding("right", "step(1)", "More", tooltip="One step more", id="more"),
        Binding("up,k", "choose(-1)", "Up", tooltip="The parameter above", show=False, id="up"),
        Binding("down,j", "choose(1)", "Down", tooltip="The one below", show=False, id="down"),
        Binding("e", "type", "Type", tooltip="Type the value", id="type"),
        Binding("n", "seed", "Next seed", tooltip="The same again with another seed", id="seed"),
        Binding("b", "budget", "Budget", tooltip="Quick, or the full work", id="budget"),
        Binding("t", "table", "Numbers", tooltip="All numbers as text", id="table"),
        Binding("tab", "figure", "Next figure", tooltip="Another chart or table", id="figure"),
        Binding("right_square_bracket", "demo", "Next demo", tooltip="Another one", id="demo"),
        Binding("pagedown", "page(1)", "Page down", tooltip="Read on", show=False, id="pagedown"),
        Binding("pageup", "page(-1)", "Page up", tooltip="Read back", show=False, id="pageup"),
        Binding("q,escape", "back", "Back", tooltip="Leave the lab", id="back"),
    ]

    class Measured(Message):
        """A demo has come to its end."""

        def __init__(self, outcome: Outcome) -> None:
            super().__init__()
            self.outcome = outcome

    def __init__(self, addresses: Sequence[str], catalogue: Catalogue, runner: Runner) -> None:
        """Raises DemoError where none of the addresses can be run."""
        super().__init__()
        self._runs, self._wrong = _read(addresses, catalogue)
        self._runner = runner
        self._demo = 0
        self._chosen = 0
        self._figure = 0
        self._readings = Readings()
        self.outcome: Outcome | None = None
        self._work: Worker[None] | None = None
        self._heard = False
        self._chart: ChartView | None = None

    @property
    def current(self) -> Run:
        """The run that is made next, or is being made."""
        return self._runs[self._demo]

    @property
    def _parameter(self) -> Parameter:
        return self.current.demo.parameters[self._chosen]

    def compose(self) -> ComposeResult:
        yield Static(id="head", markup=False)
        with Container(id="bench"):
            with VerticalScroll(id="side", can_focus=False):
                yield Static(id="sheet", markup=False)
            with VerticalScroll(id="figure", can_focus=False):
                yield Static(id="picture", markup=False)
        with VerticalScroll(id="numbers", can_focus=False):
            yield Static(id="list", markup=False)
        yield Keybar(markup=False)

    def on_mount(self) -> None:
        for error in self._wrong:
            self.app.tell(error)
        self.set_interval(1 / REPAINTS, self._repaint)
        self._warm()

    def on_resize(self) -> None:
        self.paint()

    def _warm(self) -> None:
        """Let the worker boot while the claims are read."""
        self.run_worker(self._runner.prepare(self.current.demo), group="spare")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What can be done depends on whether a demo runs, and on what there is to turn."""
        match action:
            case "stop":
                return self._work is not None
            case "run" | "seed" | "budget" | "back":
                return self._work is None
            case "step" | "type" | "choose":
                return self._work is None and bool(self.current.demo.parameters)
            case "demo":
                return self._work is None and len(self._runs) > 1
            case "figure":
                return len(lab_sheet.figures(self._readings)) > 1
        return True

    def action_choose(self, step: int) -> None:
        """Choose another parameter."""
        self._chosen = (self._chosen + step) % len(self.current.demo.parameters)
        self.paint()

    def action_step(self, steps: int) -> None:
        """Turn the chosen parameter."""
        parameter = self._parameter
        self._set(parameter.control.step(self.current.parameters[parameter.name], steps))

    def action_type(self) -> None:
        """Ask for the chosen parameter's value."""
        from quizapp.tui.screens.prompt import PromptScreen

        parameter = self._parameter
        value = lab_sheet.written(self.current.parameters[parameter.name])
        hint = (
            f"{parameter.help}: {parameter.control}" if parameter.help else str(parameter.control)
        )
        prompt = PromptScreen(parameter.name, hint, value, check=parameter.read)
        self.app.push_screen(prompt, self._typed)

    def _typed(self, line: str | None) -> None:
        if line is not None:
            self._set(self._parameter.read(line))

    def _set(self, value: Value) -> None:
        parameters = {**self.current.parameters, self._parameter.name: value}
        self._change(replace(self.current, parameters=parameters))

    def action_seed(self) -> None:
        """The same again with another seed."""
        self._change(replace(self.current, seed=(self.current.seed + 1) % (LARGEST_SEED + 1)))
        self.action_run()

    def action_budget(self) -> None:
        """Quick, or the full work."""
        other = Budget.FULL if self.current.budget is Budget.QUICK else Budget.QUICK
        self._change(replace(self.current, budget=other))

    def _change(self, run: Run) -> None:
        """Take other values; what was measured with the old ones is no longer shown."""
        if run != self.current:
            self._runs[self._demo] = run
            self._forget()

    def action_demo(self) -> None:
        """Go to the card's next demo."""
        self._demo = (self._demo + 1) % len(self._runs)
        self._chosen = 0
        self._forget()
        self._warm()

    def _forget(self) -> None:
        self._readings, self.outcome, self._figure = Readings(), None, 0
        self.paint()
        self.refresh_bindings()

    def action_figure(self) -> None:
        """Show the next chart or table."""
        self._figure = (self._figure + 1) % len(lab_sheet.figures(self._readings))
        self.paint()

    def action_table(self) -> None:
        """Show all numbers as text, or the chart again."""
        self.toggle_class("-table")
        self.paint()

    def action_page(self, pages: int) -> None:
        """Turn the pages of what is read."""
        view = self.query_one("#numbers" if self.has_class("-table") else "#side")
        view.scroll_relative(y=pages * max(1, view.size.height - 2), animate=False)

    def action_run(self) -> None:
        """Measure with these values."""
        self._forget()
        self._work = self.run_worker(self._measure(self.current), group="run")
        self.refresh_bindings()

    def action_stop(self) -> None:
        """Kill the run."""
        self._runner.stop()

    def action_back(self) -> None:
        """Leave the lab."""
        self.dismiss(None)

    async def _measure(self, run: Run) -> None:
        try:
            async with aclosing(self._runner.run(run)) as events:
                async for event in events:
                    self._readings.hear(event)
                    self._heard = True
        except DemoError as error:
            self.app.tell(error)
        else:
            self.outcome = conclude(run, self._readings, self._runner.device)
            self.post_message(self.Measured(self.outcome))
        self._work = None
        self.paint()
        self.refresh_bindings()

    def _repaint(self) -> None:
        """Show what came in since the last time."""
        if self._heard:
            self.paint()

    def paint(self) -> None:
        """Draw everything as it stands now."""
        if not self.is_mounted or not self.size.width:
            return
        self._heard = False
        width = self.size.width - 4
        side = self.query_one("#side").container_size.width - 5 or width
        self.query_one("#head", Static).update(content(self._head(width)))
        self.query_one("#sheet", Static).update(content(self._sheet(side)))
        if self.has_class("-table"):
            rows = lab_sheet.numbers(self._readings, self.words, width - 1)
            rows += lab_sheet.claims(self.current, self.outcome, self.words, width - 1)
            self.query_one("#list", Static).update(content(rows))
        else:
            self._draw()

    @property
    def _narrow(self) -> bool:
        return self.has_class("-narrow")

    def _head(self, width: int) -> list[Row]:
        place = f"{self._demo + 1}/{len(self._runs)}" if len(self._runs) > 1 else ""
        return [
            spread([(self.current.demo.title, "bold $primary")], [(place, MUTED)], width),
            cut([(write(self.current), MUTED)], width),
        ]

    def _sheet(self, width: int) -> list[Row]:
        run, words = self.current, self.words
        rows = lab_sheet.controls(run, self._chosen, width)
        rows.append(lab_sheet.status(run, self.outcome, words))
        told = self._readings.progress
        if self._work is not None:
            rows.append(lab_sheet.progress(told, words, width))
        if self.outcome and self.outcome.failure:
            rows += wrap([Text(self.outcome.failure, "bold $error")], width)
        if self.outcome and self._narrow and lab_sheet.figures(self._readings):
            rows += lab_sheet.verdicts(self.outcome, words, width)
        else:
            rows += lab_sheet.claims(run, self.outcome, words, width)
        for note in self._readings.notes[-NOTES:]:
            rows += [[], *wrap([Text(note)], width)]
        return rows

    def _draw(self) -> None:
        figures = lab_sheet.figures(self._readings)
        self.query_one("#bench").set_class(bool(figures), "-drawn")
        if not figures:
            return
        figure = figures[self._figure % len(figures)]
        picture = self.query_one("#picture", Static)
        picture.display = not isinstance(figure, Chart)
        if isinstance(figure, Chart):
            self._draw_chart(figure)
        else:
            width = self.query_one("#figure").container_size.width - 3
            picture.update(content(lab_sheet.table(figure, self.words, width)))
        if self._chart:
            self._chart.display = isinstance(figure, Chart)

    def _draw_chart(self, chart: Chart) -> None:
        if self._chart is None:
            from quizapp.tui.widgets.chart import ChartView  # NumPy: 0.1 s, when it is needed

            self._chart = ChartView()
            self.query_one("#figure").mount(self._chart)
        self._chart.show(chart)


def _read(addresses: Sequence[str], catalogue: Catalogue) -> tuple[list[Run], list[DemoError]]:
    runs: list[Run] = []
    wrong: list[DemoError] = []
    for address in addresses:
        try:
            runs.append(parse(address, catalogue))
        except DemoError as error:
            wrong.append(error)
    if not runs:
        raise wrong[0] if wrong else DemoError("the card has no demo", "add one to its demos")
    return runs, wrong

"""The lab: a card's demos, run beside its answer. The controls come from the demo's declaration."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Static

from quizapp.bank.cards import CardId
from quizapp.bank.filling import Row
from quizapp.demos.address import Run, write
from quizapp.demos.outcome import Outcome
from quizapp.errors import DemoError, QuizError
from quizapp.store.values import Guess, GuessKind
from quizapp.tui import lab_sheet, lab_tables
from quizapp.tui.base import QuizScreen
from quizapp.tui.lab_trial import Trial, trials
from quizapp.tui.lab_work import Work
from quizapp.tui.rows import MUTED, content, cut, spread
from quizapp.tui.screens.lab_keys import KEYS
from quizapp.tui.widgets.beside import AnswerPane
from quizapp.tui.widgets.figure import FigureView
from quizapp.tui.widgets.keybar import Keybar

if TYPE_CHECKING:
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.worker import Worker

    from quizapp.demos.catalogue import Catalogue
    from quizapp.demos.runner import Runner
    from quizapp.tui.attempt import Shown

REPAINTS = 15
"""A second, at most, whatever a demo sends."""
BESIDE = 110
"""Cells of a terminal from which on the answer stands beside the lab."""
LATE = timedelta(seconds=0.5)
"""How long after a run's own end Escape is still taken to have been meant for the run."""


class LabScreen(QuizScreen[None]):
    """Runs the demos at `addresses` and shows what they measure, and what that says of their
    claims, beside the card that they belong to.
    """

    DEFAULT_CSS = """
    LabScreen {
        & > * { max-width: 100%; }
        #table { height: 1fr; }
        #answer { display: none; width: 2fr; height: 1fr; padding: 0 0 0 2; }
        #lab { width: 3fr; height: 1fr; }
        &.-beside #answer { display: block; border-right: vkey $rule; }
        #head { height: auto; padding: 0 2; text-wrap: nowrap; }
        #bench { height: 1fr; layout: vertical; }
        #side { height: 1fr; padding: 1 2 0 2; min-height: 8; }
        #figure { height: 9; padding: 0 1; display: none; }
        .-drawn #figure { display: block; }
        #numbers { height: 1fr; padding: 1 2 0 2; display: none; }
        &.-wide #bench { layout: horizontal; }
        &.-wide #side { width: 2fr; }
        &.-wide #figure { width: 3fr; height: 1fr; }
        &.-beside #bench { layout: vertical; }
        &.-beside #side { width: 100%; }
        &.-beside #figure { width: 100%; height: 40%; }
        &.-text #bench { display: none; }
        &.-text #numbers { display: block; }
        VerticalScroll {
            scrollbar-gutter: stable; scrollbar-size-vertical: 1;
            scrollbar-background: $background; scrollbar-color: $rule;
        }
        VerticalScroll > Static { height: auto; text-wrap: nowrap; }
    }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 -- as Screen has it
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    class Measured(Message):
        """A demo has come to its end."""

        def __init__(self, outcome: Outcome) -> None:
            super().__init__()
            self.outcome = outcome

    def __init__(
        self,
        addresses: Sequence[str],
        catalogue: Catalogue,
        runner: Runner,
        *,
        shown: Shown | None = None,
    ) -> None:
        """Raises DemoError where none of the addresses can be run."""
        super().__init__()
        self._trials, self._wrong = trials(addresses, catalogue)
        self._runner = runner
        self._card = shown.card if shown else None
        self._pane = AnswerPane(shown, id="answer")
        self._answer = True
        self._text = ""
        self._place = 0
        self._figure = 0
        self._work: Worker[None] | None = None
        self._heard = False
        self._stopped = False
        self._ended: datetime | None = None

    @property
    def trial(self) -> Trial:
        """The demo that is on the bench."""
        return self._trials[self._place]

    @property
    def current(self) -> Run:
        """The run that is made next, or is being made."""
        return self.trial.run

    @property
    def outcome(self) -> Outcome | None:
        """What is shown to have come of it."""
        return self.trial.outcome

    def compose(self) -> ComposeResult:
        with Horizontal(id="table"):
            yield self._pane
            with Vertical(id="lab"):
                yield Static(id="head", markup=False)
                with Container(id="bench"):
                    with VerticalScroll(id="side", can_focus=False):
                        yield Static(id="sheet", markup=False)
                    yield FigureView(id="figure")
                with VerticalScroll(id="numbers", can_focus=False):
                    yield Static(id="list", markup=False)
        yield Keybar(markup=False)

    def on_mount(self) -> None:
        for error in self._wrong:
            self.app.tell(error)
        self.set_interval(1 / REPAINTS, self._repaint)
        self._enter()

    def on_resize(self) -> None:
        self._arrange()

    def _enter(self) -> None:
        """Show what is known of the demo already, and let the worker boot meanwhile."""
        self.trial.past = self.desk.runs.predictions(self.current.demo)
        self._recall()
        self.run_worker(self._warm(self.trial), group="spare")

    async def _warm(self, trial: Trial) -> None:
        try:
            await self._runner.prepare(trial.run.demo)
        except DemoError as error:
            self._refuse(trial, error)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What can be done depends on whether a demo runs, and on what is pointed at."""
        trial, idle = self.trial, self._work is None
        match action:
            case "stop":
                return not idle
            case "close_text":
                return bool(self._text)
            case "linger":
                return self._ended is not None and self.desk.clock.now() - self._ended < LATE
            case "run" | "seed" | "seeds" | "budget" | "back" | "history":
                return idle
            case "choose":
                return idle and bool(trial.run.demo.parameters or trial.run.demo.claims)
            case "step" | "type":
                return idle and trial.parameter is not None
            case "predict" | "number":
                return idle and trial.claim is not None and not trial.outcomes
            case "preset":
                return idle and bool(trial.run.demo.presets)
            case "on_cpu":
                return idle and trial.starved
            case "demo":
                return idle and len(self._trials) > 1
            case "figure":
                return len(lab_tables.figures(trial.readings)) > 1
            case "answer" | "read":
                return self._card is not None and self.size.width >= BESIDE
        return True

    # What is turned

    def action_choose(self, step: int) -> None:
        """Point at another parameter or sentence."""
        self.trial.choose(step)
        self._show()

    def action_step(self, steps: int) -> None:
        """Turn the chosen parameter."""
        if parameter := self.trial.parameter:
            value = self.current.parameters[parameter.name]
            self._change(self.trial.turned(parameter.control.step(value, steps)))

    def action_type(self) -> None:
        """Ask for the chosen parameter's value."""
        from quizapp.tui.screens.prompt import PromptScreen

        if parameter := self.trial.parameter:
            value = lab_sheet.written(self.current.parameters[parameter.name])
            allowed = lab_sheet.bounds(parameter, self.words)
            hint = f"{parameter.help}: {allowed}".removeprefix(": ")
            prompt = PromptScreen(parameter.name, hint, value, check=parameter.read)
            self.app.push_screen(prompt, self._typed)

    def _typed(self, line: str | None) -> None:
        if line is not None and (parameter := self.trial.parameter):
            self._change(self.trial.turned(parameter.read(line)))

    def action_budget(self) -> None:
        """Quick, or the full work."""
        self._change(self.trial.on_budget())

    def action_preset(self) -> None:
        """The author's next setting; the defaults come after the last."""
        name, run = self.trial.next_preset()
        self._change(run)
        self.trial.preset = name
        self._show()

    def _change(self, run: Run) -> None:
        """Take other values; what was measured with the old ones is no longer shown."""
        if self.trial.change(run):
            self._recall()

    def _recall(self) -> None:
        """Show at once what this very run gave before."""
        self.trial.clear()
        self.trial.recall(self.desk.runs.recall(self.current))
        self._figure = 0
        self._show()

    def action_demo(self) -> None:
        """Go to the card's next demo."""
        self._place = (self._place + 1) % len(self._trials)
        self._enter()

    # What is foretold

    def action_predict(self, holds: int) -> None:
        """Say whether the chosen sentence will hold; once more takes it back."""
        if claim := self.trial.claim:
            self.trial.guess(Guess(GuessKind.CLAIM, claim.id, float(holds)))
            self._show()

    def action_number(self) -> None:
        """Say what a metric of the chosen sentence will be."""
        from quizapp.tui.screens.prompt import PromptScreen

        if claim := self.trial.claim:
            names = self.trial.metrics(claim)
            title = self.words("What will be measured?")
            first = f"{names[0]} = " if names else ""
            prompt = PromptScreen(title, claim.text, first, check=self.trial.read_number)
            self.app.push_screen(prompt, self._foretold)

    def _foretold(self, line: str | None) -> None:
        if line is not None:
            self.trial.guess(self.trial.read_number(line))
            self._show()

    # What is looked at

    def action_figure(self) -> None:
        """Show the next chart or table."""
        self._figure = (self._figure + 1) % len(lab_tables.figures(self.trial.readings))
        self.paint()

    def action_table(self) -> None:
        """Show all numbers as text, or the chart again."""
        self._turn_to("numbers")

    def action_history(self) -> None:
        """Show the learner's own runs of this demo, or the chart again."""
        self._turn_to("history")

    def _turn_to(self, text: str) -> None:
        self._text = "" if self._text == text else text
        self.set_class(bool(self._text), "-text")
        self._show()

    def action_answer(self) -> None:
        """Show or hide the answer beside the lab."""
        self._answer = not self._answer
        self._arrange()

    def action_page(self, pages: int) -> None:
        """Turn the pages of what is read."""
        self._scroll("#numbers" if self._text else "#side", pages)

    def action_read(self, pages: int) -> None:
        """Turn the pages of the answer."""
        self._scroll("#answer", pages)

    def _scroll(self, what: str, pages: int) -> None:
        view = self.query_one(what)
        view.scroll_relative(y=pages * max(1, view.size.height - 2), animate=False)

    def action_copy(self) -> None:
        """Copy the run's address; terminals that allow it put it into the system's clipboard."""
        address = write(self.current)
        self.app.copy_to_clipboard(address)
        self.notify(self.words("Copied: {text}", text=address), markup=False)

    def action_close_text(self) -> None:
        """Show the chart again."""
        self._turn_to("")

    def action_linger(self) -> None:
        """Stay: the run that Escape was meant for has just ended."""

    def action_back(self) -> None:
        """Leave the lab."""
        self.dismiss(None)

    # What is run

    def action_run(self) -> None:
        """Measure with these values."""
        self._start((self.current.seed,))

    def action_seed(self) -> None:
        """The same again with another seed."""
        self._change(self.trial.on_seed(self.current.seed + 1))
        self.action_run()

    def action_seeds(self) -> None:
        """The same with ten seeds at once."""
        self._start(self.trial.seeds)

    def action_on_cpu(self) -> None:
        """The same on the CPU, where the accelerator's memory did not suffice."""
        self._start((self.current.seed,), device="cpu")

    def action_stop(self) -> None:
        """Kill the run."""
        self._stopped = True
        self._runner.stop()

    def _start(self, seeds: Sequence[int], device: str = "") -> None:
        if self.outcome and not self.outcome.failure:
            self.trial.guesses = {}  # they were about the run that is shown
        self.trial.clear()
        self._figure = 0
        self._stopped = False
        self._work = self.run_worker(self._measure(self.trial, seeds, device), group="run")
        self._show()

    async def _measure(self, trial: Trial, seeds: Sequence[int], device: str) -> None:
        card = self._card.id if self._card else CardId("")
        work = Work(self._runner, self.desk.runs, card, self._hear)
        try:
            await work.measure(trial, seeds, device)
        except DemoError as error:
            self._refuse(trial, error)
        except QuizError as error:  # what was measured cannot be kept: it is shown all the same
            self.app.tell(error)
        finally:
            self._work = None
            self._ended = None if self._stopped else self.desk.clock.now()
        if trial.outcome:
            self.post_message(self.Measured(trial.outcome))
            self._pane.paint()
        self._show()

    def _hear(self) -> None:
        self._heard = True

    def _refuse(self, trial: Trial, error: DemoError) -> None:
        """It cannot run here: say why, and show what its author recorded."""
        trial.refused = True
        self.app.tell(error)
        self._show()

    # How the screen follows

    def _repaint(self) -> None:
        """Show what came in since the last time."""
        if self._heard:
            self.paint()

    def _show(self) -> None:
        self.paint()
        self.refresh_bindings()

    def _arrange(self) -> None:
        """Set the answer beside the lab, or take it away; paint once the widths are known."""
        beside = self._answer and self._card is not None and self.size.width >= BESIDE
        self.set_class(beside, "-beside")
        self.call_after_refresh(self._show)

    def paint(self) -> None:
        """Draw everything as it stands now."""
        if not self.is_mounted or not self.size.width:
            return
        self._heard = False
        width = (self.query_one("#lab").size.width or self.size.width) - 4
        side = self.query_one("#side").container_size.width - 5 or width
        self.query_one("#head", Static).update(content(self._head(width)))
        if self._text:
            self.query_one("#list", Static).update(content(self._list(width - 1)))
            return
        self.query_one("#sheet", Static).update(content(self._sheet(side)))
        self._draw()

    def _head(self, width: int) -> list[Row]:
        place = f"{self._place + 1}/{len(self._trials)}" if len(self._trials) > 1 else ""
        return [
            spread([(self.current.demo.title, "bold $primary")], [(place, MUTED)], width),
            cut([(write(self.current), MUTED)], width),
        ]

    def _list(self, width: int) -> list[Row]:
        trial, words = self.trial, self.words
        if self._text == "history":
            runs = self.desk.runs
            kept = [(runs.day(each), each.run) for each in runs.history(self.current.demo)]
            return lab_tables.history(self.current.demo, kept, words, width)
        return lab_sheet.numbers(trial, words, width)

    def _sheet(self, width: int) -> list[Row]:
        recorded = self.desk.recorded(self.current.demo) if self.trial.refused else None
        return lab_sheet.sheet(
            self.trial,
            self.words,
            width,
            today=self.desk.clock.now().date(),
            running=self._work is not None,
            narrow=self.has_class("-narrow"),
            recorded=recorded,
        )

    def _draw(self) -> None:
        shown = lab_tables.figures(self.trial.readings)
        self.query_one("#bench").set_class(bool(shown), "-drawn")
        if shown:
            self.query_one(FigureView).show(shown[self._figure % len(shown)])

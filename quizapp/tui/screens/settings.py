"""The settings: each with what it is for, changed at once and kept at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from quizapp.bank.filling import Row, Run, wrap
from quizapp.config import Settings, changed
from quizapp.errors import SettingError
from quizapp.tui.base import BACK, told
from quizapp.tui.list_screen import ListScreen
from quizapp.tui.rows import MUTED, indent
from quizapp.tui.sheet import TITLE

if TYPE_CHECKING:
    from quizapp.locale.words import Words
    from quizapp.tui.paint import Painter


@dataclass(frozen=True)
class Option:
    """One setting as the screen shows it."""

    field: str
    label: str
    hint: str
    choices: tuple[tuple[object, str], ...] = ()
    """(value, label) to step through; empty: a line to type."""
    read: Callable[[str], object] = str
    """A typed line to a value; ValueError where it is none."""

    def shown(self, settings: Settings) -> str:
        """The value in words."""
        value = getattr(settings, self.field)
        return dict(self.choices).get(value, str(value))

    def stepped(self, settings: Settings, step: int) -> object:
        """The next choice, round and round."""
        values = [value for value, _ in self.choices]
        return values[(values.index(getattr(settings, self.field)) + step) % len(values)]


class SettingsScreen(ListScreen):
    """A list of settings."""

    OPENED_BY = "settings"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space", "step(1)", "Next value", tooltip="The next choice", id="more"),
        Binding("left", "step(-1)", "Previous value", tooltip="One back", show=False, id="less"),
        Binding("enter", "enter", "Change", tooltip="Type a value", id="change"),
        BACK,
    ]

    def on_mount(self) -> None:
        self.paint()

    def count(self) -> int:
        """The settings."""
        return len(options(self.words))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a choice can be stepped."""
        return action != "step" or bool(self._option.choices)

    @property
    def _option(self) -> Option:
        return options(self.words)[self.chosen]

    def action_choose(self, step: int) -> None:
        """Choose another setting."""
        super().action_choose(step)
        self.refresh_bindings()

    def action_step(self, step: int) -> None:
        """Take another choice."""
        option = self._option
        self._keep(option, option.stepped(self.desk.settings, step))

    def action_enter(self) -> None:
        """Change the chosen setting."""
        option = self._option
        if option.choices:
            self.action_step(1)
            return
        from quizapp.tui.screens.prompt import PromptScreen

        prompt = PromptScreen(
            option.label,
            option.hint,
            option.shown(self.desk.settings),
            check=lambda line: self._changed(option, line),
        )
        self.app.push_screen(prompt, lambda line: self._typed(option, line))

    @told
    def _typed(self, option: Option, line: str | None) -> None:
        if line is not None:
            self._keep(option, option.read(line))

    def _changed(self, option: Option, line: str) -> Settings:
        try:
            return changed(self.desk.settings, **{option.field: option.read(line)})
        except (ValueError, SettingError) as error:
            told = self.words("{value} cannot be used. {hint}", value=line, hint=option.hint)
            raise SettingError(told) from error

    def _keep(self, option: Option, value: object) -> None:
        self.app.save(changed(self.desk.settings, **{option.field: value}))
        self.paint()
        self.refresh_bindings()

    def rows(self, painter: Painter) -> list[Row]:
        """Every setting, and under the chosen one what it is for."""
        rows: list[Row] = [[(self.words("Settings"), TITLE)], []]
        for number, option in enumerate(options(self.words)):
            value: Row = [(option.shown(self.desk.settings) or "-", "")]
            rows.append(self.entry(number, [(option.label, "")], value, painter.width))
            if number == self.chosen:
                hint = wrap([Run(option.hint, MUTED)], painter.width - 4)
                rows += indent(hint, ("    ", ""))
        return [*rows, [], [(str(self.desk.paths.settings), MUTED)]]


def options(words: Words) -> tuple[Option, ...]:
    """The settings in the order of the screen, in the learner's words."""
    tongues = (("en", "English"), ("ko", "한국어"))
    ansi = ("ansi", words("terminal colours"))
    looks = (("dark", words("dark")), ("light", words("light")), ansi)
    yes_no = ((False, words("no")), (True, words("yes")))
    return (
        Option(
            "language",
            words("Language of the cards"),
            words("The l key switches it for a session."),
            tongues,
        ),
        Option(
            "interface",
            words("Language of the program"),
            words("Menus, keys and messages."),
            tongues,
        ),
        Option(
            "theme",
            words("Look"),
            words("Terminal colours are the sixteen that your terminal is set to."),
            looks,
        ),
        Option("new_per_day", words("New cards a day"), words("0 to 1000."), read=int),
        Option("session_size", words("Cards in a session"), words("1 to 1000."), read=int),
        Option(
            "retention",
            words("Desired retention"),
            words("The chance of recall at which a card comes back: 0.70 to 0.97."),
            read=float,
        ),
        Option(
            "typing",
            words("Type every answer"),
            words("Open each card with the cursor in the answer field."),
            yes_no,
        ),
        Option(
            "confidence",
            words("Say how sure you are"),
            words("Digits before the reveal; statistics show how often you were right."),
            yes_no,
        ),
        Option(
            "worker_minutes",
            words("Demos stay ready"),
            words("Minutes without a demo in sight; 0: each starts when it is run."),
            read=int,
        ),
        Option(
            "worker_memory",
            words("Memory to leave free"),
            words("MiB below which no demo is kept ready."),
            read=int,
        ),
        Option(
            "editor",
            words("Editor"),
            words("The command that opens a card; empty: $VISUAL, then $EDITOR."),
        ),
    )

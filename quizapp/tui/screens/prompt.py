"""One line asked of the learner, over the screen that asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar
from unicodedata import normalize

from textual import getters, on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from quizapp.errors import QuizError
from quizapp.tui.app import QuizApp
from quizapp.tui.rows import MUTED, content

if TYPE_CHECKING:
    from textual.app import ComposeResult

Check = Callable[[str], object]
"""Raises QuizError where the line cannot be taken."""


class PromptScreen(ModalScreen[str | None]):
    """Gives the line that was entered, in NFC, or None where the learner thought better of it."""

    DEFAULT_CSS = """
    PromptScreen {
        align: center middle;
        Vertical { width: 64; max-width: 90%; height: auto; padding: 1 2; background: $surface; }
        Input { margin: 1 0; border: none; height: 1; padding: 0; background: $surface; }
        Input:focus { border: none; }
        #hint.-error { color: $error; }
        &:ansi Vertical { border: round $accent; }
    }
    """
    app = getters.app(QuizApp)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", tooltip="Close without a change", id="cancel"),
    ]

    def __init__(self, title: str, hint: str, value: str = "", check: Check | None = None) -> None:
        super().__init__()
        self._title = title
        self._hint = hint
        self._value = value
        self._check = check

    def compose(self) -> ComposeResult:
        keys = self.app.words("Enter keeps it, Escape leaves it as it was")
        with Vertical():
            yield Static(content([[(self._title, "bold $primary")], [(self._hint, MUTED)]]))
            yield Input(self._value)
            yield Static(content([[(keys, MUTED)]]), id="hint")

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        line = normalize("NFC", message.value.strip())
        try:
            if self._check is not None:
                self._check(line)
        except QuizError as error:
            hint = self.query_one("#hint", Static)
            hint.add_class("-error")
            hint.update(content([[(error.what, "")]]))
            return
        self.dismiss(line)

    def action_cancel(self) -> None:
        """Close without a change."""
        self.dismiss(None)

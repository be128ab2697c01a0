"""What all our screens share: the typed app, the words, a page, the footer, and the way out."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from textual import getters
from textual.binding import Binding, BindingType
from textual.screen import Screen

from quizapp.errors import QuizError
from quizapp.tui.app import QuizApp
from quizapp.tui.widgets.page import COLUMN, Page

if TYPE_CHECKING:
    from quizapp.locale.words import Words
    from quizapp.study.desk import Desk

Result = TypeVar("Result")

BACK = Binding("q,escape", "back", "Back", tooltip="Leave this screen", id="back")

SCROLL: list[BindingType] = [
    Binding("down,j", "scroll(1)", "Down", tooltip="Scroll a row down", show=False, id="down"),
    Binding("up,k", "scroll(-1)", "Up", tooltip="Scroll a row up", show=False, id="up"),
    Binding("pagedown", "page(1)", "Page down", tooltip="Read on", show=False, id="pagedown"),
    Binding("pageup", "page(-1)", "Page up", tooltip="Read back", show=False, id="pageup"),
]
"""For every screen with a page."""


Parameters = ParamSpec("Parameters")


def told(method: Callable[Parameters, None]) -> Callable[Parameters, None]:
    """For what a screen does without a key: an error that a person can mend is told in one line.

    What a key does is told by the app, which runs it.
    """

    @wraps(method)
    def telling(*values: Parameters.args, **named: Parameters.kwargs) -> None:
        try:
            method(*values, **named)
        except QuizError as error:
            screen = values[0]
            assert isinstance(screen, QuizScreen)
            screen.app.tell(error)

    return telling


class QuizScreen(Screen[Result], inherit_bindings=False):
    """A screen of ours: a calm column in the middle, the keys at its foot."""

    DEFAULT_CSS = """
    QuizScreen {
        align-horizontal: center;
        & > * { width: 100%; max-width: $column; }
        &.-tall { padding: 1 0; }
        &.-tall Keybar { margin-top: 1; }
    }
    """.replace("$column", str(COLUMN))
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]  # noqa: RUF012 - as Screen declares it
    app = getters.app(QuizApp)
    OPENED_BY = ""
    """The action of the app that opens such a screen."""

    @property
    def words(self) -> Words:
        """The interface's words in the learner's language."""
        return self.app.words

    @property
    def desk(self) -> Desk:
        """The learner's desk."""
        return self.app.desk

    def action_scroll(self, rows: int) -> None:
        """Move the page by rows."""
        self.query_one(Page).scroll_relative(y=rows, animate=False)

    def action_page(self, pages: int) -> None:
        """Move the page by what is seen of it at once, less two rows to keep the thread."""
        page = self.query_one(Page)
        page.scroll_relative(y=pages * max(1, page.size.height - 2), animate=False)

    def action_back(self) -> None:
        """Leave for the screen below."""
        self.dismiss(None)

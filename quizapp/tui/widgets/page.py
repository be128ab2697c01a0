"""A scrolling page of painted rows: the body of every screen that shows a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import getters
from textual.containers import VerticalScroll
from textual.widgets import Static

from quizapp.tui.app import QuizApp
from quizapp.tui.paint import Painter
from quizapp.tui.rows import content

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.events import Resize

    from quizapp.tui.sheet import Paint

COLUMN = 92
"""Cells of the column in the middle of a wide terminal: longer lines are hard to read."""
MARGINS = 4
"""Cells of padding and scrollbar beside the text."""


class Page(VerticalScroll, can_focus=False):
    """Holds one piece of styled content, painted for its width and again when that changes."""

    DEFAULT_CSS = """
    Page {
        height: 1fr; padding: 1 1 0 2;
        scrollbar-gutter: stable; scrollbar-size-vertical: 1;
        scrollbar-background: $background; scrollbar-color: $rule;
    }
    Page > Static { height: auto; text-wrap: nowrap; text-overflow: clip; }
    """

    app = getters.app(QuizApp)

    def __init__(self) -> None:
        super().__init__()
        self._paint: Paint | None = None
        self._width = 0
        self._sheet = Static(markup=False)
        self._sheet.auto_links = False  # what can be clicked looks as it was painted

    def compose(self) -> ComposeResult:
        yield self._sheet

    def show(self, paint: Paint, *, top: bool = True) -> None:
        """Show what `paint` draws; from its top, or where the reader is."""
        self._paint = paint
        self._draw()
        if top:
            self.scroll_home(animate=False)

    def turn_to(self, heading: str) -> None:
        """Scroll so that a section, known by its heading, begins at the top."""
        self.scroll_to(y=self.row_of(heading), animate=False)

    def row_of(self, start: str) -> int:
        """The first row that begins so; 0 where none does."""
        lines = str(self._sheet.content).split("\n")
        return next((at for at, line in enumerate(lines) if line.startswith(start)), 0)

    def keep_in_sight(self, row: int, *, since: int | None = None) -> None:
        """Scroll as little as it takes to see a row and the one after it; from the row `since` on,
        where the page is high enough for that.
        """
        top, height = round(self.scroll_y), max(1, self.size.height - 1)
        first = row if since is None or row + 2 - since > height else since
        if first < top:
            self.scroll_to(y=first, animate=False)
        elif row + 2 > top + height:
            self.scroll_to(y=row + 2 - height, animate=False)

    def on_resize(self, _: Resize) -> None:
        if self._width != self._fit():
            self._draw()

    def _fit(self) -> int:
        return min(COLUMN, self.app.size.width) - MARGINS

    def _draw(self) -> None:
        if self._paint is not None:
            self._width = self._fit()
            rows = self._paint(Painter(self._width, self.app.highlight))
            self._sheet.update(content(rows))

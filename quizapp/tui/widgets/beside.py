"""A card's question, and its answer once it is revealed, to be read beside what measures them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import getters
from textual.containers import VerticalScroll
from textual.widgets import Static

from quizapp.tui import sheet
from quizapp.tui.app import QuizApp
from quizapp.tui.paint import Painter
from quizapp.tui.rows import content

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from quizapp.tui.attempt import Shown

LEAST = 20
"""Cells to paint for while the pane has no width yet."""


class AnswerPane(VerticalScroll, can_focus=False):
    """Painted for the width that it is given."""

    app = getters.app(QuizApp)

    def __init__(self, shown: Shown | None, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._shown = shown
        self._page = Static(markup=False)

    def compose(self) -> ComposeResult:
        yield self._page

    def on_resize(self) -> None:
        # Text set while the pane is still being laid out keeps the height of the text before.
        self.call_after_refresh(self.paint)

    def paint(self) -> None:
        """Write the card as it stands now, with what was measured of it."""
        if (shown := self._shown) is None or not self.size.width:
            return
        painter = Painter(max(LEAST, self.container_size.width - 4), self.app.highlight)
        words, proofs = self.app.words, self.app.proofs(shown.card)
        rows = sheet.question(shown, painter, words, proofs)
        if shown.attempt.revealed:
            rows += sheet.answer(shown, painter, words, proofs)
        self._page.update(content(rows))

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

    from quizapp.bank.cards import Card, Language

LEAST = 20
"""Cells to paint for while the pane has no width yet."""


class AnswerPane(VerticalScroll, can_focus=False):
    """Painted for the width that it is given."""

    app = getters.app(QuizApp)

    def __init__(
        self,
        card: Card | None,
        language: Language,
        *,
        revealed: bool,
        id: str,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._revealed = revealed
        self._card = card
        self._language = language
        self._page = Static(markup=False)

    def compose(self) -> ComposeResult:
        yield self._page

    def on_resize(self) -> None:
        # Text set while the pane is still being laid out keeps the height of the text before.
        self.call_after_refresh(self.paint)

    def paint(self) -> None:
        """Write the card as it stands now, with what was measured of it."""
        if self._card is None or not self.size.width:
            return
        painter = Painter(max(LEAST, self.container_size.width - 4), self.app.highlight)
        rows = sheet.question(self._card, self._language, painter)
        if self._revealed:
            words, ticks, proofs = self.app.words, sheet.Ticks(), self.app.proofs(self._card)
            rows += sheet.answer(self._card, self._language, painter, words, "", ticks, proofs)
        self._page.update(content(rows))

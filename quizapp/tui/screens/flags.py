"""The cards that the learner flagged, each with its note, to be opened and mended."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType

from quizapp.bank.cards import Language
from quizapp.bank.filling import Row, Run, wrap
from quizapp.tui.app import QuizApp
from quizapp.tui.attempt import to_read
from quizapp.tui.base import BACK, told
from quizapp.tui.list_screen import ListScreen
from quizapp.tui.paint import runs
from quizapp.tui.rows import MUTED, indent
from quizapp.tui.sheet import TITLE

if TYPE_CHECKING:
    from quizapp.bank.cards import Card
    from quizapp.tui.paint import Painter


class FlagsScreen(ListScreen):
    """The newest flag first; a card that the bank no longer holds is left out."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", tooltip="Read the chosen card", id="open-flagged"),
        BACK,
    ]

    def __init__(self) -> None:
        super().__init__()
        self._flagged: list[tuple[Card, str]] = []

    def on_mount(self) -> None:
        self._look()

    def on_screen_resume(self) -> None:
        self._look()

    @on(QuizApp.Refreshed)
    @told
    def _look(self) -> None:
        found = [(self.desk.card(each.card), each.note) for each in self.desk.flagged()]
        self._flagged = [(card, note) for card, note in found if card is not None]
        self.paint()
        self.refresh_bindings()

    def count(self) -> int:
        """The flagged cards."""
        return len(self._flagged)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A card is opened where there is one."""
        return action != "open" or bool(self._flagged)

    def action_open(self) -> None:
        """Read the chosen card."""
        card, _ = self._flagged[self.chosen]
        self.app.open_card(card, self._language)

    def rows(self, painter: Painter) -> list[Row]:
        """Each card's question, its place and its note."""
        rows: list[Row] = [[(self.words("Flagged cards"), TITLE)], []]
        if not self._flagged:
            rows.append([(self.words("No card is flagged."), MUTED)])
        for number, (card, note) in enumerate(self._flagged):
            text = to_read(card).card.text(self._language)
            title = "".join(run.text for run in runs(text.title))
            rows.append(self.entry(number, [(title, "")], [], painter.width))
            told = [Run(card.id, MUTED)] if not note else [Run(f"{card.id} · {note}", MUTED)]
            rows += [*indent(wrap(told, painter.width - 2), ("  ", "")), []]
        return rows

    @property
    def _language(self) -> Language:
        return Language(self.desk.settings.language)

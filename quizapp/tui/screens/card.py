"""One card to read, outside a session: from the search."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual import on
from textual.binding import Binding, BindingType

from quizapp import spell
from quizapp.bank.cards import Language
from quizapp.bank.filling import Row
from quizapp.store.values import MarkKind
from quizapp.tui import flagging, sheet
from quizapp.tui.app import QuizApp
from quizapp.tui.attempt import Attempt, Shown, to_read
from quizapp.tui.base import BACK, SCROLL, QuizScreen, told
from quizapp.tui.rows import MUTED
from quizapp.tui.widgets.keybar import Keybar
from quizapp.tui.widgets.page import Page

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from quizapp.bank.cards import Card
    from quizapp.tui.paint import Painter


class CardScreen(QuizScreen[None]):
    """The question, and the answer when it is asked for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "reveal", "Reveal", tooltip="Show the answer", id="reveal-card"),
        Binding("space", "page(1)", "Read on", tooltip="Scroll down", show=False, id="on-card"),
        Binding("l", "language", "Language", tooltip="English or Korean", id="language-card"),
        Binding("d", "demo", "Demo", tooltip="Measure what the answer claims", id="demo-card"),
        Binding("v", "past", "History", tooltip="Every review, and what comes next", id="past"),
        Binding("e", "edit", "Edit", tooltip="Mend the card in your editor", id="edit-card"),
        Binding("x", "suspend", "Suspend", tooltip="Ask it no more, or again", id="suspend-card"),
        Binding("f", "flag", "Flag", tooltip="Mark the card with a note", id="flag-card"),
        BACK,
        *SCROLL,
    ]

    def __init__(self, card: Card, language: Language) -> None:
        super().__init__()
        self._card = card
        self._asked = to_read(card)
        self._language = language
        self._attempt = Attempt()
        self._suspended = False
        self._page = Page()

    def compose(self) -> ComposeResult:
        yield self._page
        yield Keybar(markup=False)

    def on_mount(self) -> None:
        self._suspended = self.app.connected and self.desk.is_suspended(self._card.id)
        self._page.show(self._rows)

    def on_screen_resume(self) -> None:
        self._page.show(self._rows, top=False)  # the lab may have measured something

    @on(QuizApp.Refreshed)
    def _refreshed(self) -> None:
        self._card = self.desk.card(self._card.id) or self._card
        self._asked = to_read(self._card)
        self._page.show(self._rows, top=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What the card allows now."""
        match action:
            case "reveal":
                return not self._attempt.revealed
            case "demo":
                return bool(self._shown.demos)
            case "suspend" | "past" | "flag":
                return self.app.connected
        return True

    def action_reveal(self) -> None:
        """Show the answer."""
        self._attempt = replace(self._attempt, revealed=True)
        self._page.show(self._rows, top=False)
        self.refresh_bindings()

    def action_language(self) -> None:
        """Show the card in the other language."""
        self._language = Language.KO if self._language is Language.EN else Language.EN
        self._page.show(self._rows, top=False)

    def action_demo(self) -> None:
        """Run what the answer claims."""
        self.app.open_lab(self._shown)

    def action_past(self) -> None:
        """Show every review of the card."""
        self.app.open_past(self._card)

    def action_edit(self) -> None:
        """Mend the card in the learner's editor."""
        from quizapp.tui.editing import edit

        edit(self.app, self._card, self._language)

    def action_suspend(self) -> None:
        """Ask the card no more, or take it back in."""
        kind = MarkKind.UNSUSPEND if self._suspended else MarkKind.SUSPEND
        self.desk.mark(self._card.id, kind)
        self._suspended = not self._suspended
        self._page.show(self._rows, top=False)

    def action_flag(self) -> None:
        """Mark the card with a note, or take that back."""
        flagging.ask(self.app, self._card.id, self._flag)

    @told
    def _flag(self, kind: MarkKind, note: str) -> None:
        self.desk.mark(self._card.id, kind, note)
        self._page.show(self._rows, top=False)

    @property
    def _shown(self) -> Shown:
        return Shown(self._asked, self._language, self._attempt)

    def _rows(self, painter: Painter) -> list[Row]:
        place: Row = [(spell.place(self.words, self._card), MUTED)]
        if self._suspended:
            place.append(("  " + self.words("suspended"), "bold $warning"))
        shown, words, proofs = self._shown, self.words, self.app.proofs(self._card)
        rows = [place, [], *sheet.question(shown, painter, words, proofs)]
        if shown.attempt.revealed:
            note = self.desk.note(self._card.id) if self.app.connected else None
            rows += flagging.line(note, words, painter.width)
            rows += sheet.answer(shown, painter, words, proofs)
        return [*rows, []]

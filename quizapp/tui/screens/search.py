"""Search: what is typed is looked up at once in questions and answers of both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from unicodedata import normalize

from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import Input

from quizapp.bank.filling import Row, Run, wrap
from quizapp.tui.base import told
from quizapp.tui.list_screen import ListScreen
from quizapp.tui.rows import MUTED, cut
from quizapp.tui.widgets.keybar import Keybar

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from quizapp.store.library import Hit
    from quizapp.tui.paint import Painter


class SearchScreen(ListScreen):
    """A line to type in, and the cards that hold every word of it."""

    DEFAULT_CSS = """
    SearchScreen Input {
        height: 1; margin: 1 0 0 0; border: none; padding: 0 2; background: $background;
        &:focus { border: none; }
    }
    """
    OPENED_BY = "search"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", tooltip="Read the chosen card", id="open"),
        Binding("down", "choose(1)", "Next", tooltip="The next one", id="next-hit"),
        Binding("up", "choose(-1)", "Previous", tooltip="The one before", id="previous-hit"),
        Binding("escape", "back", "Back", tooltip="Leave the search", id="leave-search"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._hits: list[Hit] = []
        self._query = ""

    def compose(self) -> ComposeResult:
        yield Input(placeholder=self.words("Search questions and answers"))
        yield self.page
        yield Keybar(markup=False)

    def on_mount(self) -> None:
        self.query_one(Input).focus()
        self.paint()

    @on(Input.Changed)
    @told
    def _look(self, message: Input.Changed) -> None:
        self._query = normalize("NFC", message.value.strip())
        self._hits = self.desk.search(self._query) if self._query else []
        self.chosen = 0
        self.paint()

    @on(Input.Submitted)
    @told
    def action_open(self) -> None:
        """Read the chosen card."""
        if not self._hits:
            return
        hit = self._hits[self.chosen]
        if (card := self.desk.card(hit.card_id)) is not None:
            self.app.open_card(card, hit.language)

    def count(self) -> int:
        """The hits."""
        return len(self._hits)

    def rows(self, painter: Painter) -> list[Row]:
        """Each hit with the place where its words stand."""
        if not self._hits:
            nothing = self.words("No card holds all of these words.")
            return [[(nothing, MUTED)]] if self._query else []
        rows: list[Row] = []
        for number, hit in enumerate(self._hits):
            place: Row = [(f"{hit.card_id} · {hit.language}", MUTED)]
            rows.append(self.entry(number, [(hit.title, "")], [], painter.width))
            rows.append(cut([("  ", ""), *place], painter.width))
            rows += [
                [("  ", ""), *row] for row in wrap([Run(hit.snippet, MUTED)], painter.width - 2)
            ]
            rows.append([])
        return rows

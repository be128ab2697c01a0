"""A screen that is a list: rows painted on a page, one of them chosen with the arrows."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from quizapp.bank.filling import Row
from quizapp.tui.base import QuizScreen
from quizapp.tui.rows import cut, spread
from quizapp.tui.widgets.keybar import Keybar
from quizapp.tui.widgets.page import Page

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from quizapp.tui.paint import Painter

CHOOSE: list[BindingType] = [
    Binding("down,j", "choose(1)", "Next", tooltip="The next one", show=False, id="next"),
    Binding("up,k", "choose(-1)", "Previous", tooltip="The one before", show=False, id="previous"),
]


class ListScreen(QuizScreen[None]):
    """Subclasses paint the page and say how many entries it lists."""

    BINDINGS: ClassVar[list[BindingType]] = CHOOSE

    def __init__(self) -> None:
        super().__init__()
        self.chosen = 0
        self.page = Page()
        self._row = 0

    def compose(self) -> ComposeResult:
        yield self.page
        yield Keybar(markup=False)

    def count(self) -> int:
        """How many entries there are."""
        raise NotImplementedError

    def rows(self, painter: Painter) -> list[Row]:
        """The whole page; each entry is drawn by `entry`."""
        raise NotImplementedError

    def paint(self) -> None:
        """Draw the page again and keep the chosen entry in sight."""
        self.chosen = max(0, min(self.chosen, self.count() - 1))
        self.page.show(self._painted, top=False)
        self._keep_in_sight()

    def on_resize(self) -> None:
        self.call_after_refresh(self._keep_in_sight)

    def _keep_in_sight(self) -> None:
        """Scroll to the chosen entry; with the first one all that stands above the list is seen,
        which no other key would bring back.
        """
        if self.page.size.height:  # a page that is not laid out yet would scroll past everything
            self.page.keep_in_sight(self._row, since=0 if self.chosen == 0 else None)

    def _painted(self, painter: Painter) -> list[Row]:
        rows = self.rows(painter)
        self._row = next((at for at, row in enumerate(rows) if row and row[0][0] == "▸ "), 0)
        return rows

    def entry(self, number: int, left: Row, right: Row, width: int) -> Row:
        """One entry; the chosen one is pointed at and bold."""
        chosen = number == self.chosen
        row = spread(left, right, width - 2)
        if chosen:
            row = [(text, f"bold {style}".strip()) for text, style in row]
        return cut([("▸ ", "bold $accent") if chosen else ("  ", ""), *row], width)

    def action_choose(self, step: int) -> None:
        """Choose another entry."""
        self.chosen += step
        self.paint()

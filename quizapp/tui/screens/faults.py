"""What is wrong in the bank's files: the rest of it is studied meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType

from quizapp.bank.filling import Row, Run, wrap
from quizapp.tui.app import QuizApp
from quizapp.tui.base import BACK, SCROLL, QuizScreen
from quizapp.tui.rows import MUTED, indent
from quizapp.tui.sheet import TITLE
from quizapp.tui.widgets.keybar import Keybar
from quizapp.tui.widgets.page import Page

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from quizapp.tui.paint import Painter


class FaultsScreen(QuizScreen[None]):
    """Each fault with its place and its remedy."""

    BINDINGS: ClassVar[list[BindingType]] = [BACK, *SCROLL]

    def compose(self) -> ComposeResult:
        yield Page()
        yield Keybar(markup=False)

    def on_mount(self) -> None:
        self._list()

    @on(QuizApp.Refreshed)
    def _list(self) -> None:
        self.query_one(Page).show(self._rows)

    def _rows(self, painter: Painter) -> list[Row]:
        rows: list[Row] = [[(self.words("Faults in the bank"), TITLE)]]
        for fault in self.desk.library.faults():
            place = f"{fault.path}:{fault.line}:{fault.column}"
            inner = wrap([Run(f"{fault.what}; {fault.remedy}")], painter.width - 2)
            rows += [[], [(place, MUTED)], *indent(inner, ("  ", ""))]
        return rows

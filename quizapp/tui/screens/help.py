"""All keys of the screen below, written from its bindings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from quizapp.bank.filling import Row, Run, measure, wrap
from quizapp.tui.base import BACK, SCROLL, QuizScreen
from quizapp.tui.rows import MUTED, cut, indent, pad
from quizapp.tui.sheet import TITLE
from quizapp.tui.widgets.keybar import Keybar
from quizapp.tui.widgets.page import Page

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from quizapp.tui.keys import Entry
    from quizapp.tui.paint import Painter


LEAST_HINT = 16
"""Cells below which what a key does stands under its name."""


class HelpScreen(QuizScreen[None]):
    """What can be done on the screen that it was called from."""

    OPENED_BY = "help"
    BINDINGS: ClassVar[list[BindingType]] = [BACK, *SCROLL]

    def __init__(self, entries: Sequence[Entry]) -> None:
        super().__init__()
        self._entries = entries
        self._page = Page()

    def compose(self) -> ComposeResult:
        yield self._page
        yield Keybar(markup=False)

    def on_mount(self) -> None:
        self._page.show(self._rows)

    def _rows(self, painter: Painter) -> list[Row]:
        names: list[Row] = [[(self.app.words("Keys"), TITLE)], []]
        keys: list[Row] = [[(", ".join(entry.all_keys), "bold")] for entry in self._entries]
        labels: list[Row] = [[(entry.label, "")] for entry in self._entries]
        widest = max(map(measure, keys), default=0) + 2
        label = max(map(measure, labels), default=0) + 2
        for key, name, entry in zip(keys, labels, self._entries, strict=True):
            head: Row = [*pad(key, widest), *pad(name, label)]
            hint = Run(entry.hint, MUTED)
            if measure(head) + LEAST_HINT > painter.width:
                names.append(cut(head, painter.width))
                names += indent(wrap([hint], painter.width - 4), ("    ", ""))
            else:
                first, *more = wrap([hint], painter.width - measure(head))
                names += [[*head, *first], *indent(more, (" " * measure(head), ""))]
        return names

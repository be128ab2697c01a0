"""The footer: what can be done now, in two rows at most, measured in cells."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual import getters
from textual.widgets import Static

from quizapp.bank.filling import Row, measure
from quizapp.tui.app import QuizApp
from quizapp.tui.keys import Entry, entries
from quizapp.tui.rows import MUTED, content
from quizapp.tui.widgets.page import COLUMN

if TYPE_CHECKING:
    from textual.screen import Screen

GAP = "   "
ROWS = 2


class Keybar(Static):
    """Shows the keys of its screen, and follows them when they change."""

    DEFAULT_CSS = """
    Keybar { height: auto; max-height: 2; padding: 0 2; text-wrap: nowrap; color: $quiet; }
    """

    app = getters.app(QuizApp)

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._changed)
        self.paint()

    def on_resize(self) -> None:
        self.paint()

    def _changed(self, _: Screen[object]) -> None:
        self.paint()

    def paint(self) -> None:
        """Write the keys that work now."""
        width = self.size.width or min(COLUMN, self.app.size.width) - 4
        shown = [entry for entry in entries(self.screen, self.app.words) if entry.shown]
        self.update(content(layout(shown, width)))


def layout(entries: Iterable[Entry], width: int) -> list[Row]:
    """Fill at most two rows; the last entry, help, always has its place."""
    items = [_item(entry) for entry in entries]
    if not items:
        return [[]]
    *rest, last = items
    room = len(GAP) + measure(last)
    rows: list[Row] = [[]]
    for item in rest:
        spare = width - (room if len(rows) == ROWS else 0)
        if rows[-1] and measure(rows[-1]) + len(GAP) + measure(item) > spare:
            if len(rows) == ROWS:
                break
            rows.append([])
        _append(rows[-1], item)
    if measure(rows[-1]) + room > width:
        rows.append([])
    _append(rows[-1], last)
    return rows


def _append(row: Row, item: Row) -> None:
    if row:
        row.append((GAP, ""))
    row += item


def _item(entry: Entry) -> Row:
    return [(entry.key, "bold $foreground"), (" ", ""), (entry.label, MUTED)]

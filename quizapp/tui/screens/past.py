"""One card's history: what is remembered of it, what a rating would do now, and every review."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from quizapp import spell
from quizapp.bank.filling import Row
from quizapp.study.past import Past
from quizapp.tui.base import BACK, SCROLL, QuizScreen, told
from quizapp.tui.lab_tables import grid
from quizapp.tui.rows import MUTED
from quizapp.tui.sheet import TITLE
from quizapp.tui.widgets.keybar import Keybar
from quizapp.tui.widgets.page import Page

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from quizapp.bank.cards import Card
    from quizapp.store.values import Event
    from quizapp.tui.paint import Painter


class PastScreen(QuizScreen[None]):
    """Tables only: there is nothing here that a drawing would say better."""

    BINDINGS: ClassVar[list[BindingType]] = [BACK, *SCROLL]

    def __init__(self, card: Card) -> None:
        super().__init__()
        self._card = card
        self._past: Past | None = None
        self._page = Page()

    def compose(self) -> ComposeResult:
        yield self._page
        yield Keybar(markup=False)

    @told
    def on_mount(self) -> None:
        self._past = self.desk.past(self._card.id)
        self._page.show(self._rows)

    def _rows(self, painter: Painter) -> list[Row]:
        past = self._past
        if past is None:
            return []
        rows: list[Row] = [[(self._card.id, TITLE)], []]
        rows += [*self._memory(past, painter.width), [], *self._next(past, painter.width), []]
        return [*rows, *self._events(past, painter.width), []]

    def _memory(self, past: Past, width: int) -> list[Row]:
        words, memory = self.words, past.memory
        if memory is None or past.recall is None:
            return [[(words("Not reviewed yet."), MUTED)]]
        body = [
            (words("chance of recall today"), f"{past.recall * 100:.0f} %"),
            (words("stability"), words("{n} days", n=f"{memory.stability:.1f}")),
            (words("difficulty, 1 to 10"), f"{memory.difficulty:.1f}"),
            (words("comes back"), str(memory.due)),
            (words("reviews"), str(memory.reviews)),
            (words("lapses"), str(memory.lapses)),
            (words("computed by"), memory.model),
        ]
        return grid(words("What is remembered"), ("", ""), body, width)

    def _next(self, past: Past, width: int) -> list[Row]:
        words, today = self.words, self.desk.clock.today()
        columns = (words("rating"), words("comes back"), words("stability"), words("difficulty"))
        body = [
            (
                spell.rating(words, rating),
                spell.interval(words, (memory.due - today).days),
                f"{memory.stability:.1f}",
                f"{memory.difficulty:.1f}",
            )
            for rating, memory in past.next.items()
        ]
        return grid(words("What a rating would do today"), columns, body, width)

    def _events(self, past: Past, width: int) -> list[Row]:
        words = self.words
        columns = (words("day"), words("rating"), words("seconds"), words("sure"), words("points"))
        body = [self._event(event) for event in reversed(past.events)]
        return grid(words("Every review, the newest first"), columns, body, width, words=2)

    def _event(self, event: Event) -> tuple[str, ...]:
        words = self.words
        if event.rating is None:
            done = words("undo") if event.kind == "undo" else words("redo")
            return (str(event.study_day), done, "", "", "")
        name = spell.rating(words, event.rating)
        return (
            str(event.study_day),
            name if event.stands else words("{rating}, taken back", rating=name),
            f"{event.seconds or 0.0:.0f}",
            "" if event.confidence is None else f"{event.confidence} %",
            str(len(event.points) or ""),
        )

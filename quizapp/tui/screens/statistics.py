"""Statistics: what was done, how well it was recalled, and what is to come."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType

from quizapp.bank.filling import Row
from quizapp.errors import QuizError
from quizapp.tui.app import QuizApp
from quizapp.tui.base import BACK, SCROLL, QuizScreen
from quizapp.tui.rows import MUTED, spread
from quizapp.tui.sheet import TITLE
from quizapp.tui.widgets.heatmap import heatmap
from quizapp.tui.widgets.keybar import Keybar
from quizapp.tui.widgets.page import Page

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from quizapp.study.insight import History, Insight
    from quizapp.tui.paint import Painter


class StatisticsScreen(QuizScreen[None]):
    """Every number of one page, drawn or as text, of all cards or of one topic."""

    OPENED_BY = "statistics"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "turn", "Table", tooltip="The same numbers as text", id="as-text"),
        Binding("right,n", "topic(1)", "Next topic", tooltip="Of one topic alone", id="next-topic"),
        Binding(
            "left,p", "topic(-1)", "Topic before", tooltip="Of one topic alone", id="last-topic"
        ),
        Binding(
            "w",
            "weights",
            "Weights back",
            tooltip="Schedule by the weights before the fitted ones",
            id="weights-back",
        ),
        BACK,
        *SCROLL,
        Binding("space", "page(1)", "Read on", tooltip="Scroll down", show=False, id="read-stats"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._history: History | None = None
        self._insight: Insight | None = None
        self._topic = -1
        self._drawn = True
        self._page = Page()

    def compose(self) -> ComposeResult:
        yield self._page
        yield Keybar(markup=False)

    def on_mount(self) -> None:
        self._page.show(self._rows)
        self._look()

    @on(QuizApp.Connected)
    @on(QuizApp.Refreshed)
    def _look(self) -> None:
        """Read the history, in a thread: a million reviews take seconds."""
        if self.app.connected:
            self.run_worker(self._read(), exclusive=True, group="statistics")

    async def _read(self) -> None:
        try:
            self._history = await asyncio.to_thread(self.desk.history)
        except QuizError as error:
            self.app.tell(error)
            return
        await self._count()

    async def _count(self) -> None:
        history = self._history
        if history is None:
            return
        topics = list(history.topics)
        self._insight = await asyncio.to_thread(
            _insight, history, topics[self._topic] if 0 <= self._topic < len(topics) else None
        )
        self._page.show(self._rows, top=False)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Which keys work now."""
        match action:
            case "topic" | "turn":
                return self._insight is not None
            case "weights":
                return self._history is not None and bool(self._history.weights.id)
        return True

    def action_turn(self) -> None:
        """Draw the numbers, or write them out."""
        self._drawn = not self._drawn
        self._page.show(self._rows, top=False)

    def action_topic(self, step: int) -> None:
        """Show the numbers of another topic; after the last one, of all."""
        if self._history is not None:
            count = len(self._history.topics) + 1
            self._topic = (self._topic + 1 + step) % count - 1
            self.run_worker(self._count(), exclusive=True, group="statistics")

    def action_weights(self) -> None:
        """Go back to the weights before."""
        self.app.weights_back()
        self._look()

    def _rows(self, painter: Painter) -> list[Row]:
        seen, history = self._insight, self._history
        if seen is None or history is None:
            return [[(self.words("Reading your history…"), MUTED)]]
        from quizapp.tui.statistics import sections

        topics = list(history.topics)
        name = topics[self._topic] if self._topic >= 0 else self.words("All topics")
        title = spread([(self.words("Statistics"), TITLE)], [(name, MUTED)], painter.width)
        rows: list[Row] = [title, [], [(self._summary(seen), "")], []]
        rows += heatmap(seen.heat, history.today, self.words)
        for section in sections(seen, self.words):
            rows += [[], *section.rows(self.words, painter.width, drawn=self._drawn)]
        return [*rows, []]

    def _summary(self, seen: Insight) -> str:
        return self.words(
            "{n} reviews in {hours} h", n=seen.reviews, hours=f"{seen.minutes / 60:.1f}"
        )


def _insight(history: History, topic: str | None) -> Insight:
    from quizapp.study.insight import insight  # NumPy: 0.1 s, when it is needed

    return insight(history if topic is None else history.of(topic))

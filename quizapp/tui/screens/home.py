"""Home: what is due, what is new, the year behind, and one key to start."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from quizapp import foretell
from quizapp.bank.filling import Row
from quizapp.errors import QuizError
from quizapp.study.values import TopicCount
from quizapp.tui.app import QuizApp
from quizapp.tui.list_screen import ListScreen
from quizapp.tui.rows import MUTED, pad, spread
from quizapp.tui.sheet import HEADING, TITLE
from quizapp.tui.widgets.heatmap import heatmap

if TYPE_CHECKING:
    from quizapp.study.values import Overview
    from quizapp.tui.paint import Painter


COLUMN = 9
"""Cells of a column of counts."""


class HomeScreen(ListScreen):
    """Where the program begins and where a session is left to."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "start", "Study", tooltip="Start or go on with it", id="start"),
        Binding("p", "app.plan", "Plan", tooltip="The day of your interview", id="plan"),
        Binding(
            "v",
            "app.statistics",
            "Statistics",
            tooltip="What you did, and how well",
            id="statistics",
        ),
        Binding("b", "faults", "Faults", tooltip="What is wrong in the bank's files", id="faults"),
        Binding("f", "flags", "Flagged", tooltip="The cards that you marked", id="flags"),
        Binding("q", "app.quit", "Quit", tooltip="Leave; every grade is already kept", id="leave"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._overview: Overview | None = None
        self._reading = ""

    def on_mount(self) -> None:
        self._look()

    def on_screen_resume(self) -> None:
        self._look()

    @on(QuizApp.Connected)
    @on(QuizApp.Refreshed)
    @on(QuizApp.Planned)
    def _look(self) -> None:
        """Count again, in a thread: a large bank and history take a while."""
        self._counted()

    @work(exclusive=True, group="overview")
    async def _counted(self) -> None:
        try:
            self._overview = await asyncio.to_thread(self.desk.overview)
        except QuizError as error:
            self.app.tell(error)
        self.paint()
        self.refresh_bindings()

    @on(QuizApp.Reading)
    def _count(self, message: QuizApp.Reading) -> None:
        self._reading = self.words(
            "Reading the question bank: {n} of {total}", n=message.done, total=message.total
        )
        self.paint()

    def count(self) -> int:
        """All topics, then each."""
        return 1 + len(self._overview.topics) if self._overview else 1

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Faults and flagged cards are listed where there are any."""
        view = self._overview
        match action:
            case "faults":
                return bool(view and view.faults)
            case "flags":
                return self.app.connected and bool(view and view.flagged)
        return True

    def action_flags(self) -> None:
        """List the cards that the learner flagged."""
        from quizapp.tui.screens.flags import FlagsScreen

        self.app.push_screen(FlagsScreen())

    def action_start(self) -> None:
        """Study the chosen topic, or all of them."""
        topics = self._overview.topics if self._overview else ()
        self.app.action_study(topics[self.chosen - 1].topic if self.chosen else None)

    def action_faults(self) -> None:
        """List what is wrong in the bank's files."""
        from quizapp.tui.screens.faults import FaultsScreen

        self.app.push_screen(FaultsScreen())

    def rows(self, painter: Painter) -> list[Row]:
        """The whole page."""
        view = self._overview
        if view is None or not view.topics:
            return [[(self._reading or self.words("Reading the question bank…"), MUTED)]]
        today = self.desk.clock.today()
        return [
            spread([("quizapp", TITLE)], [(today.isoformat(), MUTED)], painter.width),
            [],
            self._due(view),
            [],
            *heatmap(view.heat, today, self.words),
            [],
            [(self._year(view), MUTED)],
            [],
            *self._topics(view, painter.width),
        ]

    def _due(self, view: Overview) -> Row:
        row: Row
        if view.goal is not None:  # towards a day nothing is due: each evening is planned anew
            today = self.desk.clock.today()
            row = [(foretell.short(self.words, view.goal, view.outlook, today), "bold")]
        else:
            due = self.words("{n} due", n=view.due)
            new = self.words("{n} new today", n=view.new_today)
            row = [(due, "bold"), ("   ", ""), (new, "bold")]
        if view.faults:
            faults = self.words("faults in the bank: {n}", n=view.faults)
            row += [("   ", ""), (f"! {faults}", "$error")]
        return row

    def _year(self, view: Overview) -> str:
        parts = [self.words("{n} reviews this year", n=sum(view.heat.values()))]
        parts.append(self.words("{n} today", n=view.today))
        if view.flagged:
            parts.append(self.words("{n} flagged", n=view.flagged))
        if view.suspended:
            parts.append(self.words("{n} suspended", n=view.suspended))
        return " · ".join(parts)

    def _topics(self, view: Overview, width: int) -> list[Row]:
        names = (self.words("Due"), self.words("New"), self.words("Cards"))
        columns = [piece for name in names for piece in pad([(name, MUTED)], COLUMN, "right")]
        cards = sum(topic.cards for topic in view.topics)
        whole = TopicCount(self.words("All topics"), cards, view.due, view.new)
        rows = [spread([(self.words("Topics"), HEADING)], columns, width)]
        for number, topic in enumerate((whole, *view.topics)):
            numbers = (topic.due, topic.new, topic.cards)
            counts = [
                piece for each in numbers for piece in pad([(str(each), "")], COLUMN, "right")
            ]
            rows.append(self.entry(number, [(topic.topic, "")], counts, width))
        return rows

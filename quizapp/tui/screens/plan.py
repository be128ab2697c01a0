"""The plan: what may be expected of the day of the interview, and what can be changed about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeVar

from msgspec import structs
from textual import on
from textual.binding import Binding, BindingType

from quizapp import foretell
from quizapp.bank.cards import Level
from quizapp.bank.filling import Row, Run, wrap
from quizapp.study import goal as goals
from quizapp.study.goal import NAME, Goal, Goals, Role
from quizapp.tui.app import QuizApp
from quizapp.tui.base import BACK, told
from quizapp.tui.list_screen import ListScreen
from quizapp.tui.rows import MUTED, pad, spread
from quizapp.tui.sheet import HEADING, TITLE

if TYPE_CHECKING:
    from quizapp.locale.words import Words
    from quizapp.study.goals import Trend
    from quizapp.study.outlook import Outlook, TopicOutlook
    from quizapp.tui.paint import Painter

MINUTES = 30
"""What a first goal begins with."""
WEIGHTS = (0.0, 0.5, 1.0, 2.0, 3.0, 5.0)
"""What a topic's weight is stepped through."""
COLUMN = 10
"""Cells of a column of numbers."""


@dataclass(frozen=True)
class Entry:
    """One thing that can be changed: by a line that is typed, or step by step."""

    label: str
    shown: str
    hint: str = ""
    read: Callable[[str], Goal] | None = None
    """The goal that a typed line makes of it. Raises QuizError."""
    step: Callable[[int], Goal] | None = None
    use: str | None = None
    """The goal that is chosen by it; empty: none."""
    topic: TopicOutlook | None = None


class PlanScreen(ListScreen):
    """The active goal with its outlook, its values and the other goals, one under another."""

    OPENED_BY = "plan"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "enter", "Change", tooltip="Type a value, or choose a goal", id="change"),
        Binding("right,space", "step(1)", "More", tooltip="The next value", id="more"),
        Binding("left", "step(-1)", "Less", tooltip="The value before", id="less"),
        Binding("n", "new", "New goal", tooltip="Plan for another day too", id="new"),
        Binding("x,delete", "drop", "Drop", tooltip="Give this goal up", id="drop"),
        BACK,
    ]

    def __init__(self) -> None:
        super().__init__()
        self._goals = Goals()
        self._outlook: Outlook | None = None
        self._trend: Trend = {}

    @told
    def on_mount(self) -> None:
        self._look()

    @on(QuizApp.Connected)
    @on(QuizApp.Refreshed)
    @on(QuizApp.Planned)
    @told
    def _look(self) -> None:
        """Read the goals and what was planned last."""
        if self.app.connected:
            self._goals = self.desk.goals()
            self._outlook, self._trend = self.desk.outlook(), self.desk.trend()
        self.paint()
        self.refresh_bindings()

    def count(self) -> int:
        """What can be changed."""
        return len(self._entries())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Which keys work on the chosen entry."""
        if action in ("enter", "step", "drop", "new") and not self.app.connected:
            return False
        match action:
            case "enter":
                return self._chosen.read is not None or self._chosen.use is not None
            case "step":
                return self._chosen.step is not None
            case "drop":
                return bool(self._chosen.use)
            case "new":
                return self._goal is not None
        return True

    def action_choose(self, step: int) -> None:
        """Choose another entry."""
        super().action_choose(step)
        self.refresh_bindings()

    def action_enter(self) -> None:
        """Change the chosen entry, or work towards the chosen goal."""
        entry = self._chosen
        if entry.use is not None:
            self.desk.use_goal(entry.use or None)
            self._changed()
        elif (read := entry.read) is not None:
            self._ask(entry.label, entry.hint, entry.shown, read)

    def action_step(self, step: int) -> None:
        """Take the next value of the chosen entry."""
        if self._chosen.step is not None:
            self._keep(self._chosen.step(step))

    def action_new(self) -> None:
        """Add a goal that begins as a copy of this one."""
        if (goal := self._goal) is not None:
            self._ask(
                self.words("New goal"),
                self.words("A name for it; it begins as a copy of this one."),
                "",
                lambda line: structs.replace(goal, name=line),
            )

    def action_drop(self) -> None:
        """Give the chosen goal up."""
        if self._chosen.use:
            self.desk.drop_goal(self._chosen.use)
            self._changed()

    def _ask(self, title: str, hint: str, value: str, read: Callable[[str], Goal]) -> None:
        from quizapp.tui.screens.prompt import PromptScreen

        prompt = PromptScreen(title, hint, value, check=lambda line: self._made(read(line)))
        self.app.push_screen(prompt, lambda line: self._typed(read, line))

    @told
    def _typed(self, read: Callable[[str], Goal], line: str | None) -> None:
        if line is not None:
            self._keep(read(line))

    def _made(self, goal: Goal) -> Goal:
        return goals.made(goal, today=self.desk.clock.today(), topics=self.desk.library.topics())

    def _keep(self, goal: Goal) -> None:
        self.desk.set_goal(goal)
        self._changed()

    def _changed(self) -> None:
        self._look()
        self.app.replan()

    @property
    def _goal(self) -> Goal | None:
        return self._goals.current

    @property
    def _chosen(self) -> Entry:
        entries = self._entries()
        return entries[max(0, min(self.chosen, len(entries) - 1))]

    # The page

    def rows(self, painter: Painter) -> list[Row]:
        """What may be expected, what can be changed, topic by topic, and the other goals."""
        rows: list[Row] = [[(self.words("Plan"), TITLE)], []]
        for line in self._told():
            rows += wrap([Run(line)], painter.width)
        if self._goal is not None and self._outlook is None and self.app.connected:
            rows.append([(self.words("Planning the evenings…"), MUTED)])
        rows.append([])
        return rows + self._listed(painter.width)

    def _told(self) -> list[str]:
        today, goal = self.desk.clock.today(), self._goal
        if goal is None:
            return [
                self.words("No goal is active: cards come back when you are about to forget them."),
                self.words(
                    "With a day to work towards, each minute goes where it adds most to it."
                ),
            ]
        return foretell.report(self.words, goal, self._outlook, self._trend, today)

    def _listed(self, width: int) -> list[Row]:
        rows: list[Row] = []
        heading = ""
        for number, entry in enumerate(self._entries()):
            begins = self._heading(entry)
            if begins != heading:
                heading = begins
                rows += [[], self._title(entry, heading, width)]
            rows.append(self.entry(number, [(entry.label, "")], self._value(entry), width))
            if number == self.chosen and entry.hint:
                rows += [[("    ", ""), *row] for row in wrap([Run(entry.hint, MUTED)], width - 4)]
        return rows

    def _heading(self, entry: Entry) -> str:
        if entry.topic is not None:
            return self.words("Topics")
        return self.words("Goals") if entry.use is not None else ""

    def _title(self, entry: Entry, heading: str, width: int) -> Row:
        names = foretell.columns(self.words) if entry.topic is not None else ()
        return spread([(heading, HEADING)], _columns(names, MUTED), width)

    def _value(self, entry: Entry) -> Row:
        if entry.topic is None:
            return [(entry.shown, "")]
        return _columns((entry.shown, *foretell.topic(entry.topic)[1:]), "")

    # What can be changed

    def _entries(self) -> list[Entry]:
        if not self.app.connected:
            return []
        goal = self._goal
        if goal is None:
            return [self._first(), *self._others()]
        return [*_values(goal, self.words), *self._topics(goal), *self._others()]

    def _first(self) -> Entry:
        return Entry(
            self.words("Day of the interview"),
            "",
            self.words("Write it as 2026-12-18."),
            lambda line: Goal(
                name=NAME, day=goals.read_day(line), minutes=goals.read_week(MINUTES)
            ),
        )

    def _topics(self, goal: Goal) -> list[Entry]:
        planned = {each.topic: each for each in self._outlook.topics} if self._outlook else {}
        return [
            _topic(goal, name, cards, planned.get(name))
            for name, cards in self.desk.library.topics().items()
        ]

    def _others(self) -> list[Entry]:
        kept = self._goals
        if not kept.all:
            return []
        none = Entry(self.words("No goal: keep what I know"), "●" if not self._goal else "", use="")
        return [
            *(
                Entry(each.name, f"{each.day}{'  ●' if each is self._goal else ''}", use=each.name)
                for each in kept.all
            ),
            none,
        ]


def _columns(numbers: Sequence[str], style: str) -> Row:
    return [piece for each in numbers for piece in pad([(each, style)], COLUMN, "right")]


def _topic(goal: Goal, name: str, cards: int, planned: TopicOutlook | None) -> Entry:
    from quizapp.study.goals import Expected
    from quizapp.study.outlook import TopicOutlook

    weight = goal.weight(name)
    unplanned = TopicOutlook(
        topic=name, weight=weight, cards=cards, known=0, expected=Expected(0, 0, 0), left_out=0
    )

    def stepped(step: int) -> Goal:
        nearest = min(range(len(WEIGHTS)), key=lambda at: abs(WEIGHTS[at] - weight))
        taken = WEIGHTS[max(0, min(nearest + step, len(WEIGHTS) - 1))]
        return structs.replace(goal, topics=goal.topics | {name: taken})

    def read(line: str) -> Goal:
        return structs.replace(goal, topics=goal.topics | goals.read_weights([f"{name}={line}"]))

    return Entry(name, f"{weight:g}", read=read, step=stepped, topic=planned or unplanned)


def _values(goal: Goal, words: Words) -> list[Entry]:
    """The goal's own values."""
    return [
        Entry(
            words("Day of the interview"),
            str(goal.day),
            words("Write it as 2026-12-18."),
            lambda line: structs.replace(goal, day=goals.read_day(line)),
        ),
        Entry(
            words("Minutes a day"),
            goals.week(goal.minutes),
            words("One number, and weekdays that differ: 30 sat=60 sun=0."),
            lambda line: structs.replace(goal, minutes=goals.read_week_line(line)),
            lambda step: structs.replace(
                goal, minutes=tuple(max(0, each + 5 * step) for each in goal.minutes)
            ),
        ),
        Entry(
            words("Days off"),
            " ".join(map(str, goal.off)),
            words("Days without study, as 2026-12-24 2026-12-25."),
            lambda line: structs.replace(
                goal, off=tuple(goals.read_day(each) for each in line.split())
            ),
        ),
        Entry(
            words("Role"),
            goal.role.value if goal.role else words("any"),
            words("What kind of work: decides which topics count more, where you did not say."),
            step=lambda step: structs.replace(goal, role=_next([None, *Role], goal.role, step)),
        ),
        Entry(
            words("Levels"),
            " ".join(words("core") if each is Level.CORE else words("advanced")
                     for each in goal.levels),
            words("Which cards belong to it."),
            step=lambda step: structs.replace(goal, levels=_next(_LEVELS, goal.levels, step)),
        ),
    ]  # fmt: skip


_LEVELS = [tuple(Level), (Level.CORE,), (Level.ADVANCED,)]

Value = TypeVar("Value")


def _next(values: Sequence[Value], value: Value, step: int) -> Value:
    """The next of some values, round and round."""
    return values[(values.index(value) + step) % len(values)]

"""`quizapp plan`: the goals of the learner, and what may be expected of the day."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click
import msgspec
from msgspec import structs

from quizapp import foretell
from quizapp.bank.cards import Level
from quizapp.commands import show
from quizapp.commands.workplace import Workplace, at_terminal
from quizapp.errors import UsageError
from quizapp.study import goal as goals
from quizapp.study.goal import NAME, WEEKDAYS, Goal, Goals, Role

if TYPE_CHECKING:
    from quizapp.study.desk import Desk
    from quizapp.study.outlook import Outlook


@dataclass(frozen=True)
class Asked:
    """What the command line says, as it was typed; what it leaves out stays as it was."""

    date: str | None
    minutes: int | None
    topic: tuple[str, ...]
    off: tuple[str, ...]
    weekday: tuple[str, ...]
    role: str | None
    level: tuple[str, ...]
    name: str | None

    @property
    def changes(self) -> bool:
        """Whether a goal is made or changed."""
        return bool(
            self.date is not None
            or self.minutes is not None
            or self.topic
            or self.off
            or self.weekday
            or self.role
            or self.level
        )


def plan(
    place: Workplace,
    asked: Asked,
    *,
    use: str | None,
    drop: str | None,
    listed: bool,
    as_json: bool,
) -> None:
    """Make, change, choose or drop a goal, then list the goals or tell what may be expected."""
    with closing(place.desk()) as desk:
        desk.refresh()
        if drop is not None:
            desk.drop_goal(drop)
        if use is not None:
            desk.use_goal(use)
        if asked.changes:
            desk.set_goal(changed(asked, desk.goals()))
        (_list if listed else _tell)(place, desk, as_json)


def _list(place: Workplace, desk: Desk, as_json: bool) -> None:
    kept = desk.goals()
    if as_json:
        show.as_json({"goals": [_goal(each, kept) for each in kept.all]})
    elif not kept.all:
        show.say(place.words("There is no goal yet."))
    else:
        show.columns(
            [
                (
                    "*" if each.name == kept.active else "",
                    each.name,
                    str(each.day),
                    goals.week(each.minutes),
                )
                for each in kept.all
            ]
        )


def changed(asked: Asked, kept: Goals) -> Goal:
    """The goal that the command line describes: a new one, or the one of its name with changes."""
    name = asked.name if asked.name is not None else kept.active or NAME
    before = next((each for each in kept.all if each.name == name), None)
    if before is None and asked.date is None:
        raise UsageError(f"the goal {name!r} needs a day", "say when: --date 2026-12-18")
    fresh = before or Goal(name=name, day=goals.read_day(asked.date or ""), minutes=(0,) * 7)
    given: dict[str, Any] = {}
    if asked.date is not None:
        given["day"] = goals.read_day(asked.date)
    if asked.minutes is not None or asked.weekday:
        given["minutes"] = _minutes(asked, fresh)
    if asked.topic:
        given["topics"] = fresh.topics | goals.read_weights(asked.topic)
    if asked.off:
        given["off"] = tuple({*fresh.off, *map(goals.read_day, asked.off)})
    if asked.role:
        given["role"] = Role(asked.role)
    if asked.level:
        given["levels"] = tuple(level for level in Level if level in asked.level)
    return structs.replace(fresh, **given)


def _minutes(asked: Asked, fresh: Goal) -> tuple[int, ...]:
    by_day = goals.read_week(asked.minutes or 0, asked.weekday)
    if asked.minutes is not None:
        return by_day
    named = {item.lower()[:3] for item in asked.weekday}
    return tuple(
        new if day in named else old
        for day, new, old in zip(WEEKDAYS, by_day, fresh.minutes, strict=True)
    )


def _tell(place: Workplace, desk: Desk, as_json: bool) -> None:
    kept = desk.goals()
    if desk.goal() is not None and at_terminal(sys.stderr):
        click.echo(place.words("Planning the evenings…"), err=True)  # half a year takes a minute
    outlook = desk.plan()
    if as_json:
        current = kept.current
        trend = msgspec.to_builtins(desk.trend(), str_keys=True)
        show.as_json(
            {
                "goal": _goal(current, kept) if current else None,
                "outlook": _outlook(outlook) if outlook else None,
                "trend": [{"day": day, **expected} for day, expected in trend.items()],
            }
        )
        return
    words, today = place.words, desk.clock.today()
    for line in foretell.report(words, kept.current, outlook, desk.trend(), today):
        show.say(line)
    if outlook:
        table = [(words("Topic"), *foretell.columns(words))]
        show.columns(table + [(each.topic, *foretell.topic(each)) for each in outlook.topics])


def _goal(goal: Goal, kept: Goals) -> Mapping[str, object]:
    fields: dict[str, object] = msgspec.to_builtins(goal)
    fields["date"] = fields.pop("day")
    fields["minutes"] = dict(zip(WEEKDAYS, goal.minutes, strict=True))
    return {**fields, "active": goal.name == kept.active}


def _outlook(outlook: Outlook) -> Mapping[str, object]:
    expected = msgspec.to_builtins(outlook.expected)
    return {
        "day": outlook.day.isoformat(),
        **expected,
        "cards": outlook.cards,
        "known": outlook.known,
        "left_out": outlook.left_out,
        "five_more": outlook.five_more,
        "minutes": [{"minutes": each, "recall": recall} for each, recall in outlook.curve],
        "topics": [
            {
                "topic": topic.topic,
                "weight": topic.weight,
                "cards": topic.cards,
                "known": topic.known,
                "left_out": topic.left_out,
                **msgspec.to_builtins(topic.expected),
            }
            for topic in outlook.topics
        ],
    }

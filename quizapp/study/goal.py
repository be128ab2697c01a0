"""What a learner works towards: a day, minutes for each evening until then, and what counts.

Values only. A goal is made by `made`, which says what is wrong with one in a line that mends it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from hashlib import blake2b

import msgspec
from msgspec import Struct, structs

from quizapp.bank.cards import Level
from quizapp.errors import UsageError

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FARTHEST = 730
"""Days: a plan for a day beyond is a wish."""
MOST_MINUTES = 960
HEAVIEST = 10.0
"""The most that a topic may count, against 1 for an ordinary one."""
NAME = "interview"
"""What a goal is called by one who has only one."""
LONGEST_NAME = 40
"""Characters: it stands in a line with what is expected."""


class Role(StrEnum):
    """What the interview is for; each has topics that count more, and some that count less."""

    RESEARCH = "research"
    APPLIED = "applied"
    ML_ENGINEER = "ml-engineer"
    INFERENCE = "inference"


def _weights(**by_weight: str) -> Mapping[str, float]:
    named = {"most": 3.0, "more": 2.0, "less": 0.5}
    return {
        topic: named[weight] for weight, topics in by_weight.items() for topic in topics.split()
    }


PRESETS: Mapping[Role, Mapping[str, float]] = {
    Role.RESEARCH: _weights(
        most="optimization-theory attention-transformers",
        more="generative gan representation-learning reinforcement-learning few-shot"
        " graph-networks language-pretraining initialization normalization backpropagation",
        less="frameworks gpu-systems data-splits",
    ),
    Role.APPLIED: _weights(
        most="overfitting data-splits machine-learning-basics",
        more="losses hyperparameters ensembles optimizers convolution continual-transfer-automl"
        " language-pretraining",
        less="optimization-theory gan reinforcement-learning graph-networks",
    ),
    Role.ML_ENGINEER: _weights(
        most="frameworks from-scratch gpu-systems",
        more="backpropagation data-splits overfitting machine-learning-basics optimizers"
        " attention-transformers",
        less="optimization-theory few-shot graph-networks gan",
    ),
    Role.INFERENCE: _weights(
        most="gpu-systems attention-transformers frameworks",
        more="language-pretraining from-scratch sequence-models normalization activations",
        less="optimization-theory gan few-shot reinforcement-learning ensembles",
    ),
}
"""Weights by topic; a topic that is not named counts 1."""


class Goal(Struct, frozen=True, kw_only=True):
    """One interview to come."""

    name: str = NAME
    day: date
    minutes: tuple[int, ...]
    """By weekday, Monday first."""
    off: tuple[date, ...] = ()
    """Days without study, sorted."""
    topics: dict[str, float] = {}
    """What a topic counts, where the learner said so; 0 leaves it out."""
    levels: tuple[Level, ...] = tuple(Level)
    role: Role | None = None

    @property
    def key(self) -> str:
        """A name for exactly this goal: another date or weight, another key."""
        return blake2b(msgspec.json.encode(self, order="sorted"), digest_size=8).hexdigest()

    def is_over(self, today: date) -> bool:
        """Whether its day has come; from then on cards are kept for good."""
        return today >= self.day

    def minutes_on(self, day: date) -> int:
        """How long the learner wants to study on a day."""
        return 0 if day in self.off else self.minutes[day.weekday()]

    def evenings(self, today: date) -> tuple[float, ...]:
        """Minutes of each evening from today to the eve of the interview."""
        days = (self.day - today).days
        return tuple(float(self.minutes_on(today + timedelta(n))) for n in range(days))

    def weight(self, topic: str) -> float:
        """What a card of this topic counts. A pack's topic counts as ours of the same name."""
        own = topic.rpartition(":")[2]
        given = self.topics.get(topic, self.topics.get(own))
        if given is not None:
            return given
        return PRESETS[self.role].get(own, 1.0) if self.role is not None else 1.0

    def wants(self, topic: str, level: Level) -> bool:
        """Whether a card of this topic and level belongs to it."""
        return level in self.levels and self.weight(topic) > 0


class Goals(Struct, frozen=True):
    """All goals of a learner, and the name of the one that decides what comes next."""

    all: tuple[Goal, ...] = ()
    active: str | None = None

    @property
    def current(self) -> Goal | None:
        """The active one, also where its day is over."""
        return next((goal for goal in self.all if goal.name == self.active), None)

    def get(self, name: str) -> Goal:
        """The goal of that name. Raises UsageError where there is none."""
        for goal in self.all:
            if goal.name == name:
                return goal
        known = ", ".join(goal.name for goal in self.all)
        remedy = f"there is {known}" if known else "make one: quizapp plan --date DAY --minutes N"
        raise UsageError(f"there is no goal {name!r}", remedy)

    def with_(self, goal: Goal) -> Goals:
        """With this goal in place of the one of its name, and active."""
        others = tuple(each for each in self.all if each.name != goal.name)
        return Goals((*others, goal), goal.name)

    def using(self, name: str) -> Goals:
        """With the goal of that name as the active one."""
        return structs.replace(self, active=self.get(name).name)

    def without(self, name: str) -> Goals:
        """Without the goal of that name; where it was active, none is."""
        gone = self.get(name)
        others = tuple(each for each in self.all if each is not gone)
        return Goals(others, None if self.active == name else self.active)


def made(goal: Goal, *, today: date, topics: Collection[str]) -> Goal:
    """The goal itself, sorted, where it can be planned for.

    `topics` are those of the bank; empty: they are not known yet. Raises UsageError that says what
    is wrong and what would be right.
    """
    goal = structs.replace(goal, off=tuple(sorted({d for d in goal.off if d >= today})))
    _check_day(goal.day, today)
    _check_minutes(goal.minutes)
    if not any(goal.evenings(today)):
        raise UsageError(
            f"no evening before {goal.day} has any minutes",
            "give minutes to a weekday in between, or take back a day off",
        )
    _check_topics(goal, topics)
    if not goal.name.strip() or not goal.name.isprintable() or len(goal.name) > LONGEST_NAME:
        raise UsageError(
            f"{goal.name[:LONGEST_NAME]!r} is no name for a goal", f"call it {NAME!r}, say"
        )
    return goal


def _check_day(day: date, today: date) -> None:
    if day < today:
        raise UsageError(f"{day} is in the past", f"today is {today}; name a later day")
    if day == today:
        raise UsageError(f"{day} is today", "no evening is left to plan; name a later day")
    if (day - today).days > FARTHEST:
        raise UsageError(f"{day} is more than two years away", "name a day within two years")


def _check_minutes(minutes: Sequence[int]) -> None:
    if not any(minutes):
        raise UsageError("no weekday has any minutes", "say how long you study: --minutes 30")
    if not all(0 <= each <= MOST_MINUTES for each in minutes):
        raise UsageError(
            f"{max(minutes, key=abs)} minutes do not fit into an evening",
            f"give 0 to {MOST_MINUTES} minutes",
        )


def _check_topics(goal: Goal, topics: Collection[str]) -> None:
    for topic, weight in goal.topics.items():
        if topics and topic not in {name for each in topics for name in (each, _own(each))}:
            raise UsageError(f"there is no topic {topic!r}", "quizapp stats lists the topics")
        if not 0 <= weight <= HEAVIEST:
            raise UsageError(
                f"topic {topic!r} cannot count {weight:g}", f"give 0 (left out) to {HEAVIEST:g}"
            )
    if topics and not any(goal.weight(topic) > 0 for topic in topics):
        raise UsageError("every topic is left out", "give one a weight above 0")


def _own(topic: str) -> str:
    return topic.rpartition(":")[2]


def read_day(text: str) -> date:
    """A day as a person writes it, `2026-12-18`. Raises UsageError."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError(f"{text!r} is no day of the calendar", "write it as 2026-12-18") from error


def read_minutes(text: str) -> int:
    """A number of minutes. Raises UsageError."""
    try:
        return int(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is no number of minutes", "write a whole number") from error


def read_weights(items: Iterable[str]) -> dict[str, float]:
    """Weights written as `normalization=3`. Raises UsageError."""
    return {topic: _weight(topic, text) for topic, text in map(_pair, items)}


def read_week(minutes: int, items: Iterable[str] = ()) -> tuple[int, ...]:
    """The same minutes on every weekday but those written as `sat=60`. Raises UsageError."""
    by_day = dict.fromkeys(WEEKDAYS, minutes)
    for name, text in map(_pair, items):
        weekday = name.lower()[:3]
        if weekday not in by_day:
            raise UsageError(f"there is no weekday {name!r}", f"use {', '.join(WEEKDAYS)}")
        by_day[weekday] = read_minutes(text)
    return tuple(by_day.values())


def read_week_line(line: str) -> tuple[int, ...]:
    """A week as `week` writes it. Raises UsageError."""
    usual, *others = line.split() or ["0"]
    return read_week(read_minutes(usual), others)


def week(minutes: Sequence[int]) -> str:
    """The usual minutes, then the weekdays that differ: `30 sat=60 sun=0`."""
    usual = max(minutes, key=list(minutes).count)
    named = zip(WEEKDAYS, minutes, strict=True)
    return " ".join([str(usual), *(f"{day}={n}" for day, n in named if n != usual)])


def _pair(item: str) -> tuple[str, str]:
    name, equals, value = item.partition("=")
    if not (name and equals and value):
        raise UsageError(f"{item!r} has no value", "write NAME=NUMBER, without spaces")
    return name.strip(), value.strip()


def _weight(topic: str, text: str) -> float:
    try:
        weight = float(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is no weight for {topic!r}", "write a number") from error
    return weight

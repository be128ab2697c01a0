"""A goal: what it makes of a week, and what is said about one that cannot be planned."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec import structs

from quizapp.bank.cards import Level
from quizapp.errors import UsageError
from quizapp.study import goal
from quizapp.study.goal import Goal, Goals, Role

TODAY = date(2026, 3, 2)  # a Monday
TOPICS = ("losses", "normalization", "extra:losses")


def a_goal(**changes: object) -> Goal:
    fresh = Goal(day=date(2026, 3, 12), minutes=goal.read_week(30, ["sat=60", "sun=0"]))
    return structs.replace(fresh, **changes)


def test_evenings_run_from_today_to_the_eve() -> None:
    evenings = a_goal(off=(date(2026, 3, 4),)).evenings(TODAY)
    assert evenings == (30, 30, 0, 30, 30, 60, 0, 30, 30, 30)


def test_a_topic_counts_what_the_learner_says_else_what_the_role_says() -> None:
    plain = a_goal(topics={"losses": 4.0})
    assert (plain.weight("losses"), plain.weight("normalization")) == (4, 1)
    assert plain.weight("extra:losses") == 4, "a pack's topic counts as ours of that name"
    research = a_goal(role=Role.RESEARCH, topics={"gan": 0.0})
    assert research.weight("optimization-theory") > research.weight("losses") == 1
    assert not research.wants("gan", Level.CORE)
    assert not a_goal(levels=(Level.CORE,)).wants("losses", Level.ADVANCED)


def test_another_weight_is_another_key() -> None:
    assert a_goal().key == a_goal().key
    assert len({a_goal().key, a_goal(topics={"losses": 2.0}).key, a_goal(name="x").key}) == 3


@pytest.mark.parametrize("role", Role)
def test_a_role_prefers_some_topics_and_leaves_none_out(role: Role) -> None:
    weights = goal.PRESETS[role].values()
    assert min(weights) > 0
    assert max(weights) > 1


@pytest.mark.parametrize("line", ["30", "30 sat=60", "20 mon=0 sun=90"])
def test_a_week_is_read_as_it_is_written(line: str) -> None:
    assert goal.week(goal.read_week_line(line)) == line


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"day": date(2020, 1, 1)}, "in the past"),
        ({"day": TODAY}, "is today"),
        ({"day": date(2031, 1, 1)}, "two years"),
        ({"minutes": (0,) * 7}, "no weekday has any minutes"),
        ({"minutes": (-5,) * 7}, "do not fit"),
        ({"minutes": (2000,) * 7}, "do not fit"),
        ({"day": date(2026, 3, 3), "off": (TODAY,)}, "no evening before"),
        ({"topics": {"lossses": 1.0}}, "no topic 'lossses'"),
        ({"topics": {"losses": 11.0}}, "cannot count 11"),
        ({"topics": {"losses": float("nan")}}, "cannot count nan"),
        ({"topics": {"losses": 0.0, "normalization": 0.0}}, "every topic is left out"),
        ({"name": " "}, "no name for a goal"),
        ({"name": "two\nlines"}, "no name for a goal"),
        ({"name": "n" * 41}, "no name for a goal"),
    ],
)
def test_what_cannot_be_planned_is_said(changes: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said) as told:
        goal.made(a_goal(**changes), today=TODAY, topics=TOPICS)
    assert told.value.remedy


def test_days_off_are_kept_in_order_and_those_gone_by_are_not() -> None:
    off = (date(2026, 3, 9), date(2026, 3, 4), date(2026, 3, 4), date(2026, 2, 1))
    made = goal.made(a_goal(off=off), today=TODAY, topics=TOPICS)
    assert made.off == (date(2026, 3, 4), date(2026, 3, 9))


@pytest.mark.parametrize("text", ["2026-13-01", "2026-02-30", "tomorrow", "", "2026"])
def test_an_impossible_date_is_said(text: str) -> None:
    with pytest.raises(UsageError, match="no day of the calendar"):
        goal.read_day(text)


@pytest.mark.parametrize(
    ("read", "said"),
    [
        (lambda: goal.read_week(30, ["xyz=3"]), "no weekday 'xyz'"),
        (lambda: goal.read_week(30, ["sat"]), "'sat' has no value"),
        (lambda: goal.read_week(30, ["sat=much"]), "no number of minutes"),
        (lambda: goal.read_weights(["losses"]), "has no value"),
        (lambda: goal.read_weights(["losses=a lot"]), "no weight for 'losses'"),
    ],
)
def test_what_cannot_be_read_is_said(read: object, said: str) -> None:
    assert callable(read)
    with pytest.raises(UsageError, match=said):
        read()


def test_several_goals_and_one_that_is_active() -> None:
    both = Goals().with_(a_goal()).with_(a_goal(name="second"))
    assert both.current == a_goal(name="second")
    assert both.using("interview").current == a_goal()
    assert both.without("second") == Goals((a_goal(),), None)
    assert both.using("interview").without("second").active == "interview"
    with pytest.raises(UsageError, match="no goal 'third'"):
        both.using("third")
    changed = both.with_(a_goal(name="second", topics={"losses": 2.0}))
    assert len(changed.all) == 2

"""`quizapp plan` on the command line, in a process of its own."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from quizapp.clock import Clock
from tests.study.conftest import CARD

Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def plan(quizapp: Command, tmp_path: Path) -> Command:
    """`quizapp --bank ... plan`, on a bank of two topics."""
    for topic in ("alpha", "beta"):
        folder = tmp_path / "bank" / topic
        folder.mkdir(parents=True)
        for n in range(2):
            (folder / f"card-{n}.md").write_text(CARD.format(n=n, topic=topic), "utf-8")
    return lambda *arguments: quizapp("--bank", str(tmp_path / "bank"), "plan", *arguments)


def test_a_goal_is_made_changed_chosen_and_dropped(plan: Command) -> None:
    today = Clock().today()
    day, other = str(today + timedelta(days=12)), str(today + timedelta(days=20))
    assert "No goal is active" in plan().stdout
    made = plan("--date", day, "--minutes", "10", "--topic", "beta=3", "--weekday", "sat=20")
    assert made.returncode == 0, made.stderr
    assert "12 days left" in made.stdout
    assert "80 % band" in made.stdout
    assert "Five more minutes today" in made.stdout

    answer = json.loads(plan("--json").stdout)
    assert answer["goal"]["minutes"]["sat"] == 20
    assert answer["goal"]["topics"] == {"beta": 3.0}
    outlook = answer["outlook"]
    assert 0 <= outlook["low"] <= outlook["recall"] <= outlook["high"] <= 1
    assert outlook["cards"] == 4
    assert [each["minutes"] for each in outlook["minutes"]] == [5, 11, 23]
    assert {each["topic"]: each["weight"] for each in outlook["topics"]} == {"alpha": 1, "beta": 3}
    assert [each["day"] for each in answer["trend"]] == [str(today)]

    assert plan("--name", "second", "--date", other, "--minutes", "5").returncode == 0
    assert "*  interview" in plan("--use", "interview", "--list").stdout
    assert plan("--use", "interview", "--off", other).returncode == 0
    listed = json.loads(plan("--list", "--json").stdout)["goals"]
    assert [(each["name"], each["active"], each["date"]) for each in listed] == [
        ("second", False, other),
        ("interview", True, day),
    ]
    assert plan("--drop", "second").returncode == 0
    assert plan("--list").stdout.split()[:3] == ["*", "interview", day]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--date", "2020-01-01", "--minutes", "30"], "2020-01-01 is in the past"),
        (["--date", "2026-02-31", "--minutes", "30"], "no day of the calendar"),
        (["--date", "DAY"], "no weekday has any minutes"),
        (["--minutes", "30"], "the goal 'interview' needs a day"),
        (["--date", "", "--minutes", "30"], "'' is no day of the calendar"),
        (["--date", "DAY", "--minutes", "30", "--name", ""], "'' is no name for a goal"),
        (["--date", "DAY", "--minutes", "30", "--topic", "gamma=2"], "no topic 'gamma'"),
        (["--date", "DAY", "--minutes", "30", "--weekday", "noday=2"], "no weekday 'noday'"),
        (["--date", "DAY", "--minutes", "many"], "not a valid integer"),
        (["--use", "nothing"], "no goal 'nothing'"),
    ],
)
def test_what_cannot_be_planned_is_one_line(plan: Command, arguments: list[str], said: str) -> None:
    soon = str(Clock().today() + timedelta(days=9))
    done = plan(*(soon if each == "DAY" else each for each in arguments))
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""

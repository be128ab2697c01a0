"""The plain face through a pipe: what it says, what it keeps, and where it may be cut off."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from io import StringIO
from pathlib import Path

import pytest

from quizapp.clock import Clock
from quizapp.commands import lines
from quizapp.commands.workplace import Workplace
from quizapp.scheduling.interview.model import DEFAULT_WEIGHTS
from quizapp.study.fits import Fits, Found
from tests.study.test_runs import SOURCE

Command = Callable[..., "subprocess.CompletedProcess[str]"]

CARD = """\
# What is {name}?

## Answer
{name} is $\\frac{{1}}{{2}}$ of the matter.

## Key points
- It is small.
- 한국어 줄도 그대로 나옵니다.
"""


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """Three cards, learned in the order of their names."""
    folder = tmp_path / "bank" / "letters"
    folder.mkdir(parents=True)
    for name in ("alpha", "beta", "gamma"):
        (folder / f"{name}.md").write_text(CARD.format(name=name), "utf-8")
    return folder.parent


@pytest.fixture
def ask(quizapp: Command, bank: Path) -> Callable[[str], str]:
    """What the plain face says to these lines."""

    def talk(lines: str) -> str:
        done = quizapp("--bank", str(bank), "ask", "--plain", input=lines)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    return talk


@pytest.fixture
def reviews(quizapp: Command, bank: Path) -> Callable[[], int]:
    """How many reviews stand."""

    def count() -> int:
        return int(json.loads(quizapp("--bank", str(bank), "stats", "--json").stdout)["reviews"])

    return count


def test_a_card_is_asked_shown_and_rated(ask: Callable[[str], str]) -> None:
    said = ask("my guess\n3\n")
    question, _, rest = said.partition("Answer\n")
    assert "What is alpha?" in question
    assert "of the matter" not in question
    assert "alpha is ½ of the matter." in rest
    assert "1. It is small.\n2. 한국어 줄도 그대로 나옵니다." in rest
    assert "1 Again" in rest
    assert "What is beta?" in rest
    assert "\x1b" not in said


def test_evidence_says_how_it_stands(ask: Callable[[str], str], bank: Path) -> None:
    (bank / "letters" / "demos").mkdir()
    (bank / "letters" / "demos" / "ratio.py").write_text(SOURCE, "utf-8")
    evidence = "\n## Evidence\n- [It is small.](demo:ratio#small)\n"
    card = "---\ndemos: [ratio]\n---\n" + CARD.format(name="alpha") + evidence
    (bank / "letters" / "alpha.md").write_text(card, "utf-8")
    assert "· not measured yet" in ask("\n3\nq\n")


def test_every_rating_is_kept_when_the_input_ends(
    ask: Callable[[str], str], reviews: Callable[[], int]
) -> None:
    ask("\n3\n\n4\n\n")
    assert reviews() == 2
    assert "What is gamma?" in ask("")


def test_undo_asks_the_card_again(ask: Callable[[str], str], reviews: Callable[[], int]) -> None:
    said = ask("\n3\nu\n")
    assert "Undone: letters/alpha was Good" in said
    assert said.count("What is alpha?") == 2
    assert reviews() == 0


def test_redo_puts_the_rating_back(ask: Callable[[str], str], reviews: Callable[[], int]) -> None:
    said = ask("\n3\nu\nU\nU\n?\n")
    assert "Redone: letters/alpha is Good" in said
    assert "There is nothing to redo." in said
    assert "U puts it back" in said
    assert reviews() == 1


def test_the_other_language_is_a_letter_away(ask: Callable[[str], str], bank: Path) -> None:
    korean = CARD.format(name="알파").replace("What is 알파?", "알파란?")
    (bank / "letters" / "alpha.ko.md").write_text(f"---\nof: 000000000000\n---\n{korean}", "utf-8")
    said = ask("l\n\nl\n?\n")
    assert said.index("What is alpha?") < said.index("알파란?") < said.index("알파 is ½")
    assert said.index("알파 is ½") < said.index("alpha is ½")
    assert "l shows the other language" in said


def test_an_empty_bank_is_called_empty(quizapp: Command, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    done = quizapp("--bank", str(tmp_path / "none"), "ask", "--plain")
    assert done.stdout.startswith("There are no cards. ")
    assert "due" not in done.stdout


def test_skip_asks_the_card_last(ask: Callable[[str], str]) -> None:
    said = ask("s\ns\ns\n")
    assert [said.count(f"What is {name}?") for name in ("alpha", "beta", "gamma")] == [2, 1, 1]


def test_what_is_not_understood_repeats_the_choices(
    ask: Callable[[str], str], reviews: Callable[[], int]
) -> None:
    said = ask("\n5\nmaybe\n?\n2\n")
    assert said.count("1 Again (") == 4
    assert "Hard is a pass" in said
    assert "'5' is not a rating; 1-4, u, U, s, l, q or ?\n1 Again (" in said
    assert "'maybe' is not a rating" in said
    assert "'2' is not" not in said
    assert reviews() == 1


def test_a_typed_answer_survives_the_end_of_the_input(ask: Callable[[str], str]) -> None:
    ask("half of it\n")
    assert "half of it" in ask("")


def test_there_is_an_end(ask: Callable[[str], str]) -> None:
    said = ask("\n3\n\n3\n\n3\n")
    assert said.endswith("Passed in this session: 3. Everything is saved.\n")
    assert ask("") == "Nothing is due\nPassed in this session: 0. Everything is saved.\n"


def test_an_unknown_topic_is_bad_usage(quizapp: Command, bank: Path) -> None:
    done = quizapp("--bank", str(bank), "ask", "--plain", "numbers")
    assert done.returncode == 2
    assert done.stderr == "quizapp: there is no topic 'numbers'; quizapp stats lists the topics\n"


def test_interrupting_is_quiet(bank: Path) -> None:
    command = [sys.executable, "-m", "quizapp", "--bank", str(bank), "ask", "--plain"]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A runner started in the background ignores the signal, and its children inherit that.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert any("Enter" in line for line in process.stdout)
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
        assert process.returncode == 130
        assert process.stderr.read().strip() == ""


def test_how_sure_is_asked_before_the_answer_where_the_setting_says_so(
    ask: Callable[[str], str], quizapp: Command, bank: Path, home: Path
) -> None:
    config = home / "quizapp" / "config"
    config.mkdir(parents=True)
    (config / "config.toml").write_text("confidence = true\n", "utf-8")
    said = ask("my guess\nperhaps\n4\n1\n\n\n3\n")
    question, _, rest = said.partition("Answer\n")
    assert "How sure?  1 25 %  2 50 %  3 75 %  4 95 %" in question
    assert "'perhaps' does not say how sure you are" in question
    assert "How sure?" in rest, "of the next card"
    kept = json.loads(quizapp("--bank", str(bank), "stats", "--json").stdout)["confidence"]
    assert [each["percent"] for each in kept if each["count"]] == [95]


def test_towards_a_goal_each_card_says_why_it_is_asked(
    ask: Callable[[str], str], quizapp: Command, bank: Path
) -> None:
    day = str(Clock().today() + timedelta(days=9))
    assert quizapp("--bank", str(bank), "plan", "--date", day, "--minutes", "9").returncode == 0
    assert "How sure?" not in (said := ask("\n3\n"))
    assert re.search(r"\[1 done · \d min left\] letters/\w+  0 % → \d+ % on the day\n", said)


@pytest.mark.parametrize("answers", [2, 3])
def test_a_fit_at_the_end_of_a_session_is_told(
    answers: int,
    home: Path,
    bank: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = Found(
        reviews=90,
        predictable=64,
        held_out=32,
        before=0.45,
        after=0.44,
        adopted=True,
        weights=DEFAULT_WEIGHTS,
    )
    monkeypatch.setattr(Fits, "look", lambda _: found)
    monkeypatch.setattr(sys, "stdin", StringIO("\n3\n" * answers))
    lines.ask(Workplace.find(os.environ, bank), None)
    assert ("quizapp optimize --back" in capsys.readouterr().out) == (answers == 3)

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from quizapp import spell
from quizapp.bank.cards import CardId
from quizapp.bank.filling import Row, measure
from quizapp.errors import SettingError
from quizapp.locale.words import Words
from quizapp.scheduling.memory import Rating
from quizapp.study.values import Change
from quizapp.tui import editing
from quizapp.tui.widgets.grades import grades
from quizapp.tui.widgets.heatmap import LABEL, WEEKS, heatmap

WEDNESDAY = date(2026, 3, 4)
EN, KO = Words("en"), Words("ko")


def text(row: Row) -> str:
    return "".join(piece for piece, _ in row)


def test_the_heatmap_ends_today_and_begins_53_weeks_before() -> None:
    first = WEDNESDAY - timedelta(days=WEDNESDAY.weekday() + 7 * (WEEKS - 1))
    rows = heatmap({WEDNESDAY: 1, first: 8, first - timedelta(days=1): 40}, WEDNESDAY, EN)
    days = [text(row)[LABEL:] for row in rows[1:]]
    assert days[2] == "·" * (WEEKS - 1) + "░"
    assert days[0] == "▒" + "·" * (WEEKS - 1)
    assert days[3] == "·" * (WEEKS - 1) + " ", "tomorrow is blank"
    assert "█" not in "".join(days)


def test_shades_tell_the_count_without_colour() -> None:
    counts = [1, 7, 8, 19, 20, 39, 40, 1000]
    heat = {WEDNESDAY - timedelta(days=7 * at): count for at, count in enumerate(counts)}
    assert text(heatmap(heat, WEDNESDAY, EN)[3])[::-1][: len(counts)] == "░░▒▒▓▓██"


@pytest.mark.parametrize("words", [EN, KO])
@pytest.mark.parametrize("month", range(1, 13))
def test_the_months_stay_over_their_weeks(words: Words, month: int) -> None:
    months, *days = heatmap({}, date(2026, month, 15), words)
    assert measure(months) <= LABEL + WEEKS + 1
    assert {measure(row) for row in days} == {LABEL + WEEKS}


def test_grades_stand_in_four_columns_with_their_intervals() -> None:
    preview = {Rating.AGAIN: 0, Rating.HARD: 2, Rating.GOOD: 45, Rating.EASY: 800}
    row = text(grades(EN, preview, Rating.GOOD, 80))
    assert row.split("  ")[0] == ""
    assert [row.index(f"{rating.value} ") for rating in Rating] == [2, 22, 42, 62]
    assert "▸ 3 Good  1.5 mo" in row
    assert "4 Easy  2.2 y" in row


@pytest.mark.parametrize("words", [EN, KO], ids=["en", "ko"])
@pytest.mark.parametrize("width", [20, 30, 36, 40, 50, 56, 60, 76])
def test_every_rating_is_seen_however_narrow(words: Words, width: int) -> None:
    preview = {Rating.AGAIN: 0, Rating.HARD: 2, Rating.GOOD: 45, Rating.EASY: 800}
    row = grades(words, preview, Rating.GOOD, width)
    assert measure(row) <= width
    assert all(f" {rating.value}" in text(row) for rating in Rating)
    assert ("오늘" in text(row) or "today" in text(row)) is (width > 60)


def test_the_names_of_the_ratings_stay_whole_in_forty_columns() -> None:
    preview = dict.fromkeys(Rating, 0)
    assert text(grades(KO, preview, Rating.GOOD, 36)) == " 1 다시 2 어려움 ▸ 3 알맞음 4 쉬움"
    assert text(grades(EN, preview, Rating.GOOD, 36)) == " 1 Again 2 Hard ▸ 3 Good 4 Easy"


@pytest.mark.parametrize(
    ("days", "english", "korean"),
    [
        (0, "today", "오늘"),
        (1, "1 d", "1일"),
        (30, "30 d", "30일"),
        (61, "2 mo", "2개월"),
        (400, "1.1 y", "1.1년"),
    ],
)
def test_intervals_are_short(days: int, english: str, korean: str) -> None:
    assert spell.interval(EN, days) == english
    assert spell.interval(KO, days) == korean


def test_a_change_is_told_in_a_line() -> None:
    card = CardId("a/b")
    assert spell.change(EN, Change(card, Rating.GOOD, 4)) == "Good: back in 4 d"
    assert spell.change(EN, Change(card, Rating.AGAIN, 0)) == "Again: comes back today"


def test_the_editor_is_the_setting_then_the_environment_then_vi() -> None:
    environment = {"VISUAL": "code --wait", "EDITOR": "nano"}
    assert editing.command("hx", environment) == ["hx"]
    assert editing.command("", environment) == ["code", "--wait"]
    assert editing.command("", {"EDITOR": "nano"}) == ["nano"]
    assert editing.command("", {}) == ["vi"]
    assert editing.command(" ", {"VISUAL": "\t", "EDITOR": ""}) == ["vi"]


def test_an_editor_that_is_no_command_is_refused() -> None:
    with pytest.raises(SettingError, match="cannot be read as a command"):
        editing.command("vi 'half", {})


def test_an_editor_is_run_at_the_line_where_it_can_be(tmp_path: Path) -> None:
    for name, wanted in (("vim", ["+7", "card.md"]), ("other", ["card.md"])):
        script = tmp_path / name
        script.write_text('#!/bin/sh\necho "$@" > "$0.said"\n')
        script.chmod(0o755)
        editing.run([str(script)], Path("card.md"), 7)
        assert (tmp_path / f"{name}.said").read_text().split() == wanted

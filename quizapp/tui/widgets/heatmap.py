"""A year of study days as a calendar of 53 weeks; shades tell the count even without colour."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from quizapp.bank.filling import Row, measure
from quizapp.locale.words import Words
from quizapp.maths.width import cells
from quizapp.tui.rows import MUTED, RULE, pad

WEEKS = 53
LABEL = 5
SHADES = ((1, "░"), (8, "▒"), (20, "▓"), (40, "█"))
"""From how many reviews a day on it is drawn in which shade."""


def heatmap(heat: Mapping[date, int], today: date, words: Words) -> list[Row]:
    """Eight rows: the months, then Monday to Sunday; the last column is this week."""
    first = today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))
    names = {0: words("Mon"), 2: words("Wed"), 4: words("Fri")}
    rows = [_months(first, words)]
    for weekday in range(7):
        days = [first + timedelta(days=weekday + 7 * week) for week in range(WEEKS)]
        label = pad([(names.get(weekday, ""), MUTED)], LABEL)
        rows.append([*label, *(_day(heat.get(day, 0), day > today) for day in days)])
    return rows


def _day(count: int, ahead: bool) -> tuple[str, str]:
    if ahead:
        return " ", ""
    shade = ""
    for least, mark in SHADES:
        shade = mark if count >= least else shade
    return (shade, "$accent") if shade else ("·", RULE)


def _months(first: date, words: Words) -> Row:
    """Month names over the week in which each begins, where there is room for them."""
    row: Row = [(" " * LABEL, "")]
    names = (
        words("Jan"), words("Feb"), words("Mar"), words("Apr"), words("May"), words("Jun"),
        words("Jul"), words("Aug"), words("Sep"), words("Oct"), words("Nov"), words("Dec"),
    )  # fmt: skip
    for week in range(WEEKS):
        day = first + timedelta(days=7 * week)
        name = names[day.month - 1]
        column = LABEL + week
        fits = measure(row) <= column and column + cells(name) <= LABEL + WEEKS
        if day.day <= 7 and fits:
            row += [(" " * (column - measure(row)), ""), (f"{name} ", MUTED)]
    return row

"""The columns of srs-benchmark's data set (anki-revlogs-10k), as CSV.

Cards are numbered in the order in which they were met, days from the first day of the log; -1 says
that there was no review before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from quizapp.bank.cards import CardId
from quizapp.exchange import sheet
from quizapp.exchange.values import Review

LONGEST = 60_000
"""Milliseconds: what the data set cuts a duration to."""


class Row(NamedTuple):
    """One review; the fields are the columns."""

    card_id: int
    day_offset: int
    rating: int
    state: int
    duration: int
    elapsed_days: int
    elapsed_seconds: int


def write(log: Sequence[Review]) -> str:
    """The log, oldest first."""
    return sheet.write(Row._fields, rows(log))


def rows(log: Sequence[Review]) -> list[Row]:
    """The log as the numbers of that data set."""
    numbers: dict[CardId, int] = {}
    last: dict[CardId, tuple[date, int]] = {}
    made = []
    for review in log:
        day, at = last.get(review.card, (None, 0))
        made.append(
            Row(
                card_id=numbers.setdefault(review.card, len(numbers)),
                day_offset=(review.day - log[0].day).days,
                rating=int(review.rating),
                state=int(review.state),
                duration=min(round(review.seconds * 1000), LONGEST),
                elapsed_days=-1 if day is None else (review.day - day).days,
                elapsed_seconds=-1 if day is None else (review.at - at) // 1000,
            )
        )
        last[review.card] = (review.day, review.at)
    return made


def read(text: str, name: str) -> list[Row]:
    """The rows of a file. Raises ExchangeError that names the line."""
    found = []
    for line in sheet.read(text, name, Row._fields):
        line.rating("rating")
        found.append(Row(*(line.number(column) for column in Row._fields)))
    return found

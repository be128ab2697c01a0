"""Anki's table `revlog`, as CSV.

Cards get ids as Anki gives them: the millisecond in which a card came to be, here that of its first
review. Anki keeps difficulty in `factor`, 1 to 10 as 100 to 1100, and in `type` 0 for learning, 1
for a review and 2 for relearning.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from quizapp.bank.cards import CardId
from quizapp.exchange import sheet
from quizapp.exchange.values import Review, State, home_of, moment

_TYPES = {State.NEW: 0, State.LEARNING: 0, State.REVIEW: 1, State.RELEARNING: 2}


class Row(NamedTuple):
    """One review; the fields are the columns."""

    id: int
    """UTC milliseconds, of which no two are alike."""
    cid: int
    usn: int
    ease: int
    """The rating."""
    ivl: int
    """Days until the card comes back."""
    lastIvl: int
    factor: int
    time: int
    """Milliseconds."""
    type: int


def write(log: Sequence[Review]) -> str:
    """The log, oldest first, for a collection in the time zone of its last review."""
    return sheet.write(Row._fields, rows(log))


def rows(log: Sequence[Review]) -> list[Row]:
    """The log as rows of the table."""
    home = home_of(log)
    taken: set[int] = set()
    cards: dict[CardId, int] = {}
    intervals: dict[CardId, int] = {}
    made = []
    for review in log:
        at = moment(review, home)
        while at in taken:
            at += 1
        taken.add(at)
        interval = (review.after.due - review.day).days
        made.append(
            Row(
                id=at,
                cid=cards.setdefault(review.card, at),
                usn=-1,
                ease=int(review.rating),
                ivl=interval,
                lastIvl=intervals.get(review.card, 0),
                factor=round(((review.after.difficulty - 1) / 9 + 0.1) * 1000),
                time=round(review.seconds * 1000),
                type=_TYPES[review.state],
            )
        )
        intervals[review.card] = interval
    return made


def read(text: str, name: str) -> list[Row]:
    """The rows of a file. Raises ExchangeError that names the line."""
    sheets = sheet.read(text, name, Row._fields)
    return [Row(*(line.number(column) for column in Row._fields)) for line in sheets]

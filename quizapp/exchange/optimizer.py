"""The CSV that fsrs-optimizer reads, and the log that FSRS's own tests bring along.

Format: open-spaced-repetition, "Review Logs Schema". The reader is told two things beside the file:
the time zone and the hour at which a day begins. In the tests of py-fsrs `review_time` is written
in ISO 8601 and there is no `review_state`; both are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from quizapp.clock import milliseconds
from quizapp.exchange import sheet
from quizapp.exchange.values import Review, day_of, home_of, moment

COLUMNS = ("card_id", "review_time", "review_rating", "review_state", "review_duration")
_NEEDED = ("card_id", "review_time", "review_rating")


class Told(NamedTuple):
    """One review as such a file tells it."""

    card: str
    at: int
    """UTC milliseconds."""
    rating: int
    day: date
    """The study day, in the time zone that the reader was told."""
    duration: int
    """Milliseconds; 0 where the file does not say."""


def write(log: Sequence[Review]) -> str:
    """The log, oldest first, for a reader in the time zone of its last review."""
    home = home_of(log)
    return sheet.write(
        COLUMNS,
        (
            (
                review.card,
                moment(review, home),
                int(review.rating),
                int(review.state),
                round(review.seconds * 1000),
            )
            for review in log
        ),
    )


def read(text: str, name: str, home: str) -> list[Told]:
    """The reviews of a file, oldest first; `home` is the time zone of its learner.

    Raises ExchangeError that names the line.
    """
    found = [_told(line, home) for line in sheet.read(text, name, _NEEDED)]
    return sorted(found, key=lambda told: told.at)


def _told(line: sheet.Line, home: str) -> Told:
    at = _moment(line)
    duration = line.number("review_duration") if "review_duration" in line else 0
    return Told(line.text("card_id"), at, line.rating("review_rating"), day_of(at, home), duration)


def _moment(line: sheet.Line) -> int:
    text = line.text("review_time")
    if text.isdecimal():
        return int(text)
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise line.wrong("review_time", "milliseconds, or 2024-03-29T20:32:32+00:00") from error
    if at.tzinfo is None:
        raise line.wrong("review_time", "a moment with its offset, 2024-03-29T20:32:32+00:00")
    return milliseconds(at)

"""What may be expected of the day of the interview, as values that a file keeps and a screen shows.

Light: what computes it is `prospect`, in a process of its own.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from quizapp.errors import StoreError
from quizapp.study.goals import Expected

if TYPE_CHECKING:
    from quizapp.study.interview import Evening


class TopicOutlook(Struct, frozen=True, kw_only=True):
    """One topic on the day."""

    topic: str
    weight: float
    cards: int
    known: int
    """About so many of them."""
    expected: Expected
    left_out: int
    """Cards that the evenings do not reach."""


class Outlook(Struct, frozen=True, kw_only=True):
    """One goal as of one study day."""

    goal: str
    """The goal's key: an outlook of another one says nothing about it."""
    day: date
    """The study day on which it was made."""
    answers: int
    """Of that day when it was made."""
    basis: str = ""
    """Names the cards and the weights that it was made with."""
    expected: Expected
    cards: int
    known: int
    topics: tuple[TopicOutlook, ...] = ()
    curve: tuple[tuple[float, float], ...] = ()
    """Minutes an evening, and the recall on the day that they lead to."""
    five_more: float = 0.0
    """Recall that five more minutes today add, 0 to 1."""
    prices: tuple[float, float, float] | None = None
    """Level, rise and reach of the plan's price of time; None: the greatest gain per second first.
    """

    @property
    def left_out(self) -> int:
        """Cards that the evenings do not reach, in all topics."""
        return sum(topic.left_out for topic in self.topics)

    def lead(self, evening: Evening) -> None:
        """Let the evening's cards be ranked by the plan's prices; those of an earlier day still
        tell more than none.
        """
        from quizapp.scheduling.interview.programme import Profile

        if self.prices is not None:
            evening.follow(Profile(*self.prices))


def load(path: Path) -> Outlook | None:
    """The outlook that was kept last; None where there is none that can be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Outlook)
    except (OSError, msgspec.DecodeError):
        return None


def save(path: Path, outlook: Outlook) -> None:
    """Keep an outlook, whole or not at all."""
    draft = path.with_suffix(".new")
    try:
        draft.write_bytes(msgspec.json.encode(outlook))
        os.replace(draft, path)
    except OSError as error:
        raise StoreError(
            f"{path}: cannot be written ({error.strerror})", "free some space"
        ) from error

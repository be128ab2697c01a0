"""What the study room hands to a face: plain values, cheap to import."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from quizapp.bank.cards import Card, CardId, Language
from quizapp.scheduling.memory import Rating


class Response(Struct, frozen=True):
    """What the learner did with one card before rating it."""

    answer: str = ""
    """What was typed."""
    points: frozenset[int] = frozenset()
    """Key points ticked, counted from 0."""
    seconds: float = 0.0
    """From the question's first sight to the rating."""
    language: Language = Language.EN


class Progress(Struct, frozen=True):
    """How far a session is."""

    done: int
    """Cards passed in it."""
    left: int
    """Still to come, the current one included."""
    lapsed: int
    """Of these, lapses to pass once more."""


class Opening(Struct, frozen=True):
    """The current question and how it stands: what a screen paints."""

    card: Card
    again: bool
    """It is here because it lapsed in this session."""
    progress: Progress
    draft: Response | None
    """Typed and ticked before the program was closed or killed."""
    revealed: bool


class Change(Struct, frozen=True):
    """What an answer, an undo or a redo did."""

    card: CardId
    rating: Rating
    days: int | None
    """Until the card comes back, by its memory now; 0: again in this session; None: it is new."""


class TopicCount(Struct, frozen=True):
    """One topic of the bank, counted."""

    topic: str
    cards: int
    due: int
    new: int
    """Never reviewed; suspended cards are counted nowhere but in `cards`."""


class Overview(Struct, frozen=True):
    """What the home screen shows."""

    topics: tuple[TopicCount, ...]
    due: int
    new: int
    """Never reviewed, in the whole bank."""
    new_today: int
    """Of these, what the day's number of new cards still allows."""
    learned: int
    reviews: int
    """That stand: undone ones are not counted."""
    today: int
    """Reviews of this study day."""
    flagged: int
    suspended: int
    faults: int
    """Places in the bank's files that are wrong."""
    heat: Mapping[date, int]
    """Reviews per study day of the last year."""

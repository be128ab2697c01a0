"""What goes into the study database and what comes out of it: frozen values, never rows."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NewType

from msgspec import Struct

from quizapp.bank.cards import CardId, Language
from quizapp.scheduling.memory import Memory, Rating

SessionId = NewType("SessionId", str)
ReviewId = NewType("ReviewId", str)


class EventKind(StrEnum):
    """What an event of the review log does: a retraction is an event too."""

    GRADE = "grade"
    UNDO = "undo"
    REDO = "redo"


class MarkKind(StrEnum):
    """What a learner can say about a card besides grading it."""

    SUSPEND = "suspend"
    UNSUSPEND = "unsuspend"
    FLAG = "flag"
    UNFLAG = "unflag"


class Answered(Struct, frozen=True, kw_only=True):
    """One answer, as the learner gave it to the card's text of that moment."""

    card: CardId
    rating: Rating
    retention: float
    """The retention that was aimed at: a replay needs it to find the same due days."""
    seconds: float = 0.0
    answer: str = ""
    points: frozenset[int] = frozenset()
    """The key points that were said, counted from 0."""
    language: Language = Language.EN
    card_hash: str = ""
    revision: int = 1


class Recorded(Struct, frozen=True):
    """A grade that is on the disk, and what the learner remembers after it."""

    id: ReviewId
    memory: Memory


class Place(Struct, frozen=True):
    """Where a session stands. The state is the session's own text; the store never reads it."""

    session: SessionId
    state: str


class Step(Struct, frozen=True):
    """A grade that was taken back or put back, and the card's memory after that."""

    card: CardId
    rating: Rating
    memory: Memory | None


class OpenSession(Struct, frozen=True):
    """The session that was begun and not ended."""

    id: SessionId
    started_at: int
    study_day: date
    topic: str | None
    state: str


class Counts(Struct, frozen=True, kw_only=True):
    """How the learner stands on one study day; all numbers are of the history, not of the bank."""

    due: int
    """Cards to review by that day, suspended ones left out."""
    learned: int
    """Cards with a memory."""
    new: int
    """Cards first learned on that day."""
    today: int
    """Reviews of that day that stand."""
    reviews: int
    """Reviews of all days that stand."""
    suspended: int
    flagged: int


class Flagged(Struct, frozen=True):
    """A card that the learner wants to come back to, and why."""

    card: CardId
    note: str
    at: int


class Event(Struct, frozen=True, kw_only=True):
    """One event of the log. What only a grade has is None or empty in an undo and a redo."""

    id: ReviewId
    card: CardId
    kind: EventKind
    at: int
    tz: str
    study_day: date
    rating: Rating | None
    retention: float | None
    seconds: float | None
    answer: str
    points: frozenset[int]
    language: Language | None
    card_hash: str
    revision: int | None
    model: str
    stands: bool
    """Whether the card's memory counts it: a grade that was not taken back."""


class RunKey(Struct, frozen=True, kw_only=True):
    """All that a demo's result depends on."""

    demo: str
    parameters: dict[str, object]
    seed: int
    budget: str
    device: str
    code_hash: str
    versions: dict[str, str]


class DemoRun(Struct, frozen=True, kw_only=True):
    """What a demo measured, and how its claims fared."""

    key: RunKey
    metrics: dict[str, float]
    verdicts: dict[str, str]
    seconds: float


class MeasuredRun(Struct, frozen=True):
    """A kept run, and when it was measured (UTC milliseconds)."""

    run: DemoRun
    at: int


class Difference(Struct, frozen=True):
    """A kept value that the log does not give, in one line: what was kept, and what is true."""

    what: str

"""What goes into the study database and what comes out of it: frozen values, never rows."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, NamedTuple, NewType

from msgspec import Meta, Struct

from quizapp.bank.cards import CardId, Language
from quizapp.scheduling.memory import Memory, Rating, Weights

SessionId = NewType("SessionId", str)
ReviewId = NewType("ReviewId", str)
RunId = NewType("RunId", str)


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
    confidence: int | None = None
    """How sure the learner was before the reveal, in percent; None: nobody asked."""
    probe: bool = False
    """Drawn at random, and so part of the estimate of recall."""


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
    confidence: int | None
    """In percent."""
    probe: bool
    stands: bool
    """Whether the card's memory counts it: a grade that was not taken back."""


class TimedAnswer(Struct, frozen=True):
    """A grade that stands, as far as a learner's pace shows in it."""

    card: CardId
    rating: Rating
    seconds: float
    day: date
    began: bool
    """Given on the study day on which the card was first learned."""


class Fit(Struct, frozen=True, kw_only=True):
    """Weights that were fitted to the log, and how they fared."""

    weights: Weights
    at: int
    model: str
    """The memory model and the version of its library."""
    reviews: int
    """That were learned from."""
    log_loss: float
    """On reviews that a fit to what came before had not seen."""
    adopted: bool
    """Whether they were taken over, and not taken back since."""


class Graded(NamedTuple):
    """A grade that stands, as far as numbers about the whole history need it."""

    card: CardId
    rating: int
    day: date
    seconds: float
    confidence: int | None
    probe: bool
    """The card was drawn at random: only such reviews tell of all cards without bias."""
    weights: str
    """The id of the weights that scheduled it."""


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One event of the log with all that was kept of it, as it goes from file to file.

    What only a grade has is None in an undo and a redo.
    """

    id: str
    device: str
    card: CardId
    kind: EventKind
    voids: str | None = None
    """The id of the event that it takes back."""
    at: int
    tz: str
    study_day: date
    rating: Annotated[int, Meta(ge=1, le=4)] | None = None
    retention: Annotated[float, Meta(ge=0.70, le=0.97)] | None = None
    seconds: float | None = None
    answer: str | None = None
    points: tuple[int, ...] | None = None
    language: Language | None = None
    card_hash: str | None = None
    revision: int | None = None
    model: str | None = None
    confidence: Annotated[int, Meta(ge=0, le=100)] | None = None
    probe: bool | None = None


class Taken(Struct, frozen=True):
    """What an import did: events that were new here, and those that were there already."""

    added: int
    present: int


class RunKey(Struct, frozen=True, kw_only=True):
    """All that a demo's result depends on."""

    demo: str
    parameters: dict[str, object]
    seed: int
    budget: str
    device: str
    code_hash: str
    versions: dict[str, str]


class Approval(Struct, frozen=True, kw_only=True):
    """That a learner let the demos of a pack run; the store knows neither secret nor seal."""

    seal: str
    at: int
    files: tuple[tuple[str, int, str], ...]
    """Path, size and SHA-256 of each file then: to tell what has changed."""


class DemoRun(Struct, frozen=True, kw_only=True):
    """What a demo measured with one seed, and how its claims fared."""

    key: RunKey
    metrics: dict[str, float]
    verdicts: dict[str, str]
    seconds: float


class MeasuredRun(Struct, frozen=True):
    """A kept run, and when it was measured (UTC milliseconds)."""

    run: DemoRun
    at: int


class GuessKind(StrEnum):
    """What a guess is about."""

    CLAIM = "claim"
    METRIC = "metric"


class Guess(Struct, frozen=True):
    """What a learner expects of a run before it is made."""

    kind: GuessKind
    name: str
    """The claim's id, or the metric's name."""
    expected: float
    """Of a metric, its value; of a claim, 1 where the sentence will hold and 0 where it will not.
    """


class Prediction(Struct, frozen=True, kw_only=True):
    """A kept guess, and what its run then gave."""

    guess: Guess
    card: CardId
    run: RunId
    at: int
    verdict: str | None
    """The claim's verdict; None where the run was stopped, or the guess is about a metric."""
    measured: float | None
    """The metric's value, likewise."""


class Difference(Struct, frozen=True):
    """A kept value that the log does not give, in one line: what was kept, and what is true."""

    what: str

"""What the study room hands to a face: plain values, cheap to import."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from msgspec import Struct

from quizapp.bank.cards import Card, CardId, Language
from quizapp.scheduling.memory import Rating
from quizapp.study.goal import Goal
from quizapp.study.outlook import Outlook

CONFIDENCES = (25, 50, 75, 95)
"""Percent: how sure one may say to be, from guessing to as good as certain."""


class Response(Struct, frozen=True):
    """What the learner did with one card before rating it."""

    answer: str = ""
    """What was typed."""
    points: frozenset[int] = frozenset()
    """Key points ticked, counted from 0."""
    seconds: float = 0.0
    """From the question's first sight to the rating."""
    language: Language = Language.EN
    confidence: int | None = None
    """How sure the learner was before the reveal, in percent."""
    picks: tuple[int, ...] = ()
    """Options that were chosen, or an order's steps as they were put, each by its number in the
    card, from 0."""


class Time(Struct, frozen=True):
    """The minutes that a goal has for today, in seconds."""

    left: float
    """Below zero when more was used."""
    of: float


class Progress(Struct, frozen=True):
    """How far a session is."""

    done: int
    """Cards passed in it."""
    left: int
    """Still to come, the current one included."""
    lapsed: int
    """Of these, lapses to pass once more."""
    time: Time | None = None
    """None: there is no goal."""
    empty: bool = False
    """There is nothing left because the bank has no card."""


class Opening(Struct, frozen=True):
    """The current question and how it stands: what a screen paints."""

    card: Card
    """With the numbers of this review filled in."""
    again: bool
    """It is here because it lapsed in this session."""
    progress: Progress
    draft: Response | None
    """Typed and ticked before the program was closed or killed."""
    revealed: bool
    sure: bool = False
    """The learner was sure of it in this session, and wrong."""
    probe: bool = False
    """Drawn at random."""
    lift: tuple[float, float] | None = None
    """Why it is asked now: recall on the day without and with this review, 0 to 1."""
    shuffle: tuple[int, ...] = ()
    """The option or step that each place shows, by its number in the card, from 0."""
    expected: float | None = None
    """The answer of a numeric card, by the numbers of this review."""


class Change(Struct, frozen=True):
    """What an answer, an undo or a redo did."""

    card: CardId
    rating: Rating
    days: int | None
    """Until the card comes back, by its memory now; 0: again in this session; None: it is new."""


class Source(StrEnum):
    """Who measured a sentence of a card."""

    HERE = "here"
    RECORDED = "recorded"
    NOBODY = "nobody"


class Badge(Struct, frozen=True, kw_only=True):
    """How a sentence stands that a card ties to a demo."""

    source: Source
    myth: bool
    """Whether it is a wrong one, to be refuted."""
    day: date | None = None
    """None where nobody has measured it."""
    device: str = ""
    passed: int = 0
    """Seeds for which it fared as its author says."""
    seeds: int = 0

    @property
    def ok(self) -> bool:
        """Whether it fared so for every seed."""
        return 0 < self.passed == self.seeds

    @property
    def mixed(self) -> bool:
        """Whether it did for some seeds only."""
        return 0 < self.passed < self.seeds


class TopicCount(Struct, frozen=True):
    """One topic of the bank, counted."""

    topic: str
    cards: int
    """Of a cloze, every hole."""
    due: int
    """Of these, what may be asked on this day: one hole of a text."""
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
    goal: Goal | None = None
    """The active one."""
    outlook: Outlook | None = None
    """What was last expected of its day."""

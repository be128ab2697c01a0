"""What a learner has done with the card that is asked: a value, of which each key makes the next.

A card and the attempt at it are `Shown`: all that painting it takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from quizapp.bank.blocks import DEMO, demo_links
from quizapp.bank.cards import Card, CardText, Kind, Language
from quizapp.study.asked import Asked, asked
from quizapp.study.values import Opening, Response
from quizapp.verdict import still

if TYPE_CHECKING:
    from quizapp.study.grading import Grade

ONE_LINE = frozenset({Kind.CLOZE, Kind.NUMERIC})
"""Kinds whose answer is a line to type: its field stands open from the start."""
BY_KEYS = frozenset({Kind.CHOICE, Kind.ORDER})
"""Kinds that are answered by keys: there is nothing to type."""


def to_read(card: Card) -> Asked:
    """A card that is looked up: a cloze with all of its holes, a numeric one with numbers that give
    away none of those to come.
    """
    return asked(replace(card, hole=""), seed=0)


def as_asked(seen: Opening) -> Asked:
    """The card of a question as this review asks it."""
    return Asked(seen.card, seen.shuffle, seen.expected)


class Attempt(Struct, frozen=True):
    """From the question's first sight to its grade."""

    revealed: bool = False
    said: str = ""
    """What was typed."""
    picks: tuple[int, ...] = ()
    """As in `Response.picks`; empty until an option is picked, or a step moved."""
    pointed: int = 0
    """The row of an order that the next move takes along."""
    ticked: frozenset[int] = frozenset()
    """The key points that were said, counted from 0."""
    ticking: bool = False
    """Whether digits tick key points at the moment."""
    confidence: int | None = None

    @classmethod
    def resumed(cls, seen: Opening) -> Attempt:
        """As the learner left it."""
        draft = seen.draft or Response()
        return cls(
            revealed=seen.revealed,
            said=draft.answer,
            picks=still(as_asked(seen), draft.picks),
            ticked=draft.points,
            confidence=draft.confidence,
        )

    @property
    def begun(self) -> bool:
        """Whether there is anything to keep."""
        return self.revealed or bool(self.said or self.picks)

    def response(self, seconds: float, language: Language) -> Response:
        """As the session takes it."""
        return Response(
            self.said, self.ticked, seconds, language, self.confidence, picks=self.picks
        )

    def fitting(self, seen: Opening) -> Attempt:
        """As far as it fits the question, which its author may have changed meanwhile."""
        return replace(self, picks=still(as_asked(seen), self.picks))

    def picked(self, option: int, *, single: bool) -> Attempt:
        """An option is picked: of a single choice instead of another, else until picked again."""
        picks = {option} if single else set(self.picks) ^ {option}
        return replace(self, picks=tuple(sorted(picks)))

    def pointing(self, step: int, rows: int) -> Attempt:
        """Another row of an order is pointed at."""
        return replace(self, pointed=max(0, min(self.pointed + step, rows - 1)))

    def moved(self, step: int, order: Sequence[int]) -> Attempt:
        """The step that is pointed at changes places with the one above or below it."""
        rows, here = list(order), self.pointed
        there = here + step
        if not 0 <= there < len(rows):
            return self
        rows[here], rows[there] = rows[there], rows[here]
        return replace(self, picks=tuple(rows), pointed=there)

    def tick(self, point: int) -> Attempt:
        """A key point was said after all, or was not."""
        return replace(self, ticked=self.ticked ^ {point})


class Shown(Struct, frozen=True):
    """A card as it lies before the learner."""

    asked: Asked
    language: Language
    attempt: Attempt = Attempt()
    grade: Grade | None = None
    """What the program makes of it; None where there is nothing to judge, or not yet."""

    @property
    def card(self) -> Card:
        """With its numbers filled in."""
        return self.asked.card

    @property
    def text(self) -> CardText:
        """The card in the language of the moment, without the holes that are not asked."""
        text = self.card.text(self.language)
        if not self.card.hole:
            return text
        from quizapp.bank.holes import filled  # most cards have none

        return filled(text, self.card.hole)

    @property
    def order(self) -> tuple[int, ...]:
        """Of an order: its steps as they lie now."""
        return self.attempt.picks or self.asked.shuffle

    @property
    def demos(self) -> tuple[str, ...]:
        """What the lab runs, as addresses: the card's own demos; of a revealed choice, before them
        those that show a picked misconception, and after them those that show another one.
        """
        if not self.attempt.revealed:
            return self.card.demos
        picked: list[str] = []
        others: list[str] = []
        for number, option in enumerate(self.text.options):
            shows = map(self._address, demo_links(option.misconception))
            (picked if number in self.attempt.picks else others).extend(shows)
        return tuple(dict.fromkeys((*picked, *self.card.demos, *others)))

    def _address(self, target: str) -> str:
        """Where a link to a demo leads: the card's own address of that demo, where it has one."""
        demo = target.removeprefix(DEMO).partition("#")[0]
        return next((own for own in self.card.demos if own.partition("?")[0] == demo), demo)

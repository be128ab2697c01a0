"""What a question is. Values only; `parse` makes them, `write` prints them back."""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

from msgspec import Struct, field

from quizapp.bank.blocks import Block, Line

CardId = NewType("CardId", str)
"""`<topic>/<stem>`, `<pack>:<topic>/<stem>` in a pack: the card's identity, which rewording never
changes. A hole of a cloze is learned by itself, as `<topic>/<stem>#<hole>`."""


class Language(StrEnum):
    """The languages that a card can be written in."""

    EN = "en"
    KO = "ko"


class Kind(StrEnum):
    """How a card asks and is answered."""

    QA = "qa"
    CHOICE = "choice"
    CLOZE = "cloze"
    NUMERIC = "numeric"
    ORDER = "order"
    CODE = "code"


class Level(StrEnum):
    """How deep a card goes."""

    CORE = "core"
    ADVANCED = "advanced"


class Option(Struct, frozen=True):
    """One answer that a choice offers."""

    line: Line
    right: bool = False
    misconception: Line = ()
    """Which mistaken belief a wrong option is: what stands behind its ` -- `."""


class Numeric(Struct, frozen=True, kw_only=True):
    """What a numeric card expects; the formulas stand as their author wrote them."""

    answer: str
    """A number, or a formula over the variables."""
    tolerance: str = ""
    """`2%` of the answer, or an absolute `0.01`; empty: the answer itself must be typed."""
    unit: str = ""
    variables: tuple[str, ...] = ()
    """`n = 64 | 128`, `k = 2..12`, `k = 2..12 step 2`, or a formula over those before it."""


class CardText(Struct, frozen=True, kw_only=True):
    """A card in one language, section by section."""

    title: Line
    """The question: the level-1 heading."""
    question: tuple[Block, ...] = ()
    """What stands between the heading and `## Answer`: code, a table, options."""
    options: tuple[Option, ...] = ()
    """Of a choice: the task list that ends its question."""
    steps: tuple[Line, ...] = ()
    """Of an order: the numbered list that ends its question, in the right order."""
    answer: tuple[Block, ...] = ()
    key_points: tuple[Line, ...] = ()
    evidence: tuple[Line, ...] = ()
    beware: tuple[Line, ...] = ()
    follow_ups: tuple[Line, ...] = ()
    hash: str = ""
    """Of this text's source; a translation names the English hash that it was made from."""
    file: str = ""
    """Relative to the bank's root, with forward slashes."""
    line: int = 1
    """Of the heading, in `file`."""


class Card(Struct, frozen=True, kw_only=True):
    """One question with everything that its author wrote about it."""

    id: CardId
    topic: str
    kind: Kind = Kind.QA
    level: Level = Level.CORE
    tags: tuple[str, ...] = ()
    after: tuple[CardId, ...] = ()
    """Cards to be learned first."""
    demos: tuple[str, ...] = ()
    """Run addresses, `vanishing-gradient?depth=20`."""
    references: tuple[str, ...] = ()
    numeric: Numeric | None = None
    hole: str = ""
    """Of a cloze's item: the name of the hole that it asks for."""
    revision: int = 1
    """Raised by the author when the meaning changes."""
    texts: dict[Language, CardText] = field(default_factory=dict)
    """English is always there."""

    @property
    def pack(self) -> str:
        """The pack that it came with; empty for a card of the bank itself."""
        return self.id.rpartition(":")[0]

    def text(self, language: Language) -> CardText:
        """The text in `language`, or the English one where no translation stands."""
        return self.texts.get(language) or self.texts[Language.EN]

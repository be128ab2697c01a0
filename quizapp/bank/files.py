"""What reading files of cards yields: values that the library keeps, and `check` judges later.

Nothing here parses: reading a kept card costs no Markdown parser and no YAML.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from msgspec import Struct

from quizapp.bank.cards import Card, CardId, CardText, Language
from quizapp.errors import Fault


class Mentioned(StrEnum):
    """What a mention is about."""

    AFTER = "after"
    """A prerequisite: the id of a card."""
    DEMO = "demo"
    """A run address in the front matter."""
    OF = "of"
    """The English hash that a translation names."""
    LINK = "link"
    """The target of a link."""
    INLINE = "inline"
    """The TeX of a formula inside a line."""
    DISPLAY = "display"
    """The TeX of a formula on rows of its own; the place is that of `$$`."""
    PLACEHOLDER = "placeholder"
    """A formula between double braces, with the braces."""
    WIDE = "wide"
    """A line that is too wide and cannot wrap: its width in cells."""
    WORDS = "words"
    """The heading `## Answer`: the number of words below it."""


class Mention(Struct, frozen=True, array_like=True):
    """Something that only the rest of the bank, or a renderer, can judge, and where it stands."""

    about: Mentioned
    value: str
    line: int
    column: int


class Translation(Struct, frozen=True, kw_only=True):
    """A card's text in another language, before it has found its card."""

    slug: str = ""
    """What the heading names in `{#slug}`; empty where the file has one heading without it."""
    text: CardText


class FileResult(Struct, frozen=True, kw_only=True):
    """All that one file says: a function of its path and its bytes, so it can be kept by hash."""

    file: str
    """Relative to the bank's root, with forward slashes."""
    language: Language = Language.EN
    hash: str = ""
    """Of the text below the front matter: what a translation of this file names in `of:`."""
    of: str = ""
    """Translations only: the hash of the English text that this one was made from."""
    cards: tuple[Card, ...] = ()
    translations: tuple[Translation, ...] = ()
    mentions: tuple[Mention, ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Bank:
    """Every card that can be studied, and every fault that reading met."""

    cards: dict[CardId, Card]
    faults: tuple[Fault, ...]
    files: tuple[FileResult, ...]

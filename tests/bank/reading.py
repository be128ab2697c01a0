"""One file of cards, read from its text."""

from __future__ import annotations

from quizapp.bank import parse
from quizapp.bank.cards import Card
from quizapp.bank.files import FileResult

FILE = "normalization/two-means.md"


def read(text: str, file: str = FILE) -> FileResult:
    """Everything that the file says."""
    return parse.read(text.encode(), file)


def only(text: str) -> Card:
    """The only card of a file without a fault."""
    result = read(text)
    assert result.faults == ()
    (card,) = result.cards
    return card

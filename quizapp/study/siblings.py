"""The holes of one text tell each other: a study day asks one of them, the others are buried."""

from __future__ import annotations

from datetime import date

from quizapp.bank.cards import CardId
from quizapp.bank.holes import base
from quizapp.store.library import Library
from quizapp.store.reads import Reads


def is_buried(reads: Reads, library: Library, card: CardId, day: date) -> bool:
    """Whether another hole of its text was reviewed on the study day."""
    if (text := base(card)) == card:
        return False
    others = [each for each in library.items(text) if each != card]
    return bool(reads.reviewed(others, day))


class OneOfEach:
    """Lets one hole of each text pass, and none of a text of which one was asked on the day."""

    def __init__(self, reads: Reads, library: Library, day: date) -> None:
        self._reads = reads
        self._library = library
        self._day = day
        self._met: set[CardId] = set()

    def takes(self, card: CardId) -> bool:
        """Whether the card may be asked on the day; from then on none of its siblings may."""
        if (text := base(card)) == card:
            return True
        if text in self._met:
            return False
        self._met.add(text)
        return not is_buried(self._reads, self._library, card, self._day)

"""The library: the parsed bank and its full-text index, kept so that no start parses Markdown.

It holds what is learned: a card, or the holes of a cloze one by one, each under an id of its own.
Disposable: a file that is missing, damaged or of another format is made anew, and `refresh` fills
it. Plain sqlite3, because the first question is read from here before SQLAlchemy is imported.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct, structs

from quizapp.bank.cards import Card, CardId, Language, Level
from quizapp.errors import Fault
from quizapp.store import shelf
from quizapp.store.problems import explaining

if TYPE_CHECKING:
    from quizapp.bank.packs import Roots

Progress = Callable[[int, int], None]
"""Hears how many files of how many have been read."""

_PAGE = 200
_WORD = re.compile(r"\w+")


class Refresh(Struct, frozen=True):
    """What a scan of the bank changed."""

    added: frozenset[CardId] = frozenset()
    changed: frozenset[CardId] = frozenset()
    removed: frozenset[CardId] = frozenset()
    faults: tuple[Fault, ...] = ()
    """All that stand now, not only new ones."""


class Hit(Struct, frozen=True):
    """A card that a search found, in the language that it was found in."""

    card_id: CardId
    language: Language
    title: str
    snippet: str


class Sketch(Struct, frozen=True):
    """A card without its text."""

    id: CardId
    topic: str
    level: Level
    after: tuple[CardId, ...]
    tags: tuple[str, ...]
    file: str
    """The English one."""
    line: int
    hole: int
    """Its number in the text, of a cloze's item; else 0."""


Place = tuple[str, Level, tuple[CardId, ...], tuple[str, ...], str, int, int]
"""What the file keeps of a sketch, its id left out, beside the card's body."""

_PLACE = msgspec.json.Decoder(Place)


def sketch(card: CardId, place: bytes) -> Sketch:
    """A card's sketch, from what the file keeps."""
    return Sketch(card, *_PLACE.decode(place))


class Library:
    """The bank as it was at the last `refresh`. Any thread may ask, also while one refreshes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._asking = Lock()
        with explaining(path):
            self._connection = shelf.opened(path)

    def refresh(
        self,
        root: Path,
        progress: Progress | None = None,
        packs: Mapping[str, Path] | None = None,
    ) -> Refresh:
        """Bring the library up to the cards below `root` and those of `packs`, folders by the names
        of packs; only changed files are read.

        `progress` hears (done, of) while files are read. Two programs may refresh at once.
        """
        from quizapp.bank.packs import Roots
        from quizapp.store.indexing import refresh  # the Markdown parser comes with it

        roots = Roots(root, packs or {})
        with explaining(self._path):
            try:
                return self._refreshed(refresh, roots, progress)
            except sqlite3.DatabaseError as error:
                with self._asking:
                    self._replace(error)
                return self._refreshed(refresh, roots, progress)

    def card(self, card: CardId) -> Card | None:
        """One card, of a cloze its first item; None when the bank does not hold it."""
        rows = self._rows("SELECT body FROM card WHERE id = ?", card) or self._rows(
            "SELECT body FROM card WHERE base = ? ORDER BY position LIMIT 1", card
        )
        return self._decoder.decode(rows[0][0]) if rows else None

    def items(self, card: CardId) -> list[CardId]:
        """What a card is learned as: itself, or the holes of a cloze in their order; nothing where
        the bank does not hold it."""
        sql = "SELECT id FROM card WHERE id = ?1 OR base = ?1 ORDER BY position"
        return [item for (item,) in self._rows(sql, card)]

    def cards(self) -> Iterator[Card]:
        """Every card in learning order as the bank holds it, a cloze once; page by page."""
        after, last = -1, None
        sql = "SELECT position, base, body FROM card WHERE position > ? ORDER BY position LIMIT ?"
        while rows := self._rows(sql, after, _PAGE):
            for _, base, body in rows:
                if base is None:
                    yield self._decoder.decode(body)
                elif base != last:
                    yield structs.replace(self._decoder.decode(body), id=base, hole="")
                last = base
            after = rows[-1][0]

    def sketches(self) -> list[Sketch]:
        """What a plan needs of all that is learned, in learning order; `after` names cards."""
        rows = self._rows("SELECT id, place FROM card ORDER BY position, id")
        return [sketch(card, place) for card, place in rows]

    def ids(
        self, topic: str | None = None, after: int = -1, limit: int | None = None
    ) -> list[CardId]:
        """What is learned, in learning order: of one topic only, or behind a position."""
        where, values = ("topic = ? AND", (topic,)) if topic is not None else ("", ())
        sql = f"SELECT id FROM card WHERE {where} position > ? ORDER BY position LIMIT ?"
        return [card for (card,) in self._rows(sql, *values, after, -1 if limit is None else limit)]

    def position(self, card: CardId) -> int | None:
        """Its place in the learning order, from 0; None for what is not learned under this id."""
        rows = self._rows("SELECT position FROM card WHERE id = ?", card)
        return int(rows[0][0]) if rows else None

    def count(self, topic: str | None = None) -> int:
        """How much there is to learn, in one topic or in all."""
        return sum(number for name, number in self.topics().items() if topic in (None, name))

    def topics(self) -> dict[str, int]:
        """How much each topic has to learn, topics in alphabetical order."""
        return dict(self._rows("SELECT topic, count(*) FROM card GROUP BY topic ORDER BY topic"))

    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with the bank's files, as far as they show it one by one."""
        return tuple(Fault(*row) for row in self._rows(shelf.FAULTS))

    def search(self, query: str, limit: int = 50) -> list[Hit]:
        """Cards whose text in one language has every word of `query`, the best first.

        Each word may go on: `기울기` finds `기울기가`. A card found in two languages comes once; so
        does a cloze.
        """
        words = _WORD.findall(unicodedata.normalize("NFC", query))
        if not words:
            return []
        rows = self._rows(
            "SELECT card_id, language, title, snippet(search, 3, '', '', '…', 16) FROM search"
            " WHERE search MATCH ? ORDER BY bm25(search, 0, 0, 8, 1), card_id LIMIT ?",
            " ".join(f'"{word}"*' for word in words),
            limit * len(Language),
        )
        best: dict[CardId, Hit] = {}
        for card, language, title, snippet in rows:
            words_around = " ".join(snippet.split())
            best.setdefault(card, Hit(card, Language(language), title, words_around))
        return list(best.values())[:limit]

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @cached_property
    def _decoder(self) -> msgspec.json.Decoder[Card]:
        return msgspec.json.Decoder(Card)

    def _rows(self, sql: str, *values: object) -> Sequence[Any]:
        with explaining(self._path), self._asking:
            try:
                return self._connection.execute(sql, values).fetchall()
            except sqlite3.DatabaseError as error:
                self._replace(error)
                return ()

    def _refreshed(
        self,
        refresh: Callable[[sqlite3.Connection, Roots, Progress | None], Refresh],
        roots: Roots,
        progress: Progress | None,
    ) -> Refresh:
        with closing(shelf.opened(self._path)) as connection:
            return refresh(connection, roots, progress)

    def _replace(self, error: sqlite3.DatabaseError) -> None:
        """Begin an empty library where the file turned out to be damaged; raise any other error."""
        if not shelf.damaged(error):
            raise error
        self._connection.close()
        shelf.discard(self._path)
        self._connection = shelf.opened(self._path)

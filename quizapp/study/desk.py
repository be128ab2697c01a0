"""One learner's desk: what every face calls. Cheap to make, light until `connect`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from threading import Lock
from typing import TYPE_CHECKING

from quizapp import config
from quizapp.bank.cards import Card, CardId, Language
from quizapp.clock import Clock
from quizapp.config import Settings
from quizapp.paths import Paths
from quizapp.store.library import Hit, Library, Refresh
from quizapp.store.peek import peek
from quizapp.store.reads import Reads
from quizapp.store.values import MarkKind
from quizapp.study import opening, statistics
from quizapp.study.session import Session
from quizapp.study.values import Opening, Overview

if TYPE_CHECKING:
    from quizapp.store.study import StudyStore


class Desk:
    """The bank, the history and the settings of one learner.

    `content` is the bank's root; `clock`, `randomness` and `environment` are the only ways by which
    time, chance and the process's surroundings come in.
    """

    def __init__(
        self,
        paths: Paths,
        *,
        content: Path,
        clock: Clock,
        randomness: Random,
        environment: Mapping[str, str],
    ) -> None:
        self.paths = paths
        self.content = content
        self.clock = clock
        self.settings: Settings = config.load(paths.settings, environment)
        self._randomness = randomness
        self._library: Library | None = None
        self._store: StudyStore | None = None
        self._connecting = Lock()

    @property
    def library(self) -> Library:
        """The parsed bank; its file is made on first use. Raises StoreError where that fails."""
        if self._library is None:
            self.paths.make()
            self._library = Library(self.paths.library)
        return self._library

    @property
    def store(self) -> StudyStore:
        """The history; `connect`s where that was not done yet."""
        self.connect()
        assert self._store is not None
        return self._store

    def opening(self, topic: str | None = None) -> Opening | None:
        """The first question, read without SQLAlchemy; None where no database stands yet."""
        if not (self.paths.library.exists() and self.paths.study.exists()):
            return None
        return opening.opening(
            self.paths.study,
            self.library,
            day=self.clock.today(),
            topic=topic,
            settings=self.settings,
        )

    def connect(self) -> None:
        """Open the history, which imports SQLAlchemy: in a thread, after the first paint.

        May be called again at no cost. Raises StoreError and its leaves.
        """
        with self._connecting:
            if self._store is not None:
                return
            from quizapp.store.study import StudyStore

            self.paths.make()
            self._store = StudyStore.open(
                self.paths.study,
                clock=self.clock,
                randomness=self._randomness,
                backups=self.paths.backups,
            )

    def refresh(self, progress: Callable[[int, int], None] | None = None) -> Refresh:
        """Bring the library up to the bank's files; `progress` hears (done, of)."""
        return self.library.refresh(self.content, progress)

    def session(self, topic: str | None = None, *, ahead: bool = False) -> Session:
        """Resume today's open session on `topic` (None: all), or plan a new one."""
        return Session.start(
            self.store,
            self.library,
            clock=self.clock,
            settings=self.settings,
            topic=topic,
            ahead=ahead,
        )

    def overview(self) -> Overview:
        """What the home screen shows; read without SQLAlchemy, so that it can be painted first."""
        with peek(self.paths.study) as reads:
            if reads is not None:
                return self._overview(reads)
        if self.paths.study.exists():  # of an older version, or damaged: that must be said
            return self._overview(self.store.reads)
        return statistics.unstudied(self.library, self.settings)

    def _overview(self, reads: Reads) -> Overview:
        day = self.clock.today()
        return statistics.overview(reads, self.library, day=day, settings=self.settings)

    def search(self, query: str, limit: int = 50) -> list[Hit]:
        """Cards whose question or answer holds every word of `query`, in either language."""
        return self.library.search(query, limit)

    def card(self, card: CardId) -> Card | None:
        """The card as the bank holds it."""
        return self.library.card(card)

    def is_suspended(self, card: CardId) -> bool:
        """Whether the card is asked no more."""
        return card in self.store.reads.suspended()

    def mark(self, card: CardId, kind: MarkKind, note: str = "") -> None:
        """Suspend, flag, or take either back."""
        self.store.mark(card, kind, note)

    def save(self, settings: Settings) -> None:
        """Keep changed settings."""
        config.save(self.paths.settings, settings)
        self.settings = settings

    def path_of(self, card: Card, language: Language) -> Path:
        """The file that holds the card's text in `language`."""
        return self.content / card.text(language).file

    def close(self) -> None:
        """Let go of both databases."""
        for opened in (self._store, self._library):
            if opened is not None:
                opened.close()
        self._store = self._library = None

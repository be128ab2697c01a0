"""The schedulers that we are held against: what people use, and what an expert would set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from quizapp.scheduling.interview.arrays import BoolArray, FloatArray, IntArray
from quizapp.scheduling.interview.beliefs import Beliefs, unseen
from quizapp.scheduling.interview.model import AGAIN, EASY, GOOD, HARD, model

NEVER = -np.inf
ALL = 1_000_000
"""New cards a day: no limit."""
ANKI_NEW = 20
"""Anki's default of new cards a day."""


class Peer:
    """What every peer keeps: an FSRS-6 state with default weights, and how often it was asked."""

    def __init__(self, learners: int, cards: int) -> None:
        self.model = model()
        self.beliefs: Beliefs = unseen(cards).copies(learners)
        self.times = np.zeros((learners, cards), dtype=np.int64)
        self.place = np.broadcast_to(np.arange(cards), (learners, cards))

    def answered(self, where: BoolArray, rating: IntArray, day: int) -> None:
        self.beliefs = self.beliefs.answered(self.model, where, rating, day)
        self.times += where

    def drilled(self, where: BoolArray, rating: IntArray, day: int) -> None:
        self.beliefs = self.beliefs.drilled(self.model, where, rating, day)

    def rates(self, day: int) -> FloatArray:
        """Each peer's own."""
        raise NotImplementedError

    def slept(self, day: int) -> None:
        """A peer learns nothing at night."""

    def new(self, limit: int) -> BoolArray:
        """The first `limit` unseen cards in deck order."""
        fresh = ~self.beliefs.seen
        return np.asarray(fresh & (np.cumsum(fresh, axis=1) <= limit))


class RoundRobin(Peer):
    """Through the deck in order, again and again."""

    def rates(self, day: int) -> FloatArray:
        return np.asarray(-(self.times * float(self.place.shape[1]) + self.place))


class Threshold(Peer):
    """New cards, then the card whose recall is nearest to a threshold: Khajah, Lindsey & Mozer
    (2014)."""

    def __init__(self, learners: int, cards: int, threshold: float = 0.7) -> None:
        super().__init__(learners, cards)
        self.threshold = threshold

    def rates(self, day: int) -> FloatArray:
        distance = np.abs(self.beliefs.recall(self.model, day) - self.threshold)
        return np.where(self.beliefs.seen, -distance, 10.0 - self.place / 1e6)


@dataclass(frozen=True)
class Deck:
    """The options of a deck in Anki."""

    retention: float = 0.9
    new_per_day: int = ANKI_NEW
    new_first: bool = False
    """Else new cards are spread among the reviews, as by default."""
    descending: bool = False
    """Reviews by falling retrievability, else by due date, as by default."""
    ahead: bool = False
    """With time left, cards that are not due, the weakest first."""


class Fsrs(Peer):
    """Anki with FSRS and a deck's options."""

    def __init__(self, learners: int, cards: int, deck: Deck | None = None) -> None:
        super().__init__(learners, cards)
        self.deck = deck or Deck()

    def rates(self, day: int) -> FloatArray:
        interval = np.round(self.model.interval(self.beliefs.stability, self.deck.retention))
        due = self.beliefs.last_day + np.maximum(1.0, interval)
        recall = self.beliefs.recall(self.model, day)
        order: FloatArray = recall if self.deck.descending else -due.astype(float)
        ready = self.beliefs.seen & (due <= day)
        rates = _queued(self, ready, order, self.deck)
        rest = self.beliefs.seen & ~ready & (self.beliefs.last_day < day)
        return np.where(rest & self.deck.ahead, -1e9 - recall, rates)


class Sm2(Peer):
    """Anki's SM-2: ease and intervals by its scheduler of version 3, without fuzz."""

    def __init__(self, learners: int, cards: int) -> None:
        super().__init__(learners, cards)
        self.factor = np.full((learners, cards), 2.5)
        self.interval = np.zeros((learners, cards))

    def rates(self, day: int) -> FloatArray:
        due = self.beliefs.last_day + self.interval
        return _queued(self, self.beliefs.seen & (due <= day), -due, Deck())

    def answered(self, where: BoolArray, rating: IntArray, day: int) -> None:
        late = np.maximum(0.0, day - self.beliefs.last_day - self.interval)
        seen = self.beliefs.seen
        interval = np.where(seen, self._longer(rating, late), np.where(rating == EASY, 4.0, 1.0))
        change = np.choose(rating - 1, [-0.2, -0.15, 0.0, 0.15])
        factor = np.where(seen, np.maximum(self.factor + change, 1.3), self.factor)
        self.interval = np.where(where, np.round(interval), self.interval)
        self.factor = np.where(where, factor, self.factor)
        super().answered(where, rating, day)

    def _longer(self, rating: IntArray, late: FloatArray) -> FloatArray:
        hard = (self.interval + late / 4.0) * 1.2
        good = (self.interval + late / 2.0) * self.factor
        easy = (self.interval + late) * self.factor * 1.3
        longer = np.select([rating == HARD, rating == GOOD], [hard, good], easy)
        return np.where(rating == AGAIN, 1.0, np.maximum(self.interval + 1.0, longer))


def _queued(peer: Peer, ready: BoolArray, order: FloatArray, deck: Deck) -> FloatArray:
    """Reviews by `order` and new cards by place, in the deck's way."""
    new = peer.new(deck.new_per_day)
    if deck.new_first:
        return np.where(new, 1e8 - peer.place, np.where(ready, order, NEVER))
    spread = np.where(ready, _place(ready, order), _place(new, -peer.place.astype(float)))
    return np.where(ready | new, -spread, NEVER)


def _place(among: BoolArray, order: FloatArray) -> FloatArray:
    """Each card's place among those of its kind, from 0 to 1, the greatest `order` first."""
    ranked = np.argsort(np.where(among, -order, np.inf), axis=1, kind="stable")
    rank = np.argsort(ranked, axis=1, kind="stable")
    return np.asarray((rank + 0.5) / np.maximum(among.sum(axis=1, keepdims=True), 1))


_EXPERT = Deck(new_per_day=ALL, new_first=True, descending=True, ahead=True)
TUNED = tuple(
    replace(_EXPERT, retention=retention) for retention in (0.7, 0.8, 0.85, 0.9, 0.95, 0.97)
)
"""Six set-ups of an expert who knows that the date counts: every new card at once, no daily limit,
reviews by falling retrievability and ahead of time; the retention is what is left to guess."""

Made = Callable[[int, int], Peer]
"""A peer for so many learners and cards."""

PEERS: dict[str, Made] = {
    "anki-fsrs": Fsrs,
    "anki-sm2": Sm2,
    "round-robin": RoundRobin,
    "threshold": Threshold,
}

"""Which card comes next: the greatest rate that the rules of a session allow.

An answer changes the rate of its own card only, so one row is touched and the rest stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from quizapp.scheduling.interview.arrays import BoolArray, FloatArray, IntArray
from quizapp.scheduling.interview.gain import NEVER

IN_A_ROW = 2
"""Cards of one topic that may follow each other."""

NEARNESS = 0.25
"""How much more a known card counts right after one that it is easily confused with: telling such
cards apart is what mixing them trains (Brunmair & Richter 2019)."""

_DEEPEST = 50
"""Prerequisites of prerequisites that are followed."""


@dataclass(frozen=True, eq=False)
class Relations:
    """What stands between the cards of a deck, by row."""

    topic: IntArray
    """(cards,) index of the topic."""
    needs: IntArray
    """(links, 2): a card, and one that is learned before it."""
    alike: IntArray
    """(links, 2): a card, and the index of a group of cards that are easily confused."""


def relations(
    topic: Sequence[int],
    needs: Sequence[tuple[int, int]] = (),
    alike: Sequence[tuple[int, int]] = (),
) -> Relations:
    """From plain rows; see the fields of `Relations`."""
    return Relations(
        np.array(topic, dtype=np.int64),
        np.array(needs, dtype=np.int64).reshape(-1, 2),
        np.array(alike, dtype=np.int64).reshape(-1, 2),
    )


class Ranking:
    """The cards of one evening by rate, under the rules: prerequisites first, never more than
    `IN_A_ROW` of a topic, what is easily confused side by side, nothing twice."""

    def __init__(self, links: Relations, rates: FloatArray, seen: BoolArray) -> None:
        """rates: (cards,), -inf where a card is not to be asked today."""
        self._links = links
        self._seen = seen.copy()
        self._rates = _lifted(links.needs, rates, seen)
        self._unmet = np.zeros(len(rates), dtype=np.int64)
        unmet = links.needs[~seen[links.needs[:, 1]]]
        np.add.at(self._unmet, unmet[:, 0], 1)
        self._open = np.where((self._unmet == 0) | seen, self._rates, NEVER)
        self._dependents = _Index(links.needs[:, ::-1])
        self._groups = _Index(links.alike)
        self._members = _Index(links.alike[:, ::-1])

    def best(self, recent: Sequence[int] = (), besides: Sequence[int] = ()) -> int | None:
        """The row to ask next, after the rows of `recent`, oldest first; None: no card is left.

        Where only one topic has cards left, it goes on. `besides`: rows that have their place
        already.
        """
        able = self._able(besides)
        row = self._best(self._allowed(able, recent), recent)
        return self._best(able, recent) if row is None else row

    def known(self, recent: Sequence[int] = (), besides: Sequence[int] = ()) -> IntArray:
        """Every row that was learned before and may be asked next: what a probe is drawn from."""
        able = self._allowed(self._able(besides), recent)
        return np.asarray(np.nonzero(self._seen & (able > NEVER))[0])

    def asked(self, row: int) -> None:
        """The card was answered: it does not come again today, and opens what waited for it."""
        self.returned(row, NEVER, seen=True)

    def returned(self, row: int, rate: float, *, seen: bool) -> None:
        """The card has this rate from now on: an answer to it, or to a sibling, was taken back. It
        is new unless `seen`."""
        self._rates[row] = rate
        self._open[row] = rate if seen or not self._unmet[row] else NEVER
        if self._seen[row] != seen:
            self._seen[row] = seen
            self._count(row, -1 if seen else 1)

    def dropped(self, row: int) -> None:
        """The card is out for today, without having been learned."""
        self.returned(row, NEVER, seen=bool(self._seen[row]))

    def _count(self, row: int, change: int) -> None:
        waiting = self._dependents.of(row)
        np.add.at(self._unmet, waiting, change)
        ready = (self._unmet[waiting] == 0) | self._seen[waiting]
        self._open[waiting] = np.where(ready, self._rates[waiting], NEVER)

    def _able(self, besides: Sequence[int]) -> FloatArray:
        if not besides:
            return self._open
        able = self._open.copy()
        able[list(besides)] = NEVER
        return able

    def _allowed(self, able: FloatArray, recent: Sequence[int]) -> FloatArray:
        last = [int(self._links.topic[row]) for row in recent[-IN_A_ROW:]]
        if len(last) < IN_A_ROW or len(set(last)) > 1:
            return able
        return np.where(self._links.topic == last[0], NEVER, able)

    def _best(self, rates: FloatArray, recent: Sequence[int]) -> int | None:
        if not rates.size:
            return None
        row = int(np.argmax(rates))
        near = self._confusable(recent)
        near = near[rates[near] > NEVER]
        if near.size:
            raised = rates[near] + NEARNESS * np.abs(rates[near])
            nearest = int(np.argmax(raised))
            if raised[nearest] > rates[row]:
                row = int(near[nearest])
        return row if rates[row] > NEVER else None

    def _confusable(self, recent: Sequence[int]) -> IntArray:
        """Known cards that share a group with the last one, where that is known too."""
        none = np.empty(0, dtype=np.int64)
        if not recent or not self._seen[recent[-1]]:
            return none
        groups = self._groups.of(recent[-1])
        rows = np.concatenate([none, *(self._members.of(int(group)) for group in groups)])
        return np.asarray(rows[self._seen[rows]])


class _Index:
    """From a link's first end to the second ends, without a walk through all links."""

    def __init__(self, links: IntArray) -> None:
        order = np.argsort(links[:, 0], kind="stable")
        self._first, self._second = links[order, 0], links[order, 1]

    def of(self, first: int) -> IntArray:
        start, end = np.searchsorted(self._first, [first, first + 1])
        return np.asarray(self._second[start:end])


def _lifted(needs: IntArray, rates: FloatArray, seen: BoolArray) -> FloatArray:
    """A new card is worth at least what waits for it: else a light prerequisite would bar a heavy
    card for ever."""
    lifted = rates.copy()
    open_links = needs[~seen[needs[:, 1]] & ~seen[needs[:, 0]]]
    open_links = open_links[np.isfinite(rates[open_links[:, 1]])]
    for _ in range(_DEEPEST):
        before = lifted.copy()
        np.maximum.at(lifted, open_links[:, 1], lifted[open_links[:, 0]])
        if np.array_equal(before, lifted):
            break
    return lifted

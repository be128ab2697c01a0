"""The order of one session, as a value: what comes next, what has to be passed once more, what was
done."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, structs

from quizapp.bank.cards import CardId
from quizapp.bank.holes import base
from quizapp.scheduling.memory import Rating

GAP = 4
"""How many other cards come between a lapse and its return: long enough to be a recall, short
enough for the evening."""


class Queue(Struct, frozen=True):
    """The cards still to come, the current one first."""

    ahead: tuple[CardId, ...] = ()
    lapsed: frozenset[CardId] = frozenset()
    """Cards rated again in this session and not passed since."""
    passed: frozenset[CardId] = frozenset()
    """Cards passed in this session."""
    buried: tuple[CardId, ...] = ()
    """Cards taken out because another hole of their text was answered."""

    @property
    def current(self) -> CardId | None:
        """The card to ask now; None when the session is done."""
        return self.ahead[0] if self.ahead else None

    def answered(self, rating: Rating) -> Queue:
        """After the current card's rating: a lapse comes back `GAP` cards later, until it passes
        once. Other holes of its text wait for another day, which they would be told by this one.
        """
        card = self.ahead[0]
        told = tuple(each for each in self._siblings(card, self.ahead) if each not in self.lapsed)
        rest = tuple(each for each in self.ahead[1:] if each not in told)
        after = structs.replace(self, ahead=rest, buried=self.buried + told)
        if rating is Rating.AGAIN:
            ahead = (*rest[:GAP], card, *rest[GAP:])
            return structs.replace(after, ahead=ahead, lapsed=self.lapsed | {card})
        return structs.replace(after, lapsed=self.lapsed - {card}, passed=self.passed | {card})

    def returned(self, card: CardId, *, lapsed: bool) -> Queue:
        """After an undo: the card is the current one again, and what it buried is in the queue.

        `lapsed`: without the undone rating, the card still has a lapse of today to pass.
        """
        freed = self._siblings(card, self.buried)
        return Queue(
            (card, *self._without(card), *freed),
            self.lapsed | {card} if lapsed else self.lapsed - {card},
            self.passed - {card},
            tuple(each for each in self.buried if each not in freed),
        )

    def fronted(self, card: CardId) -> Queue:
        """With `card` as the current one."""
        return structs.replace(self, ahead=(card, *self._without(card)))

    def skipped(self) -> Queue:
        """With the current card at the end."""
        return structs.replace(self, ahead=self.ahead[1:] + self.ahead[:1])

    def dropped(self, card: CardId) -> Queue:
        """Without `card`: it was suspended, removed from the bank, or reviewed elsewhere."""
        return structs.replace(self, ahead=self._without(card), lapsed=self.lapsed - {card})

    def _without(self, card: CardId) -> tuple[CardId, ...]:
        return tuple(each for each in self.ahead if each != card)

    def _siblings(self, card: CardId, among: tuple[CardId, ...]) -> tuple[CardId, ...]:
        return tuple(each for each in among if base(each) == base(card) and each != card)


def arranged(due: Sequence[CardId], new: Sequence[CardId], *, size: int) -> Queue:
    """A fresh session of at most `size` cards: reviews first in line, new cards spread evenly among
    them.

    Reviews are never pushed out by new cards: what was learned once is kept before more is begun.
    """
    reviews = tuple(due[:size])
    fresh = tuple(new[: size - len(reviews)])
    if not fresh:
        return Queue(reviews)
    total = len(reviews) + len(fresh)
    slots = {(2 * i + 1) * total // (2 * len(fresh)) for i in range(len(fresh))}
    rest, begun = iter(reviews), iter(fresh)
    return Queue(tuple(next(begun) if at in slots else next(rest) for at in range(total)))

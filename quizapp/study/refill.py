"""What comes next in an interview session: the queue, filled up anew after every answer.

The rules: the greatest expected gain first, a lapse again after a few other cards, never more than
two of a topic in a row, and now and then a card of the day's random sample, which alone tells how
much is recalled.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from msgspec import structs

from quizapp.bank.cards import CardId
from quizapp.scheduling.queue import GAP
from quizapp.study import sample
from quizapp.study.interview import Evening
from quizapp.study.plan import State

AHEAD = GAP + 2
"""Cards that are planned ahead: a lapse comes back among them, and a restart goes on with them."""


def refilled(state: State, evening: Evening, *, keep: int, more: bool) -> State:
    """The state with the cards that come next; the first `keep` of its queue stay as they are.

    more: whether the day has time for further cards; without it only lapses are left.
    """
    filling = _Filling(state, evening, list(state.queue.ahead[:keep]), more)
    filling.fill()
    ahead = tuple(filling.ahead)
    return structs.replace(
        state,
        queue=structs.replace(state.queue, ahead=ahead),
        probes=frozenset(filter(evening.is_probe, ahead)),
        lifts=evening.lifts(ahead),
    )


@dataclass
class _Filling:
    """One queue in the making."""

    state: State
    evening: Evening
    ahead: list[CardId]
    more: bool
    lapses: deque[tuple[int, CardId]] = field(init=False)
    """Each with the place that it has in the queue."""

    def __post_init__(self) -> None:
        queue = self.state.queue
        self.lapses = deque(
            (place, card)
            for place, card in enumerate(queue.ahead)
            if card in queue.lapsed and place >= len(self.ahead)
        )

    def fill(self) -> None:
        while len(self.ahead) < AHEAD or self.lapses:
            card = self._lapse() or self._chosen() or self._any_lapse()
            if card is None:
                return
            self.ahead.append(card)

    def _lapse(self) -> CardId | None:
        """A lapse whose place it is, unless its topic has had its turn."""
        if not self.lapses or self.lapses[0][0] > len(self.ahead):
            return None
        if self.evening.clash(self._recent, self.lapses[0][1]):
            return None
        return self.lapses.popleft()[1]

    def _any_lapse(self) -> CardId | None:
        return self.lapses.popleft()[1] if self.lapses else None

    def _chosen(self) -> CardId | None:
        if not self.more:
            return None
        taken = {*self.ahead, *self.state.queue.lapsed}
        besides = taken | self.state.later
        if (card := self._probe(besides)) is not None:
            return card
        card = self.evening.best(self._recent, besides)
        return self.evening.best(self._recent, taken) if card is None else card

    def _probe(self, besides: set[CardId]) -> CardId | None:
        """A card of the sample, where this place of the day has the lot for one."""
        place = self.state.asked + len(self.ahead)
        if sample.lot(f"{self.state.goal} {self.evening.task.today} {place}") >= sample.EARLY:
            return None
        return self.evening.probe(self._recent, besides)

    @property
    def _recent(self) -> Sequence[CardId]:
        return [*self.state.trail, *self.ahead]

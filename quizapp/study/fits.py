"""When weights are fitted to the learner's log, and what becomes of them.

Loads numpy, so nothing of it runs before the first paint. A fit changes no due day: the next review
of a card is the first that new weights schedule.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from quizapp.clock import Clock
from quizapp.scheduling import fitting, fsrs6
from quizapp.scheduling.fitting import Answer, Verdict
from quizapp.scheduling.interview.model import DEFAULT_WEIGHTS

if TYPE_CHECKING:
    from quizapp.store.study import StudyStore

Refit = Callable[[Sequence[Answer], tuple[float, ...]], Verdict | None]
"""Holds a champion against a fit to the log; None when it was stopped."""

_SETTING = "fitting"


class Found(Struct, frozen=True, kw_only=True):
    """What a fit came to, in the learner's terms."""

    reviews: int
    """In the log, without further failures in a drill."""
    predictable: int
    """Of these, reviews on a later day than the card's last: what a fit learns from."""
    held_out: int
    """Reviews that decided; 0: there were too few to decide."""
    before: float
    """Log loss of the weights in use on them."""
    after: float
    """Log loss on them of fits to what came before."""
    adopted: bool
    weights: tuple[float, ...]
    """In use from now on."""


class _Mark(Struct, frozen=True):
    """Where the last fit stood, so that the next one is not looked for in vain."""

    predictable: int = 0
    look: int = fitting.WAIT
    """Reviews that are not a card's first, below which there cannot be enough new ones."""


class Fits:
    """The weights of one learner."""

    def __init__(self, store: StudyStore, clock: Clock, refit: Refit = fitting.refit) -> None:
        self._store = store
        self._clock = clock
        self._refit = refit

    def look(self) -> Found | None:
        """Fit where enough reviews on later days have come since the last fit; else None.

        At the end of a session, in a thread. Whether it is time is known without the log, but for
        once in so many reviews.
        """
        mark, repeated = self._mark(), self._repeated()
        if repeated < mark.look or not fitting.available():
            return None
        log = self._log()
        missing = fitting.WAIT - (fitting.predictable(log) - mark.predictable)
        if missing > 0:
            self._put(_Mark(mark.predictable, repeated + missing))
            return None
        return self._find(log)

    def find(self) -> Found | None:
        """Fit now; None when it was stopped. Raises SettingError without the extra `refit`."""
        return self._find(self._log())

    def _find(self, log: Sequence[Answer]) -> Found | None:
        champion = self._store.reads.weights().values or DEFAULT_WEIGHTS
        if (verdict := self._refit(log, champion)) is None:
            return None
        predictable = fitting.predictable(log)
        values = fsrs6.bounded(verdict.weights)
        if verdict.adopted:
            self._store.adopt_weights(
                values, model=fsrs6.MODEL, reviews=predictable, log_loss=verdict.challenger
            )
        self._put(_Mark(predictable, self._repeated() + fitting.WAIT))
        return Found(
            reviews=verdict.reviews,
            predictable=predictable,
            held_out=verdict.held_out,
            before=verdict.champion,
            after=verdict.challenger,
            adopted=verdict.adopted,
            weights=values if verdict.adopted else champion,
        )

    def _log(self) -> list[Answer]:
        return [
            Answer(each.card, each.rating, each.day.toordinal())
            for each in self._store.scans.graded()
        ]

    def _repeated(self) -> int:
        """Reviews that stand and are not a card's first."""
        counts = self._store.reads.counts(self._clock.today())
        return counts.reviews - counts.learned

    def _mark(self) -> _Mark:
        kept = self._store.reads.setting(_SETTING)
        try:
            return msgspec.convert(kept, _Mark) if kept is not None else _Mark()
        except msgspec.ValidationError:
            return _Mark()

    def _put(self, mark: _Mark) -> None:
        self._store.put_setting(_SETTING, msgspec.to_builtins(mark))

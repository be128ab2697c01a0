"""What the scheduler knows of each card, as arrays: the cards stand in the order of learning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from quizapp.scheduling.interview.arrays import BoolArray, FloatArray, IntArray
from quizapp.scheduling.interview.model import Model
from quizapp.scheduling.memory import Memory

UNSEEN_STABILITY, UNSEEN_DIFFICULTY = 1.0, 5.0
"""Placeholders that keep the arithmetic finite; `seen` says that they mean nothing."""


@dataclass(frozen=True, eq=False)
class Beliefs:
    """One row a card; the first four arrays may also be (learners, cards).

    Days are whole numbers, `date.toordinal` in the program.
    """

    seen: BoolArray
    stability: FloatArray
    difficulty: FloatArray
    last_day: IntArray
    """Study day of the last review."""
    weight: FloatArray
    """What knowing this card counts; only the ratios matter."""
    prior: FloatArray
    """The chance that a card never studied is answered all the same."""
    promise: FloatArray
    """What is expected of a new card against an ordinary one: below 1 where it is thought hard."""
    topic: IntArray
    """Index of the card's topic."""
    text: IntArray
    """Index of the text that the card is a hole of: a day asks one of them. -1: it is a card by
    itself."""

    @property
    def count(self) -> int:
        """How many cards."""
        return int(self.seen.shape[-1])

    def elapsed(self, today: int) -> IntArray:
        """Days since the last review; meaningless where unseen."""
        return today - self.last_day

    def done(self, today: int) -> BoolArray:
        """Which cards are not asked on `today` any more: they were reviewed, or a sibling was."""
        done = np.asarray(self.seen & (self.elapsed(today) <= 0))
        holes = by_text(self.text)
        if done[..., holes.rows].any():
            told = np.logical_or.reduceat(done[..., holes.rows], holes.starts, axis=-1)
            done[..., holes.rows] = told[..., holes.which]
        return done

    def recall(self, model: Model, day: int) -> FloatArray:
        """The chance of recall on `day` without another review, `prior` where unseen."""
        known = model.recall(self.elapsed(day).astype(float), self.stability)
        return np.where(self.seen, known, self.prior)

    def rows(self, chosen: IntArray) -> Beliefs:
        """These cards only."""
        return Beliefs(**{name: getattr(self, name)[chosen] for name in self.__dataclass_fields__})

    def copies(self, number: int) -> Beliefs:
        """The states repeated as (number, cards), to be lived through in as many ways."""
        return replace(
            self,
            **{
                name: np.repeat(getattr(self, name)[None], number, axis=0)
                for name in ("seen", "stability", "difficulty", "last_day")
            },
        )

    def answered(self, model: Model, where: BoolArray, rating: IntArray, day: int) -> Beliefs:
        """After each card of `where` was rated on `day`, for the first time on that day.

        `where` and `rating` have the shape of `seen`; what is not asked keeps its state.
        """
        rows = np.nonzero(where)
        own = model.of_rows(rows[0])
        given, seen = rating[rows], self.seen[rows]
        later = own.reviewed(
            self.stability[rows],
            self.difficulty[rows],
            (day - self.last_day[rows]).astype(float),
            given,
        )
        return self._with(
            rows,
            np.where(seen, later[0], own.first_stability(given)),
            np.where(seen, later[1], own.first_difficulty(given)),
            day,
        )

    def drilled(self, model: Model, where: BoolArray, rating: IntArray, day: int) -> Beliefs:
        """After each card of `where`, rated Again earlier on `day`, was passed with `rating`."""
        rows = np.nonzero(where)
        own = model.of_rows(rows[0])
        stability = own.same_day(self.stability[rows], rating[rows])
        return self._with(rows, stability, own.difficulty(self.difficulty[rows], rating[rows]), day)

    def _with(
        self,
        rows: tuple[IntArray, ...],
        stability: FloatArray,
        difficulty: FloatArray,
        day: int,
    ) -> Beliefs:
        seen, last = self.seen.copy(), self.last_day.copy()
        stabilities, difficulties = self.stability.copy(), self.difficulty.copy()
        seen[rows], last[rows] = True, day
        stabilities[rows], difficulties[rows] = stability, difficulty
        return replace(
            self, seen=seen, last_day=last, stability=stabilities, difficulty=difficulties
        )


class Holes(NamedTuple):
    """The rows that are holes of a text, those of one text side by side."""

    rows: IntArray
    starts: IntArray
    """(texts,) where among `rows` each text begins."""
    which: IntArray
    """Of each of `rows`, the number of its text."""


def by_text(text: IntArray) -> Holes:
    """From `Beliefs.text`."""
    rows = np.nonzero(text >= 0)[0]
    rows = rows[np.argsort(text[rows], kind="stable")]
    starts = np.nonzero(np.diff(text[rows], prepend=-1))[0]
    sizes = np.diff(starts, append=rows.size)
    return Holes(rows, starts, np.repeat(np.arange(starts.size), sizes))


def beliefs(
    memories: Sequence[Memory | None],
    topic: Sequence[int],
    weight: Sequence[float] | None = None,
    prior: Sequence[float] | None = None,
    promise: Sequence[float] | None = None,
    text: Sequence[int] | None = None,
) -> Beliefs:
    """From the memories of the cards in learning order, None where a card is new."""
    held = [(row, memory) for row, memory in enumerate(memories) if memory is not None]
    at = np.array([row for row, _ in held], dtype=np.int64)
    fresh = unseen(len(memories))
    for array, values in (
        (fresh.seen, [True] * len(held)),
        (fresh.stability, [memory.stability for _, memory in held]),
        (fresh.difficulty, [memory.difficulty for _, memory in held]),
        (fresh.last_day, [memory.last_day.toordinal() for _, memory in held]),
    ):
        array[at] = values
    given = {"weight": weight, "prior": prior, "promise": promise}
    arrays = {name: np.array(values, float) for name, values in given.items() if values is not None}
    if text is not None:
        arrays["text"] = np.array(text, dtype=np.int64)
    return replace(fresh, topic=np.array(topic, dtype=np.int64), **arrays)


def unseen(count: int) -> Beliefs:
    """A deck of `count` new cards of one topic and one weight."""
    return Beliefs(
        seen=np.zeros(count, dtype=bool),
        stability=np.full(count, UNSEEN_STABILITY),
        difficulty=np.full(count, UNSEEN_DIFFICULTY),
        last_day=np.zeros(count, dtype=np.int64),
        weight=np.ones(count),
        prior=np.zeros(count),
        promise=np.ones(count),
        topic=np.zeros(count, dtype=np.int64),
        text=np.full(count, -1, dtype=np.int64),
    )

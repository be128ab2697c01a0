"""The evening of an interview goal: its deck, and the rate of each card, kept up answer by answer.

Brings numpy and every memory with it, so it is loaded after the first paint, in a thread where a
screen is open; what is asked before that stands in the state of the session.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from threading import RLock

import numpy as np

from quizapp.bank.cards import CardId
from quizapp.bank.holes import base
from quizapp.scheduling.interview.arrays import BoolArray, FloatArray, IntArray
from quizapp.scheduling.interview.beliefs import Beliefs, beliefs
from quizapp.scheduling.interview.gain import NEVER, Greedy
from quizapp.scheduling.interview.model import DEFAULT_WEIGHTS
from quizapp.scheduling.interview.pace import Pace, Tally, expected_pace, own_pace
from quizapp.scheduling.interview.planner import Bench
from quizapp.scheduling.interview.planner import Goal as Task
from quizapp.scheduling.interview.programme import Profile
from quizapp.scheduling.interview.ranking import Ranking, Relations, relations
from quizapp.scheduling.interview.tables import Table
from quizapp.scheduling.memory import LONGEST_ANSWER, Memory
from quizapp.store.library import Library, Sketch
from quizapp.store.reads import Reads
from quizapp.store.values import TimedAnswer
from quizapp.study import sample
from quizapp.study.goal import Goal

MOST_ALIKE = 8
"""Cards that share a tag are easily confused, unless so many share it that it names a subject."""


@dataclass(frozen=True)
class Deck:
    """The cards of a goal in learning order, and what is believed of each."""

    cards: tuple[CardId, ...]
    topics: tuple[str, ...]
    """By the indices that `beliefs.topic` holds."""
    beliefs: Beliefs
    links: Relations
    reviews: int
    """Of all its cards beyond their first."""


def deck(goal: Goal, library: Library, reads: Reads) -> Deck:
    """What the goal wants of the bank, without suspended cards."""
    cards = _wanted(goal, library.sketches(), reads.suspended())
    memories = reads.memories()
    topics = tuple(sorted({card.topic for card in cards}))
    number = {topic: at for at, topic in enumerate(topics)}
    topic = [number[card.topic] for card in cards]
    held = [memories.get(card.id) for card in cards]
    weights = [goal.weight(each) for each in topics]
    return Deck(
        tuple(card.id for card in cards),
        topics,
        beliefs(held, topic, weight=[weights[each] for each in topic], text=_texts(cards)),
        relations(topic, _needs(cards), _alike(cards)),
        sum(memory.reviews - 1 for memory in held if memory is not None),
    )


def _wanted(goal: Goal, cards: Iterable[Sketch], suspended: Collection[CardId]) -> list[Sketch]:
    weight: dict[str, float] = {}
    return [
        card
        for card in cards
        if card.level in goal.levels
        and card.id not in suspended
        and weight.setdefault(card.topic, goal.weight(card.topic)) > 0
    ]


def _texts(cards: Sequence[Sketch]) -> list[int]:
    """A number for each text that cards are holes of, -1 for a card by itself."""
    numbers: dict[CardId, int] = {}
    texts = [base(card.id) for card in cards]
    return [
        numbers.setdefault(text, len(numbers)) if text != card.id else -1
        for card, text in zip(cards, texts, strict=True)
    ]


def _needs(cards: Sequence[Sketch]) -> list[tuple[int, int]]:
    rows: dict[CardId, list[int]] = {}
    for row, card in enumerate(cards):
        rows.setdefault(base(card.id), []).append(row)
    return [
        (row, before)
        for row, card in enumerate(cards)
        for each in card.after
        for before in rows.get(each, ())
    ]


def _alike(cards: Sequence[Sketch]) -> list[tuple[int, int]]:
    """The holes of a text count as one card: they are not confused with each other."""
    tagged = {(base(card.id), tag) for card in cards for tag in card.tags}
    shared = Counter(tag for _, tag in tagged)
    few = [tag for tag, number in shared.items() if 2 <= number <= MOST_ALIKE]
    group = {tag: at for at, tag in enumerate(few)}
    return [
        (row, group[tag]) for row, card in enumerate(cards) for tag in card.tags if tag in group
    ]


def tally(answers: Iterable[TimedAnswer]) -> Tally:
    """Answers counted by rating: first ones, reviews of a later day, drills of the same day."""
    first, reviews, drills = np.zeros((2, 4)), np.zeros((2, 4)), np.zeros(2)
    asked: set[tuple[CardId, date]] = set()
    for answer in answers:
        took = np.array([1.0, min(answer.seconds, LONGEST_ANSWER)])
        if (answer.card, answer.day) in asked:
            drills += took
        else:
            asked.add((answer.card, answer.day))
            (first if answer.began else reviews)[:, answer.rating - 1] += took
    return Tally(
        first=_counts(first[0]),
        first_seconds=_sums(first[1]),
        reviews=_counts(reviews[0]),
        review_seconds=_sums(reviews[1]),
        drills=int(drills[0]),
        drill_seconds=float(drills[1]),
    )


def _counts(by_rating: FloatArray) -> tuple[int, int, int, int]:
    again, hard, good, easy = (int(each) for each in by_rating)
    return again, hard, good, easy


def _sums(by_rating: FloatArray) -> tuple[float, float, float, float]:
    again, hard, good, easy = (float(each) for each in by_rating)
    return again, hard, good, easy


class Evening:
    """One study day of a goal: every card's rate, and the ranking by it.

    `topic` narrows what may be asked; what is believed is of the whole deck all the same. `drawn`
    tells, row by row, which cards are in the day's sample.
    """

    def __init__(self, of: Deck, task: Task, topic: str | None, drawn: BoolArray) -> None:
        self.deck = of
        self.task = task
        self._rows = {card: row for row, card in enumerate(of.cards)}
        self._siblings = _siblings(of.beliefs.text)
        self._drawn = drawn
        self._dropped: set[int] = set()
        self._beliefs = of.beliefs
        self._topic = of.topics.index(topic) if topic in of.topics else -1 if topic else None
        self._chooser: Greedy | Table = task.greedy
        self._ranking = self._ranked(self._chooser)
        self._lock = RLock()
        self._answers = 0

    def learned(self, card: CardId, memory: Memory | None) -> None:
        """A card's memory after an answer, or after one was taken back: its siblings wait for
        another day, or need not any more."""
        if (row := self._rows.get(card)) is None:
            return
        with self._lock:
            self._answers += 1
            known = self._beliefs
            known.seen[row] = memory is not None
            if memory is not None:
                known.stability[row], known.difficulty[row] = memory.stability, memory.difficulty
                known.last_day[row] = memory.last_day.toordinal()
            self._dropped.discard(row)
            rows = [row, *self._siblings.get(row, ())]
            rates = self._rates(self._chooser, np.array(rows))
            for each, rate in zip(rows, rates.tolist(), strict=True):
                if each not in self._dropped:
                    self._ranking.returned(each, rate, seen=bool(known.seen[each]))

    def dropped(self, card: CardId) -> None:
        """The card is not to be asked on this day any more."""
        if (row := self._rows.get(card)) is not None:
            with self._lock:
                self._dropped.add(row)
                self._ranking.dropped(row)

    def best(self, recent: Sequence[CardId], besides: Collection[CardId]) -> CardId | None:
        """The card to ask after `recent`; None: none is left."""
        with self._lock:
            row = self._ranking.best(self._known_rows(recent), self._taken_rows(besides))
        return None if row is None else self.deck.cards[row]

    def probe(self, recent: Sequence[CardId], besides: Collection[CardId]) -> CardId | None:
        """A card of the sample to ask next, whatever it would gain; None: none is left."""
        with self._lock:
            rows = self._ranking.known(self._known_rows(recent), self._taken_rows(besides))
            rows = rows[self._probing(rows)]
        return self.deck.cards[int(rows[0])] if rows.size else None

    def is_probe(self, card: CardId) -> bool:
        """Whether the card's next answer is a probe: its first of the day, to a card that was known
        before and is in the sample.
        """
        row = self._rows.get(card)
        return row is not None and bool(self._probing(np.array([row]))[0])

    def _probing(self, rows: IntArray) -> BoolArray:
        known = self._beliefs.seen[rows] & (self._beliefs.last_day[rows] < self._today)
        return np.asarray(self._drawn[rows] & known)

    def clash(self, recent: Sequence[CardId], card: CardId) -> bool:
        """Whether the card would be one too many of its topic in a row."""
        rows = self._known_rows([*recent[-2:], card])
        topics = {int(self.deck.beliefs.topic[row]) for row in rows}
        return len(rows) > 2 and len(topics) == 1

    def lifts(self, cards: Iterable[CardId]) -> dict[CardId, tuple[float, float]]:
        """Recall of each card on the day without and with a review now; those of the goal only."""
        rows = self._known_rows(cards)
        if not rows:
            return {}
        with self._lock:
            part = self._beliefs.rows(np.array(rows))
            before, after = self.task.greedy.lift(part, self._today)
        named = (self.deck.cards[row] for row in rows)
        return dict(zip(named, zip(before.tolist(), after.tolist(), strict=True), strict=True))

    def follow(self, profile: Profile) -> None:
        """Rank by a plan's prices from now on: solves them first, so in a thread of its own."""
        table = Bench(self.task).tables([profile])[0]
        while True:
            with self._lock:
                counted, known = self._answers, _copied(self._beliefs)
            ranking = self._ranked(table, known)
            with self._lock:
                if counted == self._answers:
                    self._chooser, self._ranking = table, ranking
                    for row in self._dropped:
                        ranking.dropped(row)
                    return

    def now(self) -> Beliefs:
        """What is believed at this moment, for the planner."""
        with self._lock:
            return _copied(self._beliefs)

    @property
    def _today(self) -> int:
        return self.task.today

    def _ranked(self, chooser: Greedy | Table, known: Beliefs | None = None) -> Ranking:
        known = known or self._beliefs
        return Ranking(self._links, self._rates(chooser, None, known), known.seen)

    @property
    def _links(self) -> Relations:
        """A topic that is studied alone does not wait for cards of another one."""
        links = self.deck.links
        if self._topic is None:
            return links
        inside = (links.topic[links.needs] == self._topic).all(axis=1)
        return replace(links, needs=links.needs[inside])

    def _rates(
        self, chooser: Greedy | Table, rows: IntArray | None = None, known: Beliefs | None = None
    ) -> FloatArray:
        known = known or self._beliefs
        part = known if rows is None else known.rows(rows)
        rates = chooser.rates(part, self._today)
        return rates if self._topic is None else np.where(part.topic == self._topic, rates, NEVER)

    def _known_rows(self, cards: Iterable[CardId]) -> list[int]:
        return [self._rows[card] for card in cards if card in self._rows]

    def _taken_rows(self, cards: Iterable[CardId]) -> list[int]:
        """Their rows, and those of their siblings."""
        rows = self._known_rows(cards)
        return rows + [other for row in rows for other in self._siblings.get(row, ())]


def _siblings(text: IntArray) -> dict[int, tuple[int, ...]]:
    """The other holes of the same text, of each row that is one."""
    holes: dict[int, list[int]] = {}
    for row in np.nonzero(text >= 0)[0].tolist():
        holes.setdefault(int(text[row]), []).append(row)
    return {
        row: tuple(each for each in rows if each != row) for rows in holes.values() for row in rows
    }


def _copied(known: Beliefs) -> Beliefs:
    """A snapshot: the evening writes into its own arrays."""
    return replace(
        known,
        seen=known.seen.copy(),
        stability=known.stability.copy(),
        difficulty=known.difficulty.copy(),
        last_day=known.last_day.copy(),
    )


def own(reads: Reads) -> Pace:
    """How long this learner's answers take and how they are rated, as far as the log tells."""
    return own_pace(tally(reads.answers()), expected_pace())


def evening(
    goal: Goal, library: Library, reads: Reads, today: date, topic: str | None = None
) -> Evening:
    """Read all that an evening needs: memories, cards, the last answers."""
    cards = deck(goal, library, reads)
    task = Task(
        cards.beliefs,
        today.toordinal(),
        goal.evenings(today),
        reads.weights().values or DEFAULT_WEIGHTS,
        own(reads),
    )
    known = int(cards.beliefs.seen.sum()) - reads.counts(today).new  # this morning
    lots = sample.lots(goal.key, task.today, cards.cards)
    return Evening(cards, task, topic, lots < sample.share(task, known))

"""What a session consists of: today's open one, or a new one of what is due and what is new.

Reads only, through values that a bare sqlite3 connection can serve as well, so that the first
question is chosen by the same code before and after SQLAlchemy is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from datetime import date

import msgspec
from msgspec import Struct, structs

from quizapp.bank.cards import CardId
from quizapp.config import Settings
from quizapp.scheduling.memory import LONGEST_ANSWER, Rating
from quizapp.scheduling.queue import Queue, arranged
from quizapp.store.library import Library
from quizapp.store.reads import Reads
from quizapp.study.siblings import OneOfEach
from quizapp.study.values import CONFIDENCES, Response

SURE = CONFIDENCES[-1]
"""Percent: a learner who says so and is wrong holds a mistaken belief."""

_PAGE = 200
_FAR = date.max


class State(Struct, frozen=True):
    """Where a session stands: kept with each grade, so that a killed program resumes here."""

    queue: Queue = Queue()
    draft: Response | None = None
    """Typed and ticked on the current card, not rated yet."""
    revealed: bool = False
    goal: str = ""
    """Key of the goal that it works towards; empty: cards are kept for good."""
    trail: tuple[CardId, ...] = ()
    """The last cards asked, oldest first."""
    asked: int = 0
    """Answers on this study day, in all of its sessions."""
    seconds: float = 0.0
    """What they took."""
    beyond: bool = False
    """The learner goes on when the minutes of the day are used."""
    probes: frozenset[CardId] = frozenset()
    """Of the cards ahead, those of the day's random sample."""
    later: frozenset[CardId] = frozenset()
    """Skipped: asked when nothing else is left."""
    sure: frozenset[CardId] = frozenset()
    """Cards that the learner was sure of and got wrong."""
    lifts: dict[CardId, tuple[float, float]] = {}
    """Of the cards ahead, recall on the day without and with a review now, 0 to 1."""

    def on(self, queue: Queue) -> State:
        """The same session with another queue: its current card stands as it is first seen."""
        return structs.replace(self, queue=queue, draft=None, revealed=False)

    def answered(self, rating: Rating, response: Response | None) -> State:
        """After the current card's rating, before anything new is chosen.

        response: None where the answer was given earlier and is put back.
        """
        card = self.queue.ahead[0]
        took = min(response.seconds, LONGEST_ANSWER) if response else 0.0
        sure = response is not None and (response.confidence or 0) >= SURE
        wrong = rating is Rating.AGAIN
        return structs.replace(
            self.on(self.queue.answered(rating)),
            trail=(*self.trail, card)[-2:],
            asked=self.asked + 1,
            seconds=self.seconds + took,
            probes=self.probes - {card},
            later=self.later - {card},
            sure=self.sure | {card}
            if sure and wrong
            else self.sure
            if wrong
            else self.sure - {card},
        )

    def returned(self, card: CardId, *, lapsed: bool) -> State:
        """After an undo: the card is the current one again."""
        trail = self.trail[:-1] if self.trail[-1:] == (card,) else self.trail
        state = self.on(self.queue.returned(card, lapsed=lapsed))
        return structs.replace(state, trail=trail)

    def rested(self) -> State:
        """The same cards on the morning after: nothing of the new day is used."""
        queue = structs.replace(self.queue, passed=frozenset())
        return structs.replace(
            self, queue=queue, asked=0, seconds=0.0, beyond=False, later=frozenset()
        )

    def skipped(self, card: CardId) -> State:
        """The card is asked when nothing else is left; a lapse goes to the queue's end."""
        if card in self.queue.lapsed:
            return self.on(self.queue.skipped())
        state = self.on(self.queue.dropped(card))
        return structs.replace(state, later=self.later | {card}, probes=self.probes - {card})

    def encode(self) -> str:
        """As the JSON text that the store keeps."""
        return msgspec.json.encode(self).decode()


def decode(state: str) -> State:
    """The state that `State.encode` wrote; an empty one where its form is from another version."""
    try:
        return msgspec.json.decode(state, type=State)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return State()


def resumed(
    reads: Reads, library: Library, day: date, topic: str | None, goal: str = ""
) -> State | None:
    """Today's open session on this topic towards the goal of that key, without the cards that the
    bank no longer holds.
    """
    session = reads.open_session()
    if session is None or session.study_day != day or session.topic != topic:
        return None
    state = decode(session.state)
    if state.goal != goal:
        return None
    queue = state.queue
    for card in queue.ahead:
        if library.position(card) is None:
            queue = queue.dropped(card)
    if queue.current is None:
        return None
    if queue.current != state.queue.current:
        return state.on(queue)
    return structs.replace(state, queue=queue)


def planned(
    reads: Reads, library: Library, day: date, topic: str | None, settings: Settings
) -> State:
    """A new session: what is due, then as many new cards as the day has left."""
    suspended, free = reads.suspended(), OneOfEach(reads, library, day)
    due = _taken(due_cards(reads, library, day, topic), suspended, free, settings.session_size)
    allowance = max(0, settings.new_per_day - reads.new_on(day))
    new = _taken(new_cards(reads, library, topic), suspended, free, allowance)
    return State(arranged(due, new, size=settings.session_size))


def ahead_of_time(
    reads: Reads, library: Library, day: date, topic: str | None, settings: Settings
) -> State:
    """A session when nothing is due: the cards due soonest, then new ones beyond the day's number.

    FSRS takes the real interval into account, so an early review does not spoil the memory.
    """
    suspended, free = reads.suspended(), OneOfEach(reads, library, day)
    upcoming = (
        card
        for card in due_cards(reads, library, _FAR, topic)
        if (memory := reads.memory(card)) is not None and memory.last_day < day
    )
    soonest = _taken(upcoming, suspended, free, settings.session_size)
    new = _taken(new_cards(reads, library, topic), suspended, free, settings.session_size)
    return State(arranged(soonest, new, size=settings.session_size))


def due_cards(reads: Reads, library: Library, day: date, topic: str | None) -> Iterator[CardId]:
    """Cards due by `day` that the bank holds, the longest overdue first, read page by page."""
    wanted = None if topic is None else set(library.ids(topic))
    skip = 0
    while page := reads.due(day, _PAGE, skip):
        for card in page:
            held = card in wanted if wanted is not None else library.position(card) is not None
            if held:
                yield card
        skip += len(page)


def new_cards(reads: Reads, library: Library, topic: str | None) -> Iterator[CardId]:
    """Cards never reviewed, in learning order, read page by page."""
    after = -1
    while page := library.ids(topic, after, _PAGE):
        known = reads.known(page)
        yield from (card for card in page if card not in known)
        last = library.position(page[-1])
        if last is None:
            return
        after = last


def _taken(
    cards: Iterator[CardId], suspended: Set[CardId], free: OneOfEach, count: int
) -> list[CardId]:
    """The first `count` cards that are neither suspended nor buried."""
    taken: list[CardId] = []
    while len(taken) < count and (card := next(cards, None)) is not None:
        if card not in suspended and free.takes(card):
            taken.append(card)
    return taken

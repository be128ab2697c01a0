"""How an interview session begins: its first card, found without numpy and without a walk through
the history.

The evening before left the cards that were to come next in its state; the best of them is asked
first. `refill` goes on from there once the memories are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from datetime import date

from quizapp.bank.cards import CardId
from quizapp.scheduling.queue import Queue
from quizapp.store.library import Library
from quizapp.store.reads import Reads
from quizapp.study import plan
from quizapp.study.goal import Goal
from quizapp.study.plan import State
from quizapp.study.siblings import is_buried
from quizapp.study.values import Time


def begun(
    reads: Reads,
    library: Library,
    day: date,
    topic: str | None,
    goal: Goal,
    *,
    beyond: bool = False,
) -> State:
    """A new session of today: one card, and what earlier sessions of the day have used."""
    opened = reads.open_session()
    before = plan.decode(opened.state) if opened else State()
    used = before if opened and opened.study_day == day else State()
    state = State(
        goal=goal.key,
        trail=used.trail,
        asked=used.asked,
        seconds=used.seconds,
        beyond=beyond or used.beyond,
    )
    if is_used_up(state, goal, day):
        return state
    same = opened is not None and opened.topic == topic and before.goal == goal.key
    for card in _first(reads, library, goal, topic, before.queue.ahead if same else ()):
        memory = reads.memory(card)
        fresh = memory is None or memory.last_day < day
        if fresh and not is_buried(reads, library, card, day):
            return state.on(Queue((card,)))
    return state


def is_used_up(state: State, goal: Goal, day: date) -> bool:
    """Whether the minutes of the day are used, and the learner did not choose to go on."""
    return not state.beyond and time(state, goal, day).left <= 0


def time(state: State, goal: Goal, day: date) -> Time:
    """What is left of the minutes that the goal has for the day."""
    of = goal.minutes_on(day) * 60.0
    return Time(of - state.seconds, of)


def _first(
    reads: Reads, library: Library, goal: Goal, topic: str | None, left: tuple[CardId, ...]
) -> Iterator[CardId]:
    """Cards to begin with, the best first: left from the last evening, new, then known ones."""
    suspended = reads.suspended()
    yield from (card for card in left if card not in suspended and _wants(goal, library, card))
    yield from _new(reads, library, goal, topic, suspended)
    known = plan.due_cards(reads, library, date.max, topic)
    yield from (card for card in known if _wants(goal, library, card))


def _wants(goal: Goal, library: Library, card: CardId) -> bool:
    held = library.card(card)
    return held is not None and goal.wants(held.topic, held.level)


def _new(
    reads: Reads, library: Library, goal: Goal, topic: str | None, suspended: Set[CardId]
) -> Iterator[CardId]:
    """Cards never reviewed whose prerequisites are known, of the weightiest topic first."""
    topics = [topic] if topic is not None else sorted(library.topics(), key=goal.weight)[::-1]
    for each in topics:
        if goal.weight(each) > 0:
            for card in plan.new_cards(reads, library, each):
                held = library.card(card)
                if held is None or card in suspended or not goal.wants(each, held.level):
                    continue
                before = [
                    item
                    for name in held.after
                    for item in library.items(name)
                    if _wants(goal, library, item)
                ]
                if topic is not None or reads.known(before) == set(before):
                    yield card

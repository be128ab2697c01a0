"""Counts over the bank and the history: for the home screen and `quizapp stats`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from quizapp.bank.cards import CardId
from quizapp.bank.holes import base
from quizapp.bank.kinds import MOST_HOLES
from quizapp.config import Settings
from quizapp.store.library import Library
from quizapp.store.reads import Reads
from quizapp.study.siblings import OneOfEach
from quizapp.study.values import Overview, TopicCount

_PAGE = 500
_YEAR = timedelta(days=371)
"""53 whole weeks: what a heatmap of a year can show."""


def overview(reads: Reads, library: Library, *, day: date, settings: Settings) -> Overview:
    """Everything that the home screen shows, on the study day `day`."""
    counts, free = reads.counts(day), OneOfEach(reads, library, day)
    topics, fresh = [], 0
    due, suspended = _due(reads, day), reads.suspended()
    for topic, cards in library.topics().items():
        ids = [card for card in library.ids(topic) if card not in suspended]
        now = sum(free.takes(card) for card in ids if card in due)
        new = _new(reads, ids)
        fresh += sum(map(free.takes, new))
        topics.append(TopicCount(topic, cards, now, len(new)))
    return Overview(
        topics=tuple(topics),
        due=sum(each.due for each in topics),
        new=sum(each.new for each in topics),
        new_today=min(fresh, max(0, settings.new_per_day - counts.new)),
        learned=counts.learned,
        reviews=counts.reviews,
        today=counts.today,
        flagged=counts.flagged,
        suspended=counts.suspended,
        faults=len(library.faults()),
        heat=reads.heat(day - _YEAR),
    )


def unstudied(library: Library, settings: Settings) -> Overview:
    """The overview before the first session: the bank alone."""
    topics = tuple(
        TopicCount(topic, cards, due=0, new=cards) for topic, cards in library.topics().items()
    )
    cards = sum(each.cards for each in topics)
    return Overview(
        topics=topics,
        due=0,
        new=cards,
        new_today=min(len(_texts(library, settings.new_per_day)), settings.new_per_day),
        learned=0,
        reviews=0,
        today=0,
        flagged=0,
        suspended=0,
        faults=len(library.faults()),
        heat={},
    )


def _texts(library: Library, count: int) -> set[CardId]:
    """At least so many cards, as far as there are any."""
    return {base(item) for item in library.ids(limit=count * MOST_HOLES)}


def _new(reads: Reads, ids: Sequence[CardId]) -> list[CardId]:
    """Those that were never reviewed."""
    pages = [ids[at : at + _PAGE] for at in range(0, len(ids), _PAGE)]
    known = {card for page in pages for card in reads.known(page)}
    return [card for card in ids if card not in known]


def _due(reads: Reads, day: date) -> set[CardId]:
    due: set[CardId] = set()
    skip = 0
    while page := reads.due(day, _PAGE, skip):
        due.update(page)
        skip += len(page)
    return due

"""Counts over the bank and the history: for the home screen and `quizapp stats`."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from quizapp.bank.cards import CardId
from quizapp.config import Settings
from quizapp.store.library import Library
from quizapp.store.reads import Reads
from quizapp.study.values import Overview, TopicCount

_PAGE = 500
_YEAR = timedelta(days=371)
"""53 whole weeks: what a heatmap of a year can show."""


def overview(reads: Reads, library: Library, *, day: date, settings: Settings) -> Overview:
    """Everything that the home screen shows, on the study day `day`."""
    counts = reads.counts(day)
    topics = tuple(_topics(reads, library, day))
    new = sum(each.new for each in topics)
    return Overview(
        topics=topics,
        due=sum(each.due for each in topics),
        new=new,
        new_today=min(new, max(0, settings.new_per_day - counts.new)),
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
        new_today=min(cards, settings.new_per_day),
        learned=0,
        reviews=0,
        today=0,
        flagged=0,
        suspended=0,
        faults=len(library.faults()),
        heat={},
    )


def _topics(reads: Reads, library: Library, day: date) -> list[TopicCount]:
    suspended = reads.suspended()
    due = _due(reads, day)
    counted = []
    for topic, cards in library.topics().items():
        ids = [card for card in library.ids(topic) if card not in suspended]
        known = sum(len(reads.known(ids[at : at + _PAGE])) for at in range(0, len(ids), _PAGE))
        counted.append(TopicCount(topic, cards, sum(due[card] for card in ids), len(ids) - known))
    return counted


def _due(reads: Reads, day: date) -> Counter[CardId]:
    due: Counter[CardId] = Counter()
    skip = 0
    while page := reads.due(day, _PAGE, skip):
        due.update(page)
        skip += len(page)
    return due

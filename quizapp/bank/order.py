"""The order in which new cards come: what must be known first comes first."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heapify, heappop, heappush

from quizapp.bank import holes
from quizapp.bank.cards import Card, CardId, Language, Level

_Key = tuple[bool, str, bool, str, int, CardId]


def order(cards: Iterable[Card]) -> list[CardId]:
    """Every card once: prerequisites first, then the bank's own before those of packs, by topic,
    core before advanced, file name. What comes after a cloze comes after all its items.

    Prerequisites that are not in the bank are passed over. Cards that wait for each other in a
    circle, which `check` reports, come at the end: an author's mistake hides no card.
    """
    by_id = {card.id: card for card in cards}
    items: dict[CardId, list[CardId]] = {}
    for name in by_id:
        items.setdefault(holes.base(name), []).append(name)
    waiting = {
        card.id: {name for each in card.after for name in items.get(each, ())}
        for card in by_id.values()
    }
    followers: dict[CardId, list[CardId]] = {}
    for name, before in waiting.items():
        for each in before:
            followers.setdefault(each, []).append(name)
    ready = [_key(by_id[name]) for name, before in waiting.items() if not before]
    heapify(ready)
    ordered: list[CardId] = []
    while ready:
        name = heappop(ready)[-1]
        ordered.append(name)
        for follower in followers.get(name, ()):
            waiting[follower].discard(name)
            if not waiting[follower]:
                heappush(ready, _key(by_id[follower]))
    stuck = by_id.keys() - set(ordered)
    return ordered + [key[-1] for key in sorted(_key(by_id[name]) for name in stuck)]


def _key(card: Card) -> _Key:
    text = card.text(Language.EN)
    return bool(card.pack), card.topic, card.level is not Level.CORE, text.file, text.line, card.id

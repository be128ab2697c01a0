"""What a bank holds, topic by topic: levels, kinds, languages, and how much of it is measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec import Struct

from quizapp.bank.blocks import Line, demo_links
from quizapp.bank.cards import Card, Kind, Language, Level
from quizapp.demos.catalogue import Catalogue
from quizapp.demos.recorded import Recorded
from quizapp.study.evidence import Badges, badges


class Coverage(Struct, frozen=True, kw_only=True):
    """One topic, counted by its English cards."""

    topic: str
    cards: int
    levels: dict[Level, int]
    kinds: dict[Kind, int]
    languages: dict[Language, int]
    measured: int
    """Cards with a proved sentence at least."""
    sentences: int
    """Under `## Evidence` and `## Beware`."""
    linked: int
    """Of these, tied to a claim or a myth of a demo."""
    proved: int
    """Of these, recorded as their author says, for every seed of the demo as it is now."""


def coverage(
    cards: Iterable[Card], catalogue: Catalogue, recorded: Recorded
) -> tuple[Coverage, ...]:
    """Count the topics of `cards`, in their order."""
    topics: dict[str, list[Card]] = {}
    for card in cards:
        topics.setdefault(card.topic, []).append(card)
    return tuple(_topic(topics[topic], catalogue, recorded) for topic in sorted(topics))


def share(found: Iterable[Coverage]) -> float:
    """Which share of the sentences is proved, 0 to 1; 1 where there is none."""
    counted = [(topic.proved, topic.sentences) for topic in found]
    sentences = sum(of for _, of in counted)
    return sum(proved for proved, _ in counted) / sentences if sentences else 1.0


def _topic(cards: list[Card], catalogue: Catalogue, recorded: Recorded) -> Coverage:
    measured, sentences, linked, proved = 0, 0, 0, 0
    for card in cards:
        found = badges(card, catalogue.seen_from(card.pack), recorded, runs=None)
        lines = list(_lines(card))
        of_card = sum(_proved(line, found) for line in lines)
        measured += of_card > 0
        sentences += len(lines)
        linked += sum(any(demo_links(line)) for line in lines)
        proved += of_card
    return Coverage(
        topic=cards[0].topic,
        cards=len(cards),
        levels=dict(Counter(card.level for card in cards)),
        kinds=dict(Counter(card.kind for card in cards)),
        languages=dict(Counter(language for card in cards for language in card.texts)),
        measured=measured,
        sentences=sentences,
        linked=linked,
        proved=proved,
    )


def _lines(card: Card) -> Iterator[Line]:
    text = card.text(Language.EN)
    yield from (*text.evidence, *text.beware)


def _proved(line: Line, found: Badges) -> bool:
    """Whether every claim that the sentence links to came out as its author says."""
    targets = list(demo_links(line))
    return bool(targets) and all(target in found and found[target].ok for target in targets)

"""`quizapp bank`: the cards on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from quizapp.bank import plain
from quizapp.bank.cards import Card, Kind, Language, Level
from quizapp.bank.check import check as faults_of
from quizapp.bank.load import load
from quizapp.commands import show
from quizapp.commands.workplace import Workplace
from quizapp.demos import translation
from quizapp.demos.catalogue import Catalogue
from quizapp.demos.recorded import stale

if TYPE_CHECKING:
    from quizapp.study.coverage import Coverage


def check(place: Workplace, folder: Path) -> int:
    """Print every fault of a bank, one a line, and return 1 where there is one."""
    folder = folder.resolve()
    bank, catalogue = load(folder), Catalogue.load([folder])
    parameters = {demo.id: [each.name for each in demo.parameters] for demo in catalogue.all()}
    wrong = faults_of(bank, catalogue.claims(), parameters)
    others = [language for language in Language if language is not Language.EN]
    said = translation.check(catalogue.all(), others)
    found = {*bank.faults, *catalogue.faults, *wrong, *said, *stale(folder, catalogue)}
    faults = [replace(fault, path=show.from_here(folder / fault.path)) for fault in sorted(found)]
    for fault in faults:
        show.say(str(fault))
    if not bank.files:
        show.say(_no_cards(place, folder))
        return 1
    cards = len(bank.cards)
    show.say(place.words("Cards: {cards}, faults: {faults}", cards=cards, faults=len(faults)))
    return 1 if faults else 0


def _no_cards(place: Workplace, folder: Path) -> str:
    return place.words(
        "There are no cards in {folder}; write one as TOPIC/CARD.md, or name another folder",
        folder=folder,
    )


def listing(place: Workplace, as_json: bool) -> None:
    """Print the cards in learning order."""
    with closing(place.desk()) as desk:
        desk.refresh()
        cards = list(desk.library.cards())
    if as_json:
        show.as_json({"cards": [_entry(card) for card in cards]})
        return
    show.columns(
        [
            (
                card.id,
                card.level,
                " ".join(sorted(card.texts)),
                plain.text(card.text(Language.EN).title),
            )
            for card in cards
        ]
    )


def coverage(place: Workplace, as_json: bool) -> None:
    """Print what the topics hold, and how many of their sentences are proved."""
    from quizapp.study.coverage import share

    with closing(place.desk()) as desk:
        desk.refresh()
        found = desk.coverage()
    if as_json:
        topics = [msgspec.to_builtins(topic) for topic in found]
        show.as_json({"topics": topics, "proved": round(share(found), 4)})
        return
    words = place.words
    kinds = [kind for kind in Kind if any(kind in topic.kinds for topic in found)]
    levels = f"{words('core')}+{words('advanced')}"
    head = (words("Topic"), words("Cards"), levels, *kinds, *Language)
    rows = [(*head, words("Measured"), words("Sentences proved"))]
    show.columns(rows + [_counted(topic, kinds) for topic in found])
    show.say(
        words(
            "In all {n} of {of} sentences are proved ({share} %).",
            n=sum(topic.proved for topic in found),
            of=sum(topic.sentences for topic in found),
            share=f"{100 * share(found):.0f}",
        )
    )


def _counted(topic: Coverage, kinds: Sequence[Kind]) -> tuple[str, ...]:
    return (
        topic.topic,
        str(topic.cards),
        "+".join(str(topic.levels.get(level, 0)) for level in Level),
        *(str(topic.kinds.get(kind, "-")) for kind in kinds),
        *(str(topic.languages.get(language, "-")) for language in Language),
        f"{topic.measured}/{topic.cards}",
        f"{topic.proved}/{topic.sentences}",
    )


def _entry(card: Card) -> dict[str, Any]:
    text = card.text(Language.EN)
    return {
        "id": card.id,
        "topic": card.topic,
        "kind": card.kind,
        "level": card.level,
        "languages": sorted(card.texts),
        "demos": list(card.demos),
        "file": text.file,
        "line": text.line,
    }

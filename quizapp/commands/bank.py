"""`quizapp bank`: the cards on the command line."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from quizapp.bank import plain
from quizapp.bank.cards import Card, Language
from quizapp.bank.check import check as faults_of
from quizapp.bank.load import load
from quizapp.commands import show
from quizapp.commands.workplace import Workplace
from quizapp.demos.catalogue import Catalogue
from quizapp.demos.recorded import stale


def check(place: Workplace, folder: Path) -> int:
    """Print every fault of a bank, one a line, and return 1 where there is one."""
    folder = folder.resolve()
    bank, catalogue = load(folder), Catalogue.load([folder])
    parameters = {demo.id: [each.name for each in demo.parameters] for demo in catalogue.all()}
    wrong = faults_of(bank, catalogue.claims(), parameters)
    found = {*bank.faults, *catalogue.faults, *wrong, *stale(folder, catalogue)}
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

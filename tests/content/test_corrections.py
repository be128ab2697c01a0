"""docs/corrections.md: every mistake that a card corrects, with its source and its experiment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp import resources
from quizapp.bank.blocks import DEMO, Line, demo_links
from quizapp.bank.cards import Card, CardId, Language
from quizapp.bank.load import load
from quizapp.bank.spell import spell
from quizapp.demos.catalogue import Catalogue

DOCUMENT = Path(__file__).parents[2] / "docs" / "corrections.md"
CARDS = load(resources.content()).cards
CATALOGUE = Catalogue.load([resources.content()])
SETTLED = ("arithmetic", "measured")
"""What settles a mistake that needs no paper."""

_CELL = re.compile(r"(?<!\\)\|")
_LINK = re.compile(r"\[([^\]]+)\]\(\.\./content/([^)]+)\)")


def mistake(line: Line) -> str:
    """What stands in quotation marks at the beginning of a correction."""
    quoted = re.match(r'"(.+?)"(?:[:;,.]| )', spell(line))
    assert quoted, spell(line)
    return quoted[1].replace("|", r"\|")


def rows() -> Iterator[list[str]]:
    for line in DOCUMENT.read_text("utf-8").splitlines():
        if line.startswith("| ") and not line.startswith(("| mistake", "| ---")):
            yield [cell.strip() for cell in _CELL.split(line)[1:-1]]


def listed() -> dict[CardId, list[list[str]]]:
    """The rows of each card, the card's own cell left out."""
    found: dict[CardId, list[list[str]]] = {}
    for said, source, shown, where in rows():
        link = _LINK.fullmatch(where)
        assert link, where
        assert link[2] == f"{link[1]}.md"
        found.setdefault(CardId(link[1]), []).append([said, source, shown])
    return found


LISTED = listed()


def test_every_card_that_corrects_something_is_listed() -> None:
    assert LISTED.keys() == {card.id for card in CARDS.values() if card.text(Language.EN).beware}


@pytest.mark.parametrize("card", CARDS.values(), ids=lambda card: str(card.id))
def test_each_mistake_has_its_source_and_its_experiment(card: Card) -> None:
    found = LISTED.get(card.id, [])
    corrections = card.text(Language.EN).beware
    assert [said for said, _, _ in found] == [mistake(line) for line in corrections]
    for (_, source, shown), line in zip(found, corrections, strict=True):
        assert source in SETTLED or any(each.startswith(source) for each in card.references)
        targets = [target.removeprefix(DEMO) for target in demo_links(line)]
        links = _LINK.findall(shown)
        assert [name for name, _ in links] == targets
        assert targets or source != "measured"
        for name, file in links:
            demo = CATALOGUE.get(re.split("[?#]", name)[0])
            assert resources.content() / file == demo.file

"""The author's page tells the truth: its example is a good card, and its faults are ours."""

from __future__ import annotations

import re
from pathlib import Path

from quizapp import resources
from quizapp.bank.cards import CardId, Kind, Language
from quizapp.bank.check import check
from quizapp.bank.load import assemble, load, read_bytes
from quizapp.bank.matter import CardKeys
from quizapp.bank.sections import SECTIONS
from quizapp.demos.catalogue import Catalogue

PAGE = Path(__file__).parents[2] / "docs" / "cards.md"
_EXAMPLE = re.compile(r"^`(\S+\.md)`:\n\n````markdown\n(.*?)^````$", re.MULTILINE | re.DOTALL)


def test_the_example_is_a_good_card() -> None:
    examples = dict(_EXAMPLE.findall(PAGE.read_text("utf-8")))
    results = [read_bytes(source.encode(), file) for file, source in examples.items()]
    built_in = load(resources.content())
    bank = assemble([*built_in.files, *results])
    catalogue = Catalogue.load([resources.content()])
    parameters = {demo.id: [each.name for each in demo.parameters] for demo in catalogue.all()}
    found = [*bank.faults, *check(bank, catalogue.claims(), parameters)]
    assert [str(fault) for fault in found if fault.path in examples] == []
    card = bank.cards[CardId("activations/sigmoid-slope")]
    assert set(card.texts) == set(Language)


def test_every_kind_has_an_example_that_says_what_it_is() -> None:
    page = PAGE.read_text("utf-8")
    results = [read_bytes(source.encode(), file) for file, source in _EXAMPLE.findall(page)]
    kinds = {card.kind for card in assemble(results).cards.values()}
    assert kinds == set(Kind) - {Kind.CODE}
    assert set(re.findall(r"^### (\w+)$", page, re.MULTILINE)) == kinds


def test_every_key_and_section_is_described() -> None:
    page = PAGE.read_text("utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == set(CardKeys.__struct_fields__)
    assert set(re.findall(r"^\| `## ([^`]+)` \|", page, re.MULTILINE)) == set(SECTIONS)

"""The built-in bank is whole: every card parses, draws, links and speaks both languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from quizapp import resources
from quizapp.bank import parse, plain
from quizapp.bank.blocks import Line, demo_links
from quizapp.bank.cards import Card, CardText, Language
from quizapp.bank.check import check
from quizapp.bank.files import Bank
from quizapp.bank.load import assemble, files, load
from quizapp.bank.order import order
from quizapp.bank.write import write, write_translation
from quizapp.demos.catalogue import Catalogue

ROOT = resources.content()
UNMEASURED = {Language.EN: "Not measured here", Language.KO: "여기서 재지 않은 것"}
"""How a sentence of the evidence begins that no experiment proves."""


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load(ROOT)


def bare(text: CardText) -> CardText:
    """A text without what depends on how it is spelled."""
    return structs.replace(text, hash="", line=0)


def test_no_file_has_a_fault(bank: Bank) -> None:
    assert "\n".join(map(str, bank.faults)) == ""


def test_links_formulas_and_translations_are_right(bank: Bank) -> None:
    catalogue = Catalogue.load([ROOT])
    parameters = {demo.id: [each.name for each in demo.parameters] for demo in catalogue.all()}
    faults = check(bank, catalogue.claims(), parameters)
    assert "\n".join(map(str, faults)) == ""


def test_every_card_speaks_both_languages(bank: Bank) -> None:
    assert bank.cards
    assert [card.id for card in bank.cards.values() if set(card.texts) != set(Language)] == []


def test_both_languages_lead_to_the_same_evidence(bank: Bank) -> None:
    def links(lines: tuple[Line, ...]) -> list[str]:
        return [
            target for line in lines for node in line if (target := getattr(node, "target", ""))
        ]

    for card in bank.cards.values():
        english, korean = card.text(Language.EN), card.text(Language.KO)
        assert links(english.evidence) == links(korean.evidence), card.id
        assert links(english.beware) == links(korean.beware), card.id
        beliefs = [tuple(each.misconception for each in text.options) for text in (english, korean)]
        assert links(beliefs[0]) == links(beliefs[1]), card.id


@pytest.mark.parametrize(("language", "opening"), UNMEASURED.items())
def test_every_card_proves_something_and_names_what_it_does_not(
    bank: Bank, language: Language, opening: str
) -> None:
    for card in bank.cards.values():
        evidence = card.text(language).evidence
        unproved = [plain.text(line) for line in evidence if not any(demo_links(line))]
        assert len(unproved) < len(evidence), card.id
        assert unproved, card.id
        assert all(said.startswith(opening) for said in unproved), card.id


def test_no_card_asks_for_what_comes_later(bank: Bank) -> None:
    place = {name: i for i, name in enumerate(order(bank.cards.values()))}
    for card in bank.cards.values():
        assert all(place[name] < place[card.id] for name in card.after)


def test_every_card_is_printed_back_the_same(bank: Bank) -> None:
    for card in bank.cards.values():
        assert_english_is_printed_the_same(card)
        english, korean = card.text(Language.EN), card.text(Language.KO)
        files = {
            english.file: write(card),
            korean.file: write_translation(korean, english.hash),
        }
        again = assemble(parse.read(text.encode(), file) for file, text in files.items())
        assert bare(again.cards[card.id].text(Language.KO)) == bare(korean)


@given(st.data())
def test_no_change_to_a_card_crashes_the_parser(data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(list(files(ROOT))))
    source = (ROOT / file).read_text("utf-8")
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, min(start + 40, len(source))))
    noise = data.draw(
        st.one_of(st.text(max_size=5), st.sampled_from(("\n", "$", "```", "# ", "**", "|")))
    )
    changed = source[:start] + noise + source[end:]
    result = parse.read(changed.encode("utf-8", "surrogatepass"), file)
    assert result.cards or result.translations or result.faults
    if result.cards and not result.faults:
        assert_english_is_printed_the_same(result.cards[0])


def assert_english_is_printed_the_same(card: Card) -> None:
    english = card.text(Language.EN)
    result = parse.read(write(card).encode(), english.file)
    assert result.faults == ()
    (again,) = result.cards
    assert bare(again.text(Language.EN)) == bare(english)
    assert structs.replace(again, texts={}) == structs.replace(card, texts={})

"""The same card for the same review, on every machine, and another one after it."""

from __future__ import annotations

import pytest
from msgspec import structs

from quizapp.bank import plain
from quizapp.bank.cards import CardId, Language
from quizapp.bank.holes import items
from quizapp.scheduling.seed import review_seed
from quizapp.study.asked import Asked, asked
from tests.study import kinds

SEEDS = [review_seed(CardId("alpha/card"), reviews) for reviews in range(200)]


def title(of: Asked) -> str:
    return plain.text(of.card.text(Language.EN).title)


def test_a_drawing_is_the_same_everywhere() -> None:
    assert asked(kinds.card(kinds.ORDER), 7).shuffle == (3, 1, 0, 4, 2)
    assert asked(kinds.card(kinds.CHOICE), 7).shuffle == (3, 1, 0, 2)


@pytest.mark.parametrize("markdown", [kinds.CHOICE, kinds.ORDER])
def test_every_option_and_step_has_one_place(markdown: str) -> None:
    card = kinds.card(markdown)
    text = card.text(Language.EN)
    drawn = {asked(card, seed).shuffle for seed in SEEDS}
    assert len(drawn) > 20
    assert {tuple(sorted(each)) for each in drawn} == {
        tuple(range(len(text.options) + len(text.steps)))
    }


def test_an_order_never_comes_in_its_right_order() -> None:
    card = kinds.card(kinds.ORDER)
    text = card.text(Language.EN)
    three = structs.replace(card, texts={Language.EN: structs.replace(text, steps=text.steps[:3])})
    drawn = {asked(three, seed).shuffle for seed in SEEDS}
    assert len(drawn) == 5, "all but one of six"
    assert (0, 1, 2) not in drawn


def test_numbers_are_filled_in_and_the_answer_is_known() -> None:
    card = kinds.card(kinds.NUMERIC)
    found = [asked(card, seed) for seed in SEEDS]
    assert len({title(each) for each in found}) > 150
    for each in found:
        n, k = (int(word) for word in title(each).split() if word.isdecimal())
        assert each.expected == 4 * n * k
        answer = plain.searchable(each.card.text(Language.EN))
        assert f"{4 * n * k:,}".replace(",", "{,}") in answer
        assert "{{" not in answer


@pytest.mark.parametrize("spoilt", ["4 / 0", "4 * unknown", "9**9**9**9"])
def test_a_formula_that_gives_no_number_stops_nobody(spoilt: str) -> None:
    card = kinds.card(kinds.NUMERIC)
    assert card.numeric is not None
    broken = structs.replace(card, numeric=structs.replace(card.numeric, answer=spoilt))
    assert asked(broken, 1) == Asked(broken)


def test_other_cards_are_asked_as_they_stand() -> None:
    for card in items(kinds.card(kinds.cloze())):
        assert asked(card, 1) == asked(card, 2) == Asked(card)

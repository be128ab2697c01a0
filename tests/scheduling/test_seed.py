"""One review's chances are its own, and the same on every machine."""

from __future__ import annotations

from quizapp.bank.cards import CardId
from quizapp.scheduling.seed import review_seed

CARD = CardId("losses/focal")


def test_a_seed_is_the_same_everywhere() -> None:
    assert review_seed(CARD, 0) == 14293920099170478287  # b2sum -l 64 of "losses/focal:0"


def test_each_review_and_each_hole_has_its_own() -> None:
    cards = [CARD, CardId(f"{CARD}#1"), CardId(f"{CARD}#2")]
    assert len({review_seed(card, reviews) for card in cards for reviews in range(100)}) == 300

"""Chance that is the same on every machine: drawn from a card and the number of its reviews."""

from __future__ import annotations

from hashlib import blake2b

from quizapp.bank.cards import CardId


def review_seed(card: CardId, reviews: int) -> int:
    """64 bits for one review of a card: others after each review, the same again after an undo."""
    return int.from_bytes(blake2b(f"{card}:{reviews}".encode(), digest_size=8).digest(), "big")

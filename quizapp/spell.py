"""Values in the learner's words: ratings, intervals, headings of a card."""

from __future__ import annotations

from quizapp.bank.cards import Card
from quizapp.locale.words import Words
from quizapp.scheduling.memory import Rating
from quizapp.study.values import Change

MONTH = 30.4
YEAR = 365.25


def rating(words: Words, rating: Rating) -> str:
    """A rating's name."""
    match rating:
        case Rating.AGAIN:
            return words("Again")
        case Rating.HARD:
            return words("Hard")
        case Rating.GOOD:
            return words("Good")
        case Rating.EASY:
            return words("Easy")


def interval(words: Words, days: int) -> str:
    """Days as short as a button needs them: `4 d`, `1.5 mo`, `2 y`; 0 is `today`."""
    if days <= 0:
        return words("today")
    if days < MONTH:
        return words("{n} d", n=days)
    if days < YEAR:
        return words("{n} mo", n=_short(days / MONTH))
    return words("{n} y", n=_short(days / YEAR))


def change(words: Words, change: Change) -> str:
    """What an answer did: `Good: back in 4 d`."""
    name = rating(words, change.rating)
    if change.days == 0:
        return words("{rating}: comes back today", rating=name)
    return words("{rating}: back in {interval}", rating=name, interval=back(words, change))


def back(words: Words, change: Change) -> str:
    """When a card comes back after a change."""
    return interval(words, change.days or 0)


def place(words: Words, card: Card) -> str:
    """Where a card belongs: `activations · core`."""
    level = words("core") if card.level == "core" else words("advanced")
    return f"{card.topic} · {level}"


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")

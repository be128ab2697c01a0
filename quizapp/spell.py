"""Values in the learner's words: ratings, intervals, headings of a card."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from quizapp.bank.cards import Card
from quizapp.locale.words import Words
from quizapp.scheduling.memory import Rating
from quizapp.study.values import Badge, Change, Progress, Source

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


def nothing(words: Words, progress: Progress) -> str:
    """Why a session without a goal has no card."""
    if progress.empty:
        return words("There are no cards. quizapp bank check FOLDER says what a bank needs.")
    return words("Nothing is due")


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


def past(words: Words, day: date, today: date) -> str:
    """A day gone by: `today`, `yesterday`, `5 days ago (2026-03-02)`."""
    gone = (today - day).days
    if gone <= 0:
        return words("today")
    told = words("yesterday") if gone == 1 else words("{n} days ago", n=gone)
    return f"{told} ({day})"


def badges(words: Words, badges: Mapping[str, Badge], today: date) -> dict[str, str]:
    """How the sentences of a card stand, by the target of each one's link."""
    return {target: badge(words, each, today) for target, each in badges.items()}


def badge(words: Words, badge: Badge, today: date) -> str:
    """How a sentence of a card stands: `✓ measured here: holds · today · cpu`."""
    if badge.day is None:
        return f"· {words('not measured yet')}"
    here = badge.source is Source.HERE
    sign = "○" if not here else "✓" if badge.ok else "✗"
    source = words("measured here") if here else words("recorded")
    when = past(words, badge.day, today) if here else str(badge.day)
    parts = [f"{sign} {source}: {_fared(words, badge)}", when, badge.device]
    if badge.seeds > 1:
        parts.append(words("{k} of {n} seeds", k=badge.passed, n=badge.seeds))
    return " · ".join(parts)


def _fared(words: Words, badge: Badge) -> str:
    if badge.mixed:
        return words("seeds disagree")
    if badge.myth:
        return words("the myth is refuted") if badge.ok else words("the myth is not refuted")
    return words("holds") if badge.ok else words("does not hold")


def place(words: Words, card: Card) -> str:
    """Where a card belongs: `activations · core`."""
    level = words("core") if card.level == "core" else words("advanced")
    return f"{card.topic} · {level}"


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")

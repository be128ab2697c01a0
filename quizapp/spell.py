"""Values in the learner's words: ratings, intervals, headings of a card."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from quizapp.bank.cards import Card
from quizapp.locale.words import Words
from quizapp.scheduling.memory import Rating
from quizapp.study.values import Badge, Change, Progress, Source

if TYPE_CHECKING:
    from quizapp.demos.claims import Judgement

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


def verdict(words: Words, judgement: Judgement) -> str:
    """What the numbers say of a claim or myth: `MYTH REFUTED`."""
    from quizapp.demos.claims import Verdict  # here: the first paint needs none

    match judgement.verdict, judgement.myth:
        case Verdict.SUPPORTED, False:
            return words("SUPPORTED")
        case Verdict.REFUTED, False:
            return words("REFUTED")
        case Verdict.REFUTED, True:
            return words("MYTH REFUTED")
        case Verdict.SUPPORTED, True:
            return words("MYTH NOT REFUTED")
        case Verdict.MIXED, _:
            return words("MIXED, {k} of {n}", k=judgement.passed, n=judgement.seeds)
        case Verdict.NOT_APPLICABLE, _:
            return words("N/A")
        case Verdict.NO_DATA, _:
            return words("NO DATA")
        case Verdict.SKIPPED, _:
            return words("SKIPPED")
        case _:
            return words("ERROR")


def detail(words: Words, judgement: Judgement) -> str:
    """The numbers of a verdict, or why there is none. What went wrong is told as errors are: in
    English.
    """
    from quizapp.demos.claims import Verdict

    claim, finding = judgement.claim, judgement.finding
    if finding and (room := finding.room):
        shown = finding.shown
        if finding.holds:
            return words("{shown}, {room} to spare", shown=shown, room=room)
        return words("{shown}, off by {room}", shown=shown, room=room)
    match judgement.verdict:
        case Verdict.NOT_APPLICABLE:
            return words("this is about {given}", given=claim.given)
        case Verdict.SKIPPED:
            return words("only {device} can decide it", device=claim.device)
    return judgement.detail


def place(words: Words, card: Card) -> str:
    """Where a card belongs: `activations · core`."""
    level = words("core") if card.level == "core" else words("advanced")
    return f"{card.topic} · {level}"


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")

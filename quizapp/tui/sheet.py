"""A card -> the rows of its question and of its answer, section by section."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from quizapp import spell
from quizapp.bank.blocks import Line, demo_links
from quizapp.bank.cards import Card, CardText, Language
from quizapp.locale.words import Words
from quizapp.study.values import Badge, Source
from quizapp.tui.paint import Painter
from quizapp.tui.rows import MUTED, RULE, Row, Run, indent, wrap

TITLE = "bold $primary"
HEADING = "bold $accent"


Proofs = Mapping[str, Run]
"""What stands under a line that links to a demo: how its sentence fared, by the link's target."""
NO_PROOFS: Proofs = {}


class Ticks(NamedTuple):
    """Which key points the learner has ticked, and whether digits tick at the moment."""

    ticked: frozenset[int] = frozenset()
    open: bool = False


def question(card: Card, language: Language, painter: Painter) -> list[Row]:
    """The title and what stands under it."""
    text = card.text(language)
    rows = painter.line(text.title, TITLE)
    if text.question:
        rows += [[], *painter.blocks(text.question)]
    return rows


def answer(
    card: Card,
    language: Language,
    painter: Painter,
    words: Words,
    said: str,
    ticks: Ticks,
    proofs: Proofs = NO_PROOFS,
) -> list[Row]:
    """Everything that is revealed: what the learner wrote first, for comparison."""
    text = card.text(language)
    parts = (
        _said(said, painter, words),
        painter.blocks(text.answer),
        _key_points(text, painter, words, ticks),
        _section(words("Evidence"), text.evidence, painter, proofs),
        _section(words("Beware"), text.beware, painter, proofs),
        _section(words("Follow-ups"), text.follow_ups, painter),
        _references(card, painter, words),
    )
    rows: list[Row] = [[], [("─" * painter.width, RULE)]]
    for part in parts:
        if part:
            rows += [[], *part]
    return rows


def _said(said: str, painter: Painter, words: Words) -> list[Row]:
    if not said.strip():
        return []
    bar = ("│ ", "$accent")
    inner = painter.narrower(2)
    lines = [row for line in said.splitlines() for row in wrap([Run(line)], inner.width)]
    return [[(words("You wrote"), HEADING)], *indent(lines, bar, bar)]


def _key_points(text: CardText, painter: Painter, words: Words, ticks: Ticks) -> list[Row]:
    if not text.key_points:
        return []
    title: Row = [(words("Key points"), HEADING)]
    if ticks.open:
        title.append(("  " + words("tick what you said"), MUTED))
    rows = [title]
    for number, point in enumerate(text.key_points):
        mark = f"{number + 1} [{'x' if number in ticks.ticked else ' '}] "
        style = "bold" if ticks.open or number in ticks.ticked else MUTED
        rows += indent(painter.narrower(len(mark)).line(point), (mark, style))
    return rows


def _section(
    name: str, lines: Sequence[Line], painter: Painter, proofs: Proofs = NO_PROOFS
) -> list[Row]:
    if not lines:
        return []
    rows: list[Row] = [[(name, HEADING)]]
    for line in lines:
        rows += indent(painter.narrower(2).line(line), ("• ", MUTED))
        for target in demo_links(line):
            if target in proofs:
                rows += indent(wrap([proofs[target]], painter.width - 2), ("  ", ""))
    return rows


def proofs(badges: Mapping[str, Badge], words: Words, today: date) -> dict[str, Run]:
    """Badges in words, by the target of the link that they belong to."""
    told = spell.badges(words, badges, today)
    return {target: Run(told[target], _style(badge)) for target, badge in badges.items()}


def _style(badge: Badge) -> str:
    if badge.source is not Source.HERE:
        return MUTED
    return "$success" if badge.ok else "$warning" if badge.mixed else "$error"


def _references(card: Card, painter: Painter, words: Words) -> list[Row]:
    if not card.references:
        return []
    rows: list[Row] = [[(words("References"), HEADING)]]
    for reference in card.references:
        rows += indent(wrap([Run(reference, MUTED)], painter.width - 2), ("  ", ""))
    return rows


Paint = Callable[[Painter], list[Row]]
"""What a page shows: painted again when its width changes."""

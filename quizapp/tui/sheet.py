"""A card -> the rows of its question and of its answer, section by section."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from quizapp.bank.blocks import Line
from quizapp.bank.cards import Card
from quizapp.bank.filling import Row, Run, wrap
from quizapp.locale.words import Words
from quizapp.tui import kinds
from quizapp.tui.attempt import Attempt, Shown
from quizapp.tui.paint import Painter
from quizapp.tui.proofs import NO_PROOFS, Proofs, beneath
from quizapp.tui.rows import MUTED, RULE, indent

TITLE = "bold $primary"
HEADING = "bold $accent"


def question(shown: Shown, painter: Painter, words: Words, proofs: Proofs) -> list[Row]:
    """The title and what stands under it; once it is revealed, what of that is right."""
    text, painter = shown.text, replace(painter, hiding=not shown.attempt.revealed)
    rows = painter.line(text.title, TITLE)
    if text.question:
        rows += [[], *painter.blocks(text.question)]
    return rows + kinds.task(shown, painter, words, proofs)


def answer(shown: Shown, painter: Painter, words: Words, proofs: Proofs) -> list[Row]:
    """Everything that is revealed: what the learner wrote first, for comparison."""
    text, card = shown.text, shown.card
    parts = (
        _said(shown.attempt.said, painter, words),
        kinds.fared(shown, painter, words),
        painter.blocks(text.answer),
        _key_points(text.key_points, painter, words, shown.attempt),
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


def _key_points(
    points: Sequence[Line], painter: Painter, words: Words, attempt: Attempt
) -> list[Row]:
    if not points:
        return []
    title: Row = [(words("Key points"), HEADING)]
    if attempt.ticking:
        title.append(("  " + words("tick what you said"), MUTED))
    rows = [title]
    for number, point in enumerate(points):
        mark = f"{number + 1} [{'x' if number in attempt.ticked else ' '}] "
        style = "bold" if attempt.ticking or number in attempt.ticked else MUTED
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
        rows += indent(beneath(line, proofs, painter.width - 2), ("  ", ""))
    return rows


def _references(card: Card, painter: Painter, words: Words) -> list[Row]:
    if not card.references:
        return []
    rows: list[Row] = [[(words("References"), HEADING)]]
    for reference in card.references:
        rows += indent(wrap([Run(reference, MUTED)], painter.width - 2), ("  ", ""))
    return rows


Paint = Callable[[Painter], list[Row]]
"""What a page shows: painted again when its width changes."""

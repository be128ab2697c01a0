"""How the sentences of a card fared that demos measure: what stands under each of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from quizapp import spell
from quizapp.bank import plain
from quizapp.bank.blocks import Line
from quizapp.bank.filling import Row, Run, wrap
from quizapp.locale.words import Words
from quizapp.study.values import Badge, Source
from quizapp.tui.rows import MUTED

Proofs = Mapping[str, Run]
"""By the target of the link that a sentence stands in."""
NO_PROOFS: Proofs = {}


def proofs(badges: Mapping[str, Badge], words: Words, today: date) -> dict[str, Run]:
    """Badges in words."""
    told = spell.badges(words, badges, today)
    return {target: Run(told[target], _style(badge)) for target, badge in badges.items()}


def beneath(line: Line, proofs: Proofs, width: int) -> list[Row]:
    """What was measured of a line, to stand under it."""
    return [
        row
        for label, target in plain.proved(line, proofs)
        for row in wrap((Run(label, MUTED), proofs[target]), width)
    ]


def _style(badge: Badge) -> str:
    if badge.source is not Source.HERE:
        return MUTED
    return "$success" if badge.ok else "$warning" if badge.mixed else "$error"

"""The flag of a card: asked for with the standing note, shown as a muted line."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from quizapp.bank.filling import Row, Run, wrap
from quizapp.locale.words import Words
from quizapp.store.values import MarkKind
from quizapp.tui.rows import MUTED, indent

if TYPE_CHECKING:
    from quizapp.bank.cards import CardId
    from quizapp.tui.app import QuizApp

Flag = Callable[[MarkKind, str], None]
"""Hears what the learner decided: FLAG with a note, or UNFLAG."""


def ask(app: QuizApp, card: CardId, flag: Flag) -> None:
    """Ask for the note of a card's flag; the note of a flagged card, emptied, takes the flag back.

    Before the study database is open no note is known, so an empty one flags.
    """
    from quizapp.tui.screens.prompt import PromptScreen

    standing = app.desk.note(card) if app.connected else None
    if standing is None:
        title, hint = (
            app.words("Flag this card"),
            app.words("What is wrong or to be looked at again?"),
        )
    else:
        title, hint = app.words("Flagged card"), app.words("An empty note takes the flag back")

    def entered(note: str | None) -> None:
        if note is not None:
            away = standing is not None and not note
            flag(MarkKind.UNFLAG if away else MarkKind.FLAG, note)

    app.push_screen(PromptScreen(title, hint, standing or ""), entered)


def told(kind: MarkKind, words: Words) -> str:
    """What was done."""
    return words("Flagged") if kind is MarkKind.FLAG else words("The flag is taken back")


def line(note: str | None, words: Words, width: int) -> list[Row]:
    """The note under a question, an empty row before it; nothing where the card has no flag."""
    if note is None:
        return []
    told = f"{words('Flagged')}: {note}" if note else words("Flagged")
    return [[], *indent(wrap([Run(told, MUTED)], width - 2), ("⚑ ", MUTED), ("  ", ""))]

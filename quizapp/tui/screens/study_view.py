"""What the study screen looks like: its state as a value -> rows. Nothing here does anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from quizapp import spell
from quizapp.bank.cards import Language
from quizapp.locale.words import Words
from quizapp.scheduling.memory import Rating
from quizapp.study.values import Opening, Progress
from quizapp.tui import sheet
from quizapp.tui.paint import Painter
from quizapp.tui.rows import MUTED, RULE, Row, spread
from quizapp.tui.widgets.grades import grades


@dataclass(frozen=True)
class View:
    """One moment of the screen."""

    words: Words
    seen: Opening | None
    """None: there is no question."""
    progress: Progress | None
    """None: nor can it be told yet whether there will be one."""
    language: Language
    revealed: bool
    said: str
    ticks: sheet.Ticks
    status: str
    preview: Mapping[Rating, int] = field(default_factory=dict)
    suggested: Rating | None = None


def header(view: View, width: int) -> list[Row]:
    """Where the card belongs, how far the session is, and the same as a line."""
    if view.seen is None:
        return [[("quizapp", MUTED)], [("─" * width, RULE)]]
    left: Row = [(spell.place(view.words, view.seen.card), MUTED)]
    if view.seen.again:
        left.append(("  " + view.words("once more"), "bold $accent"))
    done, ahead = view.seen.progress.done, view.seen.progress.left
    right: Row = [(view.words("{n} done · {left} left", n=done, left=ahead), MUTED)]
    filled = width * done // max(1, done + ahead)
    return [spread(left, right, width), [("━" * filled, "$accent"), ("─" * (width - filled), RULE)]]


def footer(view: View, width: int) -> list[Row]:
    """The ratings once there is something to rate, else what was done last."""
    if view.ticks.open:
        hint = view.words("Digits tick what you said; Enter when done")
        row: Row = [(hint, "bold $accent")]
    elif view.seen and view.revealed:
        row = grades(view.words, view.preview, view.suggested, width)
    else:
        row = [(view.status, MUTED)]
    return [[("─" * width, RULE)], row]


def body(view: View, painter: Painter) -> list[Row]:
    """The question, the answer under it once it is revealed; without a question, why."""
    if view.seen is None:
        return _waiting(view) if view.progress is None else _done(view, view.progress)
    rows = sheet.question(view.seen.card, view.language, painter)
    if view.revealed:
        rows += sheet.answer(
            view.seen.card, view.language, painter, view.words, view.said, view.ticks
        )
    return [*rows, []]


def _waiting(view: View) -> list[Row]:
    return [[(view.words("Reading the question bank…"), MUTED)]]


def _done(view: View, progress: Progress) -> list[Row]:
    title = view.words("Done for now") if progress.done else view.words("Nothing is due")
    rows: list[Row] = [[(title, sheet.TITLE)], []]
    if progress.done:
        passed = view.words("Cards passed in this session: {n}.", n=progress.done)
        rows += [[(passed, "")], []]
    hint = view.words("Press a to go on with cards that are not due yet.")
    return [*rows, [(hint, MUTED)]]

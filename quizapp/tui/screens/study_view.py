"""What the study screen looks like: its state as a value -> rows. Nothing here does anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from quizapp import foretell, spell
from quizapp.bank.filling import Row, measure
from quizapp.locale.words import Words
from quizapp.scheduling.memory import Rating
from quizapp.study.values import CONFIDENCES, Opening, Progress, Time
from quizapp.tui import flagging, sheet
from quizapp.tui.attempt import Shown
from quizapp.tui.paint import Painter
from quizapp.tui.proofs import Proofs
from quizapp.tui.rows import MUTED, RULE, spread
from quizapp.tui.widgets.grades import grades


@dataclass(frozen=True)
class View:
    """One moment of the screen."""

    words: Words
    seen: Opening | None
    """None: there is no question."""
    progress: Progress | None
    """None: nor can it be told yet whether there will be one."""
    shown: Shown | None
    """The same question with what the learner has done on it."""
    status: str
    asks_confidence: bool = False
    typing: bool = False
    """Whether keys go into the answer."""
    preview: Mapping[Rating, int] = field(default_factory=dict)
    suggested: Rating | None = None
    proofs: Proofs = field(default_factory=dict)
    note: str | None = None
    """Of the card's flag; None: it has none, or is not revealed yet."""


def faults(words: Words, count: int) -> str:
    """How many files of the bank have to be mended, where any have."""
    if not count:
        return ""
    return words("Faults in the bank: {n}; the home screen lists them", n=count)


def header(view: View, width: int) -> list[Row]:
    """Where the card belongs, how far the session is, and the same as a line."""
    if view.seen is None:
        return [[("quizapp", MUTED)], [("─" * width, RULE)]]
    left: Row = [(spell.place(view.words, view.seen.card), MUTED), *_reason(view, view.seen)]
    filled = round(width * _share(view.seen.progress))
    right: Row = [(foretell.progress(view.words, view.seen.progress), MUTED)]
    return [spread(left, right, width), [("━" * filled, "$accent"), ("─" * (width - filled), RULE)]]


def _reason(view: View, seen: Opening) -> Row:
    told = foretell.reason(view.words, seen)
    return [("  " + told, "bold $accent" if seen.again else MUTED)] if told else []


def _share(progress: Progress) -> float:
    """The part of the session that is done, 0 to 1."""
    if progress.time is None:
        return progress.done / max(1, progress.done + progress.left)
    time = progress.time
    return min(1.0, 1.0 - max(0.0, time.left) / time.of) if time.of > 0 else 1.0


def footer(view: View, width: int) -> list[Row]:
    """The ratings once there is something to rate, else what was done last."""
    if view.shown and view.shown.attempt.ticking:
        hint = view.words("Digits tick what you said; Enter when done")
        row: Row = [(hint, "bold $accent")]
    elif view.shown and view.shown.attempt.revealed:
        row = grades(view.words, view.preview, view.suggested, width)
    elif view.shown and view.asks_confidence:
        row = spread([(view.status, MUTED)], _confidences(view, width), width)
    else:
        row = [(view.status, MUTED)]
    return [[("─" * width, RULE)], row]


def _confidences(view: View, width: int) -> Row:
    """The keys that say how sure the answer is; where it is narrow, closer and then alone."""
    asked = view.words("How sure? Esc, then") if view.typing else view.words("How sure?")
    row: Row = []
    for question, gap in ((asked, "   "), (asked, " "), ("", " ")):
        row = [(question, MUTED)]
        for number, percent in enumerate(CONFIDENCES, 1):
            row += [(gap, ""), (str(number), "bold"), (f" {percent} %", MUTED)]
        if measure(row) <= width:
            break
    return row


def body(view: View, painter: Painter) -> list[Row]:
    """The question, the answer under it once it is revealed; without a question, why."""
    if view.shown is None:
        return _waiting(view) if view.progress is None else _done(view, view.progress)
    rows = sheet.question(view.shown, painter, view.words, view.proofs)
    if view.shown.attempt.revealed:
        rows += flagging.line(view.note, view.words, painter.width)
        rows += sheet.answer(view.shown, painter, view.words, view.proofs)
    return [*rows, []]


def _waiting(view: View) -> list[Row]:
    return [[(view.words("Reading the question bank…"), MUTED)]]


def _done(view: View, progress: Progress) -> list[Row]:
    if progress.empty:
        return [[(spell.nothing(view.words, progress), "")]]
    title = view.words("Done for now") if progress.done else spell.nothing(view.words, progress)
    rows: list[Row] = [[(title, sheet.TITLE)], []]
    if progress.done:
        passed = view.words("Cards passed in this session: {n}.", n=progress.done)
        rows += [[(passed, "")], []]
    if progress.time is not None:
        return rows + _evening_done(view.words, progress.time)
    hint = view.words("Press a to go on with cards that are not due yet.")
    return [*rows, [(hint, MUTED)]]


def _evening_done(words: Words, time: Time) -> list[Row]:
    rows: list[Row] = [[(foretell.evening_done(words, time), "")]]
    if time.left <= 0:
        rows += [[], [(words("Press a to go on as long as you like."), MUTED)]]
    return rows

"""What a question of a kind of its own shows besides its text: options, steps, how it fared."""

from __future__ import annotations

from quizapp.bank.blocks import Line
from quizapp.bank.cards import Kind
from quizapp.bank.filling import Piece, Row, Run, wrap
from quizapp.locale.words import Words
from quizapp.maths.width import cells
from quizapp.tui.attempt import Shown
from quizapp.tui.paint import Painter
from quizapp.tui.proofs import Proofs, beneath
from quizapp.tui.rows import MUTED, indent
from quizapp.verdict import LETTERS, is_single, on_option, verdict

POINTER = "▸ "
RIGHT = ("✓ ", "bold $success")
WRONG = ("✗ ", "bold $error")


def task(shown: Shown, painter: Painter, words: Words, proofs: Proofs) -> list[Row]:
    """What is to be picked or put in order, an empty row before it."""
    match shown.card.kind:
        case Kind.CHOICE:
            told = words("One answer") if is_single(shown.asked) else words("One or more answers")
            rows: list[Row] = [[], [(told, MUTED)]]
            for place in range(len(shown.asked.shuffle)):
                rows += _option(shown, place, painter, words, proofs)
            return rows
        case Kind.ORDER if shown.attempt.revealed:
            return [[], *_in_order(shown, painter, words)]
        case Kind.ORDER:
            return [[], *_as_they_lie(shown, painter)]
    return []


def fared(shown: Shown, painter: Painter, words: Words) -> list[Row]:
    """How the answer fared, in words; nothing where there is nothing to judge."""
    response = shown.attempt.response(0.0, shown.language)
    told = verdict(words, shown.asked, response, shown.grade)
    return wrap([Run(told, "bold")], painter.width) if told else []


def _option(shown: Shown, place: int, painter: Painter, words: Words, proofs: Proofs) -> list[Row]:
    index = shown.asked.shuffle[place]
    option, picks = shown.text.options[index], shown.attempt.picks
    picked = index in picks
    sign = ("(•)" if picked else "( )") if is_single(shown.asked) else ("[x]" if picked else "[ ]")
    mark = (f"{LETTERS[place]}) {sign} ", "bold" if picked else MUTED)
    if not shown.attempt.revealed:
        return _clicked(_hung(option.line, painter, mark), f"screen.pick({place})")
    judged = RIGHT if option.right else WRONG
    note = on_option(words, shown.asked, picks, index)
    rows = _hung(option.line, painter, mark, judged, note=note and f"← {note}")
    if option.misconception:
        gap = (" " * cells(mark[0] + WRONG[0]), "")
        style = "" if picked else MUTED
        rows += _hung(option.misconception, painter, gap, ("— ", MUTED), style=style)
        inner = painter.width - cells(gap[0])
        rows += indent(beneath(option.misconception, proofs, inner), gap)
    return rows


def _as_they_lie(shown: Shown, painter: Painter) -> list[Row]:
    """The steps of an order as the learner has put them, the one to be moved pointed at."""
    rows: list[Row] = []
    for place, step in enumerate(shown.order):
        here = place == shown.attempt.pointed
        mark = f"{POINTER if here else '  '}{place + 1}. "
        rows += _hung(shown.text.steps[step], painter, (mark, "bold $accent" if here else MUTED))
    return rows


def _in_order(shown: Shown, painter: Painter, words: Words) -> list[Row]:
    """The steps in the right order, each with the place that the learner gave it."""
    picks = shown.attempt.picks
    rows: list[Row] = []
    for place, step in enumerate(shown.text.steps):
        marks: list[Piece] = [(f"{place + 1}. ", MUTED)]
        if picks:
            marks.append(RIGHT if picks[place] == place else WRONG)
        moved = picks and picks[place] != place
        note = f"← {words('yours: {n}', n=picks.index(place) + 1)}" if moved else ""
        rows += _hung(step, painter, *marks, note=note)
    return rows


def _clicked(rows: list[Row], action: str) -> list[Row]:
    """Rows on which a click does what a key does."""
    return [[(text, f"{style} @click={action}".lstrip()) for text, style in row] for row in rows]


def _hung(
    line: Line, painter: Painter, *marks: Piece, style: str = "", note: str = ""
) -> list[Row]:
    """A line with marks before its first row, and as wide a gap before the others."""
    width = sum(cells(text) for text, _ in marks)
    first, *more = painter.narrower(width).line(line, style, note)
    return [[*marks, *first], *([(" " * width, ""), *row] for row in more)]

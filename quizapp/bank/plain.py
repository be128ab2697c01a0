"""Cards as plain text: for pipes, screen readers and the index. Widths are terminal cells."""

from __future__ import annotations

from collections.abc import Container, Iterator

from quizapp.bank.blocks import (
    PLACEHOLDER,
    Block,
    Bullets,
    Code,
    Display,
    Emphasis,
    Fence,
    Hole,
    Inline,
    Line,
    Link,
    Maths,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
    demo_links,
)
from quizapp.bank.cards import CardText
from quizapp.bank.filling import Run, fill
from quizapp.errors import MathsError
from quizapp.maths.width import cells

Blocks = tuple[Block, ...]

INDENT = "    "
"""Before code and displayed formulas, which are never wrapped."""
LABEL = 24
"""Cells of a link's first words, by which it is told from another in the same line."""


def text(of: Line) -> str:
    """A line in words: formulas drawn on one row, links followed by where they lead, what a cloze
    hides in brackets.
    """
    return "".join(run.text for run in runs(of))


def runs(of: Line) -> Iterator[Run]:
    """The same in stretches, of which formulas and code are kept on one row where they fit."""
    for node in of:
        match node:
            case Text(words):
                yield Run(words)
            case Code(words):
                yield Run(words, whole=True)
            case Maths(tex):
                yield Run(_row(tex), whole=True)
            case Strong(inner) | Emphasis(inner):
                yield from runs(inner)
            case Link(inner, target):
                yield from runs(inner)
                if text(inner) != target:
                    yield Run(f" ({target})")
            case Hole(inner, _):
                yield from (Run("["), *runs(inner), Run("]"))


def line(of: Line, width: int) -> list[str]:
    """A line on rows of at most `width` cells."""
    return fill(runs(of), width)


def proved(of: Line, known: Container[str]) -> list[tuple[str, str]]:
    """The targets of a line's links to demos that are among those known, each behind a label:
    where there are several, how the link begins; nothing for one alone.
    """
    found = [(node, target) for node in of for target in demo_links((node,)) if target in known]
    if len(found) < 2:
        return [("", target) for _, target in found]
    return [(f"“{_opening(node)}” ", target) for node, target in found]


def _opening(node: Inline) -> str:
    """The first words of a link, without where it leads."""
    first, *more = fill(runs(node.inner if isinstance(node, Link) else (node,)), LABEL)
    return f"{first}…" if more else first


def blocks(of: Blocks, width: int) -> list[str]:
    """Blocks on rows of at most `width` cells, an empty row between; code and formulas whole."""
    rows: list[str] = []
    for block in of:
        if rows:
            rows.append("")
        rows += _drawn(block, width)
    return rows


def wrap(words: str, width: int) -> list[str]:
    """Words on rows of at most `width` cells, broken at spaces, or inside a wider word."""
    return fill((Run(words),), width)


def searchable(card: CardText) -> str:
    """Every word of a card, for the index; formulas as TeX, so that `beta` finds them too."""
    sections = (card.key_points, card.evidence, card.beware, card.follow_ups)
    found = [_flat(card.title)]
    found += _strings(card.question)
    found += [_flat(line) for each in card.options for line in (each.line, each.misconception)]
    found += map(_flat, card.steps)
    found += _strings(card.answer)
    found += [_flat(point) for section in sections for point in section]
    return "\n".join(found)


def count_words(of: Blocks) -> int:
    """Words to say aloud: a formula in a line is one, while code, tables and displays are shown."""
    return sum(len(PLACEHOLDER.sub("x", each).split()) for each in _strings(of, aloud=True))


def _strings(of: Blocks, *, aloud: bool = False) -> Iterator[str]:
    """The words of each line; with `aloud`, only of what is said rather than shown."""
    for block in of:
        match block:
            case Paragraph(words):
                yield _flat(words, aloud=aloud)
            case Bullets(items):
                for item in items:
                    yield from _strings(item, aloud=aloud)
            case Quote(inner):
                yield from _strings(inner, aloud=aloud)
            case Display(source) | Fence(source) if not aloud:
                yield source
            case Table(head, rows) if not aloud:
                for row in (head, *rows):
                    yield from map(_flat, row)


def _flat(of: Line, *, aloud: bool = False) -> str:
    found = []
    for node in of:
        match node:
            case Text(words) | Code(words):
                found.append(words)
            case Maths(tex):
                found.append("x" if aloud else tex)
            case Strong(inner) | Emphasis(inner) | Link(inner, _) | Hole(inner, _):
                found.append(_flat(inner, aloud=aloud))
    return "".join(found)


def _row(tex: str) -> str:
    from quizapp.maths import render  # here, since the index keeps the TeX and draws nothing

    try:
        return render.inline(tex)
    except MathsError:
        return tex  # `bank check` reports it; its source is at least true


def _rows(tex: str, width: int) -> tuple[str, ...]:
    from quizapp.maths import render

    try:
        return tuple(row.rstrip() for row in render.fit(tex, width))
    except MathsError:
        return tuple(tex.split("\n"))


def _drawn(block: Block, width: int) -> list[str]:
    match block:
        case Paragraph(words):
            return line(words, width)
        case Fence(source):
            return [(INDENT + row).rstrip() for row in source.split("\n")]
        case Display(tex):
            return [(INDENT + row).rstrip() for row in _rows(tex, width - len(INDENT))]
        case Bullets(items, start):
            return _bulleted(items, start, width)
        case Quote(inner):
            return [f"> {row}".rstrip() for row in blocks(inner, width - 2)]
        case Table(head, rows, aligns):
            return _tabled([head, *rows], aligns, width)


def _bulleted(items: tuple[Blocks, ...], start: int | None, width: int) -> list[str]:
    found: list[str] = []
    for number, item in enumerate(items):
        mark = "- " if start is None else f"{start + number}. "
        inner = blocks(item, width - len(mark))
        found += [(mark if not i else " " * len(mark)) + row for i, row in enumerate(inner)]
    return [row.rstrip() for row in found]


def _tabled(rows: list[tuple[Line, ...]], aligns: tuple[str, ...], width: int) -> list[str]:
    """Columns side by side where they fit, else one line for each cell under its column's name."""
    table = [[text(cell) for cell in row] for row in rows]
    widths = [max(map(cells, column)) for column in zip(*table, strict=True)]
    if sum(widths) + 2 * (len(widths) - 1) > width:
        return _listed(rows, width)
    drawn = ["  ".join(map(_padded, row, widths, aligns)).rstrip() for row in table]
    return [drawn[0], "  ".join("-" * each for each in widths), *drawn[1:]]


def _listed(rows: list[tuple[Line, ...]], width: int) -> list[str]:
    head, *body = rows
    found: list[str] = []
    for row in body:
        found += [""] if found else []
        for name, cell in zip(head, row, strict=True):
            found += line((*name, Text(": "), *cell) if text(name) else cell, width)
    return found


def _padded(cell: str, width: int, align: str) -> str:
    room = width - cells(cell)
    left = {"right": room, "center": room // 2}.get(align, 0)
    return " " * left + cell + " " * (room - left)

"""Rows of styled text, measured in terminal cells: filling them, folding them, joining them.

A row is a list of pieces; a piece is text and a Textual style such as "bold $accent". What comes
out is final: it fits its width, so the screen never wraps it again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from textual.content import Content, Span

from quizapp.maths.width import cells

MUTED = "$quiet"
RULE = "$rule"

CONTROLS = dict.fromkeys(
    [code for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"]
    + [0x061C, 0x200B, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2060, 0x2065)]
    + [*range(0x2066, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080)],
    "\N{REPLACEMENT CHARACTER}",
)
"""What a card's text could steer the terminal or turn its reading order with."""

Piece = tuple[str, str]
Row = list[Piece]


class Run(NamedTuple):
    """A stretch of inline text in one style; `whole` is kept on one row where it fits."""

    text: str
    style: str = ""
    whole: bool = False


def measure(row: Row) -> int:
    """The width of a row in cells."""
    return sum(cells(text) for text, _ in row)


def wrap(runs: Iterable[Run], width: int) -> list[Row]:
    """Fill rows of at most `width` cells, broken at spaces, longer words where a row ends."""
    rows: list[Row] = []
    row: Row = []
    used = 0
    for gap, word in _words(runs, width):
        size, space = measure(word), len(gap[0])
        if row and used + space + size <= width:
            row += [gap, *word]
            used += space + size
            continue
        if row:
            rows.append(row)
        *full, row = fold(word, width)
        rows += full
        used = measure(row)
    return [*rows, row] if row else rows or [[]]


def longest(runs: Iterable[Run], width: int) -> int:
    """The cells of the longest word: in fewer, `wrap` would break it."""
    return max((measure(word) for _, word in _words(runs, width)), default=0)


def _words(runs: Iterable[Run], width: int) -> Iterator[tuple[Piece, Row]]:
    """Each word with the gap before it; a word may be made of several pieces."""
    gap: Piece = ("", "")
    word: Row = []
    for text, style, whole in runs:
        if whole and cells(text) <= width:
            word.append((text, style))
            continue
        for part in re.findall(r"\s+|\S+", text):
            if not part.isspace():
                word.append((part, style))
                continue
            if word:
                yield gap, word
                word = []
            gap = (" ", style)
    if word:
        yield gap, word


def fold(row: Row, width: int) -> list[Row]:
    """Cut a row into rows of at most `width` cells, wherever a row ends."""
    if measure(row) <= width:
        return [row]
    rows: list[Row] = [[]]
    room = width
    for text, style in row:
        start = 0
        for index, character in enumerate(text):
            size = cells(character)
            if size > room:
                rows[-1].append((text[start:index], style))
                rows.append([])
                start, room = index, width
            room -= size
        rows[-1].append((text[start:], style))
    return rows


def cut(row: Row, width: int) -> Row:
    """The row itself where it fits, else what fits of it, ended by an ellipsis."""
    if measure(row) <= width:
        return row
    return [*fold(row, max(1, width - 1))[0], ("…", MUTED)] if width > 0 else []


def pad(row: Row, width: int, align: str = "left", style: str = "") -> Row:
    """The row widened to `width` cells; `align` is left, right or center."""
    spare = max(0, width - measure(row))
    before = {"right": spare, "center": spare // 2}.get(align, 0)
    return [(" " * before, style), *row, (" " * (spare - before), style)]


def spread(left: Row, right: Row, width: int) -> Row:
    """Two ends of one row; the left end gives way where both do not fit."""
    left = cut(left, max(0, width - measure(right) - 1))
    return [*left, (" " * max(0, width - measure(left) - measure(right)), ""), *right]


def indent(rows: Iterable[Row], first: Piece, rest: Piece | None = None) -> list[Row]:
    """Put a marker before the first row and as wide a gap, or `rest`, before the others."""
    other = rest or (" " * cells(first[0]), "")
    return [[other if index else first, *row] for index, row in enumerate(rows)]


def content(rows: Iterable[Row]) -> Content:
    """One styled text of all rows, in which nothing is markup or a command to the terminal."""
    parts: list[str] = []
    spans: list[Span] = []
    position = 0
    for row in rows:
        begun = len(spans)
        for text, style in row:
            end = position + len(text)
            if style and len(spans) > begun and spans[-1][1:] == (position, style):
                # Words of one style are one stretch: fewer codes for the terminal to read.
                spans[-1] = Span(spans[-1].start, end, style)
            elif style and text:
                spans.append(Span(position, end, style))
            parts.append(text)
            position = end
        parts.append("\n")
        position += 1
    return Content("".join(parts[:-1]).translate(CONTROLS), spans, strip_control_codes=False)

"""Rows of styled text, measured in terminal cells: where a line is broken, and filling the rows.

A row is a list of pieces; a piece is text and a style that means nothing here. Every face breaks
its lines in this place, so that what one of them keeps together the others do too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from quizapp.maths.width import cells

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


def plain(row: Row) -> str:
    """The text of a row."""
    return "".join(text for text, _ in row)


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


def fill(runs: Iterable[Run], width: int) -> list[str]:
    """Rows of plain text; none where there are no words."""
    return [row for row in map(plain, wrap(runs, width)) if row]


def longest(runs: Iterable[Run], width: int) -> int:
    """The cells of the longest word: in fewer, `wrap` would break it."""
    return max((measure(word) for _, word in _words(runs, width)), default=0)


def _words(runs: Iterable[Run], width: int) -> Iterator[tuple[Piece, Row]]:
    """Each word with the gap before it, a number with the percent sign that follows it."""
    gap: Piece = ("", "")
    word: Row = []
    for space, part in _spaced(runs, width):
        together = [*word, space, *part]
        if _is_percentage(word, part) and measure(together) <= width:
            word = together
            continue
        if word:
            yield gap, word
        gap, word = space, part
    if word:
        yield gap, word


def _is_percentage(word: Row, sign: Row) -> bool:
    return plain(word)[-1:].isdigit() and plain(sign).startswith("%")


def _spaced(runs: Iterable[Run], width: int) -> Iterator[tuple[Piece, Row]]:
    """What stands between spaces, with the gap before it; it may be made of several pieces."""
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

"""Rows as the screen shows them: cutting them, joining them, and making them one styled text.

A piece's style is one of Textual's, such as "bold $accent". What comes out is final: it fits its
width, so the screen never wraps it again.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content, Span

from quizapp.bank.filling import Piece, Row, fold, measure
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

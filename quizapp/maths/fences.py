"""Brackets that are as high as what they hold."""

from __future__ import annotations

from msgspec.structs import replace

from quizapp.maths.boxes import Box, beside, blank, text

_TALL = {  # top, middle, foot; a brace has its point in the middle
    "(": "⎛⎜⎝",
    ")": "⎞⎟⎠",
    "[": "⎡⎢⎣",
    "]": "⎤⎥⎦",
    "{": "⎧⎪⎩",
    "}": "⎫⎪⎭",
    "⌊": "⎢⎢⎣",
    "⌋": "⎥⎥⎦",
    "⌈": "⎡⎢⎢",
    "⌉": "⎤⎥⎥",
    "|": "│││",
    "‖": "║║║",
    "⟨": "╱│╲",
    "⟩": "╲│╱",
}
_POINTS = {"{": "⎨", "}": "⎬"}


def fenced(marks: tuple[str, ...], parts: tuple[Box, ...]) -> Box:
    """The parts with a mark before, between and behind them, all of one height."""
    if any(mark in _POINTS for mark in marks):
        parts = tuple(map(_pointed, parts))
    whole = beside(parts)
    pieces = [_mark(marks[0], whole), _margin(marks[0], whole), parts[0]]
    for mark, part in zip(marks[1:-1], parts[1:], strict=True):
        pieces += [blank(1), _mark(mark, whole), blank(1), part]
    pieces += [_margin(marks[-1], whole), _mark(marks[-1], whole)]
    walled = bool(marks[-1]) and whole.height > 1
    return replace(beside(pieces), deep=whole.deep, walled=walled)


def _margin(mark: str, inner: Box) -> Box:
    """High bars keep away from a root or a rule inside of them."""
    return blank(int(mark in ("|", "‖") and inner.height > 1))


def _pointed(part: Box) -> Box:
    """At least three rows, so that a brace has its point."""
    return (
        Box((*part.rows, " " * part.width), part.base, deep=part.deep) if part.height == 2 else part
    )


def _mark(mark: str, inner: Box) -> Box:
    if inner.height == 1 or mark not in _TALL:
        return text(mark)
    top, middle, foot = tuple(_TALL[mark])
    rows = [top, *[middle] * (inner.height - 2), foot]
    if mark in _POINTS:
        rows[inner.height // 2] = _POINTS[mark]
    return Box(tuple(rows), inner.base)

"""Bars, histograms and heatmaps as rows of block characters: numbers in, rows out.

Eighth blocks give a bar eight steps in a cell; a half block shows two rows of a matrix in one.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from quizapp.bank.filling import Row, measure
from quizapp.demos.protocol import Bars, Heatmap, Hist
from quizapp.maths.width import cells
from quizapp.tui.rows import MUTED, RULE, cut, pad, spread

ACROSS = " ▏▎▍▌▋▊▉█"
UP = " ▁▂▃▄▅▆▇█"
SHADES = " ░▒▓█"
"""For a terminal that has no more than its own sixteen colours."""
RAMP = ((68, 1, 84), (59, 82, 139), (33, 145, 140), (94, 201, 98), (253, 231, 37))
"""Viridis: evenly lighter from end to end, so that it can be read without telling colours apart."""
WIDEST = 4
"""Cells of one column of a matrix."""


def bars(figure: Bars, width: int) -> list[Row]:
    """A row for each bar: its label, the bar, the number. Negative ones grow to the left."""
    names = min(max(map(cells, figure.labels), default=0), width // 3)
    numbers = [f"{value:.4g}" for value in figure.values]
    area = max(4, width - names - max(map(len, numbers), default=0) - 3)
    finite = [value for value in figure.values if isfinite(value)]
    low, high = min([0.0, *finite]), max([0.0, *finite])
    span = (high - low) or 1.0
    zero = round(-low / span * area)
    rows = [_title(figure.chart, figure.unit, width)]
    for label, value, number in zip(figure.labels, figure.values, numbers, strict=False):
        drawn = _bar(value / span * area if isfinite(value) else 0.0, zero, area)
        name = pad(cut([(label, "")], names), names)
        rows.append([*name, (" ", ""), (drawn, "$accent"), (f" {number}", "")])
    return rows


def _bar(length: float, zero: int, area: int) -> str:
    """A bar of `length` cells from the place of zero; to the left in halves of a cell."""
    if length < 0:
        halves = min(round(-length * 2), zero * 2)
        left = "▐" * (halves % 2) + "█" * (halves // 2)
        return (left.rjust(zero) if zero else "").ljust(area)
    eighths = min(round(length * 8), (area - zero) * 8)
    right = "█" * (eighths // 8) + ACROSS[eighths % 8].strip()
    return (" " * zero + right).ljust(area)


def hist(figure: Hist, width: int, height: int) -> list[Row]:
    """Columns as high as their counts, over the least and the largest edge."""
    ends = (f"{figure.edges[0]:.4g}", f"{figure.edges[-1]:.4g}") if figure.edges else ("", "")
    return columns(figure.chart or figure.series, figure.counts, ends, width, height)


def columns(
    title: str,
    values: Sequence[float],
    ends: tuple[str, str],
    width: int,
    height: int,
    unit: str = "",
) -> list[Row]:
    """Columns as high as their values, over what the first and the last one stand for."""
    counts = _merged(values, width)
    wide = max(1, min(WIDEST, width // max(1, len(counts))))
    most = max((count for count in counts if isfinite(count)), default=0.0) or 1.0
    tall = max(2, height - 2)
    levels = [
        round(max(0.0, count) / most * tall * 8) if isfinite(count) else 0 for count in counts
    ]
    rows = [_title(title, f"≤ {most:.4g} {unit}".rstrip(), width)]
    for row in reversed(range(tall)):
        line = "".join(UP[min(8, max(0, level - row * 8))] * wide for level in levels)
        rows.append([(line, "$accent")])
    across = max(wide * len(counts), cells(ends[0]) + cells(ends[1]) + 1)
    rows.append(spread([(ends[0], MUTED)], [(ends[1], MUTED)], min(width, across)))
    return rows


def _merged(counts: Sequence[float], most: int) -> list[float]:
    """Neighbours added up where there are more than can stand side by side."""
    step = -(-len(counts) // max(1, most)) or 1
    return [sum(counts[at : at + step]) for at in range(0, len(counts), step)]


def heatmap(figure: Heatmap, width: int, height: int, *, shades: bool = False) -> list[Row]:
    """A matrix as coloured cells, or in shades; a scale under it says what they stand for."""
    tall = max(2, height - 2)
    matrix = shrunk(figure.rows, tall if shades else tall * 2, width)
    finite = [value for row in matrix for value in row if isfinite(value)]
    low, high = min(finite, default=0.0), max(finite, default=0.0)
    span = (high / 2 - low / 2) or 1.0  # halves: the whole of it may be more than a float holds
    parts = [
        [(value / 2 - low / 2) / span if isfinite(value) else None for value in row]
        for row in matrix
    ]
    wide = max(1, min(WIDEST, width // max(1, max(map(len, parts), default=1))))
    named = ((figure.x_label, "→"), (figure.y_label, "↓"))
    axes = "  ".join(f"{label} {arrow}" for label, arrow in named if label)
    drawn = _shaded(parts, wide) if shades else _halves(parts, wide)
    return [_title(figure.chart, axes, width), *drawn, _scale(low, high, shades)]


def shrunk(rows: Sequence[Sequence[float]], tall: int, wide: int) -> list[list[float]]:
    """A matrix no larger than that: neighbours become their mean."""
    down = -(-len(rows) // max(1, tall)) or 1
    across = -(-max(map(len, rows), default=0) // max(1, wide)) or 1
    return [
        [
            _mean([x for row in rows[top : top + down] for x in row[left : left + across]])
            for left in range(0, len(rows[top]), across)
        ]
        for top in range(0, len(rows), down)
    ]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else float("nan")


Parts = Sequence[Sequence[float | None]]
"""A matrix from 0, its least number, to 1, its largest; None is no number."""


def _halves(parts: Parts, wide: int) -> list[Row]:
    rows: list[Row] = []
    for at in range(0, len(parts), 2):
        above, below = parts[at], parts[at + 1] if at + 1 < len(parts) else ()
        row: Row = []
        for column, part in enumerate(above):
            under = f" on {colour(below[column])}" if column < len(below) else ""
            row.append(("▀" * wide, f"{colour(part)}{under}"))
        rows.append(row)
    return rows


def _shaded(parts: Parts, wide: int) -> list[Row]:
    def shade(part: float | None) -> str:
        return "?" if part is None else SHADES[round(part * (len(SHADES) - 1))]

    return [[("".join(shade(part) * wide for part in row), "")] for row in parts]


def colour(part: float | None) -> str:
    """The colour of a place on the scale, as Textual writes it."""
    if part is None:
        return RULE
    at = min(1.0, max(0.0, part)) * (len(RAMP) - 1)
    lower = min(int(at), len(RAMP) - 2)
    mixed = (
        round(a + (b - a) * (at - lower)) for a, b in zip(RAMP[lower], RAMP[lower + 1], strict=True)
    )
    return "#{:02x}{:02x}{:02x}".format(*mixed)


def _scale(low: float, high: float, shades: bool) -> Row:
    steps = len(SHADES) if shades else 2 * WIDEST
    row: Row = [(f"{low:.4g} ", MUTED)]
    for step in range(steps):
        part = step / (steps - 1)
        row.append((SHADES[step], "") if shades else ("█", colour(part)))
    return [*row, (f" {high:.4g}", MUTED)]


def _title(title: str, note: str, width: int) -> Row:
    left: Row = [(title, "bold $primary")]
    row = spread(left, [(note, MUTED)], width)
    return row if measure(row) <= width else cut(left, width)

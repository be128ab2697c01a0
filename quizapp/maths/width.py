"""How wide text is in a terminal. The one place that counts cells, for every room.

The count is Rich's, because Rich is what paints: a second table would disagree with the screen.
"""

from __future__ import annotations

from enum import Enum

from rich.cells import cell_len


class Align(Enum):
    """Where text stands in a wider field."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


def cells(text: str) -> int:
    """The width of one row of text in terminal cells: 2 for Korean, 0 for a combining accent."""
    return cell_len(text)


def pad(text: str, width: int, align: Align = Align.LEFT) -> str:
    """The text filled with spaces to `width` cells; longer text is left as it is."""
    gap = max(0, width - cells(text))
    left = {Align.LEFT: 0, Align.CENTER: gap // 2, Align.RIGHT: gap}[align]
    return " " * left + text + " " * (gap - left)

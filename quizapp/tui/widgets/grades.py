"""The row of ratings: a number, a name and the next interval each, the suggested one pointed at."""

from __future__ import annotations

from collections.abc import Mapping

from quizapp import spell
from quizapp.locale.words import Words
from quizapp.scheduling.memory import Rating
from quizapp.tui.rows import MUTED, Row, measure, pad


def grades(
    words: Words, preview: Mapping[Rating, int], suggested: Rating | None, width: int
) -> Row:
    """One row of four columns as wide as each other; before the preview is known, names alone."""
    row: Row = []
    for rating in Rating:
        pointed = rating is suggested
        style = "bold $accent" if pointed else "bold"
        item: Row = [
            ("▸ " if pointed else "  ", style),
            (f"{rating.value} {spell.rating(words, rating)}", style),
        ]
        if rating in preview:
            item.append((f"  {spell.interval(words, preview[rating])}", MUTED))
        row += pad(item, max(width // 4, measure(item) + 1))
    return row

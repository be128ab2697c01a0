"""A measured ratio beside what it must not pass, and how a run of them is printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """One question answered: our samples against the other's, in the same unit."""

    name: str
    ours: Sequence[float]
    theirs: Sequence[float]
    limit: float
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        """Of the medians."""
        return median(self.ours) / median(self.theirs)

    @property
    def best(self) -> float:
        """Of the smallest samples: what noise from outside disturbs least."""
        return min(self.ours) / min(self.theirs)

    @property
    def met(self) -> bool:
        """Whether the ratio keeps within the limit."""
        return self.ratio <= self.limit


HEAD = ("", "ours", "other", "ratio", "of minima", "at most", "")


def table(figures: Iterable[Figure]) -> str:
    """The figures in aligned columns, one a row."""
    rows = [HEAD, *map(_row, figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _row(figure: Figure) -> tuple[str, ...]:
    return (
        figure.name,
        f"{median(figure.ours) * 1000:.2f} {figure.unit}",
        f"{median(figure.theirs) * 1000:.2f} {figure.unit}",
        f"{figure.ratio:.2f}",
        f"{figure.best:.2f}",
        f"{figure.limit:.2f}",
        "met" if figure.met else "NOT MET",
    )

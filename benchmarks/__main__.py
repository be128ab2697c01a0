"""`python -m benchmarks [paint] [flip] [grade] [demos] [fit]`: measure what is named, or all; print
ratios.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import demos, first_paint, fitting, flip, grade
from benchmarks.figures import Figure, table
from benchmarks.scenes import Scene, built_in, generated

SMALL = {"cards": 2000, "reviews": 2000}
ALL = {"paint", "flip", "grade", "demos", "fit"}
LARGE = {"cards": 10_000, "reviews": 1_000_000}


def main(wanted: set[str]) -> int:
    """Print the table; 1 where a ratio passes its limit."""
    figures: list[Figure] = []
    try:
        with TemporaryDirectory(prefix="quizapp-bench-") as folder:
            for figure in _figures(Path(folder), wanted or ALL):
                print(f"measured: {figure.name}", file=sys.stderr)
                figures.append(figure)
    finally:
        print(table(figures))
    return 0 if all(figure.met for figure in figures) else 1


def _figures(folder: Path, wanted: set[str]) -> Iterator[Figure]:
    shipped = built_in(folder / "built-in")
    if "paint" in wanted:
        yield first_paint.against_bare(shipped)
    if "flip" in wanted:
        yield flip.against_markdown(shipped)
    if "demos" in wanted:
        yield demos.against_import(shipped)
        yield from demos.against_patience(shipped)
    if "fit" in wanted:
        yield from fitting.against_library()
    if wanted & {"paint", "grade"}:
        yield from _of_size(folder, wanted)


def _of_size(folder: Path, wanted: set[str]) -> Iterator[Figure]:
    small = _made(folder / "small", SMALL)
    if "grade" in wanted:
        yield from grade.against_raw(small)
    large = _made(folder / "large", LARGE)
    if "paint" in wanted:
        yield first_paint.against_small(large, small)
    if "grade" in wanted:
        yield grade.against_small(large, small)


def _made(home: Path, size: dict[str, int]) -> Scene:
    print(f"making {size['cards']} cards and {size['reviews']} reviews", file=sys.stderr)
    return generated(home, **size)


if __name__ == "__main__":
    sys.exit(main(set(sys.argv[1:])))

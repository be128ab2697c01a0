"""`quizapp export` and `quizapp import`: the log to other programs, and from another copy."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path

import click

from quizapp.clock import ROLLOVER_HOUR
from quizapp.commands import show
from quizapp.commands.workplace import Workplace
from quizapp.errors import ExchangeError
from quizapp.exchange import benchmark, log, optimizer, revlog, values
from quizapp.exchange.values import Review

FORMATS: dict[str, Callable[[Sequence[Review]], str]] = {
    "fsrs-optimizer": optimizer.write,
    "srs-benchmark": benchmark.write,
    "anki-revlog": revlog.write,
}
"""What is computed from the reviews that stand; `review-log` is the log itself."""


def export(place: Workplace, form: str, to: Path | None) -> None:
    """Write the log in a format, to a file or to stdout; what a reader must know, to stderr."""
    with closing(place.desk()) as desk:
        scans = desk.store.scans
        fits = scans.fits()
        if form == "review-log":
            _put(log.write(fits, scans.entries()), to)
            return
        reviews = values.reviews(scans.entries(), {fit.weights.id: fit.weights for fit in fits})
    _put([FORMATS[form](reviews)], to)
    told = place.words(
        "Reviews: {n}; time zone: {zone}; a day begins at {hour}:00",
        n=len(reviews),
        zone=values.home_of(reviews),
        hour=ROLLOVER_HOUR,
    )
    click.echo(told, err=True)


def take_in(place: Workplace, file: Path) -> None:
    """Add what another copy of the log holds and this one does not."""
    try:
        with file.open(encoding="utf-8") as lines:
            read = log.read(lines, file.name)
    except (OSError, UnicodeDecodeError) as error:
        raise ExchangeError(f"{file} cannot be read: {error}", "name a review log") from error
    with closing(place.desk()) as desk:
        taken = desk.store.take_in(read.fits, read.entries)
    show.say(
        place.words(
            "Events taken in: {n}; there already: {present}", n=taken.added, present=taken.present
        )
    )


def _put(parts: Iterable[str], to: Path | None) -> None:
    if to is None:
        sys.stdout.writelines(parts)
        return
    try:
        with to.open("w", encoding="utf-8", newline="") as file:
            file.writelines(parts)
    except OSError as error:
        raise ExchangeError(
            f"{to} cannot be written: {error.strerror}", "name another file"
        ) from error

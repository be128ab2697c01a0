"""`quizapp demo`: experiments on the command line."""

from __future__ import annotations

import sys

import click

from quizapp.commands import show
from quizapp.commands.workplace import Workplace
from quizapp.demos import address as addresses
from quizapp.demos import runner
from quizapp.demos.catalogue import Catalogue
from quizapp.demos.listing import listing as documented
from quizapp.demos.outcome import Outcome
from quizapp.demos.protocol import Event, Progress


def listing(place: Workplace, as_json: bool) -> None:
    """Print the demos of the bank."""
    catalogue = Catalogue.load([place.bank])
    if as_json:
        show.as_json(documented(catalogue))
    else:
        show.columns([(demo.id, demo.topic, demo.title) for demo in catalogue.all()])


def run(place: Workplace, address: str, as_json: bool) -> int:
    """Run the demo of an address and print what it measured; 0 where every claim holds, else 1."""
    asked = addresses.parse(address, Catalogue.load([place.bank]))
    hear = _progress if sys.stderr.isatty() else None
    outcome = runner.measure(asked, environment=place.environment, hear=hear)
    if as_json:
        show.as_json(outcome.as_json())
    else:
        _report(outcome)
    if outcome.failure:
        click.echo(outcome.failure, err=True)
    return 0 if outcome.ok else 1


def _progress(event: Event) -> None:
    """How far the run is, on one line of the terminal that is written over."""
    if isinstance(event, Progress):
        end = "\n" if event.done == event.total else "\r"
        click.echo(f"{event.label} {event.done}/{event.total}{end}", err=True, nl=False)


def _report(outcome: Outcome) -> None:
    show.columns([(name, f"{value:.6g}") for name, value in outcome.metrics.items()])
    for judgement in outcome.judgements:
        click.echo(f"{judgement.word}: {judgement.claim.text} ({judgement.detail})")

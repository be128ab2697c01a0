"""`quizapp demo`: experiments on the command line."""

from __future__ import annotations

import sys
from contextlib import closing

import click

from quizapp import spell
from quizapp.commands import show
from quizapp.commands.workplace import Workplace, at_terminal
from quizapp.demos import address as addresses
from quizapp.demos import runner
from quizapp.demos.gate import Gate
from quizapp.demos.listing import listing as documented
from quizapp.demos.outcome import Outcome
from quizapp.demos.protocol import Event, Progress
from quizapp.demos.recorded import Result
from quizapp.errors import UntrustedError


def listing(place: Workplace, as_json: bool) -> None:
    """Print the demos of the bank."""
    with closing(place.desk()) as desk:
        catalogue = desk.read_demos()
    if as_json:
        show.as_json(documented(catalogue))
    else:
        spoken = catalogue.spoken(place.words.language).all()
        show.columns([(demo.id, demo.topic, demo.title) for demo in spoken])


def run(place: Workplace, address: str, as_json: bool, unsafe: str | None = None) -> int:
    """Run the demo of an address and print what it measured; 0 where every claim holds, else 1.

    With `unsafe`, `PACK@HASH`, that pack's demos run with all rights of whoever typed it.
    """
    hear = _progress if at_terminal(sys.stderr) else None
    with closing(place.desk()) as desk:
        language = "en" if as_json else place.words.language
        asked = addresses.parse(address, desk.read_demos().spoken(language))
        gate: Gate = desk.packs.gate
        if unsafe:
            gate = desk.packs.unsafe_gate(unsafe)
            _warn(asked.demo.id)
        try:
            outcome = runner.measure(asked, place.environment, hear, gate)
        except UntrustedError:
            if (result := desk.recorded(asked.demo)) and not as_json:
                _recall(place, result)
            raise
    if as_json:
        show.as_json(outcome.as_json())
    else:
        _report(place, outcome)
    if outcome.failure:
        click.echo(outcome.failure, err=True)
    return 0 if outcome.ok else 1


def _progress(event: Event) -> None:
    """How far the run is, on one line of the terminal that is written over."""
    if isinstance(event, Progress):
        end = "\n" if event.done == event.total else "\r"
        click.echo(f"{event.label} {event.done}/{event.total}{end}", err=True, nl=False)


def _warn(id_: str) -> None:
    what = f" UNSAFE: {id_} runs without a sandbox. It can read, change and send all your files. "
    click.secho(what, err=True, bold=True, fg="white", bg="red")


def _recall(place: Workplace, result: Result) -> None:
    """What the author of a demo measured, where it may not be measured here."""
    told = place.words(
        "Recorded by its author on {date}, {n} seeds, {device}:",
        date=result.date,
        n=result.seeds,
        device=result.device,
    )
    show.say(told)
    show.columns([(name, str(number.median)) for name, number in result.metrics.items()])
    for id_, proof in result.claims.items():
        show.say(f"{proof.verdict.value}: {id_} ({proof.detail})")


def _report(place: Workplace, outcome: Outcome) -> None:
    show.columns([(name, f"{value:.6g}") for name, value in outcome.metrics.items()])
    for judgement in outcome.judgements:
        verdict = spell.verdict(place.words, judgement)
        show.say(f"{verdict}: {judgement.claim.text} ({spell.detail(place.words, judgement)})")

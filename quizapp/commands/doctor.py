"""`quizapp doctor`: is the study database sound, does the kept memory agree with the log, and can
demos be confined here.
"""

from __future__ import annotations

from contextlib import closing

import click

from quizapp import config
from quizapp.commands import show
from quizapp.commands.workplace import Workplace


def doctor(place: Workplace, rebuild: bool) -> int:
    """Print what is wrong with the study database; 1 where something is. `rebuild` mends memory."""
    words = place.words
    with closing(place.desk()) as desk:
        if rebuild:
            differences = desk.store.rebuild()
            for difference in differences:
                show.say(difference.what)
            show.say(words("Memory recomputed from the log: {n} differed", n=len(differences)))
        problems = desk.store.check()
    _settings(place)
    _sandbox(place)
    for problem in problems:
        click.echo(problem, err=True)
    if not problems:
        show.say(words("{path} is sound", path=place.paths.study))
    return 1 if problems else 0


def _settings(place: Workplace) -> None:
    """Name the keys of the settings file that were meant to be settings and are none."""
    path = place.paths.settings
    for key, near in config.strays(path).items():
        show.say(
            place.words(
                "{path}: {key} is no setting and is ignored; did you mean {near}?",
                path=path,
                key=key,
                near=near,
            )
        )


def _sandbox(place: Workplace) -> None:
    """Say whether demos of packs can run: a worker is shut in and tries to get out."""
    from quizapp.demos.trial import flaw

    words = place.words
    if reason := flaw(place.environment):
        show.say(words("Demos of packs cannot be confined here: {reason}", reason=reason))
    else:
        show.say(words("Demos of packs can be confined here, and so run once they are approved"))

"""`quizapp ask`: the plain face on this process's own stdin and stdout."""

from __future__ import annotations

import sys
from contextlib import closing
from io import TextIOWrapper
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from quizapp import spell
from quizapp.bank.cards import Language
from quizapp.commands import show
from quizapp.commands.optimize import told
from quizapp.commands.workplace import Workplace
from quizapp.plain import Face

if TYPE_CHECKING:
    from quizapp.study.desk import Desk


def ask(place: Workplace, topic: str | None) -> None:
    """Ask what is due and then what is new, line by line, until it is done or stdin ends."""
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    with closing(place.desk()) as desk:
        desk.refresh()
        desk.read_demos()
        desk.on_topic(topic)
        session = desk.session(topic)
        face = Face(
            session,
            words=place.words,
            language=Language(desk.settings.language),
            read=sys.stdin.readline if sys.stdin else str,  # closed: as one that has ended
            say=show.say,
            width=get_terminal_size().columns,
            proofs=lambda card: spell.badges(
                place.words, desk.badges(card), desk.clock.now().date()
            ),
            asks_confidence=desk.settings.confidence,
        )
        face.run()
        if session.card is None:
            _refit(place, desk)


def _refit(place: Workplace, desk: Desk) -> None:
    """At the end of a session: fit the schedule to the learner's log, where it is time."""
    if (found := desk.fits.look()) is not None and found.adopted:
        for line in told(place.words, found):
            show.say(line)

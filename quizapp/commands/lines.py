"""`quizapp ask`: the plain face on this process's own stdin and stdout."""

from __future__ import annotations

import sys
from contextlib import closing
from io import TextIOWrapper
from shutil import get_terminal_size

from quizapp import spell
from quizapp.bank.cards import Language
from quizapp.commands import show
from quizapp.commands.workplace import Workplace, on_topic
from quizapp.plain import Face


def ask(place: Workplace, topic: str | None) -> None:
    """Ask what is due and then what is new, line by line, until it is done or stdin ends."""
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    with closing(place.desk()) as desk:
        desk.refresh()
        desk.read_demos()
        on_topic(desk, topic)
        face = Face(
            desk.session(topic),
            words=place.words,
            language=Language(desk.settings.language),
            read=sys.stdin.readline,
            say=show.say,
            width=get_terminal_size().columns,
            proofs=lambda card: spell.badges(
                place.words, desk.badges(card), desk.clock.now().date()
            ),
        )
        face.run()

"""Homes to measure in: a bank and a history, as somebody has who opens the program once more."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks import generate
from quizapp.bank.blocks import Text
from quizapp.bank.cards import Language
from quizapp.commands.workplace import Workplace

SETTINGS = "new_per_day = 1000\n"
"""So that new cards do not run out while grades are measured."""


@dataclass(frozen=True)
class Scene:
    """A home with a session open, and the environment in which a program finds it."""

    name: str
    environment: Mapping[str, str]

    @property
    def workplace(self) -> Workplace:
        """The same place for code in this process."""
        bank = self.environment.get("QUIZAPP_BANK")
        return Workplace.find(self.environment, Path(bank) if bank else None)

    def question(self) -> str:
        """The first words of the question that the program will open with."""
        with closing(self.workplace.desk()) as desk:
            opening = desk.opening()
        if opening is None:
            raise RuntimeError(f"the scene {self.name} opens with no question")
        first = opening.card.text(Language.EN).title[0]
        if not isinstance(first, Text):
            raise RuntimeError(f"{opening.card.id} does not begin with plain words")
        return first.text[:40].strip()


def built_in(home: Path) -> Scene:
    """The built-in bank, one card answered."""
    return _opened(Scene("built-in", _environment(home)))


def generated(home: Path, *, cards: int, reviews: int) -> Scene:
    """A generated bank with a history of so many reviews."""
    bank = home / "bank"
    generate.write_bank(bank, cards, seed=1)
    scene = Scene(
        f"{cards} cards, {reviews} reviews", {**_environment(home), "QUIZAPP_BANK": str(bank)}
    )
    return _opened(scene, reviews)


def _environment(home: Path) -> dict[str, str]:
    """The host's, without what would change what we measure."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("QUIZAPP", "TEXTUAL", "PYTHON", "LC_", "LANG"))
    }
    return {**kept, "QUIZAPP_HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8"}


def _opened(scene: Scene, reviews: int = 0) -> Scene:
    place = scene.workplace
    place.paths.make()
    place.paths.settings.write_text(SETTINGS)
    with closing(place.desk()) as desk:
        desk.refresh()
        desk.connect()
        if reviews:
            with closing(sqlite3.connect(place.paths.study)) as database, database:
                generate.write_log(database, desk.library.ids(), reviews, desk.clock.today())
            desk.store.rebuild()
        desk.session()
    return scene

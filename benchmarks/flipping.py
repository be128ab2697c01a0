"""An app that shows card after card in one widget, and prints the CPU that one card took.

`python -m benchmarks.flipping painter|markdown CARDS`, in a terminal: without one nothing is
painted.
"""

from __future__ import annotations

import asyncio
import sys
import time
from random import Random

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Markdown, Static

from benchmarks.generate import card
from quizapp.bank.cards import Card, Language
from quizapp.bank.load import read_bytes
from quizapp.locale.words import Words
from quizapp.study.asked import Asked
from quizapp.tui import sheet
from quizapp.tui.attempt import Attempt, Shown
from quizapp.tui.paint import Painter
from quizapp.tui.proofs import NO_PROOFS
from quizapp.tui.rows import content

WIDTH = 92
PARTS = 2
WARM_UP = 5
RESULT = "seconds per card:"


class Flipping(App[float]):
    """Shows every card once: no cache of a card's parts helps more than it would in use."""

    def __init__(self, cards: int) -> None:
        super().__init__()
        random = Random(1)
        self.sources = [card(number, random, PARTS) for number in range(WARM_UP + cards)]

    def on_mount(self) -> None:
        self.run_worker(self._flip())

    async def _flip(self) -> None:
        began = 0.0
        for number in range(len(self.sources)):
            if number == WARM_UP:
                began = time.process_time()
            await self.flip(number)
            painted = asyncio.Event()
            self.call_after_refresh(painted.set)
            await painted.wait()
        self.exit((time.process_time() - began) / (len(self.sources) - WARM_UP))

    async def flip(self, number: int) -> None:
        """Show card `number`."""
        raise NotImplementedError


class Ours(Flipping):
    """The study screen's painter, into one Static. Cards come parsed, as the library keeps them."""

    def __init__(self, cards: int) -> None:
        super().__init__(cards)
        self.cards = [_parsed(source) for source in self.sources]

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(markup=False)

    async def flip(self, number: int) -> None:
        painter, words = Painter(WIDTH), Words("en")
        shown = Shown(Asked(self.cards[number]), Language.EN, Attempt(revealed=True))
        rows = sheet.question(shown, painter, words, NO_PROOFS)
        rows += sheet.answer(shown, painter, words, NO_PROOFS)
        self.query_one(Static).update(content(rows))


class Stock(Flipping):
    """Textual's own Markdown widget."""

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Markdown()

    async def flip(self, number: int) -> None:
        await self.query_one(Markdown).update(self.sources[number])


def _parsed(source: str) -> Card:
    result = read_bytes(source.encode(), "generated/card.md")
    if result.faults:
        raise RuntimeError(str(result.faults[0]))
    return result.cards[0]


if __name__ == "__main__":
    app = {"painter": Ours, "markdown": Stock}[sys.argv[1]](int(sys.argv[2]))
    print(RESULT, app.run())

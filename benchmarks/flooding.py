"""An app whose lab runs a demo that sends far more than can be drawn, while keys are pressed.

`python -m benchmarks.flooding`, in a terminal: prints the seconds in which 99 of 100 keys were
answered. It fails where fewer points arrived than a flood is made of.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from contextlib import closing
from pathlib import Path
from statistics import quantiles

from textual import events

from quizapp.commands.workplace import Workplace
from quizapp.demos.catalogue import Catalogue
from quizapp.demos.declaration import Demo
from quizapp.demos.discover import discover
from quizapp.demos.runner import Runner
from quizapp.tui.app import QuizApp
from quizapp.tui.screens.lab import LabScreen

POINTS = 48_000
"""A second."""
SECONDS = 4
PAUSE_S = 0.02
"""Between two keys: the repeat of a key that is held down is 0.03."""
RESULT = "seconds to an answer:"

SOURCE = f"""
import time
from quizapp.demos.api import Claim, Context, demo

@demo("flood", title="A flood of points", quick_s={SECONDS}, timed=True, claims=[
    Claim("all", "all of it was sent", "sent == {POINTS * SECONDS}"),
])
def flood(ctx: Context) -> None:
    began, sent = time.monotonic(), 0
    while sent < {POINTS * SECONDS}:
        for sent in range(sent + 1, min({POINTS * SECONDS}, sent + {POINTS // 200}) + 1):
            ctx.point("loss", sent, 1 / sent)
        time.sleep(max(0, began + sent / {POINTS} - time.monotonic()))
    ctx.metric("sent", sent)
"""


class Lab(LabScreen):
    """The lab, which tells when it has answered a key."""

    answered: asyncio.Event

    def action_page(self, pages: int) -> None:
        super().action_page(pages)
        self.answered.set()


class Flooded(QuizApp):
    """Opens the lab at once, floods it, and leaves with the time that a key took."""

    latency = 0.0
    came = 0
    seconds = 0.0

    def on_mount(self) -> None:
        self.run_worker(self._measure())

    async def _measure(self) -> None:
        found = discover(SOURCE, file=Path("flood.py"), topic="benchmarks")
        assert isinstance(found, Demo), found
        runner = Runner(self.environment)
        lab = Lab(("flood",), Catalogue({"flood": found}), runner)
        lab.answered = asyncio.Event()
        await self.push_screen(lab)
        await asyncio.sleep(3)  # until the worker has booted
        lab.action_run()
        charts = lab.trial.readings.charts
        while not charts:
            await asyncio.sleep(0.01)
            charts = lab.trial.readings.charts
        began, taken = time.perf_counter(), []
        while lab.trial.readings.end is None:
            taken.append(await self._press(lab))
            await asyncio.sleep(PAUSE_S)
        self.seconds = time.perf_counter() - began
        self.came = sum(
            len(series.x) for chart in charts.values() for series in chart.series.values()
        )
        self.latency = quantiles(taken, n=100)[98]
        while runner.spare is None:  # the next worker is on its way
            await asyncio.sleep(0.01)
        await runner.close()
        self.exit()

    async def _press(self, lab: Lab) -> float:
        lab.answered.clear()
        began = time.perf_counter()
        self.post_message(events.Key("pagedown", None))
        await lab.answered.wait()
        return time.perf_counter() - began


def main() -> None:
    """Run the app and print what it measured."""
    with closing(Workplace.find(os.environ, None).desk()) as desk:
        app = Flooded(desk, environment=os.environ)
        app.run()
    if app.came < POINTS * SECONDS or app.seconds > 1.2 * SECONDS:
        sys.exit(f"only {app.came} points came in {app.seconds:.1f} s")
    print(RESULT, app.latency)


if __name__ == "__main__":
    main()

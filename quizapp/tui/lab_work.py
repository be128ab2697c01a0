"""The lab at work: a job run and heard to its end, kept, and held against what was guessed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

from quizapp.bank.cards import CardId
from quizapp.demos.outcome import Outcome, Readings, conclude, pooled
from quizapp.demos.protocol import Failed, Finished, Turn

if TYPE_CHECKING:
    from quizapp.demos.runner import Runner
    from quizapp.study.runs import Runs
    from quizapp.tui.lab_trial import Trial


class Work:
    """Makes runs one at a time; `heard` is called after every event."""

    def __init__(self, runner: Runner, runs: Runs, card: CardId, heard: Callable[[], None]) -> None:
        self._runner = runner
        self._runs = runs
        self._card = card
        self._heard = heard

    async def measure(self, trial: Trial, seeds: Sequence[int], device: str = "") -> None:
        """Make a run for each seed, on both devices where the demo compares and none is asked for.

        What is guessed is logged before. Raises DemoError as Runner.run.
        """
        demo, guesses = trial.run.demo, list(trial.guesses.values())
        first = self._runs.predict(self._card, demo, guesses)
        trial.outcomes = await self._listen(trial, seeds, device)
        self._runs.keep(trial.outcomes, first)
        if demo.device == "compare" and not device:
            await self._compare(trial, seeds)
        trial.past = self._runs.predictions(demo)

    async def _compare(self, trial: Trial, seeds: Sequence[int]) -> None:
        """The same once more on the accelerator, where there is one."""
        accelerator = self._runner.devices[-1]
        trial.alone = accelerator == "cpu"
        if trial.alone or any(outcome.failure for outcome in trial.outcomes):
            return
        outcomes = await self._listen(trial, seeds, accelerator)
        self._runs.keep(outcomes)
        trial.beside = pooled(outcomes)

    async def _listen(self, trial: Trial, seeds: Sequence[int], device: str) -> tuple[Outcome, ...]:
        """Make one job and hear it to its end: an outcome for each seed."""
        outcomes: list[Outcome] = []
        trial.readings = Readings()
        async with aclosing(self._runner.run(trial.run, seeds=seeds, device=device)) as events:
            async for event in events:
                if trial.readings.end:  # the next seed draws its own
                    trial.readings = Readings()
                if isinstance(event, Turn):
                    event = Finished(seconds=event.seconds, cpu=event.cpu)
                trial.readings.hear(event)
                if isinstance(event, Finished | Failed):
                    run = replace(trial.run, seed=seeds[len(outcomes)])
                    outcomes.append(conclude(run, trial.readings, self._runner.device))
                trial.turn = f"{len(outcomes)}/{len(seeds)}" if len(seeds) > 1 else ""
                self._heard()
        end = trial.readings.end
        full = isinstance(end, Failed) and end.kind == "memory"
        trial.starved = full and self._runner.device != "cpu"
        return tuple(outcomes)

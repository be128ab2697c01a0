"""Runs of demos as the history keeps them: kept, found again, predicted, and scored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from math import inf, log10
from typing import TYPE_CHECKING

from msgspec import Struct

from quizapp.bank.cards import CardId
from quizapp.clock import Clock
from quizapp.demos.address import Run
from quizapp.demos.batch import versions
from quizapp.demos.claims import Verdict
from quizapp.demos.declaration import Demo
from quizapp.demos.outcome import Outcome, Readings, conclude
from quizapp.demos.protocol import Finished, Metric
from quizapp.store.values import (
    DemoRun,
    Guess,
    GuessKind,
    MeasuredRun,
    Prediction,
    RunId,
    RunKey,
)

if TYPE_CHECKING:
    from quizapp.store.study import StudyStore

NEAR = 2.0
"""A guessed number counts as right within this factor."""


class Recalled(Struct, frozen=True):
    """A run that was kept, judged by the demo's claims as they are now."""

    outcome: Outcome
    day: date


class Runs:
    """What this learner measured and expected."""

    def __init__(self, store: StudyStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._versions: dict[tuple[str, ...], dict[str, str]] = {}

    def key(self, run: Run, device: str) -> RunKey:
        """All that the numbers of a run on `device` depend on."""
        return RunKey(
            demo=run.demo.id,
            parameters=dict(run.parameters),
            seed=run.seed,
            budget=run.budget.value,
            device=device,
            code_hash=run.demo.code_hash,
            versions=self._versions_for(run.demo),
        )

    def keep(self, outcomes: Sequence[Outcome], first: RunId | None = None) -> None:
        """Keep what was measured, a run for each seed; `first` is the one that was predicted.

        A run without an end of its own is not kept.
        """
        measured = [
            DemoRun(
                key=self.key(outcome.run, outcome.device),
                metrics=dict(outcome.metrics),
                verdicts={j.claim.id: j.verdict.value for j in outcome.judgements},
                seconds=outcome.seconds,
            )
            for outcome in outcomes
            if not outcome.failure
        ]
        if measured:
            self._store.record_run(*measured, first=first)

    def like(self, run: Run) -> list[MeasuredRun]:
        """Kept runs that differ from `run` in seed and device at most, the newest first."""
        return self._store.reads.runs_like(self.key(run, ""))

    def recall(self, run: Run) -> Recalled | None:
        """What exactly this run gave when it was last made, on whatever device."""
        for kept in self.like(run):
            if kept.run.key.seed == run.seed:
                return Recalled(_outcome(run, kept.run), self.day(kept))
        return None

    def day(self, kept: MeasuredRun) -> date:
        """The learner's day on which a run was made."""
        return datetime.fromtimestamp(kept.at / 1000, self._clock.now().tzinfo).date()

    def history(self, demo: Demo, limit: int = 50) -> list[MeasuredRun]:
        """Every run of a demo that was made here, the newest first."""
        return self._store.reads.runs(demo.id, limit)

    def predict(self, card: CardId, demo: Demo, guesses: Sequence[Guess]) -> RunId | None:
        """Log what is expected of the next run; None where nothing is."""
        return self._store.predict(card, demo.id, guesses) if guesses else None

    def predictions(self, demo: Demo) -> dict[tuple[GuessKind, str], Prediction]:
        """The newest guess about each claim and each metric whose run came to its end."""
        found: dict[tuple[GuessKind, str], Prediction] = {}
        for prediction in self._store.reads.predictions(demo.id):
            if prediction.verdict is not None or prediction.measured is not None:
                found.setdefault((prediction.guess.kind, prediction.guess.name), prediction)
        return found

    def _versions_for(self, demo: Demo) -> dict[str, str]:
        if demo.requires not in self._versions:
            self._versions[demo.requires] = versions(demo)
        return self._versions[demo.requires]


def right(guess: Guess, outcome: Outcome) -> bool | None:
    """Whether a guess came true; None where the run decided nothing about it."""
    if guess.kind is GuessKind.METRIC:
        return near(guess.expected, outcome.metrics.get(guess.name))
    verdicts = {judgement.claim.id: judgement.verdict.value for judgement in outcome.judgements}
    return foreseen(guess.expected, verdicts.get(guess.name))


def foreseen(expected: float, verdict: str | None) -> bool | None:
    """Whether a sentence fared as expected: 1 says that it holds, 0 that it does not."""
    if verdict not in (Verdict.SUPPORTED, Verdict.REFUTED):
        return None
    return (verdict == Verdict.SUPPORTED) == bool(expected)


def near(expected: float, measured: float | None) -> bool | None:
    """Whether a number was guessed within a factor of two."""
    return None if measured is None else apart(expected, measured) <= NEAR


def apart(expected: float, measured: float) -> float:
    """The factor between two numbers, 1 or more; infinite where their signs differ."""
    if expected == measured:
        return 1.0
    product = expected * measured
    if not (expected and measured and (expected > 0) == (measured > 0)) or product != product:
        return inf
    return float(10 ** min(308.0, abs(log10(abs(expected)) - log10(abs(measured)))))


def score(guesses: Sequence[Guess], outcome: Outcome) -> tuple[int, int]:
    """How many guesses came true, of those that the run decided."""
    told = [right(guess, outcome) for guess in guesses]
    decided = [each for each in told if each is not None]
    return sum(decided), len(decided)


def _outcome(run: Run, kept: DemoRun) -> Outcome:
    metrics = {name: Metric(name=name, value=value) for name, value in kept.metrics.items()}
    readings = Readings(metrics=metrics, end=Finished(seconds=kept.seconds))
    return conclude(run, readings, kept.key.device)

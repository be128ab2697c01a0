"""One demo on the bench, as a value that the lab turns: its run, guesses, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from math import isfinite

from quizapp.demos.address import LARGEST_SEED, Run, parse
from quizapp.demos.catalogue import Catalogue
from quizapp.demos.declaration import Budget, Claim, Myth, Parameter, Value
from quizapp.demos.expressions import names
from quizapp.demos.outcome import Outcome, Readings, pooled
from quizapp.demos.suggest import instead
from quizapp.errors import DemoError
from quizapp.store.values import Guess, GuessKind, Prediction
from quizapp.study.runs import Recalled

SEEDS = 10
"""Run by one key: enough to see an effect that depends on luck, and a few seconds at most."""

Guesses = dict[tuple[GuessKind, str], Guess]
"""By what each is about."""


@dataclass
class Trial:
    """What is shown of one demo. Another value of a parameter makes all but the past anew."""

    run: Run
    chosen: int = 0
    """The place pointed at: parameters first, then claims."""
    preset: str = ""
    guesses: Guesses = field(default_factory=dict)
    """Of the run to come, or of the one that is shown."""
    past: dict[tuple[GuessKind, str], Prediction] = field(default_factory=dict)
    readings: Readings = field(default_factory=Readings)
    outcomes: tuple[Outcome, ...] = ()
    """One for each seed of the last job."""
    beside: Outcome | None = None
    """The same on an accelerator, where the demo compares."""
    day: date | None = None
    """On which it was measured, where it is recalled."""
    starved: bool = False
    """Whether the accelerator's memory ran out."""
    refused: bool = False
    """Whether it cannot run here: what its author recorded is shown instead."""
    turn: str = ""
    """Which of several seeds is done, while they run."""
    alone: bool = False
    """Whether it should compare devices and there is but one."""

    @property
    def outcome(self) -> Outcome | None:
        """What all seeds say together."""
        return pooled(self.outcomes) if self.outcomes else None

    @property
    def parameter(self) -> Parameter | None:
        """The parameter that is pointed at."""
        parameters = self.run.demo.parameters
        return parameters[self.chosen] if self.chosen < len(parameters) else None

    @property
    def claim(self) -> Claim | Myth | None:
        """The sentence that is pointed at."""
        place = self.chosen - len(self.run.demo.parameters)
        return self.run.demo.claims[place] if place >= 0 else None

    @property
    def seeds(self) -> tuple[int, ...]:
        """The run's seed and those that follow it."""
        return tuple((self.run.seed + n) % (LARGEST_SEED + 1) for n in range(SEEDS))

    def choose(self, step: int) -> None:
        """Point at another parameter or sentence."""
        places = len(self.run.demo.parameters) + len(self.run.demo.claims)
        self.chosen = (self.chosen + step) % max(1, places)

    def change(self, run: Run) -> bool:
        """Take other values: what was measured and guessed with the old ones is let go."""
        if run == self.run:
            return False
        self.run, self.preset = run, ""
        self.clear()
        self.guesses = {}
        return True

    def clear(self) -> None:
        """Let go of what was measured; the guesses stay for the run to come."""
        self.readings, self.outcomes, self.beside = Readings(), (), None
        self.day, self.turn = None, ""
        self.starved, self.refused, self.alone = False, False, False

    def recall(self, recalled: Recalled | None) -> None:
        """Show what this run gave an earlier time."""
        if recalled is not None:
            self.outcomes, self.day = (recalled.outcome,), recalled.day

    def turned(self, value: Value) -> Run:
        """The run with another value of the parameter that is pointed at."""
        assert self.parameter is not None
        return replace(self.run, parameters={**self.run.parameters, self.parameter.name: value})

    def on_seed(self, seed: int) -> Run:
        """The run with another seed."""
        return replace(self.run, seed=seed % (LARGEST_SEED + 1))

    def on_budget(self) -> Run:
        """The run with the other budget."""
        other = Budget.FULL if self.run.budget is Budget.QUICK else Budget.QUICK
        return replace(self.run, budget=other)

    def next_preset(self) -> tuple[str, Run]:
        """The preset after this one, the defaults after the last, and the run with its values."""
        presets = ["", *self.run.demo.presets]
        name = presets[(presets.index(self.preset) + 1) % len(presets)]
        values = {**self.run.demo.defaults, **self.run.demo.presets.get(name, {})}
        return name, replace(self.run, parameters=values)

    def guess(self, guess: Guess) -> None:
        """Expect something; the same once more takes it back."""
        key = guess.kind, guess.name
        if self.guesses.get(key) == guess:
            del self.guesses[key]
        else:
            self.guesses[key] = guess

    def metrics(self, claim: Claim | Myth) -> list[str]:
        """The metrics that a sentence is judged by, as its comparison names them."""
        return sorted(names(claim.holds) - self.run.parameters.keys())

    def read_number(self, line: str) -> Guess:
        """`ratio = 1e-6` as a guess about a metric. Raises DemoError that says what to write."""
        name, _, text = (part.strip() for part in line.partition("="))
        known = {name for claim in self.run.demo.claims for name in self.metrics(claim)}
        if name not in known:
            raise DemoError(f"there is no metric {name[:40]!r}", instead(name, sorted(known)))
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if not isfinite(number):
            raise DemoError(f"{text[:40]!r} is no number", f"write {name} = 0.5")
        return Guess(GuessKind.METRIC, name, number)


def trials(addresses: Sequence[str], catalogue: Catalogue) -> tuple[list[Trial], list[DemoError]]:
    """A trial for each address that can be read, and what is wrong with the others. Raises
    DemoError where there is none.
    """
    found: list[Trial] = []
    wrong: list[DemoError] = []
    for text in addresses:
        try:
            found.append(Trial(parse(text, catalogue)))
        except DemoError as error:
            wrong.append(error)
    if not found:
        raise wrong[0] if wrong else DemoError("the card has no demo", "add one to its demos")
    return found, wrong

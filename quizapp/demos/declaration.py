"""What a demo declares about itself: its parameters, its claims and where its source stands.

Authors write `Range`, `Claim` and the like in the demo's file (through `quizapp.demos.api`);
discovery reads the same values out of the source without running it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from math import floor, isfinite, log10
from pathlib import Path

from quizapp.errors import DemoError

Value = bool | int | float | str
"""What a parameter can hold."""

RESERVED = ("seed", "budget", "preset")
"""Words of a run's address that no parameter may take for itself."""


class Budget(StrEnum):
    """How much work a run may do; a demo asks with `ctx.pick`."""

    QUICK = "quick"
    FULL = "full"


@dataclass(frozen=True)
class Range:
    """A number from `low` to `high`, both included."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise DemoError(f"the range {self} is empty", "write the smaller bound first")

    def __str__(self) -> str:
        return f"{self.low:g} to {self.high:g}"

    def holds(self, value: Value) -> bool:
        """Whether `value` may be chosen."""
        return not isinstance(value, str) and self.low <= value <= self.high

    def step(self, value: Value, steps: int) -> Value:
        """The value some steps away, as far as the range goes: ones for int, twentieths else."""
        assert not isinstance(value, str)
        size = 1 if isinstance(value, int) else (self.high - self.low) / 20
        moved = type(value)(min(self.high, max(self.low, value + steps * size)))
        return moved if isinstance(moved, int) else float(f"{moved:.6g}")


@dataclass(frozen=True)
class LogRange(Range):
    """A positive number from `low` to `high` where steps multiply: a learning rate, a scale."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.low <= 0:
            raise DemoError(f"the range {self} is logarithmic", "start it above 0")

    def step(self, value: Value, steps: int) -> Value:
        """The value some steps away on the ladder 1, 2, 5, 10, as far as the range goes."""
        assert not isinstance(value, str)
        rungs = [r for r in _ladder(self.low, self.high) if (r - value) * steps > 0]
        rungs.sort(reverse=steps < 0)
        return type(value)(rungs[min(abs(steps), len(rungs)) - 1]) if rungs else value


def _ladder(low: float, high: float) -> list[float]:
    """1, 2 and 5 in every power of ten between the bounds, and the bounds."""
    powers = range(floor(log10(low)), floor(log10(high)) + 1)
    rungs = {float(f"{digit}e{power}") for power in powers for digit in (1, 2, 5)}
    return sorted({rung for rung in rungs if low < rung < high} | {low, high})


@dataclass(frozen=True, init=False)
class Choice:
    """One of the listed numbers or words."""

    options: tuple[Value, ...]

    def __init__(self, *options: Value) -> None:
        if len(set(options)) < 2 or len(set(options)) < len(options):
            raise DemoError("a choice needs two different options at least", "list each one once")
        object.__setattr__(self, "options", options)

    def __str__(self) -> str:
        return ", ".join(str(option) for option in self.options)

    def holds(self, value: Value) -> bool:
        """Whether `value` may be chosen."""
        return value in self.options

    def step(self, value: Value, steps: int) -> Value:
        """The option some places on, as far as they go."""
        place = self.options.index(value) + steps
        return self.options[min(len(self.options) - 1, max(0, place))]


@dataclass(frozen=True)
class Bool:
    """Yes or no."""

    def __str__(self) -> str:
        return "true, false"

    def holds(self, value: Value) -> bool:
        """Whether `value` may be chosen."""
        return isinstance(value, bool)

    def step(self, value: Value, steps: int) -> Value:
        """No is on the left, yes on the right."""
        return steps > 0


Control = Range | LogRange | Choice | Bool


@dataclass(frozen=True)
class Parameter:
    """One thing that a learner can turn: `Annotated[int, Range(2, 50), "hidden layers"] = 20`."""

    name: str
    type: type[Value]
    control: Control
    default: Value
    help: str = ""

    def check(self, value: Value) -> Value:
        """`value` as this parameter's own type. Raises DemoError when it may not be chosen."""
        typed = float(value) if self.type is float and type(value) is int else value
        if type(typed) is not self.type or not self.control.holds(typed):
            raise DemoError(f"{self.name} cannot be {value!r}", f"choose from {self.control}")
        return typed

    def read(self, text: str) -> Value:
        """The value that a person wrote. Raises DemoError when it is none that may be chosen."""
        try:
            return self.check(_READERS[self.type](text.strip()))
        except ValueError as error:
            raise DemoError(
                f"{self.name} cannot be {text[:40]!r}", f"choose from {self.control}"
            ) from error


def _read_bool(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(text)
    return text == "true"


def _read_float(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(text)
    return number


_READERS: dict[type[Value], Callable[[str], Value]] = {
    bool: _read_bool,
    int: int,
    float: _read_float,
    str: str,
}


@dataclass(frozen=True)
class Claim:
    """A sentence of ours that the demo can prove: `holds` is a comparison over metrics and
    parameters.

    `given` says for which parameters the sentence is meant; `device` names the only device that
    can decide it.
    """

    id: str
    text: str
    holds: str
    given: str = ""
    device: str = ""


@dataclass(frozen=True)
class Myth:
    """A popular wrong sentence: it is refuted where the comparison `refuted_by` comes true."""

    id: str
    text: str
    refuted_by: str
    given: str = ""
    device: str = ""

    @property
    def holds(self) -> str:
        """What its author expects to measure, as for a claim."""
        return self.refuted_by


@dataclass(frozen=True)
class Demo:
    """One experiment, read from its source and not run."""

    id: str
    title: str
    topic: str
    file: Path
    line: int
    function: str
    source: str
    """The bytes that were read are the bytes that will run: a file changed since is not."""
    claims: tuple[Claim | Myth, ...]
    parameters: tuple[Parameter, ...] = ()
    presets: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    device: str = "cpu"
    quick_s: float = 1.0
    timed: bool = False
    """Whether time is what it measures, so that it may read the clock."""
    requires: tuple[str, ...] = ()
    """Packages that its source imports, beyond Python's own and ours."""
    pack: str = ""
    """The pack that it came with; empty for a demo of the bank itself."""
    digest: str = ""
    """SHA-256 of the file that it was read from, in a pack: an approval is about these bytes."""

    @property
    def code_hash(self) -> str:
        """12 hexadecimal digits that change with anything that its source says."""
        return sha256(self.source.strip().encode()).hexdigest()[:12]

    @property
    def defaults(self) -> dict[str, Value]:
        """Every parameter at its default."""
        return {parameter.name: parameter.default for parameter in self.parameters}

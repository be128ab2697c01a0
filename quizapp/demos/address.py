"""The address of a run, `vanishing-gradient?depth=30&seed=3&budget=full`: one string that repeats
it anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

from quizapp.demos.catalogue import Catalogue
from quizapp.demos.declaration import RESERVED, Budget, Demo, Value
from quizapp.demos.suggest import instead
from quizapp.errors import DemoError

LARGEST_SEED = 2**32 - 1
"""NumPy's legacy generator takes no larger one."""


@dataclass(frozen=True)
class Run:
    """One run to be made: everything that decides its numbers, the machine apart."""

    demo: Demo
    parameters: Mapping[str, Value]
    """A value for every parameter of the demo."""
    seed: int = 0
    budget: Budget = Budget.QUICK


def parse(address: str, catalogue: Catalogue) -> Run:
    """Read an address. Raises DemoError that says what to write instead."""
    id_, _, query = address.strip().partition("?")
    demo = catalogue.get(id_)
    words = _words(query)
    seed = _seed(words.pop("seed", "0"))
    budget = _budget(words.pop("budget", Budget.QUICK))
    parameters = {**demo.defaults, **_preset(demo, words.pop("preset", ""))}
    for name, text in words.items():
        parameters[name] = _parameter(demo, name, text)
    return Run(demo, parameters, seed, budget)


def write(run: Run) -> str:
    """The shortest address of a run: what is at its default is left out."""
    defaults = run.demo.defaults
    words = {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in run.parameters.items()
        if value != defaults[name]
    }
    if run.seed:
        words["seed"] = str(run.seed)
    if run.budget is not Budget.QUICK:
        words["budget"] = run.budget.value
    query = "&".join(f"{name}={quote(text, safe='')}" for name, text in words.items())
    return f"{run.demo.id}?{query}" if query else run.demo.id


def _words(query: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for part in query.split("&") if query else ():
        name, equals, text = part.partition("=")
        if not (name and equals):
            raise DemoError(f"{part[:40]!r} sets nothing", "write name=value, joined by &")
        if name in words:
            raise DemoError(f"{name[:40]} is set twice", "set it once")
        words[name] = unquote(text)
    return words


def _seed(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= LARGEST_SEED):
        raise DemoError(f"seed cannot be {text[:40]!r}", f"write 0 to {LARGEST_SEED}")
    return int(text)


def _budget(text: str) -> Budget:
    try:
        return Budget(text)
    except ValueError as error:
        raise DemoError(f"budget cannot be {text[:40]!r}", instead(text, list(Budget))) from error


def _preset(demo: Demo, name: str) -> Mapping[str, Value]:
    if name and name not in demo.presets:
        raise DemoError(f"{demo.id} has no preset {name[:40]!r}", instead(name, demo.presets))
    return demo.presets.get(name, {})


def _parameter(demo: Demo, name: str, text: str) -> Value:
    for parameter in demo.parameters:
        if parameter.name == name:
            return parameter.read(text)
    known = [parameter.name for parameter in demo.parameters] + list(RESERVED)
    raise DemoError(f"{demo.id} has no parameter {name[:40]!r}", instead(name, known))

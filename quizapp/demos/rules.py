"""What a declaration may say, wherever it stands: in a demo's file or in a card's fence.

Everything here raises DemoError, without a place: whoever reads the source knows that.
"""

from __future__ import annotations

import ast
import math
import re
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from quizapp.demos.declaration import (
    Bool,
    Choice,
    Claim,
    Control,
    Myth,
    Parameter,
    Range,
    Value,
)
from quizapp.demos.expressions import evaluate, names
from quizapp.demos.suggest import instead
from quizapp.demos.text import plain
from quizapp.errors import DemoError

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FITTING: dict[type[Value], tuple[type[Control], ...]] = {
    bool: (Bool,),
    int: (Range, Choice),
    float: (Range, Choice),
    str: (Choice,),
}
FORM = 'Annotated[int, Range(2, 50), "what it is"] = 20'
_DEVICES = ("cpu", "auto", "compare")


def check_words(words: Mapping[str, Any]) -> None:
    """Judge the arguments of `@demo(...)`, or of a card's fence, by name; claims apart."""
    if not (isinstance(words["id"], str) and _SLUG.fullmatch(words["id"])):
        raise DemoError(f"{words['id']!r} is no id", "use small letters, digits and hyphens")
    if not (isinstance(words["title"], str) and words["title"].strip()):
        raise DemoError("the title is empty", "say what is measured")
    check_text(words["title"])
    device, seconds = str(words["device"]), words["quick_s"]
    if device not in _DEVICES:
        raise DemoError(f"there is no device {device!r}", instead(device, _DEVICES))
    if type(seconds) not in (int, float) or not 0 < seconds < math.inf:
        raise DemoError(f"quick_s cannot be {seconds!r}", "write seconds, like 0.5")
    if type(words["timed"]) is not bool:
        raise DemoError(f"timed cannot be {words['timed']!r}", "write True, or leave it out")


def check_text(text: str) -> None:
    """Refuse what a screen could not show as it stands."""
    if plain(text) != text:
        what = f"{plain(text)!r} holds line breaks, doubled spaces or invisible characters"
        raise DemoError(what, "write one plain line")


def build_parameter(
    name: str, type_: type[Value], control: Any, default: Any, help_: tuple[Any, ...]
) -> Parameter:
    """The parameter that an author has described, its default of the right type."""
    if not isinstance(control, _FITTING[type_]):
        kinds = " or ".join(kind.__name__ for kind in _FITTING[type_])
        raise DemoError(f"{name} is {type_.__name__}, and its control does not fit", f"use {kinds}")
    if isinstance(control, Choice) and any(type(item) is not type_ for item in control.options):
        raise DemoError(f"{name} offers something that is no {type_.__name__}", "mend the choice")
    if not all(isinstance(word, str) for word in help_):
        raise DemoError(f"what {name} is stands in no words", f"write {name}: {FORM}")
    for text in (*help_, str(control)):
        check_text(text)
    parameter = Parameter(name, type_, control, default, *help_)
    return replace(parameter, default=parameter.check(default))


def check_claim(claim: Any, parameters: tuple[Parameter, ...]) -> None:
    """Judge one claim of a demo that has these parameters."""
    if not isinstance(claim, Claim | Myth):
        raise DemoError(f"{claim!r} is no claim", "write Claim(...) or Myth(...)")
    if not all(isinstance(word, str) for word in vars(claim).values()):
        raise DemoError("a part of the claim is no text", "put it in quotes")
    if not _SLUG.fullmatch(claim.id):
        raise DemoError(f"{claim.id!r} is no id", "use small letters, digits and hyphens")
    if not claim.text.strip():
        raise DemoError(f"{claim.id} says nothing", "write the sentence that is measured")
    check_text(claim.text)
    if claim.device not in ("", "cuda", "mps"):
        raise DemoError(f"no device {claim.device!r}", instead(claim.device, ("cuda", "mps")))
    names(claim.holds)
    if claim.given:
        known = {parameter.name: parameter.default for parameter in parameters}
        if strangers := names(claim.given) - set(known):
            name = min(strangers)
            raise DemoError(f"{name} in given is no parameter", instead(name, known))
        evaluate(claim.given, known)


def packages(source: str) -> tuple[str, ...]:
    """Packages that the source imports anywhere, beyond Python's own and ours."""
    return tuple(sorted(imported(source) - sys.stdlib_module_names - {"quizapp"}))


def imported(source: str) -> set[str]:
    """Every package that the source imports by name, anywhere."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found

"""Reads a demo's declaration out of its source. Nothing of the author's runs: what cannot be read
is a fault.
"""

from __future__ import annotations

import ast
import inspect
import math
import re
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from quizapp.demos import api
from quizapp.demos.declaration import (
    RESERVED,
    Bool,
    Choice,
    Claim,
    Control,
    Demo,
    Myth,
    Parameter,
    Range,
    Value,
)
from quizapp.demos.expressions import evaluate, names
from quizapp.demos.literals import AuthorError, call, value
from quizapp.demos.suggest import instead
from quizapp.demos.text import plain
from quizapp.errors import DemoError, Fault

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TYPES: dict[str, type[Value]] = {"bool": bool, "int": int, "float": float, "str": str}
_FITTING: dict[type[Value], tuple[type[Control], ...]] = {
    bool: (Bool,),
    int: (Range, Choice),
    float: (Range, Choice),
    str: (Choice,),
}
_FORM = 'Annotated[int, Range(2, 50), "what it is"] = 20'
_DEVICES = ("cpu", "auto", "compare")


def discover(source: str, *, file: Path, topic: str) -> Demo | tuple[Fault, ...]:
    """The demo that a file declares, or everything that is wrong with the file."""
    reader = _Reader(file, source)
    demo = None
    with reader.at(ast.Pass()):
        demo = reader.demo(_parse(source), topic)
    return tuple(sorted(reader.faults)) if demo is None or reader.faults else demo


def _parse(source: str) -> ast.Module:
    """The tree of a file. What Python would only warn of is wrong too: it would print that."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return ast.parse(source)
    except SyntaxError as error:
        place = ast.Pass(lineno=error.lineno or 1, col_offset=max(0, (error.offset or 1) - 1))
        raise AuthorError(place, f"this is not Python ({error.msg})", "mend it") from error
    except (ValueError, MemoryError, RecursionError) as error:
        raise DemoError(f"Python cannot read this ({error or 'too deep'})", "mend it") from error


def _marked(tree: ast.Module) -> tuple[ast.FunctionDef, ast.Call]:
    """The one function that is decorated with `@demo(...)`, and the decorator."""
    found = [
        (node, mark)
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for mark in node.decorator_list
        if ast.unparse(mark).partition("(")[0] == "demo"
    ]
    if len(found) != 1:
        where = found[1][0] if found else tree
        what = f"{len(found)} functions are decorated with @demo(...)"
        raise AuthorError(where, what, "write one demo in each file")
    (function, mark) = found[0]
    if not isinstance(mark, ast.Call):
        raise AuthorError(mark, "@demo says nothing", 'write @demo("id", title=..., claims=[...])')
    if isinstance(function, ast.AsyncFunctionDef):
        raise AuthorError(function, "a demo is not async", "write def without async")
    return function, mark


@dataclass
class _Reader:
    """Reads one file and goes on after a fault, so that an author sees all of them at once."""

    file: Path
    source: str
    faults: list[Fault] = field(default_factory=list)

    def add(self, error: DemoError, node: ast.AST) -> None:
        line, offset = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
        text = self.source.splitlines()[line - 1 : line] or [""]
        column = len(text[0].encode()[:offset].decode(errors="ignore")) + 1
        self.faults.append(Fault(str(self.file), line, column, error.what, error.remedy))

    @contextmanager
    def at(self, node: ast.AST) -> Iterator[None]:
        """Whatever is wrong inside belongs to this node, unless it names a nearer one."""
        try:
            yield
        except DemoError as error:
            self.add(error, error.node if isinstance(error, AuthorError) else node)

    def demo(self, tree: ast.Module, topic: str) -> Demo | None:
        """The demo of the file; None where its parameters are wrong, of which the rest speaks."""
        function, mark = _marked(tree)
        words = call(mark, _declared)
        parameters = tuple(self._parameters(function.args))
        nodes = {keyword.arg: keyword.value for keyword in mark.keywords}
        with self.at(mark):
            _check_words(words, self.file)
        if self.faults:
            return None
        self._check_claims(words["claims"], nodes["claims"], parameters)
        presets = self._presets(words["presets"] or {}, nodes.get("presets", mark), parameters)
        return Demo(
            id=words["id"],
            title=words["title"],
            topic=topic,
            file=self.file,
            line=function.lineno,
            function=function.name,
            source=self.source,
            claims=words["claims"],
            parameters=parameters,
            presets=presets,
            device=words["device"],
            quick_s=words["quick_s"],
            requires=_packages(self.source),
        )

    def _parameters(self, arguments: ast.arguments) -> Iterator[Parameter]:
        named = [*arguments.posonlyargs, *arguments.args]
        for rest in (arguments.vararg, arguments.kwarg):
            if rest:
                self.add(DemoError(f"*{rest.arg} has no control", "name each parameter"), rest)
        if not named or named[0].arg != "ctx":
            where = named[0] if named else arguments
            self.add(DemoError("the first parameter is not ctx", "write ctx: Context"), where)
        without = len(named) - len(arguments.defaults)
        defaults = [*[None] * without, *arguments.defaults, *arguments.kw_defaults]
        pairs = list(zip([*named, *arguments.kwonlyargs], defaults, strict=True))
        for argument, default in pairs[1:]:
            with self.at(argument):
                yield _parameter(argument, default)

    def _check_claims(self, claims: Any, node: ast.expr, parameters: tuple[Parameter, ...]) -> None:
        if not (claims and isinstance(node, ast.List | ast.Tuple)):
            self.add(DemoError("the demo claims nothing", "write claims=[Claim(...), ...]"), node)
            return
        seen: set[str] = set()
        for claim, part in zip(claims, node.elts, strict=True):
            with self.at(part):
                _check_claim(claim, parameters)
                if claim.id in seen:
                    raise DemoError(f"the claim {claim.id} is there twice", "rename one of them")
                seen.add(claim.id)

    def _presets(
        self, presets: Any, node: ast.expr, parameters: tuple[Parameter, ...]
    ) -> Mapping[str, Mapping[str, Value]]:
        known = {parameter.name: parameter for parameter in parameters}
        with self.at(node):
            return {
                name: {word: _preset(known, word, item) for word, item in settings.items()}
                for name, settings in _of_dicts(presets).items()
            }
        return {}


def _declared(*positional: Any, **named: Any) -> dict[str, Any]:
    """The arguments of `@demo(...)` by name, defaults included."""
    bound = inspect.signature(api.demo).bind(*positional, **named)
    bound.apply_defaults()
    return bound.arguments


def _check_words(words: Mapping[str, Any], file: Path) -> None:
    if not (isinstance(words["id"], str) and _SLUG.fullmatch(words["id"])):
        raise DemoError(f"{words['id']!r} is no id", "use small letters, digits and hyphens")
    if words["id"] != file.stem:
        raise DemoError(f"the demo {words['id']} stands in {file.name}", "give both one name")
    if not (isinstance(words["title"], str) and words["title"].strip()):
        raise DemoError("the title is empty", "say what is measured")
    _check_text(words["title"])
    device, seconds = str(words["device"]), words["quick_s"]
    if device not in _DEVICES:
        raise DemoError(f"there is no device {device!r}", instead(device, _DEVICES))
    if type(seconds) not in (int, float) or not 0 < seconds < math.inf:
        raise DemoError(f"quick_s cannot be {seconds!r}", "write seconds, like 0.5")


def _check_text(text: str) -> None:
    if plain(text) != text:
        what = f"{plain(text)!r} holds line breaks, doubled spaces or invisible characters"
        raise DemoError(what, "write one plain line")


def _parameter(argument: ast.arg, default: ast.expr | None) -> Parameter:
    name = argument.arg
    if name in RESERVED:
        raise DemoError(f"{name} belongs to the run's address", "give the parameter another name")
    if default is None:
        raise DemoError(f"{name} has no default", f"write {name}: {_FORM}")
    match argument.annotation:
        case ast.Subscript(
            value=ast.Name(id="Annotated"),
            slice=ast.Tuple(elts=[ast.Name(id=word), control, *help_]),
        ) if word in _TYPES and len(help_) <= 1:
            helped = tuple(value(part) for part in help_)
            return _built(name, _TYPES[word], value(control), value(default), helped)
    raise DemoError(f"{name} does not say what it may be", f"write {name}: {_FORM}")


def _built(
    name: str, type_: type[Value], control: Any, default: Any, help_: tuple[Any, ...]
) -> Parameter:
    if not isinstance(control, _FITTING[type_]):
        kinds = " or ".join(kind.__name__ for kind in _FITTING[type_])
        raise DemoError(f"{name} is {type_.__name__}, and its control does not fit", f"use {kinds}")
    if isinstance(control, Choice) and any(type(item) is not type_ for item in control.options):
        raise DemoError(f"{name} offers something that is no {type_.__name__}", "mend the choice")
    if not all(isinstance(word, str) for word in help_):
        raise DemoError(f"what {name} is stands in no words", f"write {name}: {_FORM}")
    for text in (*help_, str(control)):
        _check_text(text)
    parameter = Parameter(name, type_, control, default, *help_)
    return replace(parameter, default=parameter.check(default))


def _check_claim(claim: Any, parameters: tuple[Parameter, ...]) -> None:
    if not isinstance(claim, Claim | Myth):
        raise DemoError(f"{claim!r} is no claim", "write Claim(...) or Myth(...)")
    if not all(isinstance(word, str) for word in vars(claim).values()):
        raise DemoError("a part of the claim is no text", "put it in quotes")
    if not _SLUG.fullmatch(claim.id):
        raise DemoError(f"{claim.id!r} is no id", "use small letters, digits and hyphens")
    if not claim.text.strip():
        raise DemoError(f"{claim.id} says nothing", "write the sentence that is measured")
    _check_text(claim.text)
    if claim.device not in ("", "cuda", "mps"):
        raise DemoError(f"no device {claim.device!r}", instead(claim.device, ("cuda", "mps")))
    names(claim.holds)
    if claim.given:
        known = {parameter.name: parameter.default for parameter in parameters}
        if strangers := names(claim.given) - set(known):
            name = min(strangers)
            raise DemoError(f"{name} in given is no parameter", instead(name, known))
        evaluate(claim.given, known)


def _of_dicts(presets: Any) -> Mapping[str, Mapping[str, Any]]:
    if not (isinstance(presets, dict) and all(isinstance(item, dict) for item in presets.values())):
        raise DemoError("presets has another form", 'write {"shallow": {"depth": 3}}')
    return presets


def _preset(known: Mapping[str, Parameter], name: str, item: Value) -> Value:
    if name not in known:
        raise DemoError(f"a preset sets {name}, which is no parameter", instead(name, known))
    return known[name].check(item)


def _packages(source: str) -> tuple[str, ...]:
    """Packages that the source imports anywhere, beyond Python's own and ours."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return tuple(sorted(found - sys.stdlib_module_names - {"quizapp"}))

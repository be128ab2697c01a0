"""Reads a demo's declaration out of its source. Nothing of the author's runs: what cannot be read
is a fault.
"""

from __future__ import annotations

import ast
import inspect
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from quizapp.demos import api
from quizapp.demos.declaration import (
    RESERVED,
    Demo,
    Parameter,
    Value,
)
from quizapp.demos.literals import AuthorError, call, value
from quizapp.demos.rules import FORM, build_parameter, check_claim, check_words, packages
from quizapp.demos.suggest import instead
from quizapp.errors import DemoError, Fault

_TYPES: dict[str, type[Value]] = {"bool": bool, "int": int, "float": float, "str": str}


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
            check_words(words)
            if words["id"] != self.file.stem:
                what = f"the demo {words['id']} stands in {self.file.name}"
                raise DemoError(what, "give both one name")
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
            timed=words["timed"],
            requires=packages(self.source),
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
                check_claim(claim, parameters)
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


def _parameter(argument: ast.arg, default: ast.expr | None) -> Parameter:
    name = argument.arg
    if name in RESERVED:
        raise DemoError(f"{name} belongs to the run's address", "give the parameter another name")
    if default is None:
        raise DemoError(f"{name} has no default", f"write {name}: {FORM}")
    match argument.annotation:
        case ast.Subscript(
            value=ast.Name(id="Annotated"),
            slice=ast.Tuple(elts=[ast.Name(id=word), control, *help_]),
        ) if word in _TYPES and len(help_) <= 1:
            helped = tuple(value(part) for part in help_)
            return build_parameter(name, _TYPES[word], value(control), value(default), helped)
    raise DemoError(f"{name} does not say what it may be", f"write {name}: {FORM}")


def _of_dicts(presets: Any) -> Mapping[str, Mapping[str, Any]]:
    if not (isinstance(presets, dict) and all(isinstance(item, dict) for item in presets.values())):
        raise DemoError("presets has another form", 'write {"shallow": {"depth": 3}}')
    return presets


def _preset(known: Mapping[str, Parameter], name: str, item: Value) -> Value:
    if name not in known:
        raise DemoError(f"a preset sets {name}, which is no parameter", instead(name, known))
    return known[name].check(item)

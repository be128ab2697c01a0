"""Turns the literals of a declaration into values: Python's own, and calls of our declaration's
classes.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from typing import Any

from quizapp.demos.declaration import Bool, Choice, Claim, LogRange, Myth, Range
from quizapp.errors import DemoError

_DECLARED: dict[str, Callable[..., Any]] = {
    kind.__name__: kind for kind in (Claim, Myth, Range, LogRange, Choice, Bool)
}


class AuthorError(DemoError):
    """Something wrong at one node of an author's source."""

    def __init__(self, node: ast.AST, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.node = node


def value(node: ast.expr) -> Any:
    """The value that a literal stands for. Raises AuthorError for anything that would have to be
    run.
    """
    match node:
        case ast.Call(func=ast.Name(id=name)) if name in _DECLARED:
            return call(node, _DECLARED[name])
        case ast.Call(func=ast.Name(id="dict"), args=[], keywords=keywords):
            return {_name(keyword): value(keyword.value) for keyword in keywords}
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return tuple(value(part) for part in parts)
        case ast.Dict(keys=keys, values=values):
            pairs = zip(keys, values, strict=True)
            return {_key(key, part): value(part) for key, part in pairs}
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, MemoryError, RecursionError) as error:
        what = f"{ast.unparse(node)[:60]!r} would have to be run, and a declaration is only read"
        raise AuthorError(node, what, "write the value itself") from error


def call(node: ast.Call, function: Callable[..., Any]) -> Any:
    """What `function` makes of a call's literal arguments. Raises AuthorError where they do not
    fit it.
    """
    positional = [value(argument) for argument in node.args]
    named = {_name(keyword): value(keyword.value) for keyword in node.keywords}
    try:
        return function(*positional, **named)
    except TypeError as error:
        form = f"{ast.unparse(node.func)}({', '.join(inspect.signature(function).parameters)})"
        what = str(error).replace(".__init__()", "")
        raise AuthorError(node, what, f"write {form}") from error
    except AuthorError:
        raise
    except DemoError as error:
        raise AuthorError(node, error.what, error.remedy) from error


def _name(keyword: ast.keyword) -> str:
    if keyword.arg is None:
        raise AuthorError(keyword, "** hides what is declared", "write the arguments out")
    return keyword.arg


def _key(key: ast.expr | None, part: ast.expr) -> Any:
    if not (isinstance(key, ast.Constant) and isinstance(key.value, str)):
        raise AuthorError(key or part, "a key is not a word", "write the key in quotes")
    return key.value

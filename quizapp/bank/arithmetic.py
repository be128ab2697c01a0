"""The value of one formula: arithmetic on numbers, whoever wrote it.

Formulas come with packs from strangers, so they go through simpleeval, which is made for untrusted
expressions; and everything in them is a float, so that none takes long or fills the memory.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from functools import cache, lru_cache, partial
from keyword import iskeyword
from typing import Any

from quizapp.errors import FormulaError

LONGEST = 200
"""Characters of a formula."""
MOST_CHOSEN_FROM = 2000
"""Above it, `comb` takes its time, for numbers that no float holds."""
EXACT = 2**53
"""Up to here a float holds every whole number."""

NUMBER = r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?"
_CONSTANT = re.compile(rf"[+-]?{NUMBER}", re.ASCII)
_TOKEN = re.compile(rf"\s*(?:{NUMBER}(?![\w.])|[A-Za-z]\w*|\*\*|//|[-+*/%(),]|\Z)", re.ASCII)
_SHAPE = "write numbers, names, + - * / // % ** and functions: {}"
_CONSTANTS = {"pi": math.pi, "e": math.e}


def value(formula: str, names: Mapping[str, float]) -> float:
    """What a formula comes to, whole where it is; `names` are numbers that it may use.

    Raises FormulaError, whatever the formula is.
    """
    formula = formula.strip()
    if _CONSTANT.fullmatch(formula):
        return whole(_finite(formula, float(formula)))
    if formula in names:
        return names[formula]
    return whole(_computed(formula, {**_CONSTANTS, **names}))


def whole(number: float) -> float:
    """The same number, as an int where it is a whole one."""
    return int(number) if abs(number) <= EXACT and number == int(number) else number


def is_free(name: str) -> bool:
    """Whether a variable may be called so."""
    return not (iskeyword(name) or name in _CONSTANTS or name in _functions())


def _finite(formula: str, number: float) -> float:
    if not math.isfinite(number):
        raise FormulaError(f"`{formula[:40]}` is too large a number", "keep below 1e308")
    return number


def _computed(formula: str, names: Mapping[str, float]) -> float:
    tree = _tree(formula)
    from simpleeval import (  # type: ignore[import-untyped]
        FunctionNotDefined,
        InvalidExpression,
        NameNotDefined,
        SimpleEval,
    )

    evaluator = SimpleEval(_operators(), _functions(), dict(names))
    evaluator.nodes = {kind: evaluator.nodes[kind] for kind in _KNOWN}
    what, remedy = f"`{formula[:40]}` has no value", _shape()
    try:
        return _number(evaluator.eval(formula, previously_parsed=tree))
    except ZeroDivisionError:
        what, remedy = f"`{formula[:40]}` divides by zero", "choose other numbers"
    except OverflowError:
        what, remedy = f"`{formula[:40]}` is too large a number", "choose smaller numbers"
    except NameNotDefined as error:
        what, remedy = _unknown("number", error.name, names)
    except FunctionNotDefined as error:
        what, remedy = _unknown("function", error.func_name, _functions())
    except (InvalidExpression, TypeError, ValueError, RecursionError):
        pass
    raise FormulaError(what, remedy)


_KNOWN = (ast.BinOp, ast.UnaryOp, ast.Call, ast.Name, ast.Constant)


@lru_cache(maxsize=1024)
def _tree(formula: str) -> ast.expr:
    """A formula's syntax; every sign of it is one of arithmetic. Raises FormulaError."""
    if len(formula) > LONGEST:
        what = f"a formula of {len(formula)} characters"
        raise FormulaError(what, f"keep to {LONGEST}: name a part of it as a variable")
    at = 0
    while at < len(formula):
        token = _TOKEN.match(formula, at)
        if token is None:
            rest = formula[at:].split()[0]
            raise FormulaError(f"`{rest[:20]}` is no arithmetic", _shape())
        at = token.end()
    try:
        return ast.parse(formula, mode="eval").body
    except (SyntaxError, RecursionError, MemoryError) as error:
        raise FormulaError(f"`{formula[:40]}` is no formula", _shape()) from error


def _shape() -> str:
    return _SHAPE.format(", ".join(_functions()))


def _unknown(kind: str, name: str, known: Iterable[str]) -> tuple[str, str]:
    near = get_close_matches(name, known, 1)
    remedy = f"did you mean `{near[0]}`?" if near else "known are " + ", ".join(known)
    return f"no {kind} is called `{name}`", remedy


def _number(found: Any) -> float:
    """What was found, where it is a number: the name of a function is none, nor is `True`."""
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise TypeError(found)
    number = float(found)
    if not math.isfinite(number):
        raise OverflowError(found)
    return number


def _on_numbers(function: Callable[..., float], *numbers: Any) -> float:
    """A function's value, with nothing but finite numbers going in and coming out."""
    return _number(function(*map(_number, numbers)))


@cache
def _operators() -> dict[type[ast.AST], Callable[..., float]]:
    found: dict[type[ast.AST], Callable[..., float]] = {
        ast.Add: lambda a, b: a + b,
        ast.Sub: lambda a, b: a - b,
        ast.Mult: lambda a, b: a * b,
        ast.Div: lambda a, b: a / b,
        ast.FloorDiv: lambda a, b: a // b,
        ast.Mod: lambda a, b: a % b,
        ast.Pow: math.pow,
        ast.USub: lambda a: -a,
        ast.UAdd: lambda a: a,
    }
    return {sign: partial(_on_numbers, function) for sign, function in found.items()}


@cache
def _functions() -> dict[str, Callable[..., float]]:
    found: dict[str, Callable[..., float]] = {
        "sqrt": math.sqrt,
        "log": math.log,
        "log2": math.log2,
        "log10": math.log10,
        "exp": math.exp,
        "ceil": math.ceil,
        "floor": math.floor,
        "round": lambda a, digits=0.0: round(a, int(digits)),
        "min": lambda *numbers: min(numbers),
        "max": lambda *numbers: max(numbers),
        "abs": abs,
        "comb": _comb,
    }
    return {name: partial(_on_numbers, function) for name, function in found.items()}


def _comb(n: float, k: float) -> float:
    if n > MOST_CHOSEN_FROM:
        raise OverflowError(n)
    if n != int(n) or k != int(k):
        raise ValueError(n, k)
    return math.comb(int(n), int(k))

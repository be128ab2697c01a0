"""The language that claims are written in: comparisons over metrics and parameters, and nothing
else.

    ratio_sigmoid < 1e-6            1/50 < ratio_relu < 50            abs(mean) < 0.01 and std > 0.9

Names, numbers, words in single quotes, `+ - * / **`, five functions, comparisons, `and`, `or`.
Every number is a float, so no power can grow until the program hangs; the length is bounded, so
nothing nests too deep.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quizapp.demos.declaration import Value
from quizapp.errors import DemoError

LONGEST = 200
"""Characters of one expression."""

_TOKEN = re.compile(
    r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.])|[A-Za-z_]\w*|'[ -&(-\[\]-~]*'"
    r"|[<>=!]=|[-+*/()<>,]| ",
    re.ASCII,
)
_OPERATIONS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: math.pow,
}
_OF_ONE: dict[str, Callable[[float], float]] = {
    "abs": abs,
    "sqrt": math.sqrt,
    "log10": math.log10,
}
_OF_MANY: dict[str, Callable[[list[float]], float]] = {"min": min, "max": max}
_Test = Callable[[Any, Any], bool]
_COMPARISONS: dict[type[ast.cmpop], tuple[str, _Test]] = {
    ast.Lt: ("<", operator.lt),
    ast.LtE: ("<=", operator.le),
    ast.Gt: (">", operator.gt),
    ast.GtE: (">=", operator.ge),
    ast.Eq: ("==", operator.eq),
    ast.NotEq: ("!=", operator.ne),
}


class NoDataError(DemoError):
    """A number that an expression needs was not measured."""


@dataclass(frozen=True)
class Finding:
    """One expression with its numbers put in."""

    holds: bool
    shown: str
    """The comparison in numbers, `1.3e-12 < 1e-06`."""
    ratio: float
    """By which factor the nearest bound is kept or missed; infinite where a factor says nothing."""
    distance: float
    """How far the nearest bound is, in the unit of what is compared; infinite for `==`, `!=`."""

    @property
    def room(self) -> str:
        """By how much the nearest bound is kept or missed; empty where that says nothing."""
        if math.isinf(self.distance):
            return ""
        factor = 1.5 <= self.ratio < math.inf
        return f"{_short(self.ratio)}x" if factor else f"{self.distance:.2g}"

    @property
    def detail(self) -> str:
        """The numbers and the room to spare, in English."""
        if not (room := self.room):
            return self.shown
        return f"{self.shown}, {room} to spare" if self.holds else f"{self.shown}, off by {room}"


def evaluate(expression: str, values: Mapping[str, Value]) -> Finding:
    """Decide a comparison.

    Raises NoDataError for a number that is missing or NaN, DemoError for one that cannot be
    computed or an expression that is none.
    """
    return _decide(_parse(expression), values)


def parts(expression: str, values: Mapping[str, Value]) -> tuple[Finding, ...]:
    """Every comparison that has to hold if the whole is to hold, each by itself: the links of a
    chain, the parts of an `and`. An `or` is one part. Raises as `evaluate`.
    """
    return tuple(_split(_parse(expression), values))


def names(expression: str) -> frozenset[str]:
    """The metrics and parameters that an expression speaks of. Raises DemoError as `evaluate`."""
    nodes = ast.walk(_parse(expression))
    return frozenset(node.id for node in nodes if isinstance(node, ast.Name)) - {
        *_OF_ONE,
        *_OF_MANY,
    }


def _parse(expression: str) -> ast.expr:
    if len(expression) > LONGEST:
        raise DemoError(f"the comparison is longer than {LONGEST} characters", "split the claim")
    if rest := _TOKEN.sub("", expression):
        raise DemoError(
            f"{rest[0]!r} has no place in a comparison", "write numbers, names, < and >"
        )
    try:
        tree = ast.parse(expression.strip(), mode="eval").body
    except (SyntaxError, MemoryError) as error:
        raise DemoError(
            f"{expression!r} is no comparison", "write one like ratio < 1e-6"
        ) from error
    _check_condition(tree)
    return tree


def _check_condition(node: ast.expr) -> None:
    match node:
        case ast.BoolOp(values=parts):
            for part in parts:
                _check_condition(part)
        case ast.Compare(left=left, ops=ops, comparators=others):
            if not all(type(op) in _COMPARISONS for op in ops):
                raise DemoError(f"{ast.unparse(node)!r} does not compare numbers", "use < or >")
            for part in (left, *others):
                _check_operand(part)
        case _:
            raise DemoError(f"{ast.unparse(node)!r} compares nothing", "add a bound: ... < 1e-6")


def _check_operand(node: ast.expr) -> None:
    match node:
        case ast.Name() | ast.Constant(value=str()):
            return
        case ast.Constant(value=int() | float() as number) if _finite(number):
            return
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=inner):
            _check_operand(inner)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATIONS:
            _check_operand(left)
            _check_operand(right)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if (
            name in _OF_ONE and len(args) == 1
        ) or (name in _OF_MANY and len(args) > 1):
            for arg in args:
                _check_operand(arg)
        case _:
            raise DemoError(
                f"{ast.unparse(node)[:40]!r} has no place in a comparison",
                "use names, finite numbers, + - * / **, abs, sqrt, log10, min and max",
            )


def _finite(number: float) -> bool:
    try:
        return math.isfinite(number)
    except OverflowError:
        return False


def _decide(node: ast.expr, values: Mapping[str, Value]) -> Finding:
    match node:
        case ast.BoolOp(op=op, values=parts):
            return _join(isinstance(op, ast.And), [_decide(part, values) for part in parts])
        case ast.Compare(left=left, ops=ops, comparators=others):
            operands = [_operand(part, values) for part in (left, *others)]
            return _compare([_COMPARISONS[type(op)] for op in ops], operands)
        case _:
            raise AssertionError(ast.dump(node))


def _split(node: ast.expr, values: Mapping[str, Value]) -> Iterator[Finding]:
    match node:
        case ast.BoolOp(op=ast.And(), values=conditions):
            for condition in conditions:
                yield from _split(condition, values)
        case ast.Compare(left=left, ops=ops, comparators=others):
            for small, op, large in zip((left, *others), ops, others, strict=False):
                yield _decide(ast.Compare(small, [op], [large]), values)
        case _:
            yield _decide(node, values)


def _join(every: bool, findings: Sequence[Finding]) -> Finding:
    """The finding of `and` (every part) or `or`: the part that decides brings the room to spare."""
    holds = all(f.holds for f in findings) if every else any(f.holds for f in findings)
    deciding = [finding for finding in findings if finding.holds is holds]
    nearest = min if holds is every else max
    room = nearest(deciding, key=lambda finding: (finding.ratio, finding.distance))
    shown = (" and " if every else " or ").join(finding.shown for finding in findings)
    return Finding(holds, shown, room.ratio, room.distance)


def _compare(comparisons: Sequence[tuple[str, _Test]], operands: Sequence[Value]) -> Finding:
    signs = [sign for sign, _ in comparisons]
    _check_types(signs, operands)
    links = list(zip(comparisons, operands, operands[1:], strict=False))
    results = [test(left, right) for (_, test), left, right in links]
    holds = all(results)
    rooms = [
        _room(sign, left, right)
        for ((sign, _), left, right), result in zip(links, results, strict=True)
        if result is holds
    ]
    return Finding(holds, _show(signs, operands), *min(rooms))


def _check_types(signs: Sequence[str], operands: Sequence[Value]) -> None:
    words = [isinstance(operand, str) for operand in operands]
    if any(words) and not all(words):
        raise DemoError("a word is compared with a number", "compare words with words")
    if any(words) and not {"==", "!="}.issuperset(signs):
        raise DemoError("words have no order", "use == or !=")


def _room(sign: str, left: Value, right: Value) -> tuple[float, float]:
    """Factor and distance between the two sides of `<` or `>`; both infinite for anything else."""
    if sign in ("==", "!=") or isinstance(left, str) or isinstance(right, str):
        return math.inf, math.inf
    small, large = sorted((abs(left), abs(right)))
    same_side = left > 0 < right or left < 0 > right
    factor = large / small if same_side and math.isfinite(large) else math.inf
    return factor, abs(left - right)


def _show(signs: Sequence[str], operands: Sequence[Value]) -> str:
    """The comparison in numbers, with as many digits as it takes to tell its sides apart."""
    for digits in range(3, 18):
        shown = [_number(operand, digits) for operand in operands]
        if len(set(shown)) == len(set(operands)):
            break
    pairs = zip(signs, shown[1:], strict=True)
    return " ".join([shown[0], *(part for pair in pairs for part in pair)])


def _number(operand: Value, digits: int) -> str:
    if isinstance(operand, str):
        return repr(operand)
    whole = float(operand).is_integer() and abs(operand) < 1e6
    return f"{operand:.0f}" if whole else f"{operand:.{digits}g}"


def _short(ratio: float) -> str:
    if ratio < 1000:
        return f"{ratio:.2g}" if ratio < 10 else f"{ratio:.0f}"
    mantissa, exponent = f"{ratio:.0e}".split("e")
    return f"{mantissa}e{int(exponent)}"


def _operand(node: ast.expr, values: Mapping[str, Value]) -> Value:
    match node:
        case ast.Constant(value=str() as word):
            return word
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name):
            return _look_up(name, values)
    try:
        result = _compute(node, values)
    except (ArithmeticError, ValueError) as error:
        raise DemoError(f"{ast.unparse(node)} cannot be computed ({error})") from error
    if math.isnan(result):
        raise DemoError(f"{ast.unparse(node)} cannot be computed (not a number)")
    return result


def _look_up(name: str, values: Mapping[str, Value]) -> Value:
    if name not in values:
        raise NoDataError(f"the demo reported no {name}")
    value = values[name]
    if isinstance(value, str):
        return value
    if math.isnan(value):
        raise NoDataError(f"{name} is not a number (nan)")
    return float(value)


def _compute(node: ast.expr, values: Mapping[str, Value]) -> float:
    def number(part: ast.expr) -> float:
        value = _operand(part, values)
        if isinstance(value, str):
            raise DemoError(f"cannot calculate with the word {value!r}")
        return value

    match node:
        case ast.UnaryOp(op=op, operand=inner):
            return -number(inner) if isinstance(op, ast.USub) else number(inner)
        case ast.BinOp(left=left, op=op, right=right):
            return _OPERATIONS[type(op)](number(left), number(right))
        case ast.Call(func=ast.Name(id=name), args=[arg]):
            return _OF_ONE[name](number(arg))
        case ast.Call(func=ast.Name(id=name), args=args):
            return _OF_MANY[name]([number(arg) for arg in args])
        case _:
            raise AssertionError(ast.dump(node))

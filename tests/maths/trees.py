"""Expressions as trees, printed to TeX: what the maths must never mix up.

Two trees are the same expression exactly when their `meaning` is equal: sums and products are flat,
and it does not matter how a tree was spelled (brackets or braces, \\frac or a slash).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

ATOM, SCRIPTED, FACTOR, TERM, SUM = 4, 3, 2, 1, 0
"""How firmly the TeX of a tree holds together. FACTOR: may be multiplied; TERM: may be added."""


@dataclass(frozen=True)
class Tree:
    """An operation and what it works on; a leaf has its TeX as `op` and no parts."""

    op: str
    parts: tuple[Tree, ...] = ()

    def __str__(self) -> str:
        return f"{self.op}({', '.join(map(str, self.parts))})" if self.parts else self.op


@dataclass(frozen=True)
class Spelling:
    """How to write what TeX lets us write in two ways."""

    braces: bool = False
    """{a^b}^c instead of (a^b)^c."""
    slash: bool = False
    """(a+b)/c instead of a fraction."""


def meaning(tree: Tree) -> Tree:
    """The tree with sums and products flat and every quotient alike."""
    parts = tuple(map(meaning, tree.parts))
    if tree.op == "slash":
        return Tree("quotient", parts)
    if tree.op in ("sum", "difference"):
        left, right = parts
        first = left.parts if left.op == "added" else (Tree("+", (left,)),)
        sign = "+" if tree.op == "sum" else "-"
        more = right.parts if right.op == "added" and sign == "+" else (Tree(sign, (right,)),)
        return Tree("added", first + more)
    if tree.op == "product":
        flat = [part.parts if part.op == "product" else (part,) for part in parts]
        return Tree("product", tuple(factor for factors in flat for factor in factors))
    return Tree(tree.op, parts)


def tex(tree: Tree, spelling: Spelling = Spelling()) -> str:
    """The expression in TeX, with the brackets that its meaning needs."""
    return _write(tree, spelling)[0]


def _write(tree: Tree, how: Spelling) -> tuple[str, int]:
    if not tree.parts:
        return tree.op, ATOM
    return _WRITERS[tree.op](tree, how)


def _held(tree: Tree, least: int, how: Spelling, braces: bool = False) -> str:
    text, hold = _write(tree, how)
    if hold >= least:
        return text
    return f"{{{text}}}" if braces and how.braces else f"({text})"


def _sum(tree: Tree, how: Spelling) -> tuple[str, int]:
    left, right = tree.parts
    sign = "+" if tree.op == "sum" else "-"
    flat = right.op in ("sum", "difference") and sign == "+" and _leftmost(right).op != "negative"
    second = _write(right, how)[0] if flat else _held(right, TERM, how)
    first = _write(left, how)[0]
    return f"{first}{sign}{second}", SUM


def _leftmost(tree: Tree) -> Tree:
    while tree.op in ("sum", "difference"):
        tree = tree.parts[0]
    return tree


def _negative(tree: Tree, how: Spelling) -> tuple[str, int]:
    return f"-{_held(tree.parts[0], TERM, how)}", SUM


def _product(tree: Tree, how: Spelling) -> tuple[str, int]:
    left, right = (_held(part, FACTOR, how) for part in tree.parts)
    dot = "\\cdot " if right[0].isdigit() else " "
    return f"{left}{dot}{right}", FACTOR


def _quotient(tree: Tree, how: Spelling) -> tuple[str, int]:
    top, bottom = tree.parts
    if how.slash or tree.op == "slash":
        return f"{_held(top, SCRIPTED, how)}/{_held(bottom, SCRIPTED, how)}", TERM
    return f"\\frac{{{_write(top, how)[0]}}}{{{_write(bottom, how)[0]}}}", FACTOR


def _scripted(mark: str) -> Callable[[Tree, Spelling], tuple[str, int]]:
    def write(tree: Tree, how: Spelling) -> tuple[str, int]:
        base, script = tree.parts
        return f"{_held(base, ATOM, how, braces=True)}{mark}{{{_write(script, how)[0]}}}", SCRIPTED

    return write


def _prime(tree: Tree, how: Spelling) -> tuple[str, int]:
    return f"{_held(tree.parts[0], ATOM, how, braces=True)}'", SCRIPTED


def _both(tree: Tree, how: Spelling) -> tuple[str, int]:
    base, sub, sup = tree.parts
    scripts = f"_{{{_write(sub, how)[0]}}}^{{{_write(sup, how)[0]}}}"
    return f"{_held(base, ATOM, how, braces=True)}{scripts}", SCRIPTED


def _wrapped(
    left: str, right: str, hold: int = ATOM
) -> Callable[[Tree, Spelling], tuple[str, int]]:
    def write(tree: Tree, how: Spelling) -> tuple[str, int]:
        return f"{left}{_write(tree.parts[0], how)[0]}{right}", hold

    return write


def _function(name: str) -> Callable[[Tree, Spelling], tuple[str, int]]:
    def write(tree: Tree, how: Spelling) -> tuple[str, int]:
        (inner,) = tree.parts
        if inner.op == "quotient" and not how.slash:
            return f"{name}{_write(inner, how)[0]}", TERM
        return f"{name} {_held(inner, SCRIPTED, how)}", TERM

    return write


def _over(tree: Tree, how: Spelling) -> tuple[str, int]:
    lower, body = tree.parts
    return f"\\sum_{{{_write(lower, how)[0]}}} {_held(body, FACTOR, how)}", TERM


def _pair(left: str, middle: str, right: str) -> Callable[[Tree, Spelling], tuple[str, int]]:
    def write(tree: Tree, how: Spelling) -> tuple[str, int]:
        first, second = (_write(part, how)[0] for part in tree.parts)
        return f"{left}{first}{middle}{second}{right}", ATOM

    return write


def _braced(tree: Tree, how: Spelling) -> tuple[str, int]:
    body, label = (_write(part, how)[0] for part in tree.parts)
    return f"\\underbrace{{{body}}}_{{{label}}}", SCRIPTED


def _limit(tree: Tree, how: Spelling) -> tuple[str, int]:
    lower, body = tree.parts
    return f"\\max_{{{_write(lower, how)[0]}}} {_held(body, SCRIPTED, how)}", TERM


UNARY: dict[str, Callable[[Tree, Spelling], tuple[str, int]]] = {
    "negative": _negative,
    "root": _wrapped("\\sqrt{", "}", SCRIPTED),
    "cube root": _wrapped("\\sqrt[3]{", "}", SCRIPTED),
    "root of T": _wrapped("\\sqrt[T]{", "}", SCRIPTED),
    "log": _function("\\log"),
    "hat": _wrapped("\\hat{", "}", SCRIPTED),
    "bar": _wrapped("\\overline{", "}", SCRIPTED),
    "vec": _wrapped("\\vec{", "}", SCRIPTED),
    "norm": _wrapped("\\left\\|", "\\right\\|"),
    "size": _wrapped("\\left|", "\\right|"),
    "floor": _wrapped("\\lfloor ", "\\rfloor "),
    "prime": _prime,
    "KL": _wrapped("\\mathrm{KL}(", ")", SCRIPTED),
}
BINARY: dict[str, Callable[[Tree, Spelling], tuple[str, int]]] = {
    "sum": _sum,
    "difference": _sum,
    "product": _product,
    "quotient": _quotient,
    "slash": _quotient,
    "power": _scripted("^"),
    "index": _scripted("_"),
    "sigma": _over,
    "binomial": _pair("\\binom{", "}{", "}"),
    "tuple": _pair("(", ",", ")"),
    "column": _pair("\\begin{bmatrix}", "\\\\", "\\end{bmatrix}"),
    "line": _pair("\\begin{bmatrix}", "&", "\\end{bmatrix}"),
    "cases": _pair("\\begin{cases}", "\\\\", "\\end{cases}"),
    "given": _pair("p(", "\\mid ", ")"),
    "underbrace": _braced,
    "limit": _limit,
}
_WRITERS = UNARY | BINARY | {"both": _both}


def grown(leaves: list[Tree], inner: list[Tree]) -> Iterator[Tree]:
    """Every operation over `inner`, with leaves as the other part."""
    for op in UNARY:
        yield from (Tree(op, (part,)) for part in inner)
    for op in BINARY:
        for part in inner:
            for leaf in leaves:
                yield Tree(op, (part, leaf))
                yield Tree(op, (leaf, part))
    for part in inner:
        yield Tree("both", (part, leaves[0], leaves[-1]))

"""Environments: matrices, cases and aligned lines."""

from __future__ import annotations

from quizapp.errors import MathsError
from quizapp.maths.pairs import trimmed
from quizapp.maths.parser import Parser
from quizapp.maths.tokens import Token
from quizapp.maths.tree import Fence, Grid, Node, Row, Space

_MATRICES = {
    "matrix": ("", ""),
    "smallmatrix": ("", ""),
    "array": ("", ""),
    "pmatrix": ("(", ")"),
    "bmatrix": ("[", "]"),
    "Bmatrix": ("{", "}"),
    "vmatrix": ("|", "|"),
    "Vmatrix": ("‖", "‖"),
}
_CASES = {"cases": ("{", ""), "dcases": ("{", ""), "rcases": ("", "}")}
_CENTERED = frozenset(("gathered", "gather", "gather*", "equation", "equation*"))
_LINES = _CENTERED | {"aligned", "align", "align*", "split"}
_LEVELS = 2
"""A matrix counts twice against the depth: its brackets and its cells."""


def environment(parser: Parser, token: Token) -> Node:
    """What stands between \\begin{name} and \\end{name}."""
    name = parser.verbatim(token)
    aligns = ""
    if name == "array":
        aligns = _columns(parser, token)
    elif name not in _MATRICES and name not in _CASES and name not in _LINES:
        remedy = "docs/maths.md lists the environments that can be drawn"
        raise MathsError(f"we cannot draw \\begin{{{name}}}", remedy, token.at)
    lines = _cells(parser, token)
    end = parser.take()
    if end.text != "\\end":
        raise MathsError(f"\\begin{{{name}}} is never closed", f"add \\end{{{name}}}", token.at)
    if (closed := parser.verbatim(end)) != name:
        what = f"\\begin{{{name}}} ends with \\end{{{closed}}}"
        raise MathsError(what, f"write \\end{{{name}}}", end.at)
    return _grid(name, _filled(lines, name, token), aligns)


def _grid(name: str, lines: list[list[Row]], aligns: str) -> Node:
    if name in _LINES:
        if len(lines) == 1:
            return Row(tuple(item for cell in lines[0] for item in cell.items))
        return Grid("lines", tuple(map(tuple, lines)), "c" if name in _CENTERED else "rl")
    lines = [list(map(_narrowed, cells)) for cells in lines]
    cases = name in _CASES
    marks = (_CASES if cases else _MATRICES)[name]
    grid = Grid("cases" if cases else "matrix", tuple(map(tuple, lines)), "l" if cases else aligns)
    return Fence(marks, (Row((grid,)),), grows=True) if any(marks) else grid


def _columns(parser: Parser, token: Token) -> str:
    spec = parser.verbatim(token).replace(" ", "")
    if not spec or set(spec) - set("lcr"):
        remedy = "use l, c and r only, one for each column"
        raise MathsError(f"we cannot draw the columns {{{spec}}} of an array", remedy, token.at)
    return spec


def _cells(parser: Parser, token: Token) -> list[list[Row]]:
    """Rows of cells, up to what ends the environment."""
    lines: list[list[Row]] = [[]]
    parser.deepen(_LEVELS, token.at)
    while True:
        lines[-1].append(Row(trimmed(parser.row().items)))
        if parser.peek.text == "\\\\":
            lines.append([])
        elif parser.peek.text != "&":
            break
        parser.take()
    parser.deepen(-_LEVELS, token.at)
    return lines


def _narrowed(cell: Row) -> Row:
    """The cell with single spaces: two stand between columns."""
    return Row(tuple(Space(min(i.width, 1)) if isinstance(i, Space) else i for i in cell.items))


def _filled(lines: list[list[Row]], name: str, token: Token) -> list[list[Row]]:
    """Without empty lines; every line as long as the longest."""
    kept = [line for line in lines if any(cell.items for cell in line)]
    if not kept:
        raise MathsError(f"{name} is empty", "write its cells, with & between them", token.at)
    columns = max(map(len, kept))
    return [line + [Row()] * (columns - len(line)) for line in kept]


def substack(parser: Parser, token: Token) -> Node:
    """Lines of a limit, one below the other."""
    opening = parser.take()
    if opening.text != "{":
        raise MathsError("\\substack needs braces", "write \\substack{a \\\\ b}", token.at)
    lines = _filled(_cells(parser, token), "\\substack", token)
    if parser.take().text != "}":
        raise MathsError("this { is never closed", "add the }", opening.at)
    return lines[0][0] if len(lines) == 1 else Grid("substack", tuple(map(tuple, lines)), "c")

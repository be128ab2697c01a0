"""TeX to a tree: the parser with the commands it knows."""

from __future__ import annotations

from quizapp.errors import MathsError
from quizapp.maths.commands import COMMANDS
from quizapp.maths.parser import Parser
from quizapp.maths.tree import Row, Space

_STRAY = {
    "}": "open it with { or delete it",
    "&": "use it inside of a matrix, cases or aligned",
    "\\\\": "put the lines into \\begin{aligned} ... \\end{aligned}",
    "\\right": "open it with \\left",
    "\\middle": "put it between \\left and \\right",
    "\\end": "open the environment with \\begin",
}


def parse(tex: str) -> Row:
    """The tree of a formula. Raises MathsError for what we cannot draw truly."""
    parser = Parser(tex, COMMANDS)
    row = parser.row()
    last = parser.peek
    if last.text:
        raise MathsError(f"{last.text} has nothing to belong to", _STRAY[last.text], last.at)
    if all(isinstance(item, Space) for item in row.items):
        raise MathsError("the formula is empty", "write TeX between the dollar signs")
    return row

"""Commands with arguments: fractions, roots, accents, fonts, text, fences, labels and arrows."""

from __future__ import annotations

from msgspec.structs import replace

from quizapp.errors import MathsError
from quizapp.maths import symbols
from quizapp.maths.grids import environment, substack
from quizapp.maths.pairs import trimmed
from quizapp.maths.parser import Command, Parser
from quizapp.maths.shapes import flat
from quizapp.maths.spacing import kind_of
from quizapp.maths.tokens import Token
from quizapp.maths.tree import (
    Accent,
    Arrow,
    Binomial,
    Braced,
    Fence,
    Fraction,
    Kind,
    Node,
    Number,
    Root,
    Row,
    Scripts,
    Space,
    Symbol,
    Word,
)

_LABELLED = (Kind.OP, Kind.BIG, Kind.BIN, Kind.REL)
_FENCES = frozenset("()[]{}|‖⟨⟩⌊⌋⌈⌉")
_HEADS = {"xrightarrow": "→", "xleftarrow": "←", "xleftrightarrow": "↔", "xRightarrow": "⇒"}
_CLASSES = {
    "mathrel": Kind.REL,
    "mathbin": Kind.BIN,
    "mathop": Kind.BIG,
    "mathord": Kind.ORD,
    "mathopen": Kind.OPEN,
    "mathclose": Kind.CLOSE,
    "mathpunct": Kind.PUNCT,
}


def _fraction(parser: Parser, token: Token) -> Node:
    top, bottom = parser.filled(token), parser.filled(token)
    return Fraction(Row(trimmed(top.items)), Row(trimmed(bottom.items)), token.text == "\\tfrac")


def _binomial(parser: Parser, token: Token) -> Node:
    return Binomial(parser.filled(token), parser.filled(token))


def _root(parser: Parser, token: Token) -> Node:
    opening = parser.peek
    index = _option(parser)
    if index and flat(index) is None:
        what = "the index of a root needs more than one line"
        raise MathsError(what, "give it a name of one sign", opening.at)
    return Root(parser.filled(token), index)


def _option(parser: Parser) -> Row | None:
    """A row between square brackets, where there is one."""
    if parser.peek.text != "[":
        return None
    opening = parser.take()
    parser.deepen(1, opening.at)
    row = parser.row(stop="]")
    parser.deepen(-1, opening.at)
    if parser.take().text != "]":
        raise MathsError("this [ is never closed", "add the ]", opening.at)
    return row if row.items else None


def _accent(parser: Parser, token: Token) -> Node:
    return Accent(symbols.ACCENT_COMMANDS[token.text[1:]], parser.filled(token))


def _font(parser: Parser, token: Token) -> Node:
    outer = parser.font
    parser.font = symbols.FONTS[token.text[1:]]
    try:
        row = parser.filled(token)
    finally:
        parser.font = outer
    return row.items[0] if len(row.items) == 1 else row


def _upright(parser: Parser, token: Token) -> Node:
    """Letters that form a word; anything else in them is set as it is."""
    named = token.text == "\\operatorname"
    starred = named and parser.peek.text == "*"
    if starred:
        parser.take()
    row = parser.filled(token)
    kind = Kind.OP if named else Kind.ORD
    letters = [_spelled(item) for item in row.items]
    if all(letters):
        return Word("".join(letters), kind, limits=starred)
    if len(row.items) == 1 and isinstance(row.items[0], Word):
        return replace(row.items[0], kind=kind, limits=starred)
    if named:
        raise MathsError("\\operatorname holds more than a name", "keep to letters", token.at)
    return row


def _spelled(item: Node) -> str:
    if isinstance(item, Symbol) and (item.text.isalpha() or item.text in "−_/."):
        return "-" if item.text == "−" else item.text
    if isinstance(item, Number):
        return item.text
    return " " * item.width if isinstance(item, Space) else ""


def _words(parser: Parser, token: Token) -> Node:
    return Word(parser.verbatim(token))


def _arg(parser: Parser, token: Token) -> Node:
    """arg max and arg min are one operator: the limit stands under both words."""
    if parser.peek.text in ("\\max", "\\min"):
        return Word(f"arg {parser.take().text[1:]}", Kind.OP, limits=True)
    return Word("arg", Kind.OP)


def _mark(parser: Parser, command: Token) -> str:
    token = parser.take()
    if token.text == ".":
        return ""
    symbol = symbols.SYMBOLS.get(token.text[1:]) or symbols.CHARACTERS.get(token.text)
    mark = {"<": "⟨", ">": "⟩"}.get(token.text, symbol.text if symbol else "")
    if mark not in _FENCES:
        what = f"{command.text} stands before {token.text or 'the end'}, which is no bracket"
        raise MathsError(what, "use one of ( ) [ ] \\{ \\} | \\| \\langle \\rangle .", command.at)
    return mark


def _left(parser: Parser, token: Token) -> Node:
    marks = [_mark(parser, token)]
    parts: list[Row] = []
    parser.deepen(1, token.at)
    while True:
        parts.append(Row(trimmed(parser.row().items)))
        end = parser.take()
        if end.text not in ("\\middle", "\\right"):
            raise MathsError("\\left has no \\right", "add \\right), or \\right.", token.at)
        marks.append(_mark(parser, end))
        if end.text == "\\right":
            break
    parser.deepen(-1, token.at)
    return Fence(tuple(marks), tuple(parts), grows=True)


def _big(parser: Parser, token: Token) -> Node:
    """A size for one bracket: brackets of ours have the size of what they hold."""
    row = parser.filled(token)
    return row.items[0] if len(row.items) == 1 else row


def _label(parser: Parser, token: Token) -> Node:
    """Operators and relations carry a label as a limit; elsewhere a brace shows its reach."""
    label, core = parser.filled(token), parser.filled(token)
    over = token.text != "\\underset"
    node = core.items[0]
    if len(core.items) > 1 or kind_of(node) not in _LABELLED or isinstance(node, Scripts):
        return Braced(core, label, over)
    return Scripts(node, None if over else label, label if over else None, limits=True)


def _brace(parser: Parser, token: Token) -> Node:
    return Braced(parser.filled(token), over=token.text == "\\overbrace")


def _arrow(parser: Parser, token: Token) -> Node:
    under = _option(parser)
    return Arrow(_HEADS[token.text[1:]], parser.argument(token), under)


def _not(parser: Parser, token: Token) -> Node:
    row = parser.filled(token)
    symbol = row.items[0]
    if len(row.items) > 1 or not isinstance(symbol, Symbol):
        raise MathsError("\\not crosses out one sign only", "write \\not= or \\not\\in", token.at)
    return Symbol(symbols.NEGATED.get(symbol.text, symbol.text + "\u0338"), symbol.kind)


def _class(parser: Parser, token: Token) -> Node:
    row = parser.filled(token)
    kind = _CLASSES[token.text[1:]]
    if len(row.items) == 1 and isinstance(row.items[0], Symbol):
        return Symbol(row.items[0].text, kind)
    if len(row.items) == 1 and isinstance(row.items[0], Word):
        word = row.items[0]
        return replace(word, kind=Kind.OP if kind is Kind.BIG else kind, limits=kind is Kind.BIG)
    raise MathsError(f"{token.text} holds more than one sign", f"leave {token.text} out", token.at)


def _bmod(parser: Parser, token: Token) -> Node:
    return symbols.BMOD


def _pmod(parser: Parser, token: Token) -> Node:
    inner = Row((Word("mod "), *parser.filled(token).items))
    return Row((Space(1), Fence(("(", ")"), (inner,))))


COMMANDS: dict[str, Command] = {
    **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac"), _fraction),
    **dict.fromkeys(("binom", "dbinom", "tbinom"), _binomial),
    **dict.fromkeys(symbols.ACCENT_COMMANDS, _accent),
    **dict.fromkeys(symbols.FONTS, _font),
    **dict.fromkeys(symbols.UPRIGHT, _upright),
    **dict.fromkeys(symbols.TEXTS, _words),
    **dict.fromkeys(symbols.BIGS, _big),
    **dict.fromkeys(("overset", "underset", "stackrel"), _label),
    **dict.fromkeys(("underbrace", "overbrace"), _brace),
    **dict.fromkeys(_HEADS, _arrow),
    **dict.fromkeys(_CLASSES, _class),
    "sqrt": _root,
    "arg": _arg,
    "left": _left,
    "not": _not,
    "bmod": _bmod,
    "mod": _bmod,
    "pmod": _pmod,
    "begin": environment,
    "substack": substack,
}
"""Command without its backslash -> what reads it."""

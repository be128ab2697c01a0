"""Tokens to a tree: rows, scripts, groups and single atoms. What commands read is in `commands`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from unicodedata import category, normalize

from msgspec.structs import replace

from quizapp.errors import MathsError
from quizapp.maths import symbols
from quizapp.maths.pairs import paired
from quizapp.maths.spacing import kind_of
from quizapp.maths.tokens import Token, tokens
from quizapp.maths.tree import Braced, Grid, Kind, Node, Number, Row, Scripts, Space, Symbol, Word

MAX_DEPTH = 40
"""Braces, brackets and arguments inside of one another."""

_ENDS = frozenset(("", "}", "&", "\\\\", "\\right", "\\middle", "\\end"))
_PAGE = "docs/maths.md lists what can be drawn"
_PRIME = Symbol("′")


Command = Callable[["Parser", Token], Node]
"""Reads the arguments of a command, whose own token is given."""


class Parser:
    """One walk over the tokens of one formula."""

    def __init__(self, tex: str, commands: Mapping[str, Command]) -> None:
        self.source = tex
        self._commands = commands
        self.font = ""
        self._tokens = tokens(tex)
        self._next = 0
        self._depth = 0

    @property
    def peek(self) -> Token:
        """The token that comes next."""
        return self._tokens[self._next]

    def take(self) -> Token:
        """The next token, used up; at the end it stays the empty one."""
        token = self._tokens[self._next]
        self._next = min(self._next + 1, len(self._tokens) - 1)
        return token

    def deepen(self, by: int, at: int) -> None:
        """Count a level in or out; layouts walk the tree by recursion, so its depth has a limit."""
        self._depth += by
        if self._depth > MAX_DEPTH:
            raise MathsError(
                f"the formula is nested more than {MAX_DEPTH} deep",
                "give a part of it a name of its own",
                at,
            )

    def row(self, stop: str = "}") -> Row:
        """Everything up to `stop` or to what ends any row; that token is left to the caller."""
        items: list[Node] = []
        places: list[int] = []
        opened = 0
        while self.peek.text not in _ENDS and self.peek.text != stop:
            at = self.peek.at
            if self.peek.text[1:] in symbols.STYLES:
                self.take()
                continue
            item = self.scripted()
            if isinstance(item, Symbol) and item.kind is Kind.OPEN:
                opened += 1
                self.deepen(1, at)
            more = item.items if isinstance(item, Row) else (item,)
            items += more
            places += [at] * len(more)
        self._depth -= opened
        _refuse_open_grid(items, places)
        return paired(items)

    def scripted(self) -> Node:
        """An atom with its subscript, superscript and primes."""
        first = self.peek
        if first.text in ("_", "^", "'"):
            raise _bare_script(first)
        core = self.atom(run=True)
        sub: Row | None = None
        sup: Row | None = None
        primes = 0
        while (mark := self.peek).text in ("_", "^", "'", "\\limits", "\\nolimits"):
            self.take()
            if mark.text == "_":
                sub = self._script(mark, sub)
            elif mark.text == "^":
                sup = self._script(mark, sup)
            elif mark.text == "'":
                primes = self._prime(mark, primes, sup)
        if primes:
            sup = Row((_PRIME,) * primes + (sup.items if sup else ()))
        sub, sup = (part if part and part.items else None for part in (sub, sup))
        if (sub or sup) and (core == Row() or kind_of(core) is Kind.OPEN):
            raise _bare_script(first)
        return _attached(core, sub, sup)

    def _script(self, mark: Token, before: Row | None) -> Row:
        if before is not None:
            name = "subscripts" if mark.text == "_" else "superscripts"
            remedy = "put both into one pair of braces, or braces around the first base"
            raise MathsError(f"two {name} on the same thing", remedy, mark.at)
        return self.argument(mark)

    def _prime(self, mark: Token, primes: int, sup: Row | None) -> int:
        if sup is not None:
            raise MathsError("a prime behind a superscript", "put the prime first: x'^2", mark.at)
        return primes + 1

    def atom(self, run: bool = False) -> Node:
        """One thing; with `run`, a digit brings the rest of its number along."""
        token = self.take()
        if token.text == "{":
            return _ungrouped(self.group(token))
        if token.text.startswith("\\"):
            return self._command(token)
        if token.text in _ENDS or token.text in ("_", "^", "'"):
            what = f"something is missing before {token.text or 'the end'}"
            raise MathsError(what, "write {...} for what belongs there", token.at)
        if token.text.isascii() and token.text.isdigit():
            digits = token.text + (self._digits() if run else "")
            return Number("".join(symbols.letter(digit, self.font) for digit in digits))
        return self._character(token)

    def _digits(self) -> str:
        """The rest of a number: digits, a point before a digit, {,} between thousands."""
        found = ""
        while True:
            ahead = [token.text for token in self._tokens[self._next : self._next + 4]]
            if _digit(ahead[0]):
                step, text = 1, ahead[0]
            elif ahead[0] == "." and len(ahead) > 1 and _digit(ahead[1]):
                step, text = 1, "."
            elif ahead[:3] == ["{", ",", "}"] and len(ahead) > 3 and _digit(ahead[3]):
                step, text = 3, ","
            else:
                return found
            found += text
            self._next += step

    def _character(self, token: Token) -> Node:
        character = token.text
        if character == "~":
            return Space(1)
        if found := symbols.CHARACTERS.get(character):
            return found
        if category(character) in ("Lu", "Ll", "Lo"):
            return Symbol(symbols.letter(character, self.font))
        remedy = "write it as a TeX command, or inside of \\text{...}"
        if character in '%#$&"`':
            remedy = f"write \\{character} for the sign itself"
        raise MathsError(f"we cannot draw {character} in a formula", remedy, token.at)

    def _command(self, token: Token) -> Node:
        name = token.text[1:]
        if symbol := symbols.SYMBOLS.get(name):
            return Symbol(symbols.letter(symbol.text, self.font), symbol.kind)
        if name in symbols.SPACES:
            return Space(symbols.SPACES[name])
        if name in symbols.FUNCTIONS:
            return Word(name, Kind.OP)
        if name in symbols.LIMITED:
            return Word(symbols.LIMITED[name], Kind.OP, limits=True)
        if name in self._commands:
            return self._commands[name](self, token)
        if name in symbols.STYLES:
            return Row()
        raise MathsError(f"we cannot draw {token.text}", _PAGE, token.at)

    def group(self, opening: Token) -> Row:
        """The row behind an opening brace, its closing brace taken too."""
        self.deepen(1, opening.at)
        row = self.row()
        self.deepen(-1, opening.at)
        if self.take().text != "}":
            raise MathsError("this { is never closed", "add the }", opening.at)
        return row

    def argument(self, command: Token) -> Row:
        """What a command or a script mark applies to: a group or one atom. May be empty."""
        if self.peek.text == "{":
            return self.group(self.take())
        if self.peek.text in _ENDS or self.peek.text in ("_", "^", "'"):
            what = f"{command.text} has nothing to apply to"
            raise MathsError(what, f"write {command.text}{{...}}", command.at)
        self.deepen(1, command.at)
        atom = self.atom()
        self.deepen(-1, command.at)
        return atom if isinstance(atom, Row) else Row((atom,))

    def filled(self, command: Token) -> Row:
        """An argument that must not be empty."""
        row = self.argument(command)
        if all(isinstance(item, Space) for item in row.items):
            what = f"{command.text} has an empty argument"
            raise MathsError(what, "write what belongs there", command.at)
        return row

    def verbatim(self, command: Token) -> str:
        """The source between braces as text: escapes undone, white space as single spaces."""
        opening = self.take()
        if opening.text != "{":
            raise MathsError(f"{command.text} needs braces", f"{command.text}{{...}}", command.at)
        pieces: list[str] = []
        end = opening.end
        while (token := self.take()).text != "}":
            if not token.text:
                raise MathsError("this { is never closed", "add the }", opening.at)
            pieces += [self.source[end : token.at], _text(token)]
            end = token.end
        text = "".join(pieces) + self.source[end : token.at]
        words = normalize("NFC", " ".join(text.split()))
        if words and category(words[0]).startswith("M"):
            raise MathsError("an accent has no letter", "delete it", opening.end)
        return (" " * text[:1].isspace() + words + " " * text[-1:].isspace()) if words else ""


def _text(token: Token) -> str:
    if len(token.text) == 1 and token.text not in "$\\{%":
        return " " if token.text == "~" else token.text
    if token.text in ("\\ ", "\\,"):
        return " "
    if len(token.text) == 2 and token.text[1] in "%$#&_{}":
        return token.text[1]
    remedy = "close the braces first: text holds words only"
    raise MathsError(f"{token.text} stands inside of \\text", remedy, token.at)


def _digit(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _bare_script(mark: Token) -> MathsError:
    return MathsError("a script has nothing to stand on", "write what it belongs to", mark.at)


def _ungrouped(row: Row) -> Node:
    """Braces around a single sign make it an ordinary one: k{=}4 is set without spaces."""
    if len(row.items) != 1:
        return row
    item = row.items[0]
    plain = (Kind.BIN, Kind.REL, Kind.PUNCT, Kind.OPEN, Kind.CLOSE)
    if isinstance(item, Symbol) and item.kind in plain:
        return Symbol(item.text)
    return item


def _attached(core: Node, sub: Row | None, sup: Row | None) -> Node:
    if isinstance(core, Braced) and core.label is None:  # its script is the label of the brace
        if core.over:
            core, sup = replace(core, label=sup), None
        else:
            core, sub = replace(core, label=sub), None
    if sub is None and sup is None:
        return core
    limited = isinstance(core, Word) and core.limits
    return Scripts(core, sub, sup, limited or kind_of(core) is Kind.BIG)


def _refuse_open_grid(items: list[Node], places: list[int]) -> None:
    """Lines without brackets beside something else: nobody could see where they end."""
    if sum(not isinstance(item, Space) for item in items) < 2:
        return
    for item, at in zip(items, places, strict=True):
        if isinstance(item, Grid) and item.name in ("matrix", "lines", "substack"):
            remedy = "use pmatrix or bmatrix, or put it between \\left and \\right"
            raise MathsError("lines without brackets stand beside other signs", remedy, at)

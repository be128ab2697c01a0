"""Markdown to pieces: headings and blocks with their places, and faults for all that is neither.

This module owns the dialect: CommonMark with tables and dollar maths, less what a card in a
terminal has no use for. Nothing is dropped silently: what markdown-it reads and `blocks` cannot
hold is reported with line and remedy.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token
from mdit_py_plugins.dollarmath.index import math_block_dollar

from quizapp.bank import dialect, inlines
from quizapp.bank.blocks import (
    PLACEHOLDER,
    Block,
    Bullets,
    Display,
    Fence,
    Line,
    Paragraph,
    Quote,
    Table,
)
from quizapp.bank.files import Mention, Mentioned
from quizapp.bank.source import Faults, clean
from quizapp.maths.width import cells

WIDEST = 76
"""Cells that a line of code may take: a terminal of 80 columns less the card's margins."""

DEEPEST = 6
"""Lists and quotes in one another. Each is two levels of markdown-it's, whose own limit is 20."""

_INFO = re.compile(r"[\w.+#=:/-]*(?: [\w.+#=:/-]+)*\Z", re.ASCII)
_MARKED = ("fence", "math_block", "heading_open")
"""Blocks that can be found by their marks, also behind those of lists and quotes."""

_NEWLINE = re.compile("\n")
_CONTAINER = re.compile(r"[\s>]*")


_NOTHING = Paragraph(())
"""Stands for what was refused, in a card that is left out."""

_REFUSED = {
    "code_block": (
        "code made by indenting",
        "put it between ``` lines, or take the four spaces away",
    ),
    "html_block": ("HTML", r"write it in Markdown, or put `\` before the `<`"),
    "hr": ("a horizontal rule", "leave it out: sections part a card"),
    "heading_open": ("a heading inside a list or a quote", "move it to the margin"),
}


class Heading(NamedTuple):
    """A heading: its words, and its source, where a `{#slug}` may end it."""

    level: int
    line: Line
    source: str


class Piece(NamedTuple):
    """A heading or a block at the top of the file, and where it begins."""

    thing: Heading | Block
    line: int
    column: int

    @property
    def spot(self) -> tuple[int, int]:
        """Line and column."""
        return self.line, self.column

    @property
    def level(self) -> int:
        """Of a heading; 0 for everything else."""
        return self.thing.level if isinstance(self.thing, Heading) else 0


class Document(NamedTuple):
    """The file below its front matter."""

    pieces: list[Piece]
    mentions: list[Mention]
    holes: list[tuple[int, int]]
    """Line and column of each."""


def read(lines: list[str], first: int, faults: Faults) -> Document:
    """The pieces of `lines`, of which the first is line number `first` of the file."""
    reader = _Reader(lines, first, faults)
    return Document(reader.pieces(), reader.mentions, reader.holes)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table")
    # As the plugin registers it, `$$` cannot follow a paragraph without an empty line between.
    interrupts: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.before("fence", "math_block", _math_block, interrupts)
    dialect.prepare(parser)
    return parser


def _math_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A displayed formula, without number and without empty lines.

    Asked silently, whether a paragraph ends here, the plugin's own rule would leave a token behind.
    """
    begin = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("$$", begin, state.eMarks[start]):
        return False
    return silent or math_block_dollar(False, None, False)(state, start, end, False)


class _Reader:
    """Walks the tokens of one file."""

    def __init__(self, lines: list[str], first: int, faults: Faults) -> None:
        self._lines = lines
        self._first = first
        self._faults = faults
        env: dict[str, dict[str, dict[str, list[int]]]] = {}
        self._tokens = _parser().parse("\n".join(lines), env)
        for reference in env.get("references", {}).values():
            line, remedy = (
                first + reference["map"][0],
                "write [words](address) where the words stand",
            )
            faults.add(line, 1, "an address apart from its link", remedy)
        self._at = 0
        self._depth = 0
        self._placed: Token | None = None
        self._starts: list[int] = []
        """Where the lines begin in the token in which something was placed last."""
        self._in_table = False
        self._column = 0
        """Where in its source line the next cell of a table can begin; 0 outside of tables."""
        self._in_question = False
        self._numbered = 0
        """The holes of this card that were met so far."""
        self.mentions: list[Mention] = []
        self.holes: list[tuple[int, int]] = []

    def pieces(self) -> list[Piece]:
        """Everything at the top of the file, in order."""
        found: list[Piece] = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            line, column = self._spot(token)
            thing = self._heading(token) if token.type == "heading_open" else self._block()
            found.append(Piece(thing, line, column))
        return found

    def _heading(self, token: Token) -> Heading | Block:
        inline = self._tokens[self._at + 1]
        self._at += 3
        level, mark = int(token.tag[1:]), token.markup
        if mark[0] in "=-":
            remedy = "write `# ` or `## ` before it, or put an empty line before the dashes"
            self._fault(token, f"a heading made by underlining with {mark * 3}", remedy)
        elif level > 2:
            remedy = "cards have `#` and `##` only; use **bold** words"
            self._fault(token, f"a heading of level {level}", remedy)
        if level > 2 or mark == "-":
            return _NOTHING
        self._in_question = False
        self._numbered = 0 if level == 1 else self._numbered
        line = self._line(inline)
        self._in_question = level == 1
        return Heading(level, line, inline.content)

    def _block(self) -> Block:
        """The block at the current token; with a fault, nothing, where there is none to keep."""
        token = self._tokens[self._at]
        self._at += 1
        match token.type:
            case "paragraph_open":
                return self._paragraph()
            case "fence":
                return self._fence(token)
            case "math_block":
                return self._display(token)
            case "bullet_list_open" | "ordered_list_open":
                return self._bullets(token)
            case "blockquote_open":
                return self._quote(token)
            case "table_open":
                return self._table()
        self._refuse(token)
        return _NOTHING

    def _refuse(self, token: Token) -> None:
        if token.type == "heading_open":
            self._at += 2
        unknown = f"a card cannot hold this ({token.type})", "leave it out"
        self._fault(token, *_REFUSED.get(token.type, unknown))

    def _paragraph(self) -> Paragraph:
        inline = self._tokens[self._at]
        self._at += 2
        known = len(self._faults.found)
        if any(line.strip().startswith("$$") for line in inline.content.split("\n")):
            remedy = "close it, with no empty line between"
            self._fault(inline, "`$$` that no `$$` closes", remedy)
            return _NOTHING
        line = self._line(inline)
        if not line and len(self._faults.found) == known:
            self._fault(inline, "an empty paragraph", "write words into it, or delete it")
        return Paragraph(line)

    def _fence(self, token: Token) -> Fence:
        assert token.map
        last = self._lines[token.map[1] - 1].lstrip(" >")
        if token.map[1] - token.map[0] < 2 or not last.startswith(token.markup):
            self._fault(token, "code that is never closed", f"put a line {token.markup} after it")
        text, info = clean(token.content.strip("\n")), clean(" ".join(token.info.split()))
        if not text.strip():
            self._fault(token, "an empty block of code", "write the code, or delete the block")
        if not _INFO.match(info):
            self._fault(
                token,
                f"the words `{info}` behind {token.markup}",
                "name the language, as in ```python",
            )
        for number, line in enumerate(token.content.split("\n"), token.map[0] + 1):
            if 2 * len(line) > WIDEST and (width := cells(line)) > WIDEST:
                spot = self._first + number, len(self._lines[number])
                self.mentions.append(Mention(Mentioned.WIDE, str(width), *spot))
        self._mention_placeholders(token)
        return Fence(text, info)

    def _display(self, token: Token) -> Display:
        tex = clean("\n".join(filter(None, map(str.strip, token.content.split("\n")))))
        if not tex:
            self._fault(token, "an empty formula", "write it, or delete both `$$`")
        elif inlines.has_dollar(tex):
            self._fault(
                token, "a `$` inside a formula", r"write \$ for the sign, one formula per `$$` pair"
            )
        self.mentions.append(Mention(Mentioned.DISPLAY, tex, *self._spot(token)))
        self._mention_placeholders(token)
        return Display(tex)

    def _mention_placeholders(self, token: Token) -> None:
        """Mention those of a block whose lines stand in the file as they are."""
        assert token.map
        for number in range(*token.map):
            for found in PLACEHOLDER.finditer(self._lines[number]):
                spot = self._first + number, found.start() + 1
                self.mentions.append(Mention(Mentioned.PLACEHOLDER, found.group(), *spot))

    def _bullets(self, token: Token) -> Bullets:
        items: list[tuple[Block, ...]] = []
        start = None
        if token.type == "ordered_list_open":
            start = int(token.attrs.get("start", 1))
        close = token.type.replace("open", "close")
        while (item := self._tokens[self._at]).type != close:
            self._at += 1
            items.append(self._inside(item, "list_item_close", "an empty list item"))
        self._at += 1
        return Bullets(tuple(items), start)

    def _quote(self, token: Token) -> Quote:
        return Quote(self._inside(token, "blockquote_close", "an empty quotation"))

    def _inside(self, opening: Token, close: str, when_empty: str) -> tuple[Block, ...]:
        """The blocks up to the token `close` of the container that `opening` has begun."""
        blocks: list[Block] = []
        self._depth += 1
        if self._depth > DEEPEST:
            self._fault(
                opening, f"lists and quotes nested more than {DEEPEST} deep", "say it flatter"
            )
            self._skip(opening.type, close)
        while self._tokens[self._at].type != close:
            blocks.append(self._block())
        self._at += 1
        self._depth -= 1
        if not blocks and self._depth < DEEPEST:
            self._fault(opening, when_empty, "write something into it, or delete it")
        return tuple(blocks)

    def _skip(self, opening: str, close: str) -> None:
        """Stop at the token that closes this container, reading nothing of what is in it."""
        level = 1
        while True:
            token = self._tokens[self._at]
            level += (token.type == opening) - (token.type == close)
            if level == 0:
                return
            self._at += 1

    def _table(self) -> Table:
        self._in_table = True
        rows: list[tuple[Line, ...]] = []
        aligns: tuple[str, ...] = ()
        while (token := self._tokens[self._at]).type != "table_close":
            self._at += 1
            if token.type == "tr_open":
                row, row_aligns = self._table_row()
                if rows:
                    self._count(token, len(row))
                aligns = aligns or row_aligns
                rows.append(row)
        self._at += 1
        self._in_table = False
        return Table(rows[0], tuple(rows[1:]), aligns)

    def _table_row(self) -> tuple[tuple[Line, ...], tuple[str, ...]]:
        row: list[Line] = []
        aligns: list[str] = []
        while (token := self._tokens[self._at]).type != "tr_close":
            self._at += 1
            if token.type in ("th_open", "td_open"):
                style = str(token.attrs.get("style", "text-align:left"))
                aligns.append(style.removeprefix("text-align:"))
            elif token.type == "inline":
                row.append(self._line(token))
                self._column = self._place(token, len(token.content))[1] - 1
        self._at += 1
        self._column = 0
        return tuple(row), tuple(aligns)

    def _count(self, token: Token, columns: int) -> None:
        """Fault a row with other cells than the head: markdown-it would drop or invent some."""
        assert token.map
        source = _CONTAINER.sub("", self._lines[token.map[0]], count=1)
        found = len(escapedSplit(source.strip().removeprefix("|").removesuffix("|")))
        if found != columns:
            what = f"a row of {found} cells under a head of {columns}"
            self._fault(token, what, r"write as many cells; a bar inside a cell is `\|`")

    def _line(self, token: Token) -> Line:
        said = inlines.read(token, self._numbered)
        self._note_holes(token, said.holes)
        for found in PLACEHOLDER.finditer(token.content):
            formula = found.group().replace("\n", " ")
            place = self._place(token, found.start())
            self.mentions.append(Mention(Mentioned.PLACEHOLDER, formula, *place))
        for at, what, remedy in said.troubles:
            self._faults.add(*self._place(token, at), what, remedy)
        for at, about, value in said.mentions:
            place = self._place(token, at)
            self.mentions.append(Mention(about, value, *place))
            if self._in_table and about is Mentioned.INLINE and "|" in value:
                remedy = r"write \vert, \mid or \lVert: in a table `|` parts cells"
                self._faults.add(*place, "`|` in a formula in a table", remedy)
        if len(token.content) > WIDEST // 2:
            self._measure(token, said.line)
        return said.line

    def _note_holes(self, token: Token, holes: list[int]) -> None:
        self._numbered += len(holes)
        for at in holes:
            self.holes.append(spot := self._place(token, at))
            if not self._in_question:
                remedy = "hide words of the question only, between its heading and `## Answer`"
                self._faults.add(*spot, "a hole outside of the question", remedy)

    def _measure(self, token: Token, line: Line) -> None:
        """Mention words that no wrapping can fit. Formulas are measured where they are drawn."""
        for word in inlines.words(line):
            if 2 * len(word) > WIDEST and (width := cells(word)) > WIDEST:
                place = self._place(token, max(token.content.find(word), 0))
                self.mentions.append(Mention(Mentioned.WIDE, str(width), *place))

    def _place(self, token: Token, at: int) -> tuple[int, int]:
        """Line and column of the offset `at` in the text of an inline token."""
        if token is not self._placed:
            self._placed = token
            self._starts = [0, *(match.end() for match in _NEWLINE.finditer(token.content))]
        row = bisect_right(self._starts, at) - 1
        start = self._starts[row]
        text, before = token.content[start:].partition("\n")[0], token.content[start:at]
        if self._in_table:
            text, before = text.replace("|", r"\|"), before.replace("|", r"\|")
        number = (token.map[0] if token.map else 0) + row
        column = max(self._lines[number].find(text, self._column), self._column)
        return self._first + number, column + len(before) + 1

    def _spot(self, token: Token) -> tuple[int, int]:
        """Line and column where a block begins; that of the outermost where several begin there."""
        row = token.map[0] if token.map else 0
        source = self._lines[row]
        column = len(source) - len(source.lstrip())
        if token.type in _MARKED:
            column = max(source.find(token.markup), column)
        return self._first + row, column + 1

    def _fault(self, token: Token, what: str, remedy: str) -> None:
        self._faults.add(*self._spot(token), what, remedy)

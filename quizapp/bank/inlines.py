"""Inline Markdown to a `Line`: words, code, formulas, emphasis, links, holes, and troubles with
offsets.

Styles do not nest in themselves (italic inside italic is italic), and equal neighbours are one: two
texts that look the same are the same value, and `write` can always print them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it.token import Token

from quizapp.bank.blocks import (
    Code,
    Emphasis,
    Hole,
    Inline,
    Line,
    Link,
    Maths,
    Strong,
    Text,
)
from quizapp.bank.files import Mentioned
from quizapp.bank.matter import SLUG
from quizapp.bank.source import clean

LONGEST_HOLE = 60
"""Characters of Markdown: a hole is what one types."""

_SPACES = re.compile(r"[ \n]+")
_DOLLAR = re.compile(r"(?<!\\)(?:\\\\)*\$")
_TARGET = re.compile(r"(?:demo:|card:|https?://)[^\s<>]+\Z")
_SLUG = re.compile(rf"{SLUG}\Z")


@dataclass(frozen=True)
class Said:
    """What one inline token holds. Offsets count in the token's content."""

    line: Line
    troubles: list[tuple[int, str, str]]
    """Offset, what is wrong, remedy."""
    mentions: list[tuple[int, Mentioned, str]]
    holes: list[int]
    """Where holes begin."""


def read(token: Token, holes: int = 0) -> Said:
    """The line that an inline token holds; `holes` stand before it, and number those without a
    name.
    """
    builder = _Builder(token.content, holes)
    for child in token.children or ():
        builder.take(child)
    return Said(builder.finish(), builder.troubles, builder.mentions, builder.holes)


def has_dollar(tex: str) -> bool:
    """Whether a dollar sign stands in `tex` without a backslash before it."""
    return _DOLLAR.search(tex) is not None


def words(line: Line) -> Iterator[str]:
    """The words of a line that no wrapping can part, its formulas left out."""
    for node in line:
        match node:
            case Text(text) | Code(text):
                yield from text.split()
            case Strong(inner) | Emphasis(inner) | Link(inner, _) | Hole(inner, _):
                yield from words(inner)


@dataclass
class _Builder:
    """The line so far, and the styles and the link that are open around its end."""

    source: str
    before: int
    """How many holes stand before this line."""
    line: list[Inline] = field(default_factory=list)
    troubles: list[tuple[int, str, str]] = field(default_factory=list)
    mentions: list[tuple[int, Mentioned, str]] = field(default_factory=list)
    holes: list[int] = field(default_factory=list)
    _words: list[str] = field(default_factory=list)
    _open: list[tuple[str, list[Inline] | None]] = field(default_factory=list)
    """What is open, and the line around it; None where it was open already and adds nothing."""
    _href: str = ""
    _reported: int = -1

    def take(self, token: Token) -> None:
        """Add one token to the line."""
        match token.type:
            case "text" | "text_special":
                if token.content in ("*", "_") and token.type == "text" and token.meta:
                    self._marker(token)
                self._words.append(token.content)
            case "softbreak":
                self._words.append(" ")
            case "code_inline":
                self._put(Code(clean(token.content)))
            case "math_inline":
                self._maths(token)
            case "strong_open" | "em_open" | "link_open":
                self._enter(token)
            case "strong_close" | "em_close" | "link_close":
                self._give_up_hole()
                self._leave()
            case "hole":
                self._mark_hole(token)
            case _:
                self._refuse(token)

    def finish(self) -> Line:
        """The whole line, without spaces at its ends."""
        self._give_up_hole()
        self._flush()
        line = self.line
        while line and isinstance(first := line[0], Text):
            del line[0]
            if words := first.text.lstrip():
                line.insert(0, Text(words))
                break
        while line and isinstance(last := line[-1], Text):
            del line[-1]
            if words := last.text.rstrip():
                line.append(Text(words))
                break
        return tuple(line)

    def _put(self, node: Inline) -> None:
        self._flush()
        _join(self.line, node)

    def _flush(self) -> None:
        if text := _spaced("".join(self._words)):
            _join(self.line, Text(text))
        self._words.clear()

    def _maths(self, token: Token) -> None:
        tex = clean(_SPACES.sub(" ", token.content))
        self.mentions.append((token.meta["at"], Mentioned.INLINE, tex))
        self._put(Maths(tex))

    def _enter(self, token: Token) -> None:
        self._flush()
        name = token.type.removesuffix("_open")
        if any(name == open_ for open_, _ in self._open):
            self._open.append((name, None))
            return
        self._open.append((name, self.line))
        self.line = []
        if name == "link":
            self._target(token)

    def _leave(self) -> None:
        self._flush()
        name, around = self._open.pop()
        if around is None:
            return
        inner, self.line = tuple(self.line), around
        if not inner:
            return
        if name == "link":
            _join(around, Link(inner, self._href))
        else:
            _join(around, Strong(inner) if name == "strong" else Emphasis(inner))

    def _mark_hole(self, token: Token) -> None:
        """Begin or end a hole at `==`, or fault what does neither."""
        meta = token.meta
        if meta["closes"] and self._is_in_hole:
            self._end_hole(token)
        elif meta["opens"] and not any(name == "hole" for name, _ in self._open):
            self._flush()
            self._open.append(("hole", self.line))
            self.line = []
            self.holes.append(meta["at"])
        else:
            self._stray_hole(meta["at"])
            self._words.append(token.content)

    def _end_hole(self, token: Token) -> None:
        self._flush()
        _, around = self._open.pop()
        assert around is not None  # a hole is never open twice
        inner, self.line = tuple(self.line), around
        begin, name = self.holes[-1], token.meta["name"]
        if name is None:
            name = str(self.before + len(self.holes))
        elif not _SLUG.match(name):
            remedy = "write {#name} with small letters a-z, digits and single hyphens"
            self.troubles.append((token.meta["at"], f"the name `{name[:40]}` of a hole", remedy))
        if not inner:
            self.troubles.append((begin, "an empty hole", "write what it hides between the `==`"))
        elif (length := token.meta["at"] - begin - 2) > LONGEST_HOLE:
            remedy = f"hide what one types: {LONGEST_HOLE} characters at most"
            self.troubles.append((begin, f"a hole of {length} characters", remedy))
        _join(around, Hole(inner, name))

    def _give_up_hole(self) -> None:
        """Fault a hole that has not ended where what is around it ends."""
        if self._is_in_hole:
            self._flush()
            _, around = self._open.pop()
            assert around is not None
            inner, self.line = self.line, around
            self.line += inner
            self._stray_hole(self.holes.pop())

    @property
    def _is_in_hole(self) -> bool:
        """Whether what was opened last, and is open still, is a hole."""
        return bool(self._open) and self._open[-1][0] == "hole"

    def _stray_hole(self, at: int) -> None:
        remedy = r"a hole is `==words==`; for the signs write `\==`, or put them into code"
        self.troubles.append((at, "`==` that begins or ends no hole", remedy))

    def _target(self, token: Token) -> None:
        self._href = href = clean(str(token.attrs["href"]))
        at = token.meta["at"]
        if not _TARGET.match(href):
            remedy = "write demo:<id>#<claim>, card:<id>, or an http(s) address"
            self.troubles.append((at, f"a link to `{href[:60]}`", remedy))
        elif "title" in token.attrs:
            self.troubles.append((at, "a link with a title", "leave the title out"))
        self.mentions.append((at, Mentioned.LINK, href))

    def _marker(self, token: Token) -> None:
        """Fault a `*` or `_` that begins or ends nothing, unless it plainly stands for itself."""
        at, mark = token.meta["at"], token.content
        if at == self._reported:
            return
        end = len(self.source) - len(self.source[at:].lstrip(mark))
        before, after = self.source[at - 1 : at] or " ", self.source[end : end + 1] or " "
        alone = before.isspace() and after.isspace()
        inside_word = before.isalnum() and after.isalnum()
        if end - at > 1 or not (alone or inside_word):
            self._reported = at
            shown = mark * (end - at)
            remedy = (
                rf"write `\{mark}` for the sign; for style, take brackets and quotation marks "
                "out of it, or put a space around it"
            )
            self.troubles.append((at, f"`{shown}` that begins or ends no style", remedy))

    def _refuse(self, token: Token) -> None:
        at = token.meta.get("at", 0)
        what, remedy = _REFUSED.get(
            token.type, (f"a card cannot hold this ({token.type})", "leave it out")
        )
        self.troubles.append((at, what, remedy))


_REFUSED = {
    "hardbreak": ("a forced line break", r"take the `\` away, or begin a paragraph"),
    "image": ("an image", "say it in words, a table or code"),
    "html_inline": ("HTML", r"write it in Markdown, or put `\` before the `<`"),
    "math_inline_double": ("`$$` inside a line", "use `$` here, or give `$$` a line of its own"),
    "stray_dollar": (
        "`$` that begins or ends no formula",
        r"write `\$` for the sign; no space just inside a formula's dollars, no digit outside",
    ),
    "footnote": ("a footnote", r"say it in the sentence, or write `\[^`"),
}  # fmt: skip


def _join(line: list[Inline], node: Inline) -> None:
    """Put a node at the end of a line, making one of two neighbours of the same kind."""
    match (line[-1] if line else None), node:
        case Text(left), Text(right):
            line[-1] = Text(_spaced(left + right))
        case Code(left), Code(right):
            line[-1] = Code(left + right)
        case Strong(before), Strong(after):
            line[-1] = Strong(_merged(before, after))
        case Emphasis(before), Emphasis(after):
            line[-1] = Emphasis(_merged(before, after))
        case _:
            line.append(node)


def _merged(before: Line, after: Line) -> Line:
    line = list(before)
    for node in after:
        _join(line, node)
    return tuple(line)


def _spaced(text: str) -> str:
    return _SPACES.sub(" ", clean(text))

"""Inline Markdown to a `Line`: words, code, formulas, emphasis, links, and troubles with offsets.

Styles do not nest in themselves (italic inside italic is italic), and equal neighbours are one: two
texts that look the same are the same value, and `write` can always print them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from markdown_it import MarkdownIt, rules_inline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.dollarmath.index import math_inline_dollar

from quizapp.bank.blocks import Code, Emphasis, Inline, Line, Link, Maths, Strong, Text
from quizapp.bank.files import Mentioned
from quizapp.bank.source import clean

Rule = Callable[[StateInline, bool], bool]

_SPACES = re.compile(r"[ \n]+")
_DOLLAR = re.compile(r"(?<!\\)(?:\\\\)*\$")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]")
_TARGET = re.compile(r"(?:demo:|card:|https?://)[^\s<>]+\Z")


@dataclass(frozen=True)
class Said:
    """What one inline token holds. Offsets count in the token's content."""

    line: Line
    troubles: list[tuple[int, str, str]]
    """Offset, what is wrong, remedy."""
    mentions: list[tuple[int, Mentioned, str]]


def prepare(parser: MarkdownIt) -> None:
    """Teach the parser dollar maths, and to note where things begin and hide nothing."""
    # `$5 and $6` stays prose: no space just inside the dollars, no digit just outside.
    ruler = parser.inline.ruler
    ruler.before("escape", "math_inline", _located(math_inline_dollar(False, False, True)))
    ruler.before("escape", "stray_dollar", _located(_stray_dollar))
    ruler.before("link", "footnote", _located(_footnote))
    ruler.at("escape", _located(rules_inline.escape))
    ruler.at("emphasis", _located(rules_inline.emphasis.tokenize))
    ruler.at("link", _located(rules_inline.link))
    ruler.at("image", _located(rules_inline.image))
    ruler.at("autolink", _located(rules_inline.autolink))
    ruler.at("html_inline", _located(rules_inline.html_inline))
    # Both join a `**` that does nothing with its neighbours: it would look like an escaped one.
    parser.inline.ruler2.disable("fragments_join")
    parser.core.ruler.disable("text_join")
    # Targets are judged by `_Builder`, aloud; markdown-it would show a refused link as plain words.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.normalizeLinkText = lambda link: link  # type: ignore[method-assign]


def read(token: Token) -> Said:
    """The line that an inline token holds."""
    builder = _Builder(token.content)
    for child in token.children or ():
        builder.take(child)
    return Said(builder.finish(), builder.troubles, builder.mentions)


def has_dollar(tex: str) -> bool:
    """Whether a dollar sign stands in `tex` without a backslash before it."""
    return _DOLLAR.search(tex) is not None


def words(line: Line) -> Iterator[str]:
    """The words of a line that no wrapping can part, its formulas left out."""
    for node in line:
        match node:
            case Text(text) | Code(text):
                yield from text.split()
            case Strong(inner) | Emphasis(inner) | Link(inner, _):
                yield from words(inner)


@dataclass
class _Builder:
    """The line so far, and the styles and the link that are open around its end."""

    source: str
    line: list[Inline] = field(default_factory=list)
    troubles: list[tuple[int, str, str]] = field(default_factory=list)
    mentions: list[tuple[int, Mentioned, str]] = field(default_factory=list)
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
                self._leave()
            case _:
                self._refuse(token)

    def finish(self) -> Line:
        """The whole line, without spaces at its ends."""
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


def _located(rule: Rule) -> Rule:
    """The same rule, noting in each token that it makes where in the source it began."""

    def locate(state: StateInline, silent: bool) -> bool:
        at, made = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        for token in state.tokens[made:]:
            token.meta = token.meta or {"at": at}
        return True

    return locate


def _stray_dollar(state: StateInline, silent: bool) -> bool:
    """A dollar sign that begins no formula; before a digit it is a price, which is prose."""
    if state.src[state.pos] != "$" or state.src[state.pos + 1 : state.pos + 2].isdigit():
        return False
    return _make(state, "stray_dollar", 1, silent)


def _footnote(state: StateInline, silent: bool) -> bool:
    match = _FOOTNOTE.match(state.src, state.pos)
    return match is not None and _make(state, "footnote", len(match.group()), silent)


def _make(state: StateInline, name: str, length: int, silent: bool) -> bool:
    if not silent:
        state.push(name, "", 0)
    state.pos += length
    return True

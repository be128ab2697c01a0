"""The inline rules of our dialect: dollar maths, holes, placeholders, and what is refused aloud.

Each notes in the tokens that it makes where in the source it began.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it import MarkdownIt, rules_inline
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.dollarmath.index import math_inline_dollar

from quizapp.bank.blocks import PLACEHOLDER

Rule = Callable[[StateInline, bool], bool]

_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]")
_HOLE = re.compile(r"(=+)(\{#([^{}]*)\})?")


def prepare(parser: MarkdownIt) -> None:
    """Teach the parser dollar maths, and to note where things begin and hide nothing."""
    # `$5 and $6` stays prose: no space just inside the dollars, no digit just outside.
    ruler = parser.inline.ruler
    ruler.before("escape", "math_inline", _located(math_inline_dollar(False, False, True)))
    ruler.before("escape", "stray_dollar", _located(_stray_dollar))
    ruler.before("escape", "placeholder", _placeholder)
    ruler.before("escape", "hole", _hole)
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
    # Targets are judged by `inlines`, aloud; markdown-it would show a refused link as plain words.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.normalizeLinkText = lambda link: link  # type: ignore[method-assign]


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


def _placeholder(state: StateInline, silent: bool) -> bool:
    """`{{...}}`, whose formula is no Markdown: `*` in it begins no style."""
    match = PLACEHOLDER.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        state.append_pending(match.group())
    state.pos = match.end()
    return True


def _hole(state: StateInline, silent: bool) -> bool:
    """Two equals signs that touch words, and the name behind them; others are words themselves."""
    match = _HOLE.match(state.src, state.pos)
    if match is None:
        return False
    begin, end = match.span(1)
    before, after = state.src[begin - 1 : begin] or " ", state.src[end : end + 1] or " "
    if end - begin != 2 or (before.isspace() and after.isspace()):
        if not silent:
            state.append_pending(match[1])
        state.pos = end
        return True
    if not silent:
        token = state.push("hole", "", 0)
        token.content = match.group()
        opens = not (after.isspace() or match[2])
        closes = not before.isspace()
        token.meta = {"at": begin, "opens": opens, "closes": closes, "name": match[3]}
    state.pos = match.end()
    return True


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

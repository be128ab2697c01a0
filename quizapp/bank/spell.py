"""A line of words to Markdown that reads as the same line.

Signs are escaped only where they would be read as Markdown. Where emphasis would not begin or end,
because of the letters around it (CommonMark's rule of flanking), such a letter is spelled as an
entity.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from quizapp.bank.blocks import (
    PLACEHOLDER,
    Code,
    Emphasis,
    Hole,
    Line,
    Link,
    Maths,
    Strong,
    Text,
)

_ESCAPED = re.compile(
    r"[\\`*\[\]$]"  # always
    r"|&(?=#?\w+;)|<(?=[A-Za-z/!?])"  # an entity, HTML
    r"|(?<![^\W_])_|_(?![^\W_])"  # a mark of emphasis, unless letters stand on both sides
    r"|(?<![=\s])=(?==(?!=))|(?<!=)=(?==(?![=\s]))"  # a mark of a hole, unless spaces do
    r"|\{(?=\{)"  # a placeholder that is none
)
_BACKTICKS = re.compile("`+")
_PLAIN_TARGET = re.compile(r"[\w:/.#?=%~+,@;-]+\Z", re.ASCII)
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


class _Part(NamedTuple):
    """A stretch of output: words that are still to be escaped, or Markdown that stands as it is."""

    text: str
    kind: str
    """`words`, `open` and `close` (marks of emphasis), `maths`, `link`, `code`, `begin` and `end`
    (marks of a hole)."""


def spell(line: Line) -> str:
    """The Markdown of a line, without regard to what it would be at the beginning of a block."""
    parts = list(_parts(line, "_" if _has_strong(line) else "*"))
    return "".join(
        _escaped(part.text, *_edges(parts, index)) if part.kind == "words" else part.text
        for index, part in enumerate(parts)
    )


def _has_strong(line: Line) -> bool:
    return any(
        isinstance(node, Strong)
        or (isinstance(node, Emphasis | Link | Hole) and _has_strong(node.inner))
        for node in line
    )


def _parts(line: Line, mark: str) -> Iterator[_Part]:
    """`mark` is that of emphasis: one that no mark of strong words can join."""
    for node in line:
        match node:
            case Text(words):
                yield _Part(words, "words")
            case Code(words):
                yield _Part(_code(words), "code")
            case Maths(tex):
                yield _Part(f"${tex}$", "maths")
            case Strong(inner):
                yield from (_Part("**", "open"), *_parts(inner, mark), _Part("**", "close"))
            case Emphasis(inner):
                yield from (_Part(mark, "open"), *_parts(inner, mark), _Part(mark, "close"))
            case Link(inner, target):
                yield from (_Part("[", "link"), *_parts(inner, mark))
                yield _Part(f"]({_target(target)})", "link")
            case Hole(inner, name):
                yield from (_Part("==", "begin"), *_parts(inner, mark))
                yield _Part(f"=={{#{name}}}" if name else "==", "end")


def _code(text: str) -> str:
    runs = {len(run) for run in _BACKTICKS.findall(text)}
    ticks = "`" * next(n for n in range(1, len(runs) + 2) if n not in runs)
    is_padded = text[0] == text[-1] == " " and text.strip(" ")
    space = " " if is_padded or "`" in (text[0], text[-1]) else ""
    return f"{ticks}{space}{text}{space}{ticks}"


def _target(target: str) -> str:
    if _PLAIN_TARGET.match(target):
        return target
    return "<" + re.sub(r"[\\&]", r"\\\g<0>", target) + ">"


def _edges(parts: list[_Part], index: int) -> tuple[bool, bool]:
    """Whether the first and the last character of these words must be spelled as entities."""
    words = parts[index].text
    first = _is_held(words[0], parts, index, -1)
    last = _is_held(words[-1], parts, index, 1)
    # A backslash before whatever follows would escape it, and at the end dollarmath takes it for
    # the character before the first one.
    return first, last or words[-1] == "\\"


def _is_held(character: str, parts: list[_Part], index: int, step: int) -> bool:
    """Whether a character at the edge of words must be an entity for what stands next to it."""
    if not 0 <= index + step < len(parts):
        return False
    near = parts[index + step]
    if near.kind == "maths":
        return character.isdigit()
    if near.kind in ("begin", "end"):
        if character in "=\u0338":  # the latter would make one letter of both, an unequal sign
            return True
        is_inside = (near.kind == "begin") is (step < 0)
        return character.isspace() if is_inside else parts[index].text.startswith("{#") and step < 0
    if near.kind == "link":
        return character == "!" and near.text == "["
    inside, outside = ("open", "close") if step < 0 else ("close", "open")
    if near.kind == inside:
        return character.isspace()
    if near.kind != outside or _is_loose(character):
        return False
    # From outside: a letter may touch `*` where a letter stands on its other side, and `_` nowhere.
    return near.text == "_" or not _is_letter(parts, index + 2 * step, step)


def _is_letter(parts: list[_Part], index: int, step: int) -> bool:
    """Whether a part, met in the direction `step`, begins with a letter that is printed as one."""
    part = parts[index]
    edge = part.text[0 if step > 0 else -1]
    if part.kind != "words" or _is_loose(edge):
        return False
    return len(part.text) > 1 or not _is_held(edge, parts, index, step)


def _is_loose(character: str) -> bool:
    """Whether a character is a space or punctuation, in CommonMark's sense."""
    return (
        character.isspace()
        or character in _PUNCTUATION
        or unicodedata.category(character)[0] in "PS"
    )


def _escaped(text: str, first: bool, last: bool) -> str:
    begin = 1 if first else 0
    end = max(len(text) - last, begin)
    return (
        "".join(map(_entity, text[:begin]))
        + _guarded(text[begin:end])
        + "".join(map(_entity, text[end:]))
    )


def _guarded(text: str) -> str:
    """Words with a backslash before each sign of Markdown; what stands in braces is a formula."""
    found, at = "", 0
    for place in PLACEHOLDER.finditer(text):
        found += _ESCAPED.sub(r"\\\g<0>", text[at : place.start()]) + place.group()
        at = place.end()
    return found + _ESCAPED.sub(r"\\\g<0>", text[at:])


def _entity(character: str) -> str:
    return f"&#{ord(character)};"

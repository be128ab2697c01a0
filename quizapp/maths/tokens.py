"""TeX source to tokens, each with its place in the source. White space is dropped here."""

from __future__ import annotations

import re
from typing import NamedTuple
from unicodedata import category

from quizapp.errors import MathsError

MAX_LENGTH = 4_000
"""Characters in one formula. The longest that a card needs has a few hundred."""

_TOKEN = re.compile(r"\\(?:[a-zA-Z]+|.)|.", re.DOTALL)
_CONTROL = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})


class Token(NamedTuple):
    """A command with its backslash, or one character; `text` is empty at the end of the source."""

    text: str
    at: int
    end: int


def tokens(tex: str) -> list[Token]:
    """The tokens of a formula, and one empty token behind the last."""
    if len(tex) > MAX_LENGTH:
        raise MathsError(
            f"the formula has {len(tex)} characters, more than {MAX_LENGTH}",
            "split it into several formulas",
            MAX_LENGTH,
        )
    _refuse_control(tex)
    found = (Token(match[0], *match.span()) for match in _TOKEN.finditer(tex))
    return [*(token for token in found if not token.text.isspace()), Token("", len(tex), len(tex))]


def _refuse_control(tex: str) -> None:
    """Nothing from a card may move the cursor or turn the text around."""
    for at, character in enumerate(tex):
        if not character.isspace() and category(character) in _CONTROL:
            what = f"the formula holds the invisible character U+{ord(character):04X}"
            raise MathsError(what, "delete it", at)

"""The one door through which words of a demo's author or worker enter: what passes is data, never
control.

A screen must still show them without markup: square brackets are ordinary characters and stay.
"""

from __future__ import annotations

import unicodedata

LONGEST = 2000
"""Characters of one text; what is longer is cut and ends in an ellipsis."""

_HARMFUL = {"Cc", "Cf", "Cs", "Co", "Cn"}
"""Control codes (terminal escapes among them), marks that reorder or lengthen a line unseen, lone
surrogates, private and unassigned characters.
"""


def plain(text: str, longest: int = LONGEST) -> str:
    """One line of `text` that a terminal draws as it stands; white space becomes single spaces.

    Whatever could steer the terminal is replaced by U+FFFD, so that it is seen and not obeyed.
    """
    cut = text[: longest + 1]
    spaced = "".join(" " if char.isspace() else _harmless(char) for char in cut)
    line = unicodedata.normalize("NFC", " ".join(spaced.split()))
    return line if len(text) <= longest else line[: longest - 1] + "…"


def _harmless(char: str) -> str:
    return "\N{REPLACEMENT CHARACTER}" if unicodedata.category(char) in _HARMFUL else char

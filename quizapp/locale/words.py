"""The interface's own words in the learner's language. English is the key and stands in the code.

Other languages are gettext `.po` files beside this one, read as they are: nothing is compiled.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

_HERE = Path(__file__).parent


class Words:
    """Says the program's phrases in one language: `words("{n} due", n=3)`."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._phrases = {} if language == "en" else read(catalogue(language))

    def __call__(self, text: str, /, **values: object) -> str:
        """The phrase in this language, or in English where nobody has translated it yet."""
        phrase = self._phrases.get(text, text)
        return phrase.format(**values) if values else phrase


def catalogue(language: str) -> Path:
    """The file that holds a language's phrases."""
    return _HERE / f"{language}.po"


def read(path: Path) -> dict[str, str]:
    """The phrases of a .po file by their English; those not translated yet are left out."""
    phrases: dict[str, str] = {}
    for msgid, msgstr in _entries(path.read_text("utf-8")):
        if msgid and msgstr:
            phrases[msgid] = msgstr
    return phrases


def _entries(source: str) -> Iterator[tuple[str, str]]:
    fields = {"msgid": "", "msgstr": ""}
    current = "msgid"
    for line in source.splitlines():
        keyword, _, rest = line.partition(" ")
        if keyword == "msgid":
            yield fields["msgid"], fields["msgstr"]
            fields = {"msgid": "", "msgstr": ""}
        if keyword in fields:
            current, line = keyword, rest
        if line.startswith('"'):
            # A .po string is written with the same escapes as a JSON string.
            fields[current] += json.loads(line)
    yield fields["msgid"], fields["msgstr"]

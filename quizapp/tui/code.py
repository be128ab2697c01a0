"""Colours for code. Pygments is imported when the first fence is coloured, not before."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from quizapp.bank.filling import Row
from quizapp.tui.rows import MUTED

Highlight = Callable[[str, str], tuple[Row, ...]]
"""(code, language) to its rows."""

STYLES = {
    "Comment": f"{MUTED} italic",
    "Keyword": "$accent",
    "Keyword.Constant": "$warning",
    "Literal.String": "$success",
    "Literal.Number": "$warning",
    "Name.Decorator": "$accent",
    "Name.Function": "bold",
    "Name.Class": "bold",
    "Operator.Word": "$accent",
}
"""Theme colours by pygments token; what is not here is drawn like the token it is a kind of."""


def plain(code: str, language: str) -> tuple[Row, ...]:
    """The code without colours: for the first paint, as Pygments takes a while to import."""
    return tuple([(line.expandtabs(4), "")] for line in code.splitlines())


@lru_cache(maxsize=256)
def highlight(code: str, language: str) -> tuple[Row, ...]:
    """The code with colours; without them where the language is not known."""
    lexer = _lexer(language.split(" ")[0])
    if lexer is None:
        return plain(code, language)
    rows: list[Row] = [[]]
    for token, text in lexer.get_tokens(code.expandtabs(4)):
        style = _style(str(token).removeprefix("Token."))
        for index, part in enumerate(text.split("\n")):
            if index:
                rows.append([])
            if part:
                rows[-1].append((part, style))
    while rows and not rows[-1]:
        rows.pop()
    return tuple(rows)


def _lexer(language: str) -> Any:
    from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]
    from pygments.util import ClassNotFound  # type: ignore[import-untyped]

    try:
        return get_lexer_by_name(language, stripnl=False) if language else None
    except ClassNotFound:
        return None


@lru_cache(maxsize=256)
def _style(token: str) -> str:
    while token and token not in STYLES:
        token = token.rpartition(".")[0]
    return STYLES.get(token, "")

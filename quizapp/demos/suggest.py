"""What somebody may have meant who wrote a name that is not there."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

MOST = 3
"""Names to offer where a command lists them all."""


def instead(name: str, known: Collection[str], listed_by: str = "") -> str:
    """A remedy: the nearest of the known names, or all of them where none is near.

    Where `listed_by`, a command, lists the names, the nearest three and that command.
    """
    if not known:
        return "there is none to choose from"
    near = get_close_matches(name[:80], known, n=MOST if listed_by else 1)
    parts = [f"did you mean {_either(near)}?"] if near else []
    if listed_by:
        parts.append(f"{listed_by} lists them all")
    return " ".join(parts) or f"write one of {', '.join(sorted(known))}"


def _either(names: list[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last

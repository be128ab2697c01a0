"""What somebody may have meant who wrote a name that is not there."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches


def instead(name: str, known: Collection[str]) -> str:
    """A remedy: the nearest of the known names, or all of them where none is near."""
    if near := get_close_matches(name[:80], known, n=1):
        return f"did you mean {near[0]}?"
    return f"write one of {', '.join(sorted(known))}" if known else "there is none to choose from"

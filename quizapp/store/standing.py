"""Which grades of the log stand: the one rule behind every fold."""

from __future__ import annotations

from collections.abc import Iterable

from quizapp.store.values import EventKind

STANDS = (
    "NOT EXISTS (SELECT 1 FROM review AS u WHERE u.voids = g.seq AND NOT EXISTS"
    " (SELECT 1 FROM review AS r WHERE r.voids = u.seq))"
)
"""The same rule in SQL, of a grade `g`."""

Mention = tuple[int, str, int | None]
"""What the rule reads of an event: its number, its kind, and the number of the event it voids."""


def standing(events: Iterable[Mention]) -> list[int]:
    """The numbers of the grades among one card's events, oldest first, that no standing undo voids.

    An undo voids a grade, a redo voids an undo, and nothing voids a redo: to take a grade back once
    more is a new undo.
    """
    grades: list[int] = []
    undone: dict[int, int] = {}
    voided: set[int] = set()
    for seq, kind, voids in events:
        if voids is None:
            grades.append(seq)
        elif kind == EventKind.UNDO:
            undone[seq] = voids
            voided.add(voids)
        else:
            voided.discard(undone[voids])
    return [seq for seq in grades if seq not in voided]

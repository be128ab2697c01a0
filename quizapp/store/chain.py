"""Do the log's events follow from one another? The undo stack is played again to find out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection

from quizapp.store.values import EventKind

_LINKS = (
    "SELECT seq, learner, device, kind, voids, prior, undo_next, redo_next FROM review ORDER BY seq"
)


@dataclass
class Stacks:
    """What can be undone and redone on one device, as a person would think of it."""

    last: int | None = None
    grades: list[int] = field(default_factory=list)
    undos: list[tuple[int, int]] = field(default_factory=list)
    """Each with the grade that it voids."""

    def play(self, seq: int, kind: str, voids: int | None) -> bool:
        """Apply an event; False when it voids something else than the top of its stack."""
        self.last = seq
        if kind == EventKind.GRADE:
            self.grades.append(seq)
            self.undos.clear()
        elif kind == EventKind.UNDO:
            if not self.grades or self.grades[-1] != voids:
                return False
            self.undos.append((seq, self.grades.pop()))
        else:
            if not self.undos or self.undos[-1][0] != voids:
                return False
            self.grades.append(self.undos.pop()[1])
        return True

    def tops(self) -> tuple[int | None, int | None]:
        """The grade that undo would void now, and the undo that redo would."""
        return (
            self.grades[-1] if self.grades else None,
            self.undos[-1][0] if self.undos else None,
        )


def broken_link(connection: Connection) -> Iterator[str]:
    """The first event whose links do not follow from those before it, if there is one."""
    devices: dict[tuple[int, int], Stacks] = {}
    for seq, learner, device, kind, voids, prior, *nexts in connection.exec_driver_sql(_LINKS):
        stacks = devices.setdefault((learner, device), Stacks())
        last = stacks.last
        if not stacks.play(seq, kind, voids) or prior != last or tuple(nexts) != stacks.tops():
            yield f"event {seq} of the review log does not follow from those before it"
            return

"""Takes the events of another copy of the log in: the union by id, then the folds anew.

What an event says of its place on a device (`prior` and the two stacks) is derived, so it is not
carried from file to file but played again behind what this database holds of that device.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select

from quizapp.bank.cards import CardId
from quizapp.errors import ExchangeError
from quizapp.scheduling import fsrs6
from quizapp.store import doctor, weights
from quizapp.store import tables as t
from quizapp.store.chain import Stacks
from quizapp.store.reads import json_text
from quizapp.store.statements import Statements
from quizapp.store.tables import OWN
from quizapp.store.values import Entry, Fit, Taken

_DEVICE = "SELECT seq, kind, voids FROM review WHERE learner = ? AND device = ? ORDER BY seq"


class Intake:
    """One taking in, inside a transaction that its caller began and commits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._seq = self._number(func.max(t.review.c.seq))
        self._devices: dict[str, int] = {}
        self._stacks: dict[int, Stacks] = {}
        self._cards: set[CardId] = set()

    def take(self, fits: Iterable[Fit], entries: Sequence[Entry]) -> Taken:
        """Add what is not there yet. Raises ExchangeError for what does not fit what is."""
        for fit in fits:
            weights.add(self._connection, fit)
        self._check_weights({fsrs6.weights_of(entry.model or "") for entry in entries} - {""})
        ordered = sorted(entries, key=lambda entry: entry.id)
        added = sum(self._add(entry) for entry in ordered)
        self._fold()
        return Taken(added, len(ordered) - added)

    def _add(self, entry: Entry) -> bool:
        if self._seq_of(entry.id) is not None:
            return False
        device = self._device(entry)
        stacks = self._stacks[device]
        voids = None if entry.voids is None else self._seq_of(entry.voids)
        self._seq += 1
        prior = stacks.last
        if (voids is None) != (entry.voids is None) or not stacks.play(
            self._seq, entry.kind, voids
        ):
            raise ExchangeError(
                f"the event {entry.id} takes back what is not the last that stands on its device",
                "the log went on in two copies; import it into an empty home (QUIZAPP_HOME)",
            )
        undo_next, redo_next = stacks.tops()
        links = {"voids": voids, "prior": prior, "undo_next": undo_next, "redo_next": redo_next}
        own = {"seq": self._seq, "learner": OWN, "device": device}
        self._connection.execute(insert(t.review), {**own, **links, **_columns(entry)})
        self._cards.add(entry.card)
        return True

    def _seq_of(self, id_: str) -> int | None:
        row = self._connection.exec_driver_sql("SELECT seq FROM review WHERE id = ?", (id_,))
        found: int | None = row.scalar()
        return found

    def _device(self, entry: Entry) -> int:
        """The number of an event's device in this file; a device that is new here gets the next."""
        if (known := self._devices.get(entry.device)) is not None:
            return known
        found = self._connection.execute(
            select(t.device.c.key).where(t.device.c.id == entry.device)
        ).scalar()
        if found is None:
            found = self._number(func.max(t.device.c.key)) + 1
            row = {"key": found, "id": entry.device, "created_at": entry.at}
            self._connection.execute(insert(t.device).values(row))
        self._devices[entry.device] = found
        self._stacks[found] = stacks = Stacks()
        for event in self._connection.exec_driver_sql(_DEVICE, (OWN, found)):
            stacks.play(*event)
        return int(found)

    def _check_weights(self, named: set[str]) -> None:
        kept = set(self._connection.execute(select(t.weights.c.id)).scalars())
        for missing in sorted(named - kept):
            raise ExchangeError(
                f"a review names the weights {missing}, which neither the file nor this"
                " study database holds",
                "export the log again, as a whole",
            )

    def _fold(self) -> None:
        statements = Statements(self._connection.dialect)
        sets = weights.Sets(statements)
        cursor = self._connection.connection.cursor()
        for card in sorted(self._cards):
            list(doctor.compare_card(cursor, statements, sets, card, mend=True))
        list(doctor.compare_days(self._connection, mend=True))

    def _number(self, greatest: Any) -> int:
        return int(self._connection.execute(select(greatest)).scalar() or 0)


def _columns(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "card_id": entry.card,
        "kind": entry.kind.value,
        "at": entry.at,
        "tz": entry.tz,
        "study_day": entry.study_day.isoformat(),
        "rating": entry.rating,
        "retention": entry.retention,
        "seconds": entry.seconds,
        "answer": entry.answer,
        "points": None if entry.points is None else json_text(entry.points),
        "language": None if entry.language is None else entry.language.value,
        "card_hash": entry.card_hash,
        "revision": entry.revision,
        "model": entry.model,
        "confidence": entry.confidence,
        "probe": None if entry.probe is None else int(entry.probe),
    }

"""The log of marks, and its fold: which cards are suspended and which are flagged now."""

from __future__ import annotations

from datetime import datetime
from random import Random

from sqlalchemy import Connection, delete, func, insert, select

from quizapp.bank.cards import CardId
from quizapp.clock import milliseconds, study_day
from quizapp.store import tables as t
from quizapp.store.ids import new_id
from quizapp.store.log import zone
from quizapp.store.statements import keeping
from quizapp.store.tables import OWN
from quizapp.store.values import MarkKind

CLEARS = {MarkKind.UNSUSPEND: MarkKind.SUSPEND, MarkKind.UNFLAG: MarkKind.FLAG}
"""Which mark each of these takes back; the others set themselves."""


def append(
    connection: Connection,
    card: CardId,
    kind: MarkKind,
    note: str,
    at: datetime,
    randomness: Random,
) -> None:
    """Log a mark and bring its fold forward, inside the caller's transaction."""
    newest = select(func.max(t.mark.c.id), func.max(t.mark.c.seq))
    last_id, last_seq = connection.execute(newest).one()
    ms = milliseconds(at)
    connection.execute(
        insert(t.mark).values(
            seq=(last_seq or 0) + 1,
            id=new_id(ms, randomness, last_id),
            learner=OWN,
            device=OWN,
            card_id=card,
            kind=kind.value,
            note=note,
            at=ms,
            tz=zone(at),
            study_day=study_day(at).isoformat(),
        )
    )
    if kind in CLEARS:
        is_this = (t.marked.c.learner == OWN) & (t.marked.c.card_id == card)
        connection.execute(delete(t.marked).where(is_this, t.marked.c.kind == CLEARS[kind].value))
    else:
        connection.execute(
            keeping(t.marked).values(learner=OWN, kind=kind.value, card_id=card, note=note, at=ms)
        )

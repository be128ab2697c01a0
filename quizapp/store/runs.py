"""What a demo measured and what was expected of it, as the rows that keep it."""

from __future__ import annotations

from datetime import datetime
from math import isfinite
from random import Random
from typing import Any

from sqlalchemy import Connection, func, insert, select

from quizapp.bank.cards import CardId
from quizapp.clock import milliseconds, study_day
from quizapp.store import tables as t
from quizapp.store.ids import new_id
from quizapp.store.log import zone
from quizapp.store.reads import json_text, key_values
from quizapp.store.tables import OWN
from quizapp.store.values import DemoRun, Guess, RunId


def append(
    connection: Connection,
    card: CardId,
    demo: str,
    run: RunId,
    guess: Guess,
    at: datetime,
    randomness: Random,
) -> None:
    """Log one guess, inside the caller's transaction."""
    newest = select(func.max(t.prediction.c.id), func.max(t.prediction.c.seq))
    last_id, last_seq = connection.execute(newest).one()
    ms = milliseconds(at)
    connection.execute(
        insert(t.prediction).values(
            seq=(last_seq or 0) + 1,
            id=new_id(ms, randomness, last_id),
            learner=OWN,
            device=OWN,
            card_id=card,
            demo=demo,
            run=run,
            kind=guess.kind.value,
            name=guess.name,
            expected=guess.expected,
            at=ms,
            tz=zone(at),
            study_day=study_day(at).isoformat(),
        )
    )


def columns(run: DemoRun, id_: str, at: int) -> dict[str, Any]:
    """A run as a row; metrics that JSON cannot hold are kept as the words nan, inf and -inf."""
    metrics = {name: x if isfinite(x) else str(x) for name, x in run.metrics.items()}
    return {
        **key_values(run.key),
        "id": id_,
        "metrics": json_text(metrics),
        "verdicts": json_text(run.verdicts),
        "seconds": run.seconds,
        "at": at,
    }

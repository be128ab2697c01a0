"""Weights that were fitted to the learner's log: every set stays, the newest adopted one counts.

Rows are added and never deleted: a review names the set that scheduled it, and its replay reads it.
"""

from __future__ import annotations

from sqlalchemy import Connection, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.engine.interfaces import DBAPICursor

from quizapp.errors import DamagedError
from quizapp.scheduling.memory import OWN_WEIGHTS, Weights
from quizapp.store import tables as t
from quizapp.store.reads import as_weights, json_text
from quizapp.store.statements import Statements
from quizapp.store.tables import OWN
from quizapp.store.values import Fit


class Sets:
    """Every set of weights by its id, each read once."""

    def __init__(self, statements: Statements) -> None:
        self._run = statements
        self._known = {OWN_WEIGHTS.id: OWN_WEIGHTS}

    def get(self, cursor: DBAPICursor, id_: str) -> Weights:
        """The set that a review names. Raises DamagedError where it is not there."""
        if id_ not in self._known:
            rows = self._run.weights(cursor, {"weights": id_})
            if not rows:
                raise DamagedError(
                    f"the log names the weights {id_}, which the study database does not hold",
                    "put back a copy from the backups folder",
                )
            self._known[id_] = as_weights(rows[0])
        return self._known[id_]


def add(connection: Connection, fit: Fit) -> None:
    """Keep a set, inside the caller's transaction; one that is there already stays as it is."""
    values = {
        "id": fit.weights.id,
        "learner": OWN,
        "at": fit.at,
        "model": fit.model,
        "w": json_text(fit.weights.values),
        "n": fit.reviews,
        "logloss": fit.log_loss,
        "adopted": int(fit.adopted),
    }
    connection.execute(upsert(t.weights).values(values).on_conflict_do_nothing())


def take_back(connection: Connection, weights: Weights) -> None:
    """Adopt a set no more: the one before it counts again."""
    connection.execute(update(t.weights).where(t.weights.c.id == weights.id).values(adopted=0))

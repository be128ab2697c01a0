"""Questions that read the log from end to end: for statistics, fitting and exports.

Never asked on the way to a card. Each has a connection of its own, so that a reading of a million
reviews keeps nobody waiting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import msgspec

from quizapp.bank.cards import CardId, Language
from quizapp.scheduling.fsrs6 import weights_of
from quizapp.scheduling.memory import Weights
from quizapp.store.standing import STANDS
from quizapp.store.values import Entry, EventKind, Fit, Graded

Rows = Iterator[Sequence[Any]]
Stream = Callable[[str, Mapping[str, object]], AbstractContextManager[Rows]]
"""Runs one query with named parameters and gives its rows one by one."""

_ENTRY = (
    "SELECT g.id, d.id, g.card_id, g.kind, v.id, g.at, g.tz, g.study_day, g.rating, g.retention,"
    " g.seconds, g.answer, g.points, g.language, g.card_hash, g.revision, g.model, g.confidence,"
    " g.probe FROM review AS g JOIN device AS d ON d.key = g.device"
    " LEFT JOIN review AS v ON v.seq = g.voids WHERE g.learner = :learner ORDER BY g.id"
)
# `+learner`: to go through an index of the learner takes twice as long as to read the table.
_GRADED = (
    "SELECT id, card_id, rating, study_day, seconds, confidence, probe, model FROM review AS g"
    f" WHERE +learner = :learner AND kind = 'grade' AND {STANDS} ORDER BY"
)
_FITS = "SELECT id, at, model, w, n, logloss, adopted FROM weights WHERE learner = :learner"


class Scans:
    """The whole history of one learner as values."""

    def __init__(self, stream: Stream, *, learner: int = 1) -> None:
        self._stream = stream
        self._own: dict[str, object] = {"learner": learner}

    def graded(self) -> list[Graded]:
        """Every grade that stands, oldest first.

        They nearly always lie in the file in this order, and are then read without being sorted.
        """
        found = self._graded("seq")
        found = self._graded("id") if found is None else found
        assert found is not None, "rows come in the order that was asked for"
        return found

    def _graded(self, order: str) -> list[Graded] | None:
        """The grades by `order`; None where that is not the order of their ids."""
        days: dict[str, date] = {}
        weights: dict[str, str] = {}
        found = []
        last = ""
        with self._stream(f"{_GRADED} {order}", self._own) as rows:
            for id_, card, rating, day, seconds, confidence, probe, model in rows:
                if id_ < last:
                    return None
                last = id_
                if (on := days.get(day)) is None:
                    on = days[day] = date.fromisoformat(day)
                if (by := weights.get(model)) is None:
                    by = weights[model] = weights_of(model)
                found.append(Graded(card, rating, on, seconds or 0.0, confidence, bool(probe), by))
        return found

    def entries(self) -> Iterator[Entry]:
        """Every event of the log with all that was kept of it, oldest first."""
        with self._stream(_ENTRY, self._own) as rows:
            for row in rows:
                yield _entry(row)

    def fits(self) -> list[Fit]:
        """Every set of weights that was fitted, oldest first."""
        with self._stream(f"{_FITS} ORDER BY id", self._own) as rows:
            return [_fit(row) for row in rows]


def _entry(row: Sequence[Any]) -> Entry:
    id_, device, card, kind, voids, at, tz, day, rating, retention, seconds, answer, points = row[
        :13
    ]
    language, card_hash, revision, model, confidence, probe = row[13:]
    return Entry(
        id=id_,
        device=device,
        card=CardId(card),
        kind=EventKind(kind),
        voids=voids,
        at=at,
        tz=tz,
        study_day=date.fromisoformat(day),
        rating=rating,
        retention=retention,
        seconds=seconds,
        answer=answer,
        points=None if points is None else msgspec.json.decode(points, type=tuple[int, ...]),
        language=None if language is None else Language(language),
        card_hash=card_hash,
        revision=revision,
        model=model,
        confidence=confidence,
        probe=None if probe is None else bool(probe),
    )


def _fit(row: Sequence[Any]) -> Fit:
    id_, at, model, w, reviews, log_loss, adopted = row
    return Fit(
        weights=Weights(id_, msgspec.json.decode(w, type=tuple[float, ...])),
        at=at,
        model=model,
        reviews=reviews,
        log_loss=log_loss,
        adopted=bool(adopted),
    )

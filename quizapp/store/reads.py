"""Every question that the study path asks of the study database, each written once as SQL.

The same text runs over a bare sqlite3 connection (before the first paint) and over SQLAlchemy
(after it). None of it reads the log as a whole: a test holds each query plan against that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from quizapp.bank.cards import CardId, Language
from quizapp.scheduling.memory import OWN_WEIGHTS, Memory, Rating, Weights
from quizapp.store.standing import STANDS, standing
from quizapp.store.values import (
    Approval,
    Counts,
    DemoRun,
    Event,
    EventKind,
    Flagged,
    Guess,
    GuessKind,
    MeasuredRun,
    OpenSession,
    Prediction,
    ReviewId,
    RunId,
    RunKey,
    SessionId,
    TimedAnswer,
)

Row = Sequence[Any]
Execute = Callable[[str, Mapping[str, object]], Sequence[Row]]

MEMORY = "stability, difficulty, last_day, due, reviews, lapses, last_rating, model"
"""The columns that `as_memory` reads."""

WEIGHTS = "id, w"
"""The columns that `as_weights` reads."""
ADOPTED = "FROM weights WHERE learner = :learner AND adopted = 1 ORDER BY id DESC LIMIT 1"
"""The set of weights in use."""

_SUSPENDED = (
    "SELECT 1 FROM marked s"
    " WHERE s.learner = m.learner AND s.kind = 'suspend' AND s.card_id = m.card_id"
)
_DUE = f"FROM memory m WHERE learner = :learner AND due <= :day AND NOT EXISTS ({_SUSPENDED})"
_ASKED = 64
"""Cards asked about in one query."""
_KNOWN = (
    "SELECT card_id FROM memory WHERE learner = :learner AND card_id IN "
    f"({', '.join(f':c{i}' for i in range(_ASKED))})"
)
_REVIEWED = f"{_KNOWN} AND last_day >= :day"
_RUN = "demo, parameters, seed, budget, device, code_hash, versions, metrics, verdicts, seconds, at"
_LAST = "FROM review WHERE learner = :learner AND device = :device ORDER BY seq DESC LIMIT 1"


class Reads:
    """The learner's history as values. `execute` runs one query with named parameters."""

    def __init__(self, execute: Execute, *, learner: int = 1, device: int = 1) -> None:
        self._execute = execute
        self._own: dict[str, object] = {"learner": learner, "device": device}

    def due(self, day: date, limit: int = 50, skip: int = 0) -> list[CardId]:
        """Cards to review by `day`, the longest overdue first, suspended ones left out.

        They are the history's: a card may have left the bank since.
        """
        sql = f"SELECT card_id {_DUE} ORDER BY due, card_id LIMIT :limit OFFSET :skip"
        return [card for (card,) in self._rows(sql, day=_iso(day), limit=limit, skip=skip)]

    def known(self, cards: Sequence[CardId]) -> set[CardId]:
        """Which of these cards have a memory."""
        return self._among(_KNOWN, cards)

    def reviewed(self, cards: Sequence[CardId], day: date) -> set[CardId]:
        """Which of these cards were reviewed on that study day, or by a fast clock later."""
        return self._among(_REVIEWED, cards, day=_iso(day))

    def memory(self, card: CardId) -> Memory | None:
        """What the learner remembers of a card; None when it was never learned."""
        sql = f"SELECT {MEMORY} FROM memory WHERE learner = :learner AND card_id = :card"
        row = self._row(sql, card=card)
        return as_memory(row) if row else None

    def grades(self, card: CardId) -> int:
        """How many grades of a card stand: further failures in a drill, which its memory does not
        count, are among them."""
        sql = (
            "SELECT count(*) FROM review AS g WHERE learner = :learner AND card_id = :card"
            f" AND kind = 'grade' AND {STANDS}"
        )
        return int(self._rows(sql, card=card)[0][0])

    def memories(self) -> dict[CardId, Memory]:
        """Every memory there is: for statistics, not for the way to a card."""
        sql = f"SELECT card_id, {MEMORY} FROM memory WHERE learner = :learner"
        return {row[0]: as_memory(row[1:]) for row in self._rows(sql)}

    def weights(self) -> Weights:
        """What the next review is scheduled with: the newest adopted fit, else FSRS-6's own."""
        row = self._row(f"SELECT {WEIGHTS} {ADOPTED}")
        return as_weights(row) if row else OWN_WEIGHTS

    def suspended(self) -> set[CardId]:
        """The cards that are not to be asked."""
        sql = "SELECT card_id FROM marked WHERE learner = :learner AND kind = 'suspend'"
        return {card for (card,) in self._rows(sql)}

    def flagged(self) -> list[Flagged]:
        """The cards to come back to, the newest flag first."""
        sql = (
            "SELECT card_id, note, at FROM marked WHERE learner = :learner AND kind = 'flag'"
            " ORDER BY at DESC, card_id"
        )
        return [Flagged(*row) for row in self._rows(sql)]

    def new_on(self, day: date) -> int:
        """How many cards were first learned on that study day."""
        sql = "SELECT new FROM daily WHERE learner = :learner AND study_day = :day"
        row = self._row(sql, day=_iso(day))
        return int(row[0]) if row else 0

    def counts(self, day: date) -> Counts:
        """How the learner stands on a study day."""
        of_day = "FROM daily WHERE learner = :learner AND study_day = :day"
        marks = "SELECT count(*) FROM marked WHERE learner = :learner AND kind ="
        sql = (
            f"SELECT (SELECT count(*) {_DUE}),"
            " (SELECT count(*) FROM memory WHERE learner = :learner),"
            f" coalesce((SELECT new {of_day}), 0), coalesce((SELECT reviews {of_day}), 0),"
            " (SELECT coalesce(sum(reviews), 0) FROM daily WHERE learner = :learner),"
            f" ({marks} 'suspend'), ({marks} 'flag')"
        )
        due, learned, new, today, reviews, suspended, flagged = self._rows(sql, day=_iso(day))[0]
        return Counts(
            due=due,
            learned=learned,
            new=new,
            today=today,
            reviews=reviews,
            suspended=suspended,
            flagged=flagged,
        )

    def heat(self, since: date) -> dict[date, int]:
        """Reviews that stand per study day, days without any left out."""
        sql = (
            "SELECT study_day, reviews FROM daily"
            " WHERE learner = :learner AND study_day >= :since AND reviews > 0 ORDER BY study_day"
        )
        rows = self._rows(sql, since=_iso(since))
        return {date.fromisoformat(day): reviews for day, reviews in rows}

    def open_session(self) -> OpenSession | None:
        """The session that this device began and did not end."""
        sql = (
            "SELECT id, started_at, study_day, topic, state FROM session"
            " WHERE learner = :learner AND device = :device AND ended_at IS NULL"
        )
        row = self._row(sql)
        if row is None:
            return None
        return OpenSession(
            SessionId(row[0]), row[1], date.fromisoformat(row[2]), topic=row[3], state=row[4]
        )

    def undoable(self) -> CardId | None:
        """The card whose grade an undo would take back."""
        return self._card_of("undo_next")

    def redoable(self) -> CardId | None:
        """The card whose grade a redo would put back."""
        return self._card_of("redo_next")

    def history(self, card: CardId) -> list[Event]:
        """All events of one card, oldest first."""
        sql = (
            "SELECT seq, kind, voids, id, card_id, at, tz, study_day, rating, retention, seconds,"
            " answer, points, language, card_hash, revision, model, confidence, probe"
            " FROM review WHERE learner = :learner AND card_id = :card ORDER BY id"
        )
        rows = self._rows(sql, card=card)
        stand = set(standing((row[0], row[1], row[2]) for row in rows))
        return [_event(row, row[0] in stand) for row in rows]

    def answers(self, limit: int = 2000) -> list[TimedAnswer]:
        """The last answers that stand, oldest first: how long they took and how they were rated."""
        sql = (
            "SELECT r.seq, r.kind, r.voids, r.card_id, r.rating, r.seconds, r.study_day,"
            " m.first_day FROM review AS r LEFT JOIN memory AS m"
            " ON m.learner = r.learner AND m.card_id = r.card_id"
            " WHERE r.learner = :learner AND r.device = :device ORDER BY r.seq DESC LIMIT :limit"
        )
        rows = self._rows(sql, limit=limit)[::-1]
        within: set[int] = set()
        for seq, _, voids, *_ in rows:
            if voids is None or voids in within:  # else it is about an older answer
                within.add(seq)
        stand = set(standing((row[0], row[1], row[2]) for row in rows if row[0] in within))
        return [
            TimedAnswer(row[3], Rating(row[4]), row[5] or 0.0, _day(row[6]), row[6] == row[7])
            for row in rows
            if row[0] in stand
        ]

    def setting(self, key: str) -> object | None:
        """A kept setting; None when it was never set."""
        row = self._row("SELECT value FROM setting WHERE key = :key", key=key)
        return msgspec.json.decode(row[0]) if row else None

    def approval(self, pack: str) -> Approval | None:
        """The last approval of a pack, whatever the pack holds now."""
        sql = (
            "SELECT hash, approved_at, value FROM trust"
            " LEFT JOIN setting ON key = :key WHERE name = :pack"
        )
        row = self._row(sql, pack=pack, key=approved_files(pack))
        if row is None:
            return None
        files = msgspec.json.decode(row[2] or "[]", type=tuple[tuple[str, int, str], ...])
        return Approval(seal=row[0], at=row[1], files=files)

    def runs_like(self, key: RunKey, limit: int = 100) -> list[MeasuredRun]:
        """Runs that differ from this key in nothing but seed and device, the newest first."""
        sql = (
            f"SELECT {_RUN} FROM demo_run WHERE demo = :demo"
            " AND code_hash = :code_hash AND parameters = :parameters"
            " AND budget = :budget AND versions = :versions ORDER BY at DESC, id DESC LIMIT :limit"
        )
        values = {**key_values(key), "seed": None, "device": None}
        return [_measured(row) for row in self._rows(sql, **values, limit=limit)]

    def runs(self, demo: str, limit: int = 100) -> list[MeasuredRun]:
        """All runs of a demo, the newest first, those of an older code among them."""
        sql = f"SELECT {_RUN} FROM demo_run WHERE demo = :demo ORDER BY at DESC, id DESC"
        return [_measured(row) for row in self._rows(f"{sql} LIMIT :limit", demo=demo, limit=limit)]

    def predictions(self, demo: str, limit: int = 100) -> list[Prediction]:
        """What was expected of a demo's runs, the newest guess first."""
        sql = (
            "SELECT p.kind, p.name, p.expected, p.card_id, p.run, p.at, r.verdicts, r.metrics"
            " FROM prediction AS p LEFT JOIN demo_run AS r ON r.id = p.run"
            " WHERE p.learner = :learner AND p.demo = :demo ORDER BY p.seq DESC LIMIT :limit"
        )
        return [_prediction(row) for row in self._rows(sql, demo=demo, limit=limit)]

    def _card_of(self, pointer: str) -> CardId | None:
        sql = f"SELECT card_id FROM review WHERE seq = (SELECT {pointer} {_LAST})"
        row = self._row(sql)
        return CardId(row[0]) if row else None

    def _among(self, sql: str, cards: Sequence[CardId], **values: object) -> set[CardId]:
        found: set[CardId] = set()
        for start in range(0, len(cards), _ASKED):
            part = cards[start : start + _ASKED]
            asked = {f"c{i}": part[i] if i < len(part) else None for i in range(_ASKED)}
            found.update(card for (card,) in self._rows(sql, **asked, **values))
        return found

    def _rows(self, sql: str, **values: object) -> Sequence[Row]:
        return self._execute(sql, {**self._own, **values})

    def _row(self, sql: str, **values: object) -> Row | None:
        rows = self._rows(sql, **values)
        return rows[0] if rows else None


def _event(row: Row, stands: bool) -> Event:
    id_, card, at, tz, day, rating, retention, seconds, answer, points = row[3:13]
    language, card_hash, revision, model, confidence, probe = row[13:]
    return Event(
        id=ReviewId(id_),
        card=CardId(card),
        kind=EventKind(row[1]),
        at=at,
        tz=tz,
        study_day=date.fromisoformat(day),
        rating=None if rating is None else Rating(rating),
        retention=retention,
        seconds=seconds,
        answer=answer or "",
        points=frozenset(msgspec.json.decode(points)) if points else frozenset(),
        language=None if language is None else Language(language),
        card_hash=card_hash or "",
        revision=revision,
        model=model or "",
        confidence=confidence,
        probe=bool(probe),
        stands=stands,
    )


def approved_files(pack: str) -> str:
    """The key under which the files of an approved pack are kept."""
    return f"approved:{pack}"


def _measured(row: Row) -> MeasuredRun:
    demo, parameters, seed, budget, device, code_hash, versions, metrics, verdicts = row[:9]
    key = RunKey(
        demo=demo,
        parameters=msgspec.json.decode(parameters),
        seed=seed,
        budget=budget,
        device=device,
        code_hash=code_hash,
        versions=msgspec.json.decode(versions),
    )
    run = DemoRun(key=key, metrics=_floats(metrics), verdicts=_texts(verdicts), seconds=row[9])
    return MeasuredRun(run, row[10])


def _prediction(row: Row) -> Prediction:
    kind, name, expected, card, run, at, verdicts, metrics = row
    return Prediction(
        guess=Guess(GuessKind(kind), name, expected),
        card=CardId(card),
        run=RunId(run),
        at=at,
        verdict=_texts(verdicts).get(name) if verdicts and kind == GuessKind.CLAIM else None,
        measured=_floats(metrics).get(name) if metrics and kind == GuessKind.METRIC else None,
    )


def _texts(json: str) -> dict[str, str]:
    return msgspec.json.decode(json, type=dict[str, str])


def _floats(json: str) -> dict[str, float]:
    """Numbers by name; NaN and the infinities, which JSON has not, stand there as words."""
    numbers = msgspec.json.decode(json, type=dict[str, float | str])
    return {name: float(number) for name, number in numbers.items()}


def as_weights(row: Row) -> Weights:
    """The weights in the columns `WEIGHTS`."""
    return Weights(row[0], msgspec.json.decode(row[1], type=tuple[float, ...]))


def as_memory(row: Row) -> Memory:
    """The memory in the columns `MEMORY`."""
    stability, difficulty, last_day, due, reviews, lapses, last_rating, model = row
    return Memory(
        stability=stability,
        difficulty=difficulty,
        last_day=date.fromisoformat(last_day),
        due=date.fromisoformat(due),
        reviews=reviews,
        lapses=lapses,
        last_rating=Rating(last_rating),
        model=model,
    )


def key_values(key: RunKey) -> dict[str, object]:
    """A run's key as the columns that keep it; equal keys give equal text."""
    return {
        "demo": key.demo,
        "parameters": json_text(key.parameters),
        "seed": key.seed,
        "budget": key.budget,
        "device": key.device,
        "code_hash": key.code_hash,
        "versions": json_text(key.versions),
    }


def json_text(value: object) -> str:
    """A value as JSON, the same text for equal values."""
    return msgspec.json.encode(value, order="sorted").decode()


def _iso(day: date) -> str:
    return day.isoformat()


def _day(iso: str) -> date:
    return date.fromisoformat(iso)

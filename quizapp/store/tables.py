"""The tables of the study database. `db/versions` makes them; a test holds the two together.

`review`, `mark` and `prediction` are logs: triggers refuse to change or delete a row. `memory`,
`daily` and `marked` are folds, kept so that no screen reads a log; `doctor` can recompute each.
Moments are UTC milliseconds, study days ISO dates, structured values JSON.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    DDL,
    REAL,
    BigInteger,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    event,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

OWN = 1
"""Key of the learner and of the device that a file was made for; a sync brings further ones."""

_BIG = BigInteger().with_variant(Integer(), "sqlite")  # STRICT knows INTEGER and REAL only
_REAL: Double[float] = Double().with_variant(REAL(), "sqlite")
_ROWS: dict[str, Any] = {"sqlite_strict": True}
_CLUSTERED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}


def _learner() -> Column[Any]:
    return Column("learner", Integer, ForeignKey("learner.key"), nullable=False)


def _device() -> Column[Any]:
    return Column("device", Integer, ForeignKey("device.key"), nullable=False)


learner = Table(
    "learner",
    metadata,
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("created_at", _BIG, nullable=False),
    **_ROWS,
)

device = Table(
    "device",
    metadata,
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("created_at", _BIG, nullable=False),
    **_ROWS,
)

review = Table(
    "review",
    metadata,
    # `id` names the event on every machine and gives the order; `seq` is its number in this file.
    Column("seq", _BIG, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    _learner(),
    _device(),
    Column("card_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("voids", _BIG, ForeignKey("review.seq")),
    Column("prior", _BIG, ForeignKey("review.seq")),
    Column("undo_next", _BIG, ForeignKey("review.seq")),
    Column("redo_next", _BIG, ForeignKey("review.seq")),
    Column("at", _BIG, nullable=False),
    Column("tz", Text, nullable=False),
    Column("study_day", Text, nullable=False),
    Column("rating", Integer),
    Column("retention", _REAL),
    Column("seconds", _REAL),
    Column("answer", Text),
    Column("points", Text),
    Column("language", Text),
    Column("card_hash", Text),
    Column("revision", Integer),
    Column("model", Text),
    Column("confidence", Integer),
    Column("probe", Integer),
    CheckConstraint("kind IN ('grade', 'undo', 'redo')", name="kind"),
    CheckConstraint("(kind = 'grade') = (voids IS NULL)", name="voids"),
    CheckConstraint("(kind = 'grade') = (rating IS NOT NULL)", name="graded"),
    CheckConstraint("rating BETWEEN 1 AND 4", name="rating"),
    CheckConstraint("confidence BETWEEN 0 AND 100", name="confidence"),
    CheckConstraint("probe IN (0, 1)", name="probe"),
    **_ROWS,
)
Index(None, review.c.learner, review.c.card_id)
Index(None, review.c.learner, review.c.device, review.c.seq)
Index(
    None,
    review.c.voids,
    sqlite_where=review.c.voids.is_not(None),
    postgresql_where=review.c.voids.is_not(None),
)
Index(
    "ix_review_probe",
    review.c.learner,
    review.c.seq,
    sqlite_where=text("probe = 1"),
    postgresql_where=text("probe = 1"),
)

memory = Table(
    "memory",
    metadata,
    Column("learner", Integer, ForeignKey("learner.key"), primary_key=True, autoincrement=False),
    Column("card_id", Text, primary_key=True),
    Column("stability", _REAL, nullable=False),
    Column("difficulty", _REAL, nullable=False),
    Column("first_day", Text, nullable=False),
    Column("last_day", Text, nullable=False),
    Column("due", Text, nullable=False),
    Column("reviews", Integer, nullable=False),
    Column("lapses", Integer, nullable=False),
    Column("last_rating", Integer, nullable=False),
    Column("model", Text, nullable=False),
    **_CLUSTERED,
)
Index(None, memory.c.learner, memory.c.due, memory.c.card_id)

weights = Table(
    "weights",
    metadata,
    Column("id", Text, primary_key=True),
    _learner(),
    Column("at", _BIG, nullable=False),
    Column("model", Text, nullable=False),
    Column("w", Text, nullable=False),
    Column("n", Integer, nullable=False),
    Column("logloss", _REAL, nullable=False),
    Column("adopted", Integer, nullable=False),
    CheckConstraint("adopted IN (0, 1)", name="adopted"),
    **_ROWS,
)
Index(
    "ix_weights_adopted",
    weights.c.learner,
    weights.c.id,
    sqlite_where=text("adopted = 1"),
    postgresql_where=text("adopted = 1"),
)

daily = Table(
    "daily",
    metadata,
    Column("learner", Integer, ForeignKey("learner.key"), primary_key=True, autoincrement=False),
    Column("study_day", Text, primary_key=True),
    Column("reviews", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    **_CLUSTERED,
)

session = Table(
    "session",
    metadata,
    Column("id", Text, primary_key=True),
    _learner(),
    _device(),
    Column("started_at", _BIG, nullable=False),
    Column("study_day", Text, nullable=False),
    Column("topic", Text),
    Column("state", Text, nullable=False),
    Column("ended_at", _BIG),
    **_ROWS,
)
Index(
    "uq_session_open",
    session.c.learner,
    session.c.device,
    unique=True,
    sqlite_where=session.c.ended_at.is_(None),
    postgresql_where=session.c.ended_at.is_(None),
)

mark = Table(
    "mark",
    metadata,
    Column("seq", _BIG, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    _learner(),
    _device(),
    Column("card_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("at", _BIG, nullable=False),
    Column("tz", Text, nullable=False),
    Column("study_day", Text, nullable=False),
    CheckConstraint("kind IN ('suspend', 'unsuspend', 'flag', 'unflag')", name="kind"),
    **_ROWS,
)

marked = Table(
    "marked",
    metadata,
    Column("learner", Integer, ForeignKey("learner.key"), primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True),
    Column("card_id", Text, primary_key=True),
    Column("note", Text, nullable=False),
    Column("at", _BIG, nullable=False),
    CheckConstraint("kind IN ('suspend', 'flag')", name="kind"),
    **_CLUSTERED,
)

demo_run = Table(
    "demo_run",
    metadata,
    Column("id", Text, primary_key=True),
    Column("demo", Text, nullable=False),
    Column("parameters", Text, nullable=False),
    Column("seed", _BIG, nullable=False),
    Column("budget", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("code_hash", Text, nullable=False),
    Column("versions", Text, nullable=False),
    Column("metrics", Text, nullable=False),
    Column("verdicts", Text, nullable=False),
    Column("seconds", _REAL, nullable=False),
    Column("at", _BIG, nullable=False),
    **_ROWS,
)
Index(None, demo_run.c.demo, demo_run.c.code_hash)

prediction = Table(
    "prediction",
    metadata,
    Column("seq", _BIG, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    _learner(),
    _device(),
    Column("card_id", Text, nullable=False),
    Column("demo", Text, nullable=False),
    # The id that the run will have once it has ended: a run that is stopped leaves no row.
    Column("run", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("expected", _REAL, nullable=False),
    Column("at", _BIG, nullable=False),
    Column("tz", Text, nullable=False),
    Column("study_day", Text, nullable=False),
    CheckConstraint("kind IN ('claim', 'metric')", name="kind"),
    **_ROWS,
)
Index(None, prediction.c.learner, prediction.c.demo, prediction.c.seq)

setting = Table(
    "setting",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    **_CLUSTERED,
)

trust = Table(
    "trust",
    metadata,
    Column("name", Text, primary_key=True),
    Column("hash", Text, nullable=False),
    Column("approved_at", _BIG, nullable=False),
    **_CLUSTERED,
)


def _append_only(log: Table) -> None:
    """Let SQLite refuse what the store never does, whoever opens the file."""
    for action in ("UPDATE", "DELETE"):
        trigger = DDL(  # type: ignore[no-untyped-call]  # SQLAlchemy left it unannotated
            f"CREATE TRIGGER {log.name}_refuses_{action.lower()} BEFORE {action} ON {log.name} "
            f"BEGIN SELECT RAISE(ABORT, '{log.name} is append-only'); END"
        )
        event.listen(log, "after_create", trigger.execute_if(dialect="sqlite"))


_append_only(review)
_append_only(mark)
_append_only(prediction)

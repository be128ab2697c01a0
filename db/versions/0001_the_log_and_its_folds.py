"""The log and its folds: the first tables.

The names of constraints and indexes come from the naming convention of `quizapp.store.tables`.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REAL: sa.Double[float] = sa.Double().with_variant(sa.REAL(), "sqlite")
ROWS: dict[str, Any] = {"sqlite_strict": True}
CLUSTERED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}


def upgrade() -> None:
    for name in ("learner", "device"):
        op.create_table(
            name,
            sa.Column("key", sa.Integer, primary_key=True, autoincrement=False),
            sa.Column("id", sa.Text, nullable=False, unique=True),
            sa.Column("created_at", BIG, nullable=False),
            **ROWS,
        )
    create_review()
    create_folds()
    create_session()
    create_mark()
    create_demo_run()
    create_setting_and_trust()
    if op.get_bind().dialect.name == "sqlite":
        refuse_changes("review")
        refuse_changes("mark")


def refuse_changes(log: str) -> None:
    for action in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {log}_refuses_{action.lower()} BEFORE {action} ON {log} "
            f"BEGIN SELECT RAISE(ABORT, '{log} is append-only'); END"
        )


def learner() -> sa.Column[int]:
    return sa.Column("learner", sa.Integer, sa.ForeignKey("learner.key"), nullable=False)


def learner_in_key() -> sa.Column[int]:
    return sa.Column(
        "learner", sa.Integer, sa.ForeignKey("learner.key"), primary_key=True, autoincrement=False
    )


def device() -> sa.Column[int]:
    return sa.Column("device", sa.Integer, sa.ForeignKey("device.key"), nullable=False)


def create_review() -> None:
    op.create_table(
        "review",
        sa.Column("seq", BIG, primary_key=True, autoincrement=False),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        learner(),
        device(),
        sa.Column("card_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("voids", BIG, sa.ForeignKey("review.seq")),
        sa.Column("prior", BIG, sa.ForeignKey("review.seq")),
        sa.Column("undo_next", BIG, sa.ForeignKey("review.seq")),
        sa.Column("redo_next", BIG, sa.ForeignKey("review.seq")),
        sa.Column("at", BIG, nullable=False),
        sa.Column("tz", sa.Text, nullable=False),
        sa.Column("study_day", sa.Text, nullable=False),
        sa.Column("rating", sa.Integer),
        sa.Column("retention", REAL),
        sa.Column("seconds", REAL),
        sa.Column("answer", sa.Text),
        sa.Column("points", sa.Text),
        sa.Column("language", sa.Text),
        sa.Column("card_hash", sa.Text),
        sa.Column("revision", sa.Integer),
        sa.Column("model", sa.Text),
        sa.CheckConstraint("kind IN ('grade', 'undo', 'redo')", name="kind"),
        sa.CheckConstraint("(kind = 'grade') = (voids IS NULL)", name="voids"),
        sa.CheckConstraint("(kind = 'grade') = (rating IS NOT NULL)", name="graded"),
        sa.CheckConstraint("rating BETWEEN 1 AND 4", name="rating"),
        **ROWS,
    )
    op.create_index(None, "review", ["learner", "card_id"])
    op.create_index(None, "review", ["learner", "device", "seq"])
    partly = sa.text("voids IS NOT NULL")
    op.create_index(None, "review", ["voids"], sqlite_where=partly, postgresql_where=partly)


def create_folds() -> None:
    op.create_table(
        "memory",
        learner_in_key(),
        sa.Column("card_id", sa.Text, primary_key=True),
        sa.Column("stability", REAL, nullable=False),
        sa.Column("difficulty", REAL, nullable=False),
        sa.Column("first_day", sa.Text, nullable=False),
        sa.Column("last_day", sa.Text, nullable=False),
        sa.Column("due", sa.Text, nullable=False),
        sa.Column("reviews", sa.Integer, nullable=False),
        sa.Column("lapses", sa.Integer, nullable=False),
        sa.Column("last_rating", sa.Integer, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        **CLUSTERED,
    )
    op.create_index(None, "memory", ["learner", "due", "card_id"])
    op.create_table(
        "daily",
        learner_in_key(),
        sa.Column("study_day", sa.Text, primary_key=True),
        sa.Column("reviews", sa.Integer, nullable=False),
        sa.Column("new", sa.Integer, nullable=False),
        **CLUSTERED,
    )


def create_session() -> None:
    op.create_table(
        "session",
        sa.Column("id", sa.Text, primary_key=True),
        learner(),
        device(),
        sa.Column("started_at", BIG, nullable=False),
        sa.Column("study_day", sa.Text, nullable=False),
        sa.Column("topic", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("ended_at", BIG),
        **ROWS,
    )
    partly = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_session_open",
        "session",
        ["learner", "device"],
        unique=True,
        sqlite_where=partly,
        postgresql_where=partly,
    )


def create_mark() -> None:
    op.create_table(
        "mark",
        sa.Column("seq", BIG, primary_key=True, autoincrement=False),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        learner(),
        device(),
        sa.Column("card_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("tz", sa.Text, nullable=False),
        sa.Column("study_day", sa.Text, nullable=False),
        sa.CheckConstraint("kind IN ('suspend', 'unsuspend', 'flag', 'unflag')", name="kind"),
        **ROWS,
    )
    op.create_table(
        "marked",
        learner_in_key(),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("card_id", sa.Text, primary_key=True),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.CheckConstraint("kind IN ('suspend', 'flag')", name="kind"),
        **CLUSTERED,
    )


def create_demo_run() -> None:
    op.create_table(
        "demo_run",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("demo", sa.Text, nullable=False),
        sa.Column("parameters", sa.Text, nullable=False),
        sa.Column("seed", BIG, nullable=False),
        sa.Column("budget", sa.Text, nullable=False),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("code_hash", sa.Text, nullable=False),
        sa.Column("versions", sa.Text, nullable=False),
        sa.Column("metrics", sa.Text, nullable=False),
        sa.Column("verdicts", sa.Text, nullable=False),
        sa.Column("seconds", REAL, nullable=False),
        sa.Column("at", BIG, nullable=False),
        **ROWS,
    )
    op.create_index(None, "demo_run", ["demo", "code_hash"])


def create_setting_and_trust() -> None:
    op.create_table(
        "setting",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        **CLUSTERED,
    )
    op.create_table(
        "trust",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("approved_at", BIG, nullable=False),
        **CLUSTERED,
    )

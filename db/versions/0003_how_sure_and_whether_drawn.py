"""A review says how sure the learner was, and whether its card was drawn at random.

SQLite adds a column only at a table's end and checks it nowhere, so the log is built anew.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REAL: sa.Double[float] = sa.Double().with_variant(sa.REAL(), "sqlite")
INDEXES = ("ix_review_learner_card_id", "ix_review_learner_device_seq", "ix_review_voids")


def upgrade() -> None:
    columns = [column["name"] for column in sa.inspect(op.get_bind()).get_columns("review")]
    names = ", ".join(columns)
    for index in INDEXES:
        op.drop_index(index, "review")
    op.rename_table("review", "review_before")
    create_review()
    op.execute(f"INSERT INTO review ({names}) SELECT {names} FROM review_before")
    op.drop_table("review_before")
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER review_refuses_{action.lower()} BEFORE {action} ON review "
                "BEGIN SELECT RAISE(ABORT, 'review is append-only'); END"
            )


def of(table: str) -> sa.Column[Any]:
    return sa.Column(table, sa.Integer, sa.ForeignKey(f"{table}.key"), nullable=False)


def event(name: str) -> sa.Column[Any]:
    return sa.Column(name, BIG, sa.ForeignKey("review.seq"))


def create_review() -> None:
    op.create_table(
        "review",
        sa.Column("seq", BIG, primary_key=True, autoincrement=False),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        of("learner"),
        of("device"),
        sa.Column("card_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        event("voids"),
        event("prior"),
        event("undo_next"),
        event("redo_next"),
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
        sa.Column("confidence", sa.Integer),
        sa.Column("probe", sa.Integer),
        sa.CheckConstraint("kind IN ('grade', 'undo', 'redo')", name="kind"),
        sa.CheckConstraint("(kind = 'grade') = (voids IS NULL)", name="voids"),
        sa.CheckConstraint("(kind = 'grade') = (rating IS NOT NULL)", name="graded"),
        sa.CheckConstraint("rating BETWEEN 1 AND 4", name="rating"),
        sa.CheckConstraint("confidence BETWEEN 0 AND 100", name="confidence"),
        sa.CheckConstraint("probe IN (0, 1)", name="probe"),
        sqlite_strict=True,
    )
    op.create_index(None, "review", ["learner", "card_id"])
    op.create_index(None, "review", ["learner", "device", "seq"])
    partly = sa.text("voids IS NOT NULL")
    op.create_index(None, "review", ["voids"], sqlite_where=partly, postgresql_where=partly)
    drawn = sa.text("probe = 1")
    op.create_index(
        "ix_review_probe",
        "review",
        ["learner", "seq"],
        sqlite_where=drawn,
        postgresql_where=drawn,
    )

"""Weights that were fitted to the learner's log, every set of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REAL: sa.Double[float] = sa.Double().with_variant(sa.REAL(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "weights",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("learner", sa.Integer, sa.ForeignKey("learner.key"), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("w", sa.Text, nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("logloss", REAL, nullable=False),
        sa.Column("adopted", sa.Integer, nullable=False),
        sa.CheckConstraint("adopted IN (0, 1)", name="adopted"),
        sqlite_strict=True,
    )
    taken = sa.text("adopted = 1")
    op.create_index(
        "ix_weights_adopted",
        "weights",
        ["learner", "id"],
        sqlite_where=taken,
        postgresql_where=taken,
    )

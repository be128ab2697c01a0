"""A log of what the learner expects of a demo's run before it is made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REAL: sa.Double[float] = sa.Double().with_variant(sa.REAL(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "prediction",
        sa.Column("seq", BIG, primary_key=True, autoincrement=False),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("learner", sa.Integer, sa.ForeignKey("learner.key"), nullable=False),
        sa.Column("device", sa.Integer, sa.ForeignKey("device.key"), nullable=False),
        sa.Column("card_id", sa.Text, nullable=False),
        sa.Column("demo", sa.Text, nullable=False),
        sa.Column("run", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("expected", REAL, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("tz", sa.Text, nullable=False),
        sa.Column("study_day", sa.Text, nullable=False),
        sa.CheckConstraint("kind IN ('claim', 'metric')", name="kind"),
        sqlite_strict=True,
    )
    op.create_index(None, "prediction", ["learner", "demo", "seq"])
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER prediction_refuses_{action.lower()} BEFORE {action} ON prediction "
                "BEGIN SELECT RAISE(ABORT, 'prediction is append-only'); END"
            )

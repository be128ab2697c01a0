"""Alembic's door to the study database: runs the migrations over the connection it is given."""

from __future__ import annotations

from alembic import context

from quizapp.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a table by building it anew
)
with context.begin_transaction():
    context.run_migrations()

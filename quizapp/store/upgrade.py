"""Runs the migrations of `db/versions`. Imported only for a database that is behind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from quizapp import resources
from quizapp.errors import DamagedError
from quizapp.store import schema
from quizapp.store.engine import migrating


def upgrade(path: Path, back_up: Callable[[], object]) -> None:
    """Bring the database to HEAD in one transaction, after `back_up`.

    A second program that comes at the same time waits for the lock, then finds nothing to do.
    """
    with migrating(path) as connection:
        if MigrationContext.configure(connection).get_current_revision() != schema.HEAD:
            back_up()
            command.upgrade(configuration(connection), schema.HEAD)
            _check_references(connection, path)


def configuration(connection: Connection) -> Config:
    """Alembic's configuration for our migrations, run over an open connection."""
    config = Config()
    config.set_main_option("script_location", str(resources.migrations()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _check_references(connection: Connection, path: Path) -> None:
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
        raise DamagedError(
            f"{path} holds {len(broken)} rows that point to nothing",
            "it was left as it was; run `quizapp doctor`",
        )

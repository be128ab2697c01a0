"""What our migrations make, as SQL: `python -m quizapp.store.dump` writes db/schema.sql."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from quizapp import resources
from quizapp.store import schema, upgrade

_HEADER = """\
-- What Alembic makes of an empty file; a new study database is made from this text.
-- Written by `python -m quizapp.store.dump`: change the tables and db/versions, not this file.

"""


def migrated() -> str:
    """The text of db/schema.sql: an empty file brought to HEAD by Alembic, then dumped."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "study.db"
        upgrade.upgrade(path, lambda: None)
        with closing(schema.connect(path)) as connection:
            return _HEADER + dumped(connection)


def dumped(connection: sqlite3.Connection) -> str:
    """Every table, index and trigger in the order in which they were made, and the revision."""
    rows = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
    made = "\n".join(f"{_tidy(sql)};\n" for (sql,) in rows)
    return f"{made}\nINSERT INTO alembic_version VALUES ('{schema.HEAD}');\n"


def _tidy(sql: str) -> str:
    lines = (line.rstrip().replace("\t", "    ") for line in sql.splitlines())
    return re.sub(r"\n (?=\w)", " ", "\n".join(line for line in lines if line))


if __name__ == "__main__":
    (resources.migrations() / "schema.sql").write_text(migrated(), encoding="utf-8")

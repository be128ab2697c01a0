"""Making, migrating and refusing study databases."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from alembic import command
from sqlalchemy import create_engine

from quizapp import resources
from quizapp.bank.cards import CardId
from quizapp.clock import Clock
from quizapp.errors import DamagedError, NewerSchemaError, StoreError
from quizapp.scheduling.memory import Rating
from quizapp.store import dump, schema
from quizapp.store.engine import migrating
from quizapp.store.study import StudyStore
from quizapp.store.tables import metadata
from quizapp.store.upgrade import configuration
from quizapp.store.values import Answered, DemoRun, Guess, GuessKind
from tests.store.conftest import Hands, Opener
from tests.store.test_reads import KEY

AT = datetime(2026, 3, 2, 20, tzinfo=UTC)


def prepare(path: Path) -> None:
    schema.prepare(path, backups=path.parent / "backups", at=AT)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_schema_sql_is_what_the_migrations_make() -> None:
    written = (resources.migrations() / "schema.sql").read_text(encoding="utf-8")
    assert written == dump.migrated(), "run `python -m quizapp.store.dump`"


def made_in(path: Path) -> set[str]:
    with closing(schema.connect(path)) as connection:
        return {each.strip() for each in dump.dumped(connection).split(";\n")}


def test_the_tables_are_what_the_migrations_make(path: Path) -> None:
    prepare(path)
    other = path.with_name("other.db")
    engine = create_engine(f"sqlite:///{other}")
    metadata.create_all(engine)
    engine.dispose()
    made, declared = made_in(path), made_in(other)
    assert declared - made == set()
    assert [each.split(" (")[0] for each in made - declared] == ["CREATE TABLE alembic_version"]


def test_head_is_the_newest_migration() -> None:
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(resources.migrations()))
    assert script.get_current_head() == schema.HEAD
    assert all(
        len(each.revision) == 4 and each.revision.isdigit() for each in script.walk_revisions()
    )


def test_a_current_database_is_opened_without_alembic(path: Path) -> None:
    prepare(path)
    code = f"""
import sys
from datetime import datetime
from pathlib import Path
from random import Random
from quizapp.clock import Clock
from quizapp.store.study import StudyStore
path = Path({str(path)!r})
StudyStore.open(path, clock=Clock(), randomness=Random(1), backups=path.parent).close()
print(sorted({{name.partition(".")[0] for name in sys.modules}} & {{"alembic", "sqlalchemy"}}))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['sqlalchemy']"


def test_a_newer_database_is_refused_and_untouched(path: Path) -> None:
    prepare(path)
    with closing(schema.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = digest(path)
    with pytest.raises(NewerSchemaError, match="update quizapp"):
        prepare(path)
    assert digest(path) == before


def test_somebody_elses_database_is_refused_and_untouched(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE songs (title)")
    before = digest(path)
    with pytest.raises(StoreError, match="database of something else"):
        prepare(path)
    assert digest(path) == before


@pytest.mark.parametrize("content", [b"not a database, but long enough for a header " * 100])
def test_what_is_no_database_is_refused_and_untouched(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(DamagedError, match="put back a copy"):
        prepare(path)
    assert path.read_bytes() == content


def test_an_empty_file_becomes_a_database(path: Path) -> None:
    path.touch()
    prepare(path)
    with closing(schema.connect(path)) as connection:
        assert schema.revision(connection, path) == schema.HEAD


@pytest.fixture
def older(path: Path, store: StudyStore, answered: Callable[..., Answered]) -> Path:
    """A database with history, closed: the one that a newer version finds."""
    for rating in Rating:
        store.record(answered("relu", rating))
    store.close()
    return path


NEXT = """
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "9999", "{head}", None, None

def upgrade() -> None:
    with op.batch_alter_table("learner") as batch:
        batch.add_column(sa.Column("name", sa.Text, nullable=False, server_default=""))
    {more}
"""


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """The program one migration later; `more` is what that migration does besides."""

    def install(more: str = "pass") -> None:
        folder = tmp_path / "db"
        shutil.copytree(
            resources.migrations(), folder, ignore=shutil.ignore_patterns("__pycache__")
        )
        next_ = NEXT.format(more=more, head=schema.HEAD)
        (folder / "versions" / "9999_next.py").write_text(next_, encoding="utf-8")
        monkeypatch.setattr(resources, "migrations", lambda: folder)
        monkeypatch.setattr(schema, "HEAD", "9999")

    return install


def test_an_older_database_is_migrated_after_a_backup(
    older: Path, next_version: Callable[..., None]
) -> None:
    ours = schema.HEAD
    next_version()
    prepare(older)
    with closing(schema.connect(older)) as connection:
        assert schema.revision(connection, older) == "9999"
        assert connection.execute("SELECT name FROM learner").fetchall() == [("",)]
        assert connection.execute("SELECT count(*) FROM review").fetchone() == (4,)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    (backup,) = (older.parent / "backups").iterdir()
    assert backup.name == f"study-20260302-200000-{ours}.db"
    with closing(schema.connect(backup)) as connection:
        assert schema.revision(connection, backup) == ours
        assert connection.execute("SELECT count(*) FROM review").fetchone() == (4,)


def test_a_migration_that_fails_changes_nothing(
    older: Path, next_version: Callable[..., None]
) -> None:
    ours = schema.HEAD
    next_version("raise RuntimeError('half way')")
    with pytest.raises(RuntimeError, match="half way"):
        prepare(older)
    with closing(schema.connect(older)) as connection:
        assert schema.revision(connection, older) == ours
        columns = [row[1] for row in connection.execute("PRAGMA table_info(learner)")]
    assert "name" not in columns


KEPT = ("learner", "device", "review", "memory", "daily", "session", "demo_run")


@pytest.fixture
def at_revision(
    path: Path, hands: Hands, answered: Callable[..., Answered]
) -> Callable[[str], None]:
    """Make the database that an older version would have left, with reviews and a run in it."""

    def make(revision: str) -> None:
        now = path.with_name("now.db")
        schema.prepare(now, backups=path.parent, at=AT)
        store = StudyStore(now, Clock(hands), Random(1))
        store._introduce()
        for rating in Rating:
            store.record(answered("relu", rating))
        store.undo()
        store.start_session("{}")
        run = DemoRun(key=KEY, metrics={"r": 0.5}, verdicts={"c": "SUPPORTED"}, seconds=1)
        store.record_run(run)
        store.close()
        with migrating(path) as connection:
            command.upgrade(configuration(connection), revision)
        with closing(schema.connect(path)) as connection:
            connection.execute("ATTACH ? AS now", (str(now),))
            for table in KEPT:
                names = ", ".join(columns(connection, table))
                connection.execute(
                    f"INSERT INTO main.{table} ({names}) SELECT {names} FROM now.{table}"
                )

    return make


def columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA main.table_info({table})")]


def rows(path: Path, of: Path) -> dict[str, list[tuple[object, ...]]]:
    """What stands in the columns that the database `of` has."""
    with closing(schema.connect(path)) as connection, closing(schema.connect(of)) as older:
        return {
            name: connection.execute(
                f"SELECT {', '.join(columns(older, name))} FROM {name}"
            ).fetchall()
            for name in KEPT
        }


@pytest.mark.parametrize("revision", ["0001", "0002"])
def test_a_database_of_an_older_revision_keeps_everything(
    path: Path, at_revision: Callable[[str], None], opener: Opener, revision: str
) -> None:
    at_revision(revision)
    before = rows(path, path)
    assert len(before["review"]) == 5
    store = opener()
    (backup,) = (path.parent / "backups").iterdir()
    assert backup.name.endswith(f"-{revision}.db")
    assert rows(path, backup) == rows(backup, backup) == before
    guess = Guess(GuessKind.CLAIM, "c", 1.0)
    store.predict(CardId("relu"), "vanishing-gradient", [guess])
    assert [each.guess for each in store.reads.predictions("vanishing-gradient")] == [guess]
    assert [each.confidence for each in store.reads.history(CardId("relu"))] == [None] * 5
    assert store.redo() is not None
    assert store.check() == []


@pytest.mark.parametrize("change", ["UPDATE review SET rating = 1", "DELETE FROM review"])
def test_a_migrated_log_is_append_only(
    path: Path, at_revision: Callable[[str], None], change: str
) -> None:
    at_revision("0002")
    prepare(path)
    with (
        closing(schema.connect(path)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        connection.execute(change)


def test_of_two_programs_one_migrates_and_the_other_waits(
    older: Path, next_version: Callable[..., None], tmp_path: Path
) -> None:
    next_version("import time; time.sleep(0.3)")
    code = f"""
from datetime import datetime
from pathlib import Path
from quizapp import resources
from quizapp.store import schema
resources.migrations = lambda: Path({str(tmp_path / "db")!r})
schema.HEAD = "9999"
path = Path({str(older)!r})
schema.prepare(path, backups=path.parent / "backups", at=datetime.now())
"""
    both = [
        subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(2)
    ]
    for program in both:
        _, errors = program.communicate(timeout=60)
        assert program.returncode == 0, errors.decode()
    with closing(schema.connect(older)) as connection:
        assert schema.revision(connection, older) == "9999"
    assert len(list((older.parent / "backups").iterdir())) == 1


def test_programs_that_start_together_make_one_database(path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from random import Random
from quizapp.clock import Clock
from quizapp.store.study import StudyStore
path = Path({str(path)!r})
sys.stdin.readline()
store = StudyStore.open(path, clock=Clock(), randomness=Random(), backups=path.parent)
print(store.reads._execute("SELECT id FROM device", {{}})[0][0])
store.close()
"""
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    answers = [program.communicate("go\n", timeout=60) for program in programs]
    assert [errors for _, errors in answers] == [""] * 4
    assert len({device for device, _ in answers}) == 1

"""Is the study database sound, and do its folds agree with the log? `rebuild` makes them agree.

Card by card in short transactions: a learner with a million reviews can go on grading meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import islice

from sqlalchemy import Connection, Engine
from sqlalchemy.engine.interfaces import DBAPICursor

from quizapp.bank.cards import CardId
from quizapp.errors import DamagedError
from quizapp.store import engine as engines
from quizapp.store import tables as t
from quizapp.store.chain import broken_link
from quizapp.store.fold import Kept, as_columns, fold
from quizapp.store.log import kept_in
from quizapp.store.marks import CLEARS
from quizapp.store.standing import STANDS
from quizapp.store.statements import Statements, keeping
from quizapp.store.tables import OWN
from quizapp.store.values import Difference, MarkKind
from quizapp.store.weights import Sets

_BATCH = 50
"""Cards compared in one transaction: a tenth of a second with a hundred reviews each."""

_STANDING_BY_DAY = (
    "SELECT study_day, count(*) FROM review AS g WHERE learner = ? AND kind = 'grade'"
    f" AND {STANDS} GROUP BY study_day"
)
_NEW_BY_DAY = "SELECT first_day, count(*) FROM memory WHERE learner = ? GROUP BY first_day"
_DAILY = "SELECT study_day, reviews, new FROM daily WHERE learner = ?"
_CARDS = (
    "SELECT card_id FROM review WHERE learner = ?1 UNION SELECT card_id FROM memory"
    " WHERE learner = ?1 ORDER BY card_id"
)


def check(engine: Engine) -> list[str]:
    """What is wrong, one line each; the folds are compared only when the log itself is whole."""
    try:
        problems = _damage(engine)
    except DamagedError as error:  # worse than what an integrity check can report
        return [str(error)]
    if problems:
        return problems
    return [f"{difference.what}; run `quizapp doctor --rebuild`" for difference in _compare(engine)]


def rebuild(engine: Engine) -> list[Difference]:
    """Recompute the folds and say what differed. Raises DamagedError when the log is not whole."""
    if problems := _damage(engine):
        raise DamagedError(problems[0], "put back a copy from the backups folder")
    return list(_compare(engine, mend=True))


def _damage(engine: Engine) -> list[str]:
    with engines.reader(engine) as connection:
        rows = connection.exec_driver_sql("PRAGMA integrity_check").fetchall()
        problems = [f"the file is damaged: {what}" for (what,) in rows if what != "ok"]
        rows = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        problems += [f"row {row[1]} of {row[0]} points to no {row[2]}" for row in rows]
        return problems or list(broken_link(connection))


def _compare(engine: Engine, *, mend: bool = False) -> Iterator[Difference]:
    statements = Statements(engine.dialect)
    sets = Sets(statements)
    with engines.reader(engine) as connection:
        cards = iter([CardId(c) for (c,) in connection.exec_driver_sql(_CARDS, (OWN,))])
    with engines.writer(engine) as connection:
        while batch := list(islice(cards, _BATCH)):
            with connection.begin():
                cursor = connection.connection.cursor()
                for card in batch:
                    yield from compare_card(cursor, statements, sets, card, mend)
        with connection.begin():
            yield from compare_days(connection, mend)
            yield from _compare_marks(connection, mend)


def compare_card(
    cursor: DBAPICursor, statements: Statements, sets: Sets, card: CardId, mend: bool
) -> Iterator[Difference]:
    """Hold a card's kept memory against its events; `mend` writes what they give."""
    of = {"learner": OWN, "card_id": card}
    rows = statements.memory(cursor, of)
    found = kept_in(rows[0]) if rows else None
    true = fold(card, statements.events(cursor, of), partial(sets.get, cursor))
    if found == true:
        return
    yield Difference(f"{card}: kept {_words(found)}, the log gives {_words(true)}")
    if mend and true:
        statements.keep(cursor, {"learner": OWN, **as_columns(card, true)})
    elif mend:
        statements.forget(cursor, of)


def compare_days(connection: Connection, mend: bool) -> Iterator[Difference]:
    """Hold the kept numbers of each day against the log; `mend` writes what it gives."""
    reviews = _by_day(connection, _STANDING_BY_DAY)
    new = _by_day(connection, _NEW_BY_DAY)
    true = {day: (reviews.get(day, 0), new.get(day, 0)) for day in reviews.keys() | new.keys()}
    rows = connection.exec_driver_sql(_DAILY, (OWN,)).fetchall()
    found = {row[0]: (row[1], row[2]) for row in rows if row[1] or row[2]}
    for day in sorted(found.keys() | true.keys()):
        is_, ought = found.get(day, (0, 0)), true.get(day, (0, 0))
        if is_ == ought:
            continue
        yield Difference(
            f"{day}: kept {is_[0]} reviews and {is_[1]} new cards,"
            f" the log gives {ought[0]} and {ought[1]}"
        )
        if mend:
            values = {"learner": OWN, "study_day": day, "reviews": ought[0], "new": ought[1]}
            connection.execute(keeping(t.daily).values(values))


def _by_day(connection: Connection, sql: str) -> dict[str, int]:
    return {row[0]: row[1] for row in connection.exec_driver_sql(sql, (OWN,))}


def _compare_marks(connection: Connection, mend: bool) -> Iterator[Difference]:
    true: dict[tuple[str, str], tuple[str, int]] = {}
    for card, kind, note, at in connection.exec_driver_sql(
        "SELECT card_id, kind, note, at FROM mark WHERE learner = ? ORDER BY id", (OWN,)
    ):
        cleared = CLEARS.get(MarkKind(kind))
        if cleared:
            true.pop((cleared, card), None)
        else:
            true[kind, card] = (note, at)
    rows = connection.exec_driver_sql(
        "SELECT kind, card_id, note, at FROM marked WHERE learner = ?", (OWN,)
    ).fetchall()
    found = {(row[0], row[1]): (row[2], row[3]) for row in rows}
    for kind, card in sorted(k for k in found.keys() | true.keys() if found.get(k) != true.get(k)):
        yield Difference(f"{card}: the mark `{kind}` is not what the log of marks gives")
    if mend and found != true:
        _rewrite_marks(connection, true)


def _rewrite_marks(connection: Connection, true: Mapping[tuple[str, str], tuple[str, int]]) -> None:
    connection.execute(t.marked.delete().where(t.marked.c.learner == OWN))
    for (kind, card), (note, at) in true.items():
        values = {"learner": OWN, "kind": kind, "card_id": card, "note": note, "at": at}
        connection.execute(t.marked.insert().values(values))


def _words(kept: Kept | None) -> str:
    if kept is None:
        return "nothing"
    memory = kept.memory
    return (
        f"{memory.reviews} reviews since {kept.first_day}, due {memory.due},"
        f" stability {memory.stability:.6g}, difficulty {memory.difficulty:.6g} ({memory.model})"
    )

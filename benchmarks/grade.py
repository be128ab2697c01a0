"""Time of one durable grade: through our store and our session, against the bare transaction.

Wall time, because a grade waits for the disk: fsync is part of it on both sides. The variants take
turns in blocks, so that a slow moment of the machine slows both.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import cycle, islice
from random import Random
from time import perf_counter, time

from benchmarks.figures import Figure
from benchmarks.scenes import Scene
from quizapp.scheduling.memory import Rating
from quizapp.store.ids import new_id
from quizapp.store.values import Answered, Place
from quizapp.study.desk import Desk
from quizapp.study.values import Response

BLOCKS = 20
BLOCK = 20
WARM_UP = 40
ANSWER = "Each backward step multiplies by the slope, and that is at most a quarter."

HEAD = (
    "SELECT id, seq, undo_next FROM review WHERE learner = 1 AND device = 1"
    " ORDER BY seq DESC LIMIT 1"
)
MEMORY = "SELECT * FROM memory WHERE learner = 1 AND card_id = ?"
LOG = (
    "INSERT INTO review (seq, id, learner, device, card_id, kind, prior, undo_next, at, tz,"
    " study_day, rating, retention, seconds, answer, points, language, card_hash, revision, model)"
    " VALUES (?, ?, 1, 1, ?, 'grade', ?, ?, ?, 'UTC', ?, 3, 0.9, 20.0, ?, '[]', 'en', '', 1,"
    " 'fsrs')"
)
KEEP = (
    "INSERT INTO memory VALUES (1, ?, 12.5, 5.5, ?, ?, ?, 4, 0, 3, 'fsrs') ON CONFLICT DO UPDATE"
    " SET stability = excluded.stability, difficulty = excluded.difficulty, due = excluded.due,"
    " last_day = excluded.last_day, reviews = excluded.reviews, lapses = excluded.lapses,"
    " last_rating = excluded.last_rating, model = excluded.model"
)
COUNT = "INSERT INTO daily VALUES (1, ?, 1, 0) ON CONFLICT DO UPDATE SET reviews = reviews + 1"
PLACE = "UPDATE session SET state = ? WHERE id = ?"


def against_raw(scene: Scene) -> list[Figure]:
    """`store.record`, and the whole answer of a session, each against raw sqlite3."""
    with closing(scene.workplace.desk()) as desk:
        record, theirs = _in_turns(recording(desk), bare(desk))
        answer, again = _in_turns(answering(desk), bare(desk))
    return [
        Figure("grade: store.record / raw sqlite3", record, theirs, limit=2.0),
        Figure("grade: Session.answer / raw sqlite3", answer, again, limit=2.0),
    ]


def against_small(large: Scene, small: Scene) -> Figure:
    """A session's answer with a large bank and history against a small one."""
    with closing(large.workplace.desk()) as ours, closing(small.workplace.desk()) as theirs:
        samples = _in_turns(answering(ours), answering(theirs))
    return Figure("grade: large / small bank", *samples, limit=1.1)


def answering(desk: Desk) -> Iterator[float]:
    """Answer card after card, session after session; the seconds of each answer."""
    while True:
        session = desk.session()
        if session.card is None:
            raise RuntimeError("the bank has no card left to answer")
        while session.card is not None:
            began = perf_counter()
            session.answer(Rating.GOOD, Response(answer=ANSWER, seconds=20.0))
            yield perf_counter() - began


def recording(desk: Desk) -> Iterator[float]:
    """Record grades of one card after another beside the session's state; the seconds of each."""
    place = _place(desk)
    for card in cycle(desk.library.ids(limit=500)):
        answered = Answered(card=card, rating=Rating.GOOD, retention=0.9, answer=ANSWER)
        began = perf_counter()
        desk.store.record(answered, place)
        yield perf_counter() - began


def bare(desk: Desk) -> Iterator[float]:
    """The same transaction without us: what is read and written, with values that cost nothing."""
    place, random, day = _place(desk), Random(3), desk.clock.today().isoformat()
    with closing(_copied(desk)) as database:
        for card in cycle(desk.library.ids(limit=500)):
            now = int(time() * 1000)
            began = perf_counter()
            database.execute("BEGIN IMMEDIATE")
            last, seq, _ = database.execute(HEAD).fetchone() or (None, 0, None)
            database.execute(MEMORY, (card,)).fetchone()
            event = (
                seq + 1,
                new_id(now, random, last),
                card,
                seq or None,
                seq + 1,
                now,
                day,
                ANSWER,
            )
            database.execute(LOG, event)
            database.execute(KEEP, (card, day, day, day))
            database.execute(COUNT, (day,))
            database.execute(PLACE, (place.state, place.session))
            database.execute("COMMIT")
            yield perf_counter() - began


def _place(desk: Desk) -> Place:
    desk.session()
    opened = desk.store.reads.open_session()
    assert opened is not None
    return Place(opened.id, opened.state)


def _copied(desk: Desk) -> sqlite3.Connection:
    """A copy of the study database beside it, opened as durably as the store opens its own."""
    path = desk.paths.study.with_name("bare.db")
    path.unlink(missing_ok=True)
    copy = sqlite3.connect(path, isolation_level=None)
    with closing(sqlite3.connect(desk.paths.study)) as original:
        original.backup(copy)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        copy.execute(f"PRAGMA {pragma}")
    return copy


def _in_turns(first: Iterator[float], second: Iterator[float]) -> tuple[list[float], list[float]]:
    ours: list[float] = []
    theirs: list[float] = []
    for variant in (first, second):
        list(islice(variant, WARM_UP))
    for _ in range(BLOCKS):
        ours += islice(first, BLOCK)
        theirs += islice(second, BLOCK)
    return ours, theirs

"""Two programs on one database, and a program that is killed: no grade is lost, none is doubled."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import pytest

from quizapp.bank.cards import CardId
from quizapp.scheduling.memory import Rating
from quizapp.store.study import StudyStore
from quizapp.store.values import Answered, EventKind

PROGRAM = """
import sys
from pathlib import Path
from random import Random

from quizapp.bank.cards import CardId
from quizapp.clock import Clock
from quizapp.scheduling.memory import Rating
from quizapp.store.study import StudyStore
from quizapp.store.values import Answered, Place

path, seed, grades = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
random = Random(seed)
store = StudyStore.open(path, clock=Clock(), randomness=random, backups=path.parent)
session = store.reads.open_session()
session = session.id if session else store.start_session("begun")
print("ready", flush=True)
sys.stdin.readline()
for number in range(grades):
    card = CardId(f"card-{random.randrange(5)}")
    answered = Answered(card=card, rating=Rating(random.randint(1, 4)), retention=0.9)
    print(store.record(answered, Place(session, f"{seed}: {number}")).id, flush=True)
    if random.random() < 0.2:
        store.undo(lambda step: Place(session, f"undone {step.card}"))
        store.redo()
store.close()
"""


def program(path: Path, seed: int, grades: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(path), str(seed), str(grades)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def logged(store: StudyStore) -> list[str]:
    """The ids of all grades in the log."""
    events = [event for card in range(5) for event in store.reads.history(CardId(f"card-{card}"))]
    return [event.id for event in events if event.kind is EventKind.GRADE]


def test_both_programs_grade_and_nothing_is_lost(
    path: Path, opener: Callable[[], StudyStore]
) -> None:
    both = [program(path, seed, 150) for seed in (1, 2)]
    for each in both:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in both:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    acknowledged: list[str] = []
    for each in both:
        output, errors = each.communicate(timeout=60)
        assert (each.returncode, errors) == (0, "")
        acknowledged += output.split()
    store = opener()
    assert sorted(logged(store)) == sorted(acknowledged)
    assert len(acknowledged) == 300
    assert store.check() == []


def test_a_grade_builds_on_what_another_program_graded_meanwhile(
    opener: Callable[[], StudyStore], answered: Callable[..., Answered]
) -> None:
    ours, theirs = opener(), opener()
    for _ in range(3):
        ours.record(answered("relu", Rating.GOOD))
        theirs.record(answered("relu", Rating.HARD))
    memory = ours.reads.memory(CardId("relu"))
    assert memory is not None
    assert memory.reviews == 6
    assert memory == theirs.reads.memory(CardId("relu"))
    assert ours.reads.counts(date(2026, 3, 2)).reviews == 6
    assert ours.check() == []


def kill_and_look(path: Path, opener: Callable[[], StudyStore], random: Random, seed: int) -> None:
    """Kill a program while it grades: what it said is kept is there, once, and all is sound."""
    before = set(logged(opener())) if path.exists() else set()
    with program(path, seed, 100_000) as killed:
        assert killed.stdin is not None
        assert killed.stdout is not None
        assert killed.stderr is not None
        killed.stdin.write("go\n")
        killed.stdin.flush()
        if seed % 4:  # else it may die while it opens the file
            assert killed.stdout.readline() == "ready\n"
        time.sleep(random.uniform(0, 0.1))
        killed.send_signal(signal.SIGKILL)
        # not `communicate`, which would pass over what came together with "ready"
        output, errors = killed.stdout.read(), killed.stderr.read()
    assert errors == ""
    lines = output.removeprefix("ready\n").splitlines(keepends=True)
    acknowledged = {line.strip() for line in lines if line.endswith("\n")}
    store = opener()
    kept = logged(store)
    assert len(kept) == len(set(kept))
    assert before <= set(kept)
    assert acknowledged <= set(kept) - before
    assert len(kept) - len(before) - len(acknowledged) in (0, 1)  # killed before it could say so
    assert store.check() == []
    store.close()


@pytest.mark.parametrize(
    "rounds", [15, pytest.param(200, marks=pytest.mark.slow)], ids=["few", "many"]
)
def test_no_acknowledged_grade_is_lost_to_a_kill(
    path: Path, opener: Callable[[], StudyStore], rounds: int
) -> None:
    random = Random(20260302)
    for seed in range(rounds):
        kill_and_look(path, opener, random, seed)

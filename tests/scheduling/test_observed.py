"""What weights would have said of a log, held against the library's own walk through it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.cards import CardId
from quizapp.scheduling import fsrs6
from quizapp.scheduling.fitting import Answer, observed, predictable
from quizapp.scheduling.interview.model import DEFAULT_WEIGHTS
from quizapp.scheduling.memory import Memory, Rating, Weights

START = date(2026, 3, 2).toordinal()
OTHER = Weights("other", (0.4, 0.9, 3.1, 9.0, *DEFAULT_WEIGHTS[4:20], 0.3))
ANSWERS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from((1, 1, 2, 3, 4)), st.integers(-2, 12))
)


@given(ANSWERS)
def test_drills_and_clocks_that_go_back_are_taken_as_the_schedule_takes_them(
    steps: list[tuple[int, int, int]],
) -> None:
    day, log = START, []
    for card, rating, step in steps:
        day += step
        log.append(Answer(f"card-{card}", rating, day))
    memories: dict[str, Memory] = {}
    expected = []
    for place, (name, rating, on) in enumerate(log):
        before, when = memories.get(name), date.fromordinal(on)
        if before and when > before.last_day:
            chance = fsrs6.retrievability(before, when, OTHER)
            expected.append((place, before.stability, chance, rating > 1))
        memories[name] = fsrs6.review(
            before, Rating(rating), when, card=CardId(name), retention=0.9, weights=OTHER
        )
    seen = observed([OTHER.values], log)
    assert seen.place.tolist() == [row[0] for row in expected]
    assert seen.stability.tolist() == pytest.approx([row[1] for row in expected], rel=1e-5)
    assert seen.chance.tolist() == pytest.approx([row[2] for row in expected], rel=1e-5)
    assert seen.passed.tolist() == [row[3] for row in expected]
    assert predictable(log) == len(expected)

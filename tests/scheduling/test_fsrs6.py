"""Our study-day scheduling against the library it calls, over random histories."""

from __future__ import annotations

import importlib.metadata
import random
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from fsrs import Card as FsrsCard
from fsrs import Rating as FsrsRating
from fsrs import Scheduler
from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.cards import CardId
from quizapp.errors import SettingError
from quizapp.scheduling import fsrs6
from quizapp.scheduling.fsrs6 import Graded
from quizapp.scheduling.memory import Memory, Rating

CARD = CardId("activations/relu-vs-sigmoid")
START = date(2026, 1, 5)


def histories(count: int, seed: int) -> list[list[Graded]]:
    """Random histories: 1 to 30 reviews, 0 to 90 days apart, never two failures in one evening."""
    rng = random.Random(seed)
    made = []
    for _ in range(count):
        day = START
        history: list[Graded] = []
        retention = rng.choice([0.8, 0.9, 0.95])
        for _ in range(rng.randint(1, 30)):
            rating = Rating(rng.choices([1, 2, 3, 4], [2, 2, 6, 1])[0])
            again = history and history[-1].day == day and history[-1].rating is Rating.AGAIN
            history.append(Graded(Rating.GOOD if again else rating, day, retention))
            day += timedelta(days=rng.choice([0, 1, 1, 2, 3, 7, 20, 90]))
        made.append(history)
    return made


def by_the_library(history: list[Graded]) -> FsrsCard:
    """The same history through the library alone, each review at noon UTC of its day."""
    card = FsrsCard(card_id=1)
    for each in history:
        scheduler = Scheduler(
            desired_retention=each.retention,
            learning_steps=(),
            relearning_steps=(),
            enable_fuzzing=False,
        )
        at = datetime.combine(each.day, time(12), UTC)
        card, _ = scheduler.review_card(card, FsrsRating(each.rating), at)
    return card


def test_600_random_histories_end_in_the_library_s_state() -> None:
    for history in histories(600, seed=20261120):
        ours, theirs = fsrs6.replay(CARD, history), by_the_library(history)
        assert ours is not None
        assert theirs.last_review is not None
        assert ours.stability == theirs.stability
        assert ours.difficulty == theirs.difficulty
        plain = (theirs.due - theirs.last_review).days
        fuzzed = fsrs6.fuzz(plain, card=CARD, reviews=len(history))
        assert (ours.due - ours.last_day).days == fuzzed
        assert ours.reviews == len(history)


def test_one_log_replayed_twice_gives_identical_states() -> None:
    for history in histories(100, seed=7):
        assert fsrs6.replay(CARD, history) == fsrs6.replay(CARD, list(history))


def test_a_review_at_19_after_one_at_20_is_the_next_day() -> None:
    """23 hours apart: the library alone would call it the same day and expect certain recall."""
    first = fsrs6.review(None, Rating.GOOD, START, card=CARD, retention=0.9)
    tomorrow = START + timedelta(days=1)
    assert fsrs6.retrievability(first, tomorrow) < 1
    second = fsrs6.review(first, Rating.GOOD, tomorrow, card=CARD, retention=0.9)
    same = fsrs6.review(first, Rating.GOOD, START, card=CARD, retention=0.9)
    assert second.stability > same.stability * 1.5


def test_a_drill_failed_again_and_again_leaves_the_state_alone() -> None:
    failed = fsrs6.review(None, Rating.AGAIN, START, card=CARD, retention=0.9)
    for _ in range(5):
        assert fsrs6.review(failed, Rating.AGAIN, START, card=CARD, retention=0.9) == failed
    passed = fsrs6.review(failed, Rating.GOOD, START, card=CARD, retention=0.9)
    assert passed.stability >= failed.stability
    tomorrow = START + timedelta(days=1)
    lapsed = fsrs6.review(failed, Rating.AGAIN, tomorrow, card=CARD, retention=0.9)
    assert lapsed != failed
    assert lapsed.lapses == 1


def test_a_clock_that_goes_back_does_not_take_the_memory_along() -> None:
    first = fsrs6.review(None, Rating.GOOD, START, card=CARD, retention=0.9)
    yesterday = START - timedelta(days=1)
    after = fsrs6.review(first, Rating.GOOD, yesterday, card=CARD, retention=0.9)
    assert after.last_day == START
    assert after == fsrs6.review(first, Rating.GOOD, START, card=CARD, retention=0.9)


@given(st.integers(3, 5000), st.integers(1, 50))
def test_fuzz_stays_in_the_library_s_documented_range(days: int, reviews: int) -> None:
    spread = 1 + 0.15 * (min(days, 7) - 2.5)
    spread += 0.1 * max(min(days, 20) - 7, 0) + 0.05 * max(days - 20, 0)
    fuzzed = fsrs6.fuzz(days, card=CARD, reviews=reviews)
    assert max(2, round(days - spread)) <= fuzzed <= round(days + spread)


def test_fuzz_is_unbiased_and_depends_on_card_and_count() -> None:
    draws = [fsrs6.fuzz(30, card=CardId(f"a/{i}"), reviews=i % 7) for i in range(4000)]
    assert abs(sum(draws) / len(draws) - 30) < 0.2
    assert len(set(draws)) == max(draws) - min(draws) + 1
    assert all(fsrs6.fuzz(days, card=CARD, reviews=1) == days for days in (1, 2))


@given(st.lists(st.tuples(st.sampled_from(Rating), st.integers(0, 60)), min_size=1, max_size=12))
def test_a_preview_is_the_result(steps: list[tuple[Rating, int]]) -> None:
    memory: Memory | None = None
    day = START
    for rating, gap in steps:
        promised = fsrs6.preview(memory, day, card=CARD, retention=0.9)
        memory = fsrs6.review(memory, rating, day, card=CARD, retention=0.9)
        assert memory == promised[rating]
        intervals = [promised[each].stability for each in Rating]
        assert all(low <= high for low, high in pairwise(intervals))
        day += timedelta(days=gap)


@pytest.mark.parametrize("retention", [0, 0.5, 0.99, 1.5, -1])
def test_a_retention_that_cannot_be_scheduled_is_refused(retention: float) -> None:
    with pytest.raises(SettingError, match="choose one from"):
        fsrs6.review(None, Rating.GOOD, START, card=CARD, retention=retention)


def test_the_stored_model_names_the_installed_library() -> None:
    assert f"fsrs-6/{importlib.metadata.version('fsrs')}" == fsrs6.MODEL

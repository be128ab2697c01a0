"""Numbers about the history, held against a walk through the log one review at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest

from quizapp.bank.cards import CardId
from quizapp.scheduling import fsrs6
from quizapp.scheduling.interview.model import DEFAULT_WEIGHTS
from quizapp.scheduling.memory import Memory, Rating
from quizapp.store.values import Answered, MarkKind
from quizapp.study.desk import Desk
from quizapp.study.insight import DAYS, Bin, History, insight
from tests.support import Hands

EVENINGS = 60


@pytest.fixture
def desk(open_desk: Callable[[], Desk], hands: Hands) -> Desk:
    """Eight cards over sixty evenings, one of them forgotten every other time."""
    desk, random = open_desk(), Random(4)
    for evening in range(EVENINGS):
        for number, card in enumerate(desk.library.ids()):
            if random.random() < 0.3:
                desk.store.record(_answer(card, number == 0 and evening % 2 == 0, random))
        hands.turn(days=1)
    desk.store.record(_answer(CardId("gone/card"), False, random))
    return desk


def _answer(card: CardId, fails: bool, random: Random) -> Answered:
    rating = Rating.AGAIN if fails else random.choice((Rating.AGAIN, Rating.GOOD, Rating.EASY))
    return Answered(
        card=card,
        rating=rating,
        retention=0.9,
        seconds=random.choice((0.0, 10.0, 20.0, 90.0)),
        confidence=random.choice((None, 25, 95)),
    )


def walked(history: History) -> list[tuple[float, float, bool]]:
    """Stability before, chance and outcome of each review on a later day, by the library and by
    the weights of that time."""
    memories: dict[CardId, Memory] = {}
    sets = {weights.id: weights for weights in history.sets}
    found = []
    for each in history.graded:
        before, weights = memories.get(each.card), sets[each.weights]
        if before and each.day > before.last_day:
            chance = fsrs6.retrievability(before, each.day, weights)
            found.append((before.stability, chance, each.rating > Rating.AGAIN))
        memories[each.card] = fsrs6.review(
            before,
            Rating(each.rating),
            each.day,
            card=each.card,
            retention=0.9,
            weights=weights,
        )
    return found


def expected(low: float, high: float, rows: list[tuple[float, float, bool]], by: int) -> Bin:
    inside = [row for row in rows if low <= row[by] < high]
    count = len(inside)
    return Bin(
        low,
        high,
        count,
        sum(row[1] for row in inside) / count if count else None,
        sum(row[2] for row in inside) / count if count else None,
    )


def alike(ours: Bin, theirs: Bin) -> bool:
    return (ours.low, ours.count) == (theirs.low, theirs.count) and all(
        a == (None if b is None else pytest.approx(b, abs=1e-6))
        for a, b in ((ours.expected, theirs.expected), (ours.happened, theirs.happened))
    )


def test_retention_and_calibration_count_every_review_on_a_later_day(desk: Desk) -> None:
    history = desk.history()
    seen, rows = insight(history), walked(history)
    assert sum(each.count for each in seen.retention) == len(rows) > 50
    for each in seen.retention:
        assert alike(each, expected(each.low, each.high or 1e9, rows, by=0))
    for each in seen.calibration:
        assert alike(each, expected(each.low, each.high or 1.0, rows, by=1))


def test_later_weights_change_nothing_of_what_was_said_before_them(
    desk: Desk, hands: Hands
) -> None:
    before = insight(desk.history())
    weights = (*(each / 2 for each in DEFAULT_WEIGHTS[:4]), *DEFAULT_WEIGHTS[4:20], 0.3)
    desk.store.adopt_weights(weights, model=fsrs6.MODEL, reviews=100, log_loss=0.4)
    after = insight(desk.history())
    assert (after.calibration, after.retention) == (before.calibration, before.retention)
    random = Random(6)
    for _ in range(6):
        for card in desk.library.ids():
            desk.store.record(_answer(card, False, random))
        hands.turn(days=2)
    history = desk.history()
    seen, rows = insight(history), walked(history)
    for each in seen.retention:
        assert alike(each, expected(each.low, each.high or 1e9, rows, by=0))
    for each in seen.calibration:
        assert alike(each, expected(each.low, each.high or 1.0, rows, by=1))


def test_days_minutes_and_times(desk: Desk) -> None:
    history = desk.history()
    seen = insight(history)
    reviews = Counter(each.day for each in history.graded)
    assert seen.heat == reviews
    assert [(each.day, each.reviews) for each in seen.days] == [
        (day, reviews[day])
        for day in (history.today - timedelta(back) for back in range(DAYS - 1, -1, -1))
    ]
    assert seen.reviews == desk.overview().reviews == len(history.graded)
    assert seen.minutes == pytest.approx(sum(each.seconds for each in history.graded) / 60)
    good = [each.seconds for each in history.graded if each.rating == 3 and each.seconds]
    pace = next(each for each in seen.times if each.rating is Rating.GOOD)
    assert (pace.count, pace.seconds) == (len(good), sorted(good)[len(good) // 2])


def test_the_forecast_holds_what_is_overdue_and_nothing_suspended(desk: Desk) -> None:
    before = insight(desk.history()).forecast
    due = desk.store.reads.due(date.max)
    assert sum(each.due for each in before) <= len(due)
    assert before[0].due == desk.store.reads.counts(before[0].day).due
    desk.mark(desk.store.reads.due(before[-1].day)[0], MarkKind.SUSPEND)
    after = insight(desk.history()).forecast
    assert sum(each.due for each in after) == sum(each.due for each in before) - 1


def test_recall_today_is_the_librarys(desk: Desk) -> None:
    history = desk.history()
    chances = [fsrs6.retrievability(each, history.today) for each in history.memories.values()]
    bins = insight(history).recall
    ends = [*(each.high or 0 for each in bins[:-1]), 2.0]
    assert [each.count for each in bins] == [
        sum(each.low <= chance < end for chance in chances)
        for each, end in zip(bins, ends, strict=True)
    ]


def test_confidence_and_its_brier_score(desk: Desk) -> None:
    history = desk.history()
    seen = insight(history)
    said = [(g.confidence, g.rating > 1) for g in history.graded if g.confidence is not None]
    for each in seen.confidence:
        right = [passed for percent, passed in said if percent == each.percent]
        assert each.count == len(right)
        assert each.right == (sum(right) / len(right) if right else None)
    assert seen.brier == pytest.approx(sum((p / 100 - r) ** 2 for p, r in said) / len(said))


def test_topics_and_one_topic_alone(desk: Desk) -> None:
    history = desk.history()
    seen = insight(history)
    for each in seen.topics:
        alone = insight(history.of(each.topic))
        rows = walked(history.of(each.topic))
        assert (each.cards, each.known) == (4, 4)
        assert each.reviews == alone.reviews
        assert each.minutes == pytest.approx(alone.minutes)
        assert each.retention == pytest.approx(sum(row[2] for row in rows) / len(rows))
        assert alone.topics == (each,)
    assert sum(each.reviews for each in seen.topics) == seen.reviews - 1, "a card left the bank"


def test_leeches_are_told_worst_first(desk: Desk) -> None:
    seen = insight(desk.history())
    lapses = {card: memory.lapses for card, memory in desk.store.reads.memories().items()}
    assert seen.leeches
    assert {each.card: each.lapses for each in seen.leeches} == {
        card: count for card, count in lapses.items() if count >= 6
    }
    assert [each.lapses for each in seen.leeches] == sorted(
        (each.lapses for each in seen.leeches), reverse=True
    )


def test_a_beginner_has_zeros_and_no_shares(open_desk: Callable[[], Desk]) -> None:
    seen = insight(open_desk().history())
    assert (seen.reviews, seen.minutes, seen.brier, seen.leeches) == (0, 0.0, None, ())
    assert {each.count for each in (*seen.retention, *seen.recall, *seen.calibration)} == {0}
    assert all(each.retention is None and each.recall is None for each in seen.topics)


def test_a_cards_past_is_every_event_and_what_a_rating_would_do(desk: Desk) -> None:
    card = desk.library.ids()[0]
    desk.store.record(_answer(card, False, Random(1)))
    desk.store.undo()
    past = desk.past(card)
    assert list(past.events) == desk.store.reads.history(card)
    assert [event.stands for event in past.events[-2:]] == [False, False]
    memory = desk.store.reads.memory(card)
    assert past.memory == memory
    assert memory is not None
    today = desk.clock.today()
    assert past.next == fsrs6.preview(memory, today, card=card, retention=0.9)
    assert desk.past(CardId("alpha/new")).recall is None

"""The formats of other programs: what is written is read back, with the study days of the log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from quizapp.errors import ExchangeError
from quizapp.exchange import benchmark, optimizer, revlog, values
from quizapp.exchange.values import Review, State
from quizapp.scheduling import fitting
from quizapp.store.study import StudyStore


def test_the_reviews_are_those_that_stand_with_their_memories(
    lived: StudyStore, log: list[Review]
) -> None:
    graded = lived.scans.graded()
    assert [(r.card, r.rating, r.day, r.seconds) for r in log] == [
        (g.card, g.rating, g.day, g.seconds) for g in graded
    ]
    last = {review.card: review.after for review in log}
    assert last == lived.reads.memories()
    assert {review.state for review in log} == set(State)


def test_fsrs_optimizer_reads_the_study_days_of_the_log(log: list[Review]) -> None:
    home = values.home_of(log)
    assert home == "America/New_York"
    told = optimizer.read(optimizer.write(log), "x.csv", home)
    assert len({review.tz for review in log}) == 2
    expected = sorted(
        (r.card, r.rating, r.day, round(r.seconds * 1000), values.moment(r, home)) for r in log
    )
    assert sorted((t.card, t.rating, t.day, t.duration, t.at) for t in told) == expected
    assert "topic/cloze#hole-4" in {t.card for t in told}
    own = [review for review in log if review.tz == home]
    assert {values.moment(review, home) - review.at for review in own} == {0}


def test_fsrs_optimizers_columns(log: list[Review]) -> None:
    head, first, *_ = optimizer.write(log).splitlines()
    assert head == "card_id,review_time,review_rating,review_state,review_duration"
    assert first.split(",")[3] == "0"


def test_srs_benchmarks_columns_are_read_back(log: list[Review]) -> None:
    text = benchmark.write(log)
    rows = benchmark.read(text, "x.csv")
    assert rows == benchmark.rows(log)
    assert text.splitlines()[0] == (
        "card_id,day_offset,rating,state,duration,elapsed_days,elapsed_seconds"
    )
    first = log[0].day
    assert [first + timedelta(row.day_offset) for row in rows] == [r.day for r in log]
    assert max(row.duration for row in rows) == benchmark.LONGEST
    begun: set[int] = set()
    for row in rows:
        assert (row.elapsed_days, row.elapsed_seconds) == (-1, -1) or row.card_id in begun
        assert (row.state == State.NEW) == (row.card_id not in begun)
        begun.add(row.card_id)


def test_ankis_revlog_is_read_back(log: list[Review]) -> None:
    text = revlog.write(log)
    rows = revlog.read(text, "x.csv")
    assert rows == revlog.rows(log)
    assert text.splitlines()[0] == "id,cid,usn,ease,ivl,lastIvl,factor,time,type"
    assert len({row.id for row in rows}) == len(rows)
    assert [row.ivl for row in rows] == [(r.after.due - r.day).days for r in log]
    assert all(100 <= row.factor <= 1100 for row in rows)
    last: dict[int, int] = {}
    for row in rows:
        assert row.lastIvl == last.get(row.cid, 0)
        last[row.cid] = row.ivl


def test_reviews_of_one_millisecond_get_ids_of_their_own(log: list[Review]) -> None:
    twice = [log[0], log[0]]
    assert [row.id for row in revlog.rows(twice)] == [log[0].at, log[0].at + 1]


def test_an_empty_log_is_a_header() -> None:
    for write in (optimizer.write, benchmark.write, revlog.write):
        assert write([]).count("\n") == 1


def like_the_public_log(random: Random, cards: int) -> str:
    """A log in the shape of the one in py-fsrs's tests: ISO times, no state."""
    rows = []
    for card in range(cards):
        at = datetime(2024, 3, 29, 20, 32, tzinfo=UTC) + timedelta(minutes=card)
        for _ in range(8):
            rating = random.choice((1, 3, 3, 3))
            rows.append((at, f"{1711684180217 + card},{rating},{at.isoformat()},25060"))
            at += timedelta(days=random.choice((1, 2, 5, 9)), seconds=random.randrange(90))
    lines = [line for _, line in sorted(rows)]
    return "\n".join(["card_id,review_rating,review_time,review_duration", *lines]) + "\n"


def test_a_log_in_the_shape_of_fsrss_own_is_read_and_fitted() -> None:
    told = optimizer.read(like_the_public_log(Random(3), 60), "josh.csv", "UTC")
    assert len(told) == 480
    assert (told[0].card, told[0].duration) == ("1711684180217", 25060)
    assert told == sorted(told, key=lambda each: each.at)
    answers = [fitting.Answer(t.card, t.rating, t.day.toordinal()) for t in told]
    verdict = fitting.refit(answers)
    assert (verdict.reviews, fitting.predictable(answers)) == (480, 420)


def test_a_day_begins_at_four_in_the_zone_of_the_learner() -> None:
    text = "card_id,review_rating,review_time\n1,3,2024-03-29T18:59:00+00:00\n"
    (seoul,) = optimizer.read(text, "x.csv", "Asia/Seoul")
    (west,) = optimizer.read(text, "x.csv", "UTC-05:00")
    assert (str(seoul.day), str(west.day)) == ("2024-03-29", "2024-03-29")
    (later,) = optimizer.read(text.replace("18:59", "19:00"), "x.csv", "UTC+09:00")
    assert str(later.day) == "2024-03-30"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("card_id,review_rating\n", "x.csv:1: there is no column review_time"),
        ("card_id,review_time,review_rating\na,1,5\n", "x.csv:2: review_rating is '5'"),
        ("card_id,review_time,review_rating\na,now,3\n", "x.csv:2: review_time is 'now'"),
        ("card_id,review_time,review_rating\na,2024-03-29T20:32,3\n", "x.csv:2: .*offset"),
        ("card_id,review_time,review_rating\na,1\n", "x.csv:2: 2 values stand under 3"),
    ],
)
def test_a_wrong_line_is_named(text: str, message: str) -> None:
    with pytest.raises(ExchangeError, match=message):
        optimizer.read(text, "x.csv", "UTC")


def test_an_unknown_time_zone_is_told() -> None:
    with pytest.raises(ExchangeError, match="Mars/Olympus"):
        values.zone("Mars/Olympus")

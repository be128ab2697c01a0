"""From what is expected of anyone to what is measured of this learner."""

from __future__ import annotations

import pytest

from quizapp.scheduling.interview.pace import Tally, expected_pace, own_pace


def test_a_good_answer_takes_what_was_said() -> None:
    pace = expected_pace(31.0)
    assert pace.review_seconds[2] == pytest.approx(31.0)
    assert pace.lapsed > pace.review_seconds[1]
    assert pace.first_mix.sum() == pytest.approx(1.0)


def test_without_a_history_it_is_what_is_expected() -> None:
    expected = expected_pace(31.0)
    own = own_pace(Tally(), expected)
    assert own.review_seconds == pytest.approx(expected.review_seconds)
    assert own.pass_mix == pytest.approx(expected.pass_mix)


def test_with_a_history_it_is_the_learner_s() -> None:
    tally = Tally(
        first=(3000, 0, 3000, 0),
        first_seconds=(60_000.0, 0.0, 30_000.0, 0.0),
        reviews=(2000, 0, 9000, 1000),
        review_seconds=(60_000.0, 0.0, 180_000.0, 9000.0),
        drills=5000,
        drill_seconds=50_000.0,
    )
    pace = own_pace(tally, expected_pace(31.0))
    assert pace.passed == pytest.approx(0.9 * 20 + 0.1 * 9, rel=0.05)
    assert pace.lapsed == pytest.approx(30 + 10, rel=0.05)  # ten seconds of drill a lapse
    assert pace.first_mix[0] == pytest.approx(0.5, abs=0.01)
    assert pace.pass_mix[1] == pytest.approx(0.9, abs=0.01)

"""What an answer is worth: all of it, part of it, nothing, or not for a program to say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from quizapp.bank.cards import Kind, Numeric
from quizapp.bank.holes import items
from quizapp.scheduling.memory import Rating
from quizapp.study.asked import Asked
from quizapp.study.grading import Grade, Miss, grade
from quizapp.study.values import Response
from tests.study import kinds

CHOICE = Asked(kinds.card(kinds.CHOICE), (3, 1, 0, 2))
SINGLE = Asked(kinds.card(kinds.SINGLE), (3, 1, 0, 2))
ORDER = Asked(kinds.card(kinds.ORDER), (4, 3, 2, 1, 0))
CLOZE = {
    card.hole: Asked(card)
    for card in items(kinds.card(kinds.cloze(), kinds.CLOZE_KO.format(of="")))
}


def numeric(expected: float, tolerance: str = "", unit: str = "") -> Asked:
    card = kinds.card(kinds.NUMERIC)
    given = Numeric(answer=str(expected), tolerance=tolerance, unit=unit)
    return Asked(structs.replace(card, numeric=given), expected=expected)


@pytest.mark.parametrize(
    ("picks", "share", "rating"),
    [
        ((0, 2), 1.0, Rating.GOOD),
        ((2, 0), 1.0, Rating.GOOD),
        ((0,), 0.75, Rating.HARD),
        ((0, 1, 2), 0.75, Rating.HARD),
        ((0, 1), 0.5, Rating.AGAIN),
        ((1, 3), 0.0, Rating.AGAIN),
        ((0, 2, 9, -1), 1.0, Rating.GOOD),
    ],
)
def test_several_right_options_are_worth_what_was_judged_rightly(
    picks: tuple[int, ...], share: float, rating: Rating
) -> None:
    assert grade(CHOICE, Response(picks=picks)) == Grade(share, rating)


@pytest.mark.parametrize(("picks", "share"), [((0,), 1.0), ((2,), 0.0), ((0, 2), 0.0)])
def test_one_right_option_is_all_or_nothing(picks: tuple[int, ...], share: float) -> None:
    found = grade(SINGLE, Response(picks=picks))
    assert found is not None
    assert (found.share, found.right) == (share, share == 1)


@pytest.mark.parametrize(
    ("picks", "share", "rating"),
    [
        ((0, 1, 2, 3, 4), 1.0, Rating.GOOD),
        ((1, 0, 2, 3, 4), 0.9, Rating.HARD),
        ((0, 1, 4, 2, 3), 0.8, Rating.HARD),
        ((4, 0, 1, 2, 3), 0.6, Rating.AGAIN),
        ((4, 3, 2, 1, 0), 0.0, Rating.AGAIN),
    ],
)
def test_an_order_is_worth_the_pairs_that_stand_right(
    picks: tuple[int, ...], share: float, rating: Rating
) -> None:
    assert grade(ORDER, Response(picks=picks)) == Grade(share, rating)


@pytest.mark.parametrize(
    ("asked", "response"),
    [
        (CHOICE, Response()),
        (CHOICE, Response("typed")),
        (CHOICE, Response(picks=(7,))),
        (ORDER, Response()),
        (ORDER, Response(picks=(0, 1, 2))),
        (ORDER, Response(picks=(0, 1, 2, 3, 3))),
        (ORDER, Response(picks=(0, 1, 2, 3, 4, 5))),
        (CLOZE["gain"], Response()),
        (CLOZE["gain"], Response("  ")),
        (numeric(3.0), Response()),
        (numeric(3.0), Response("three")),
        (Asked(kinds.card(kinds.NUMERIC)), Response("3")),
    ],
)
def test_nothing_is_said_of_what_was_not_answered_or_cannot_be_read(
    asked: Asked, response: Response
) -> None:
    assert grade(asked, response) is None


def test_what_no_program_judges_is_left_to_the_learner() -> None:
    for kind in (Kind.QA, Kind.CODE):
        card = structs.replace(kinds.card(kinds.ORDER), kind=kind)
        assert grade(Asked(card), Response("an answer", picks=(0, 1, 2, 3, 4))) is None


@pytest.mark.parametrize(
    ("hole", "answer"),
    [
        *[("gain", "two over the fan-in"), ("gain", " Two  over the FAN-IN. ")],
        *[("gain", "two over the fan in"), ("gain", "“two over the fan-in”")],
        *[("gain", "2 나누기 팬인"), ("gain", "2나누기팬인"), ("gain", "2 나누기 팬인")],
        *[("xavier", "1/n"), ("xavier", "1 / n"), ("xavier", "$1/n$".strip("$"))],
        *[
            ("factor", "2"),
            ("factor", "2.0"),
            ("factor", "4/2"),
            ("factor", "두"),
            ("factor", "2^1"),
        ],
    ],
)
def test_a_hole_is_filled_in_any_language_and_spelling(hole: str, answer: str) -> None:
    assert grade(CLOZE[hole], Response(answer)) == Grade(1.0, Rating.GOOD)


@pytest.mark.parametrize(
    ("hole", "answer"),
    [
        *[("gain", "two"), ("gain", "1/n"), ("xavier", "1/m"), ("xavier", "n"), ("factor", "-2")],
        *[("factor", "3"), ("factor", "."), ("factor", "2 2")],
    ],
)
def test_another_word_is_not_it(hole: str, answer: str) -> None:
    assert grade(CLOZE[hole], Response(answer)) == Grade(0.0, Rating.AGAIN)


@pytest.mark.parametrize(
    ("expected", "tolerance", "unit", "answer"),
    [
        (1.2, "", "", "1.2"),
        (0.3, "", "", "3/10"),
        (100.0, "2%", "", "102"),
        (100.0, "2%", "", "98"),
        (-100.0, "2%", "", "-101"),
        (0.25, "0.01", "", "0.26"),
        (0.0, "0.01", "", "-.01"),
        (0.0, "", "", "0"),
        (1e-12, "", "", "1e-12"),
        (1200.0, "", "MB", "1.2 GB"),
        (25.0, "", "%", "25%"),
        (25.0, "", "%", "25"),
        (1.2e6, "", "", "120만"),
    ],
)
def test_a_number_is_right_within_its_tolerance(
    expected: float, tolerance: str, unit: str, answer: str
) -> None:
    assert grade(numeric(expected, tolerance, unit), Response(answer)) == Grade(1.0, Rating.GOOD)


@pytest.mark.parametrize(
    ("expected", "tolerance", "unit", "answer", "miss"),
    [
        (100.0, "2%", "", "103", None),
        (100.0, "", "", "100.1", None),
        (0.0, "", "", "1", None),
        (5.0, "", "", "0", None),
        (1e300, "", "", "1e-300", None),
        (100.0, "2%", "", "-99", Miss.SIGN),
        (1.2, "2%", "MB", "1.2 GB", Miss.UNIT),
        (1.2, "2%", "MB", "1200", Miss.TEN),
        (1.2, "2%", "", "0.12", Miss.TEN),
        (25.0, "2%", "%", "0.25", Miss.UNIT),
        (0.25, "2%", "", "25", Miss.TEN),
        (100.0, "1%", "MB", "104.8576", Miss.BINARY),
        (100.0, "1%", "MiB", "95.37", Miss.BINARY),
        (100.0, "1%", "", "102400", Miss.BINARY),
        (100.0, "1%", "KiB", "0.0977", Miss.BINARY),
        (100.0, "1%", "MB", "800", Miss.UNIT),
        (100.0, "1%", "Mbit/s", "12.5", Miss.UNIT),
        (100.0, "1%", "heads", "800", None),
        (100.0, "1%", "", "200", None),
        (100.0, "1%", "", "-200", None),
    ],
)
def test_a_near_miss_is_told_from_another_number(
    expected: float, tolerance: str, unit: str, answer: str, miss: Miss | None
) -> None:
    found = grade(numeric(expected, tolerance, unit), Response(answer))
    assert found == Grade(0.0, Rating.AGAIN, miss)


FINITE = st.floats(allow_nan=False, allow_infinity=False)


@given(
    answer=st.text() | FINITE.map(repr) | st.integers().map(str),
    expected=FINITE,
    tolerance=st.sampled_from(["", "2%", "0.01", "0%"]),
    unit=st.sampled_from(["", "%", "MB", "B"]),
)
def test_no_answer_harms_the_judge(answer: str, expected: float, tolerance: str, unit: str) -> None:
    found = grade(numeric(expected, tolerance, unit), Response(answer))
    assert found is None or found.share in (0.0, 1.0)


@given(answer=st.text(), hole=st.sampled_from(sorted(CLOZE)))
def test_no_words_harm_the_judge(answer: str, hole: str) -> None:
    found = grade(CLOZE[hole], Response(answer))
    assert found is None or found.share in (0.0, 1.0)


@given(
    picks=st.lists(st.integers(-3, 9)).map(tuple), asked=st.sampled_from([CHOICE, SINGLE, ORDER])
)
def test_no_picks_harm_the_judge(picks: tuple[int, ...], asked: Asked) -> None:
    found = grade(asked, Response(picks=picks))
    assert found is None or 0.0 <= found.share <= 1.0

"""Where a line is broken, for every face."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.filling import Run, fill, fold, measure, wrap
from quizapp.bank.filling import plain as text

WORDS = st.text(st.sampled_from("abé가나다漢 \t,.…1%"), max_size=30)
RUNS = st.lists(st.builds(Run, WORDS, st.sampled_from(["", "bold"]), st.booleans()), max_size=6)


@given(RUNS, st.integers(2, 40))
def test_wrapped_rows_fit_and_lose_nothing_but_spaces(runs: list[Run], width: int) -> None:
    rows = wrap(runs, width)
    assert all(measure(row) <= width for row in rows)
    joined = "".join(run.text for run in runs)
    assert "".join("".join(map(text, rows)).split()) == "".join(joined.split())


def test_wraps_between_words_by_cells() -> None:
    rows = wrap([Run("역전파는 층마다 곱합니다")], 16)
    assert [text(row) for row in rows] == ["역전파는 층마다", "곱합니다"]


def test_a_formula_stays_on_one_row_where_it_fits() -> None:
    rows = wrap([Run("see "), Run("a + b", whole=True), Run(" here")], 8)
    assert [text(row) for row in rows] == ["see", "a + b", "here"]


def test_a_formula_wider_than_the_row_breaks_at_its_spaces() -> None:
    rows = wrap([Run("a + b + c", whole=True)], 5)
    assert [text(row) for row in rows] == ["a + b", "+ c"]


def test_styles_follow_their_words_over_a_break() -> None:
    rows = wrap([Run("plain "), Run("two bold words", "bold")], 9)
    assert rows[1] == [("bold", "bold")]
    assert rows[0][-1] == ("two", "bold")


def test_a_word_wider_than_the_row_is_folded() -> None:
    assert [text(row) for row in wrap([Run("가나다라")], 5)] == ["가나", "다라"]


@given(WORDS, st.integers(2, 20))
def test_folding_keeps_every_character(line: str, width: int) -> None:
    rows = fold([(line, "")], width)
    assert "".join(map(text, rows)) == line
    assert all(measure(row) <= width for row in rows)


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        ("the sum's 40 %, as said", ["the sum's", "40 %, as", "said"]),
        ("정확도는 모두 40 %입니다", ["정확도는", "모두", "40 %입니다"]),
        ("what is left in % of it", ["what is left", "in % of it"]),
        ("1 2 3 4 5 6 % 7", ["1 2 3 4 5", "6 % 7"]),
    ],
)
def test_a_number_keeps_its_percent_sign(words: str, rows: list[str]) -> None:
    assert fill([Run(words)], 12) == rows


def test_a_percent_sign_stays_beside_a_number_in_another_style() -> None:
    rows = wrap([Run("about "), Run("40", "bold"), Run(" % of it")], 9)
    assert list(map(text, rows)) == ["about", "40 % of", "it"]
    assert rows[1][0] == ("40", "bold")


def test_a_percentage_wider_than_the_row_is_broken_at_its_space() -> None:
    assert fill([Run("1,000,000 %")], 10) == ["1,000,000", "%"]

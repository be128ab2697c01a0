from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quizapp.maths.width import cells
from quizapp.tui.rows import Row, Run, content, cut, fold, indent, measure, pad, spread, wrap

WORDS = st.text(st.sampled_from("abé가나다漢 \t,.…"), max_size=30)
RUNS = st.lists(st.builds(Run, WORDS, st.sampled_from(["", "bold"]), st.booleans()), max_size=6)


def text(row: Row) -> str:
    return "".join(piece for piece, _ in row)


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


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    assert text(cut([("가나다라", "")], 5)) == "가나…"
    assert text(cut([("가나", "")], 5)) == "가나"
    assert cut([("x", "")], 0) == []


def test_pads_by_cells() -> None:
    assert text(pad([("가", "")], 4, "right")) == "  가"
    assert text(pad([("가", "")], 5, "center")) == " 가  "


@given(WORDS, WORDS, st.integers(20, 60))
def test_two_ends_never_exceed_the_row(left: str, right: str, width: int) -> None:
    row = spread([(left, "")], [(right, "")], width)
    assert measure(row) <= max(width, cells(right))
    assert text(row).endswith(right)


def test_a_marker_stands_before_the_first_row_alone() -> None:
    rows = indent([[("a", "")], [("b", "")]], ("• ", "dim"))
    assert [text(row) for row in rows] == ["• a", "  b"]


def test_text_is_never_read_as_markup() -> None:
    shown = content([[("[red]not red[/red]", "bold")], [("x", "")]])
    assert shown.plain == "[red]not red[/red]\nx"
    assert [(span.start, span.end, span.style) for span in shown.spans] == [(0, 18, "bold")]


def test_words_of_one_style_are_one_stretch() -> None:
    (row,) = wrap([Run("two words", "bold"), Run(" and more")], 30)
    assert [(span.start, span.end) for span in content([row, row]).spans] == [(0, 9), (19, 28)]


def test_control_codes_do_not_reach_the_terminal() -> None:
    shown = content([[("a\x1b[31mb\x07\x9b\u202ec", "bold")]])
    assert shown.plain == "a�[31mb���c"

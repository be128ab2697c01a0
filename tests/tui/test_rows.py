from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.filling import Row, Run, measure, wrap
from quizapp.maths.width import cells
from quizapp.tui.rows import content, cut, indent, pad, spread

WORDS = st.text(st.sampled_from("abé가나다漢 \t,.…"), max_size=30)
RUNS = st.lists(st.builds(Run, WORDS, st.sampled_from(["", "bold"]), st.booleans()), max_size=6)


def text(row: Row) -> str:
    return "".join(piece for piece, _ in row)


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

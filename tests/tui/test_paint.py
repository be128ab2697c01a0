from __future__ import annotations

from dataclasses import replace

import pytest

from quizapp.bank.blocks import (
    Block,
    Bullets,
    Code,
    Display,
    Emphasis,
    Fence,
    Hole,
    Line,
    Link,
    Maths,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
)
from quizapp.bank.filling import Row, measure
from quizapp.tui.code import highlight, plain
from quizapp.tui.paint import GROUND, Painter


def text(rows: list[Row]) -> list[str]:
    return ["".join(piece for piece, _ in row).rstrip() for row in rows]


def paint(*blocks: Block, width: int = 40) -> list[str]:
    return text(Painter(width, plain).blocks(blocks))


def words(line: str) -> Line:
    return (Text(line),)


def test_bold_and_italic_add_up() -> None:
    line = (Text("a "), Strong((Text("b "), Emphasis((Code("c"),)))))
    (row,) = Painter(40).line(line)
    assert row[-1] == ("c", "bold italic $secondary")
    assert row[-3] == ("b", "bold")


def test_blocks_stand_apart_and_list_items_together() -> None:
    bullets = Bullets(((Paragraph(words("one")),), (Paragraph(words("two")),)))
    assert paint(Paragraph(words("first")), bullets) == ["first", "", "• one", "• two"]


def test_lists_are_numbered_from_their_start_and_nested() -> None:
    inner = Bullets(((Paragraph(words("deep")),),))
    outer = Bullets(((Paragraph(words("one")), inner), (Paragraph(words("two")),)), start=9)
    assert paint(outer) == ["9. one", "   • deep", "", "10. two"]


def test_a_quote_keeps_its_bar_on_every_row() -> None:
    quote = Quote((Paragraph(words("a quotation that is wrapped")),))
    assert paint(quote, width=16) == ["│ a quotation", "│ that is", "│ wrapped"]


def test_code_is_never_wrapped_at_spaces() -> None:
    rows = paint(Fence("x = 'a long line of code'\n\ty", "python"), width=24)
    assert rows == ["  x = 'a long line of", "  ↳ code'", "      y"]


def test_code_takes_the_margins_before_it_is_wrapped() -> None:
    at = {size: paint(Fence("x" * size, ""), width=24) for size in range(20, 26)}
    assert {size: len(rows) for size, rows in at.items()} == {
        **dict.fromkeys(range(20, 25), 1),
        25: 2,
    }
    assert [len(at[size][0]) - size for size in range(20, 25)] == [2, 1, 1, 0, 0]


def test_a_formula_takes_its_margin_before_it_is_broken() -> None:
    tex = "a + b = c"
    assert [paint(Display(tex), width=width)[0] for width in (20, 11, 9)] == [
        "    a + b = c",
        "  a + b = c",
        "a + b = c",
    ]


def test_code_stands_on_a_ground_of_its_own_as_wide_as_the_page() -> None:
    rows = Painter(30).blocks((Fence("def f(): return 1", "python"),))
    assert [measure(row) for row in rows] == [30]
    assert all(GROUND in style for _, style in rows[0])
    assert ("def", f"$accent {GROUND}") in rows[0]


@pytest.mark.parametrize("language", ["", "no such language", "python demo id=x"])
def test_any_language_of_a_fence_is_drawn(language: str) -> None:
    assert text(list(highlight("a = 1\n\nb", language))) == ["a = 1", "", "b"]


def test_coloured_code_reads_as_the_plain_code_does() -> None:
    code = "class Net:\n    '''한국어\n    둘째 줄'''\n    x = 1.5  # note"
    assert text(list(highlight(code, "python"))) == text(list(plain(code, "python")))


def test_a_formula_inside_a_line_is_drawn_in_one_row() -> None:
    assert paint(Paragraph((Text("slope "), Maths(r"\sigma'(z)"), Text(" here")))) == [
        "slope σ′(z) here"
    ]


def test_a_displayed_formula_is_indented_and_keeps_its_rows() -> None:
    rows = paint(Display(r"\frac{a}{b}"))
    assert len(rows) == 3
    assert all(row.startswith("    ") for row in rows)


def test_a_formula_wider_than_the_page_is_broken_at_its_operations() -> None:
    rows = paint(Display(r"\frac{a + b + c + d}{e} + f + g + h + i + j"), width=24)
    assert all(measure([(row, "")]) <= 24 for row in rows)
    assert any("─────" in row for row in rows), "the fraction stays a fraction"
    assert "".join("".join(rows).split()).endswith("+g+h+i+j")


def test_a_formula_with_nothing_to_break_at_is_wrapped_in_one_row_form() -> None:
    rows = paint(Display(r"\frac{a + b + c + d + f + g + h}{e}"), width=24)
    assert all(measure([(row, "")]) <= 24 for row in rows)
    assert "".join("".join(rows).split()) == "(a+b+c+d+f+g+h)/e"


def test_what_cannot_be_drawn_is_shown_as_its_source() -> None:
    assert paint(Paragraph((Maths(r"\nosuch{x}"),))) == [r"$\nosuch{x}$"]
    assert paint(Display(r"\nosuch{x}")) == [r"\nosuch{x}"]


def test_a_link_shows_an_address_that_its_words_do_not() -> None:
    shown = paint(
        Paragraph((Link(words("paper"), "https://a.b/c"),)),
        Paragraph((Link(words("https://a.b/c"), "https://a.b/c"),)),
        Paragraph((Link(words("Refuted."), "demo:x#y"),)),
    )
    assert shown == ["paper (https://a.b/c)", "", "https://a.b/c", "", "Refuted."]


TABLE = Table(
    (words("함수"), words("slope")),
    ((words("시그모이드"), words("0.25")), (words("tanh"), words("1"))),
    ("left", "right"),
)


def test_a_table_aligns_korean_by_cells() -> None:
    assert paint(TABLE) == [
        "함수        slope",
        "─────────────────",
        "시그모이드   0.25",
        "tanh            1",
    ]


def test_a_table_breaks_no_word_while_another_column_can_give() -> None:
    table = Table(
        (words("activation function"), words("what it does to a gradient")),
        ((words("relu"), words("passes it on as it is")),),
        ("left", "left"),
    )
    rows = paint(table, width=22)
    assert all(measure([(row, "")]) <= 22 for row in rows)
    assert [row.split()[0] for row in rows[:2]] == ["activation", "function"]


def test_a_table_too_wide_wraps_its_widest_cells() -> None:
    table = Table(
        (words("unit"), words("what it does")),
        ((words("relu"), words("passes the gradient on as it is")),),
        ("left", "left"),
    )
    rows = paint(table, width=24)
    assert all(measure([(row, "")]) <= 24 for row in rows)
    assert rows[2:] == ["relu  passes the", "      gradient on as it", "      is"]


HOLES = (Text("at "), Strong((Hole((Text("most "), Code("0.25")), "a"),)), Text("."))


def test_a_hole_is_a_gap_while_its_words_are_to_be_recalled() -> None:
    (row,) = replace(Painter(40, plain), hiding=True).line(HOLES)
    assert text([row]) == ["at [ … ]."]
    assert ("[ … ]", "bold reverse") in row


def test_the_words_of_a_hole_are_marked_without_colour() -> None:
    assert paint(Paragraph(HOLES)) == ["at [most 0.25]."]
    (row,) = Painter(40, plain).line(HOLES)
    assert ("most", "bold bold underline") in row


def test_a_hole_in_a_table_is_a_gap_too() -> None:
    table = Table((words("unit"),), ((HOLES,),), ("left",))
    rows = text(replace(Painter(40, plain), hiding=True).blocks((table,)))
    assert rows[-1] == "at [ … ]."

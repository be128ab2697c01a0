"""Cards read well as plain text, in cells rather than characters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank import parse, plain
from quizapp.bank.blocks import Paragraph
from quizapp.bank.cards import CardText, Language
from quizapp.maths.width import cells


def text_of(body: str) -> CardText:
    source = f"# Q $\\beta$\n\n## Answer\n{body}\n\n## Key points\n- *one* `two`\n- b\n"
    result = parse.read(source.encode(), "a/b.md")
    assert result.faults == ()
    return result.cards[0].text(Language.EN)


def drawn(body: str, width: int = 40) -> list[str]:
    return plain.blocks(text_of(body).answer, width)


def test_lines_are_words_alone() -> None:
    source = "A **b** *c* `d`, $x_i$, [e](demo:f#g) and <https://h.i>."
    assert drawn(source, 80) == ["A b c d, xᵢ, e (demo:f#g) and https://h.i."]


def test_a_formula_in_a_line_stays_on_one_row_where_it_fits() -> None:
    assert drawn("One step shrinks by $1-\\eta\\lambda$.", 22) == ["One step shrinks by", "1 − ηλ."]
    assert drawn("- [A step shrinks it by $1-\\eta$.](demo:x#y)", 27) == [
        "- A step shrinks it by",
        "  1 − η. (demo:x#y)",
    ]
    assert drawn("| a | b |\n|---|---|\n| one two `x = 3` | y |", 13) == [
        "a: one two",
        "x = 3",
        "b: y",
    ]
    assert drawn("$a+b+c$", 5) == ["a + b", "+ c"]


def test_links_of_one_line_are_told_apart_by_how_they_begin() -> None:
    two = "[The slope of $x^2$ is two times x.](demo:a#b) [It is bent.](demo:a#c)"
    (paragraph,) = text_of(two).answer
    assert isinstance(paragraph, Paragraph)
    line = paragraph.line
    both = [("“The slope of x² is two…” ", "demo:a#b"), ("“It is bent.” ", "demo:a#c")]
    assert plain.proved(line, {"demo:a#b", "demo:a#c"}) == both
    assert plain.proved(line, {"demo:a#c"}) == [("", "demo:a#c")], "one alone needs no label"


def test_a_formula_that_cannot_be_drawn_is_shown_as_it_was_written() -> None:
    assert drawn("$\\nosuch$") == ["\\nosuch"]
    assert drawn("$$\n\\nosuch\nx\n$$") == ["    \\nosuch", "    x"]


def test_code_and_formulas_keep_their_rows() -> None:
    assert drawn("```\nif x:\n\n    y\n```\n\n$$\nx\n$$", 4) == [
        "    if x:",
        "",
        "        y",
        "",
        "    x",
    ]


def test_lists_hang() -> None:
    assert drawn("9. one two three\n10. b\n\n    - c d", 9) == [
        "9. one",
        "   two",
        "   three",
        "10. b",
        "",
        "    - c d",
    ]
    assert drawn("> a b\n>\n> c", 3) == ["> a", "> b", ">", "> c"]


def test_tables_stand_in_columns_of_cells() -> None:
    table = "| 이름 | value | x |\n|---|--:|:-:|\n| 가 | 1.5 | a |\n| nine | 20 | abc |"
    assert drawn(table) == [
        "이름  value   x",
        "----  -----  ---",
        "가      1.5   a",
        "nine     20  abc",
    ]


def test_a_table_that_is_too_wide_becomes_lines() -> None:
    table = "| name | meaning |\n|---|---|\n| a | long words |\n| b | c |"
    assert drawn(table, 15) == ["name: a", "meaning: long", "words", "", "name: b", "meaning: c"]


def test_words_break_by_cells() -> None:
    assert plain.wrap("은닉층에서 시그모이드", 10) == ["은닉층에서", "시그모이드"]
    assert plain.wrap("은닉층에서 ab", 7) == ["은닉층", "에서 ab"]


@given(st.text(st.sampled_from("ab 가나é\u0301"), max_size=60), st.integers(2, 20))
def test_no_row_is_too_wide_and_no_letter_is_lost(words: str, width: int) -> None:
    rows = plain.wrap(words, width)
    assert all(cells(row) <= width for row in rows)
    assert "".join(rows).replace(" ", "") == words.replace(" ", "")


def test_the_index_finds_every_word() -> None:
    text = text_of("| head | b |\n|---|---|\n| cell | $\\gamma$ |\n\n```\ncode\n```\n\n> quoted")
    found = plain.searchable(text)
    for word in ("Q", "\\beta", "head", "cell", "\\gamma", "code", "quoted", "one two"):
        assert word in found


def test_a_placeholder_is_one_word() -> None:
    assert plain.count_words(text_of("It takes {{4 * n + 2}} bytes.").answer) == 4


def test_only_what_is_said_is_counted() -> None:
    body = "One $a + b$ three.\n\n- four **five**\n\n```\nno\n```\n\n| no |\n|---|\n\n$$\nno\n$$"
    assert plain.count_words(text_of(body).answer) == 5

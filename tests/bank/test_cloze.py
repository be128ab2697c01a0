"""A cloze hides words between `==` and `==`, and nothing else is taken for its marks."""

from __future__ import annotations

import pytest

from quizapp.bank import plain
from quizapp.bank.blocks import (
    Block,
    Bullets,
    Code,
    Emphasis,
    Hole,
    Line,
    Maths,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
)
from quizapp.bank.cards import Card, Kind, Language
from quizapp.bank.holes import names
from quizapp.bank.load import assemble
from quizapp.bank.write import write
from tests.bank.reading import FILE, only, read


def source(question: str, kind: str = "cloze") -> str:
    points = "\n## Key points\n- a\n- b\n" if kind == "qa" else ""
    return f"---\nkind: {kind}\n---\n# Which one?\n\n{question}\n\n## Answer\nThis one.\n{points}"


def asked(question: str) -> tuple[Block, ...]:
    return only(source(question)).text(Language.EN).question


def told(text: str) -> list[tuple[int, int, str]]:
    found = read(text).faults
    assert all(fault.remedy for fault in found)
    return [(fault.line, fault.column, fault.what) for fault in found]


def test_a_hole_is_called_by_its_name_or_its_number() -> None:
    (paragraph,) = asked("It takes ==the mean==, ==the scale=={#gain} and ==the shift==.")
    assert paragraph == Paragraph(
        (
            Text("It takes "),
            Hole((Text("the mean"),), "1"),
            Text(", "),
            Hole((Text("the scale"),), "gain"),
            Text(" and "),
            Hole((Text("the shift"),), "3"),
            Text("."),
        )
    )


def test_holes_are_numbered_through_the_question() -> None:
    question = "==a==\n\n- ==b==\n  > ==c==\n\n| ==d== | e |\n|---|---|\n| f | ==g== |"
    paragraph, bullets, table = asked(question)
    a, b, c, d, g = (Hole((Text(word),), str(n)) for n, word in enumerate("abcdg", 1))
    assert paragraph == Paragraph((a,))
    assert bullets == Bullets(((Paragraph((b,)), Quote((Paragraph((c,)),))),))
    assert isinstance(table, Table)
    assert (table.head[0], table.rows[0][1]) == ((d,), (g,))


def test_each_card_of_a_file_begins_to_count_anew() -> None:
    card = "# Q {#%s}\n\n==a== ==b==\n\n## Answer\nA\n\n"
    cards = read("---\nkind: cloze\n---\n" + card % "one" + card % "two").cards
    assert [names(each.text(Language.EN)) for each in cards] == [("1", "2")] * 2


@pytest.mark.parametrize(
    ("words", "inner"),
    [
        ("`a == b`", (Code("a == b"),)),
        ("$a==b$", (Maths("a==b"),)),
        ("x[0]", (Text("x[0]"),)),
        ("**b** c", (Strong((Text("b"),)), Text(" c"))),
        ("`x[0]`", (Code("x[0]"),)),
        ("$x_i$ = 1", (Maths("x_i"), Text(" = 1"))),
        ("a\nb", (Text("a b"),)),
        (r"a \== b", (Text("a == b"),)),
        ("a == b", (Text("a == b"),)),
        ("a=1", (Text("a=1"),)),
        ("배치", (Text("배치"),)),
    ],
)
def test_what_a_hole_may_hide(words: str, inner: Line) -> None:
    (paragraph,) = asked(f"See =={words}==는.")
    assert paragraph == Paragraph((Text("See "), Hole(inner, "1"), Text("는.")))


def test_what_only_looks_like_a_hole() -> None:
    fence = "```python\nif a ==b== c:\n    x = y==z\n```"
    shown, paragraph = asked(f"{fence}\n\n`a==b` $a==b$ a == b===c \\==d= ==e==")
    assert isinstance(paragraph, Paragraph)
    *before, hole = paragraph.line
    assert hole == Hole((Text("e"),), "1")
    assert before[-1] == Text(" a == b===c ==d= ")
    assert "==b==" in str(shown)


def test_a_hole_stands_in_bold_and_italic_words() -> None:
    (paragraph,) = asked("**==a==** *b ==c==*")
    bold = Strong((Hole((Text("a"),), "1"),))
    italic = Emphasis((Text("b "), Hole((Text("c"),), "2")))
    assert paragraph == Paragraph((bold, Text(" "), italic))


STRAY = "`==` that begins or ends no hole"


@pytest.mark.parametrize(
    ("question", "line", "column", "what"),
    [
        ("None.", 4, 1, "a cloze without a hole"),
        (" ".join(f"=={n}==" for n in range(10)), 6, 1, "10 holes"),
        ("a ==b", 6, 3, STRAY),
        ("==a== b== c", 6, 8, STRAY),
        ("a==b", 6, 2, STRAY),
        ("x ==a== y\nb ==c", 7, 3, STRAY),
        ("==a ==b== c==", 6, 5, STRAY),
        ("**a ==b** c==", 6, 5, STRAY),
        ("==a **b== c**", 6, 1, STRAY),
        ("[a ==b](card:a/b) c==", 6, 4, STRAY),
        ("==a =={#b}", 6, 1, STRAY),
        ("=={#b}a==", 6, 1, STRAY),
        ("==a=={#Big One}", 6, 4, "the name `Big One` of a hole"),
        ("x ==a=={#b} ==c=={#b}", 6, 3, "two holes are called b"),
        ("==a=={#2} ==c==", 6, 1, "two holes are called 2"),
        (f"=={'a' * 61}==", 6, 1, "a hole of 61 characters"),
        ("==[](card:a/b)==", 6, 1, "an empty hole"),
    ],
)
def test_what_makes_no_cloze(question: str, line: int, column: int, what: str) -> None:
    assert (line, column, what) in told(source(question))
    assert read(source(question)).cards == ()


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [("# Which", "# ==Which==", 4), ("This one", "==This== one", 9)],
)
def test_holes_stand_in_the_question_alone(old: str, new: str, line: int) -> None:
    found = told(source("==a==").replace(old, new))
    assert [(at, what) for at, _, what in found] == [(line, "a hole outside of the question")]


def test_only_a_cloze_has_holes() -> None:
    assert told(source("a ==b== c ==d==", "qa")) == [(6, 3, "a hole in a card of kind qa")]
    assert told(source("a == b and `c==d`", "qa")) == []


@pytest.mark.parametrize(
    "question",
    [
        "It takes ==the mean==, ==`x[0]`=={#gain} and ==the shift==.",
        "==a=={#1}==b=={#2}",
        "==a== &#123;#b}",
        "=&#61;==a==",
        "a ==&#61;b&#32;== c",
    ],
)
def test_a_cloze_is_printed_back(question: str) -> None:
    card = only(source(question))
    again = only(write(card))
    assert again.text(Language.EN).question == card.text(Language.EN).question
    assert ("{#1}" in write(card)) == ("{#1}" in question)


def test_what_is_hidden_can_be_found_and_is_marked() -> None:
    text = only(source("The ==mean== of it.")).text(Language.EN)
    assert "The mean of it." in plain.searchable(text)
    assert plain.blocks(text.question, 40) == ["The [mean] of it."]


def of_both(english: str, korean: str) -> tuple[Card, list[str]]:
    """The card that two questions make, and the faults."""
    first = read(source(english))
    translation = f"---\nof: {first.hash}\n---\n# 무엇?\n\n{korean}\n\n## Answer\n이것.\n"
    bank = assemble([first, read(translation, FILE.replace(".md", ".ko.md"))])
    (card,) = bank.cards.values()
    return card, [fault.what for fault in bank.faults]


def test_a_translation_may_say_it_in_another_order() -> None:
    card, faults = of_both("==a=={#x} before ==b=={#y}", "==나=={#y} 전에 ==가=={#x}")
    assert faults == []
    assert names(card.texts[Language.KO]) == ("y", "x")
    assert card.kind is Kind.CLOZE


def test_a_translation_with_other_holes_is_left_out() -> None:
    card, faults = of_both("==a=={#x} ==b==", "==가=={#x} ==나=={#z}")
    assert list(card.texts) == [Language.EN]
    assert faults == [
        "no hole of the English card is called z",
        "the hole 2 of the English card is not here",
    ]

"""A choice is a question that ends with a task list."""

from __future__ import annotations

import pytest

from quizapp.bank import plain
from quizapp.bank.blocks import Bullets, Code, Link, Maths, Paragraph, Strong, Text
from quizapp.bank.cards import Card, Kind, Language, Option
from quizapp.bank.load import assemble
from quizapp.bank.write import write, write_translation
from tests.bank.reading import FILE, only, read

OPTIONS = """\
- [x] `a -- b`, at $z = 0$
- [ ] **1** -- Those are the *values*. [Refuted.](demo:vanishing-gradient#slope-to-one)
- [ ] none -- The exponential has none -- but it stands below the line, too.
"""


def source(options: str = OPTIONS, kind: str = "choice") -> str:
    return f"---\nkind: {kind}\n---\n# How large?\n\nChoose.\n\n{options}\n## Answer\nA quarter.\n"


def told(options: str) -> list[tuple[int, int, str]]:
    return [(fault.line, fault.column, fault.what) for fault in read(source(options)).faults]


def test_options_are_no_part_of_the_question() -> None:
    card = only(source())
    text = card.text(Language.EN)
    assert (card.kind, text.key_points) == (Kind.CHOICE, ())
    assert text.question == (Paragraph((Text("Choose."),)),)
    right, one, none = text.options
    assert right == Option((Code("a -- b"), Text(", at "), Maths("z = 0")), right=True)
    assert one.line == (Strong((Text("1"),)),)
    assert one.misconception[-1] == Link(
        (Text("Refuted."),), "demo:vanishing-gradient#slope-to-one"
    )
    belief = (Text("The exponential has none -- but it stands below the line, too."),)
    assert none == Option((Text("none"),), misconception=belief)


def test_what_a_choice_says_can_be_found() -> None:
    found = plain.searchable(only(source()).text(Language.EN))
    for words in ("a -- b", "z = 0", "Refuted.", "The exponential"):
        assert words in found


@pytest.mark.parametrize(
    ("options", "line", "what"),
    [
        ("", 6, "a choice without options"),
        ("1. [x] a\n2. [ ] b -- c\n", 8, "a choice without options"),
        ("- a\n- b\n\nWhich?\n", 11, "a choice without options"),
        (
            "- [x] a\n- b -- c\n",
            8,
            "an item without `[x]` or `[ ]`, or with more than one paragraph",
        ),
        (
            "- [x] a\n\n  more\n- [ ] b -- c\n",
            8,
            "an item without `[x]` or `[ ]`, or with more than one paragraph",
        ),
        ("- [x] a\n", 8, "1 option"),
        ("- [x] a\n" + "".join(f"- [ ] {n} -- c\n" for n in range(6)), 8, "7 options"),
        ("- [ ] a -- b\n- [ ] b -- c\n", 8, "no option is right"),
        ("- [x] a\n- [ ] a -- c\n", 8, "two options read the same"),
        ("- [x] a\n- [ ] b\n", 8, "option 2 is wrong and names no misconception"),
        ("- [x] a -- b\n- [ ] b -- c\n", 8, "option 1 is right and names a misconception"),
        ("- [x] a\n- [ ] -- c\n", 8, "option 2 is empty"),
        ("- [x] a\n- [ ] b--c\n", 8, "option 2 is wrong and names no misconception"),
        ("- [x] a\n- [ ] b `-- c`\n", 8, "option 2 is wrong and names no misconception"),
    ],
)
def test_what_makes_no_choice(options: str, line: int, what: str) -> None:
    result = read(source(options))
    assert (line, 1, what) in told(options)
    assert result.cards == ()
    assert all(fault.remedy for fault in result.faults)


def test_several_options_may_be_right() -> None:
    text = only(source("- [x] a\n- [X] b\n- [ ] c -- d\n")).text(Language.EN)
    assert [option.right for option in text.options] == [True, True, False]


def test_a_task_list_in_another_kind_stays_a_list() -> None:
    text = source("- [x] a\n- [ ] b\n", kind="qa") + "\n## Key points\n- a\n- b\n"
    (_, listed) = only(text).text(Language.EN).question
    assert listed == Bullets(((Paragraph((Text("[x] a"),)),), (Paragraph((Text("[ ] b"),)),)))


@pytest.mark.parametrize("before", ["", "- one\n\n* two\n\n", "* one\n\n"])
def test_it_is_printed_as_an_author_would_write_it(before: str) -> None:
    written = write(only(source(before + OPTIONS)))
    assert "[x] `a -- b`, at $z = 0$\n" in written
    assert "[ ] none -- The exponential" in written
    assert write(only(written)) == written
    assert only(written).text(Language.EN).options == only(source()).text(Language.EN).options


KOREAN = source().partition("---\n# ")[2].replace("none --", "없음 --")


def of_both(english: str, korean: str) -> tuple[Card, list[str]]:
    """The card that the two files make, and the faults."""
    first = read(english)
    second = read(f"---\nof: {first.hash}\n---\n# {korean}", FILE.replace(".md", ".ko.md"))
    bank = assemble([first, second])
    (card,) = bank.cards.values()
    return card, [str(fault) for fault in bank.faults]


def test_a_translation_has_its_options_too() -> None:
    card, faults = of_both(source(), KOREAN)
    assert faults == []
    text = card.texts[Language.KO]
    assert text.options[2].line == (Text("없음"),)
    again = read(write_translation(text, "0" * 12), FILE.replace(".md", ".ko.md"))
    card_again = assemble([read(source()), again]).cards[card.id]
    assert card_again.texts[Language.KO].options == text.options


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (
            "- [x]",
            "- [ ] 둘 -- 셋\n- [x]",
            "the options are marked [ ] [x] [ ] [ ], those of the English card [x] [ ] [ ]",
        ),
        (
            "- [x] `a -- b`, at $z = 0$\n- [ ] **1** -- Those",
            "- [ ] `a -- b`, at $z = 0$ -- No.\n- [x] **1** Those",
            "the options are marked [ ] [x] [ ], those of the English card [x] [ ] [ ]",
        ),
        ("- [ ] **1** --", "- [x] **1** --", "option 2 is right and names a misconception"),
        (OPTIONS, "", "a choice without options"),
    ],
)
def test_a_translation_with_other_options_is_left_out(old: str, new: str, what: str) -> None:
    card, (fault,) = of_both(source(), KOREAN.replace("없음 --", "none --").replace(old, new, 1))
    assert fault.startswith(f"normalization/two-means.ko.md:4:1: {what};")
    assert list(card.texts) == [Language.EN]

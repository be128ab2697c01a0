"""An order is a question that ends with a numbered list."""

from __future__ import annotations

import pytest

from quizapp.bank import plain
from quizapp.bank.blocks import Code, Maths, Paragraph, Text
from quizapp.bank.cards import Kind, Language
from quizapp.bank.load import assemble
from quizapp.bank.write import write
from tests.bank.reading import FILE, only, read

STEPS = "1. Multiply.\n2. Divide by $\\sqrt{d}$.\n3. Call `softmax`.\n"


def source(steps: str = STEPS, title: str = "In which order?") -> str:
    return f"---\nkind: order\n---\n# {title}\n\nAll of it.\n\n{steps}\n## Answer\nLike this.\n"


def test_steps_are_no_part_of_the_question() -> None:
    card = only(source())
    text = card.text(Language.EN)
    assert card.kind is Kind.ORDER
    assert text.question == (Paragraph((Text("All of it."),)),)
    assert text.steps == (
        (Text("Multiply."),),
        (Text("Divide by "), Maths(r"\sqrt{d}"), Text(".")),
        (Text("Call "), Code("softmax"), Text(".")),
    )
    assert "Call softmax." in plain.searchable(text)


@pytest.mark.parametrize(
    ("steps", "line", "what"),
    [
        ("", 6, "an order without steps"),
        ("- a\n- b\n- c\n", 8, "an order without steps"),
        ("2. a\n3. b\n4. c\n", 8, "an order without steps"),
        ("1. a\n2. b\n3. c\n\nSo?\n", 12, "an order without steps"),
        ("1. a\n2. b\n", 8, "2 steps"),
        ("".join(f"{n}. x{n}\n" for n in range(1, 11)), 8, "10 steps"),
        ("1. a\n2. b\n3. a\n", 8, "two steps read the same"),
        ("1. a\n\n   more\n2. b\n3. c\n", 8, "a step of more than one paragraph"),
        ("1. a\n2. b\n3. ```\n   c\n   ```\n", 8, "a step of more than one paragraph"),
    ],
)
def test_what_makes_no_order(steps: str, line: int, what: str) -> None:
    result = read(source(steps))
    assert (line, 1, what) in [(each.line, each.column, each.what) for each in result.faults]
    assert result.cards == ()
    assert all(fault.remedy for fault in result.faults)


@pytest.mark.parametrize("before", ["", "1. x\n2. y\n\n1) a\n\n", "- one\n\n"])
def test_it_is_printed_back(before: str) -> None:
    steps = before + (STEPS if ")" not in before else STEPS.replace(". ", ") ").replace("a", "b"))
    card = only(source(steps))
    assert only(write(card)).text(Language.EN).steps == card.text(Language.EN).steps
    assert only(write(card)).text(Language.EN).question == card.text(Language.EN).question


def test_a_translation_has_as_many_steps() -> None:
    english = read(source())
    header = f"---\nof: {english.hash}\n---\n# "
    korean = source("1. 곱\n2. 나눗셈\n3. 소프트맥스\n", "순서는?").partition("---\n# ")[2]
    file = FILE.replace(".md", ".ko.md")
    (card,) = assemble([english, read(header + korean, file)]).cards.values()
    assert card.texts[Language.KO].steps[2] == ((Text("소프트맥스")),)
    longer = read(header + korean.replace("3. ", "3. 마스크\n4. "), file)
    bank = assemble([english, longer])
    assert [str(fault) for fault in bank.faults] == [
        f"{file}:4:1: 4 steps, where the English card has 3; translate them one by one"
    ]
    assert Language.KO not in bank.cards[card.id].texts

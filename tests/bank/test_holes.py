"""Every hole of a cloze is learned by itself."""

from __future__ import annotations

from quizapp.bank import holes, parse, plain
from quizapp.bank.blocks import Code, Text
from quizapp.bank.cards import Card, CardId, Language

SOURCE = """\
---
kind: cloze
after: [a/first]
---
# Which?

**==The mean==** of ==`x`=={#input} is

> | taken | from |
> |---|---|
> | ==it== | ==`x`=={#again} |

## Answer
It is.
"""


def cloze() -> Card:
    (card,) = parse.read(SOURCE.encode(), "a/card.md").cards
    return card


def test_a_cloze_is_learned_hole_by_hole() -> None:
    card = cloze()
    found = holes.items(card)
    assert [(each.id, each.hole) for each in found] == [
        ("a/card#1", "1"),
        ("a/card#input", "input"),
        ("a/card#3", "3"),
        ("a/card#again", "again"),
    ]
    assert all(each.texts == card.texts and each.after == card.after for each in found)


def test_every_other_card_is_learned_as_itself() -> None:
    (card,) = parse.read(b"# Q\n\n## Answer\nA\n\n## Key points\n- a\n- b\n", "a/card.md").cards
    assert holes.items(card) == (card,)


def test_an_item_names_its_card() -> None:
    assert {holes.base(item.id) for item in holes.items(cloze())} == {"a/card"}
    assert holes.base(CardId("acme:a/card#input")) == "acme:a/card"
    assert holes.base(CardId("a/card")) == "a/card"


def test_what_a_hole_hides() -> None:
    text = cloze().text(Language.EN)
    assert holes.names(text) == ("1", "input", "3", "again")
    assert holes.hidden(text, "1") == (Text("The mean"),)
    assert holes.hidden(text, "again") == (Code("x"),)
    assert holes.hidden(text, "gone") == ()


def test_one_gap_is_asked_for_and_the_rest_is_clear() -> None:
    text = holes.gapped(cloze().text(Language.EN), "input")
    assert plain.blocks(text.question, 40) == [
        "The mean of [...] is",
        "",
        "> taken  from",
        "> -----  ----",
        "> it     x",
    ]
    assert holes.names(text) == ()


def test_what_was_asked_for_alone_stays_marked() -> None:
    text = holes.filled(cloze().text(Language.EN), "input")
    assert plain.blocks(text.question, 40)[0] == "The mean of [x] is"
    assert holes.names(text) == ("input",)
    assert plain.blocks(holes.filled(text, "gone").question, 40)[0] == "The mean of x is"

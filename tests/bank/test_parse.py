"""A file's text becomes the card that its author meant."""

from __future__ import annotations

import pytest

from quizapp.bank import parse
from quizapp.bank.blocks import (
    Bullets,
    Code,
    Display,
    Emphasis,
    Fence,
    Link,
    Maths,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
)
from quizapp.bank.cards import Card, CardText, Kind, Language, Level
from quizapp.bank.files import FileResult, Mentioned

FILE = "activations/relu.md"

FULL = r"""---
kind: qa
level: advanced
tags: [relu, "1.10", no]
after: [activations/overview]
demos: [vanishing-gradient?depth=20]
references:
  - "Glorot & Bengio 2010: AISTATS"
  - Nair & Hinton 2010
revision: 3
---
# Why *ReLU* and not $\sigma$?

Look at this:

```python
y = x.clamp(min=0)
```

## Answer
It keeps the **gradient**
alive, as `autograd` shows.

$$
\sigma'(z)
\le \frac{1}{4}
$$

| unit | slope |
|:--|--:|
| ReLU | $1$ |

## Key points
- One
- Two [words](card:activations/overview)

## Evidence
- [It vanishes.](demo:vanishing-gradient#sigmoid-vanishes)

## Beware
- "Slope 1": no.

## Follow-ups
- And GELU?
"""


def read(source: str, file: str = FILE) -> FileResult:
    return parse.read(source.encode(), file)


def only(result: FileResult) -> Card:
    assert result.faults == ()
    (card,) = result.cards
    return card


def text_of(body: str) -> CardText:
    """The text of a card whose answer holds `body`."""
    source = f"# Q\n\n## Answer\n{body}\n\n## Key points\n- a\n- b\n"
    return only(read(source)).text(Language.EN)


def test_front_matter_says_what_the_card_is() -> None:
    card = only(read(FULL))
    assert (card.id, card.topic) == ("activations/relu", "activations")
    assert (card.kind, card.level, card.revision) == (Kind.QA, Level.ADVANCED, 3)
    assert card.tags == ("relu", "1.10", "no")
    assert card.after == ("activations/overview",)
    assert card.demos == ("vanishing-gradient?depth=20",)
    assert card.references == ("Glorot & Bengio 2010: AISTATS", "Nair & Hinton 2010")


def test_sections_fill_their_fields() -> None:
    text = only(read(FULL)).text(Language.EN)
    assert text.title == (
        Text("Why "),
        Emphasis((Text("ReLU"),)),
        Text(" and not "),
        Maths(r"\sigma"),
        Text("?"),
    )
    assert text.question == (
        Paragraph((Text("Look at this:"),)),
        Fence("y = x.clamp(min=0)", "python"),
    )
    paragraph = Paragraph(
        (
            Text("It keeps the "),
            Strong((Text("gradient"),)),
            Text(" alive, as "),
            Code("autograd"),
            Text(" shows."),
        )
    )
    display = Display("\\sigma'(z)\n\\le \\frac{1}{4}")
    table = Table(
        ((Text("unit"),), (Text("slope"),)),
        (((Text("ReLU"),), (Maths("1"),)),),
        ("left", "right"),
    )
    assert text.answer == (paragraph, display, table)
    link = Link((Text("words"),), "card:activations/overview")
    assert text.key_points == ((Text("One"),), (Text("Two "), link))
    claim = Link((Text("It vanishes."),), "demo:vanishing-gradient#sigmoid-vanishes")
    assert text.evidence == ((claim,),)
    assert text.beware == ((Text('"Slope 1": no.'),),)
    assert text.follow_ups == ((Text("And GELU?"),),)
    assert (text.file, text.line) == (FILE, 12)


def test_mentions_name_their_places() -> None:
    places = {(each.about, each.value): (each.line, each.column) for each in read(FULL).mentions}
    assert places == {
        (Mentioned.AFTER, "activations/overview"): (5, 9),
        (Mentioned.DEMO, "vanishing-gradient?depth=20"): (6, 9),
        (Mentioned.INLINE, r"\sigma"): (12, 22),
        (Mentioned.DISPLAY, "\\sigma'(z)\n\\le \\frac{1}{4}"): (24, 1),
        (Mentioned.INLINE, "1"): (31, 10),
        (Mentioned.LINK, "card:activations/overview"): (35, 7),
        (Mentioned.LINK, "demo:vanishing-gradient#sigmoid-vanishes"): (38, 3),
        (Mentioned.WORDS, "8"): (20, 1),
    }


def test_a_formula_in_the_second_line_of_a_quote_is_found_there() -> None:
    source = "# Q\n\n## Answer\n> - one\n>   two $x$\n\n## Key points\n- a\n- b\n"
    (formula,) = (each for each in read(source).mentions if each.about is Mentioned.INLINE)
    assert (formula.line, formula.column) == (5, 9)


def test_equal_formulas_in_a_row_of_a_table_have_their_own_places() -> None:
    source = (
        "# Q\n\n## Answer\n| $x$ | b |\n|---|---|\n| a $x$ | $x$ |\n\n## Key points\n- a\n- b\n"
    )
    found = [each for each in read(source).mentions if each.about is Mentioned.INLINE]
    assert [(each.line, each.column) for each in found] == [(4, 3), (6, 5), (6, 11)]


def test_nothing_but_the_three_needed_headings_is_a_card() -> None:
    card = only(read("# Q\n## Answer\nA\n## Key points\n- a\n- b"))
    assert (card.kind, card.level, card.revision) == (Kind.QA, Level.CORE, 1)


@pytest.mark.parametrize(
    ("heading", "matter", "name"),
    [
        ("# Q", "", "activations/relu"),
        ("# Q {#other}", "", "activations/other"),
        ("# Q {#other}", "id: old/place", "old/place"),
        (r"# Q \{#other}", "", "activations/relu"),
    ],
)
def test_what_names_a_card(heading: str, matter: str, name: str) -> None:
    source = f"---\n{matter}\n---\n{heading}\n## Answer\nA\n## Key points\n- a\n- b\n"
    assert only(read(source)).id == name


def test_a_slug_is_no_part_of_the_question() -> None:
    card = only(read("# Why $x$? {#why}\n## Answer\nA\n## Key points\n- a\n- b\n"))
    assert card.text(Language.EN).title == (Text("Why "), Maths("x"), Text("?"))


def test_a_file_of_several_cards() -> None:
    one = "# One {#one}\n## Answer\nA\n## Key points\n- a\n- b\n"
    result = read(f"---\ntags: [t]\n---\n{one}\n{one.replace('ne', 'ther')}")
    assert result.faults == ()
    assert [card.id for card in result.cards] == ["activations/one", "activations/other"]
    assert [card.text(Language.EN).line for card in result.cards] == [4, 11]
    assert [card.tags for card in result.cards] == [("t",), ("t",)]


def test_a_bad_card_leaves_its_neighbours_alone() -> None:
    card = "# Q {#%s}\n## Answer\n%s\n## Key points\n- a\n- b\n"
    result = read(card % ("one", "A") + card % ("two", "a <b>") + card % ("three", "A"))
    assert [card.id for card in result.cards] == ["activations/one", "activations/three"]
    assert [(fault.line, fault.column) for fault in result.faults] == [(9, 3)]


def test_the_hash_is_that_of_what_a_translator_reads() -> None:
    body = "# Q\n## Answer\nCafé\n## Key points\n- a\n- b\n"
    same = (
        body,
        f"---\ntags: [t]\n---\n\n{body}\n\n",
        body.replace("\n", "\r\n"),
        body.replace("\n", "  \n"),
        body.replace("é", "e\u0301"),
        f"\ufeff{body}",
    )
    assert len({read(source).hash for source in same}) == 1
    assert {only(read(source)).text(Language.EN).hash for source in same} == {read(body).hash}
    assert read(body.replace("A", "B", 1)).hash != read(body).hash


def test_a_translation_names_its_english_text() -> None:
    source = "---\nof: 0123456789ab\n---\n# 질문\n## Answer\n답\n## Key points\n- 하나\n- 둘\n"
    result = read(source, "activations/relu.ko.md")
    assert result.faults == ()
    assert (result.language, result.of, result.cards) == (Language.KO, "0123456789ab", ())
    (translation,) = result.translations
    assert translation.text.title == (Text("질문"),)
    assert translation.text.file == "activations/relu.ko.md"


@pytest.mark.parametrize(
    "prose",
    [
        "It costs $5 and $6.",
        "5 * 3 and snake_case and a*b",
        "half < one, R&D, x > y",
        "[brackets] and {braces} | bars ~ tildes",
    ],
)
def test_prose_stays_prose(prose: str) -> None:
    assert text_of(prose).answer == (Paragraph((Text(prose),)),)


def test_styles_do_not_nest_in_themselves_and_equal_neighbours_are_one() -> None:
    assert text_of("*a _b_*").answer == (Paragraph((Emphasis((Text("a b"),)),)),)
    nested = text_of("**a *b***").answer
    assert nested == (Paragraph((Strong((Text("a "), Emphasis((Text("b"),)))),)),)


def test_blocks_nest() -> None:
    a, b, c = (Paragraph((Text(name),)) for name in "abc")
    assert text_of("2. a\n   - b\n3. c").answer == (
        Bullets(((a, Bullets(((b,),))), (c,)), start=2),
    )
    assert text_of("> a\n>\n> > b").answer == (Quote((a, Quote((b,)))),)
    code = Fence("x\n\n  y", "")
    assert text_of("- ~~~\n  x\n\n    y\n  ~~~").answer == (Bullets(((code,),)),)


def test_tabs_become_spaces() -> None:
    assert text_of("```\na\tb\n```").answer == (Fence("a   b"),)


def test_entities_cannot_bring_control_characters_in() -> None:
    assert text_of("a&#x9;&#x202e;b").answer == (Paragraph((Text("a\ufffd\ufffdb"),)),)

"""The printer writes what an author would, and escapes only what must be."""

from __future__ import annotations

import pytest
from msgspec import structs

from quizapp.bank import parse, spell
from quizapp.bank.blocks import Code, Emphasis, Hole, Line, Link, Maths, Strong, Text
from quizapp.bank.cards import Language
from quizapp.bank.holes import items
from quizapp.bank.write import write, write_text

SOURCE = """\
---
level: advanced
tags:
- relu
- 'no'
after:
- activations/overview
demos:
- vanishing-gradient?depth=20
references:
- 'Glorot & Bengio 2010: AISTATS'
revision: 2
---
# Why **ReLU**는 _now_, at $x_i$?

```python
y = x
```

## Answer

It [keeps](card:a/b) the `gradient`, 5 * 3 aside.

- one

  $$
  x
  $$
- two

  1. a
  2. b

* other

> quoted
>
> > twice

| a | b |
| --- | ---: |
| `1\\|2` |  |

## Key points

- a
- b

## Beware

- "c": no.
"""


def test_a_canonical_file_is_printed_back_to_the_letter() -> None:
    source = SOURCE.replace("5 * 3", "5 \\* 3")
    (card,) = parse.read(source.encode(), "a/card.md").cards
    assert write(card) == source


@pytest.mark.parametrize(("file", "id_line"), [("a/card.md", ""), ("b/card.md", "id: a/card\n")])
def test_an_id_is_written_where_the_name_does_not_say_it(file: str, id_line: str) -> None:
    source = "---\nid: a/card\n---\n# Q\n\n## Answer\n\nA\n\n## Key points\n\n- a\n- b\n"
    (card,) = parse.read(source.encode(), file).cards
    assert card.id == "a/card"
    assert write(card).startswith(f"---\n{id_line}---\n" if id_line else "# Q")


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ((Strong((Text("ReLU"),)), Text("는")), "**ReLU**는"),
        ((Strong((Text("(a)"),)), Text("는")), "**(a)**&#45716;"),
        ((Emphasis((Text("a "),)),), "*a&#32;*"),
        ((Strong((Emphasis((Text("a"),)),)),), "**_a_**"),
        ((Text("2"), Maths("x"), Text("3")), "&#50;$x$&#51;"),
        ((Text("a!"), Link((Text("b"),), "card:a/b")), "a&#33;[b](card:a/b)"),
        ((Code("`"), Code(" a ")), "`` ` ```  a  `"),
        ((Maths("x"), Text(" \\")), "$x$ &#92;"),
        ((Text("snake_case _x_ R&D &amp; <b> a<b 1*2 [c] $5"),),
         r"snake_case \_x\_ R&D \&amp; \<b> a\<b 1\*2 \[c\] \$5"),
        ((Link((Text("b"),), "https://x.y/(z)"),), "[b](<https://x.y/(z)>)"),
        ((Text("a="), Hole((Text("b "), Code("=")), "c")), "a&#61;==b `=`=={#c}"),
        ((Hole((Text("a "),), ""), Text("{#b}")), "==a&#32;==&#123;#b}"),
        ((Text("a == b, a==b, a===b, ==b"),), r"a == b, a\==b, a===b, \==b"),
        ((Text("{{2**n}} {{*n*} {{[n]}}"),), r"{{2**n}} \{{\*n\*} {{[n]}}"),
    ],
)  # fmt: skip
def test_only_what_must_be_is_escaped(line: Line, printed: str) -> None:
    assert spell.spell(line) == printed


def test_an_item_of_a_cloze_is_written_as_its_card() -> None:
    source = "---\nkind: cloze\n---\n# Q\n\n==a== ==b==\n\n## Answer\n\nA\n"
    (card,) = parse.read(source.encode(), "a/card.md").cards
    assert [write(item) for item in items(card)] == [source, source]


@pytest.mark.parametrize(
    "words", ["# a", "- a", "+", "1. a", "12) a", "> a", "~~~", "---", "a #", "b {#c}"]
)
def test_words_that_would_begin_a_block_stay_words(words: str) -> None:
    source = "# Q\n\n## Answer\n\nA\n\n## Key points\n\n- a\n- b\n"
    (card,) = parse.read(source.encode(), "a/b.md").cards
    line = (Text(words),)
    text = structs.replace(card.text(Language.EN), title=line, key_points=(line, line))
    (again,) = parse.read(write_text(text).encode(), "a/b.md").cards
    assert again.text(Language.EN).title == line
    assert again.text(Language.EN).key_points == (line, line)

"""No text crashes the parser, and what it accepts, the printer prints back the same."""

from __future__ import annotations

import unicodedata
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from quizapp.bank import parse, plain
from quizapp.bank.blocks import (
    Code,
    Emphasis,
    Hole,
    Inline,
    Line,
    Link,
    Maths,
    Paragraph,
    Strong,
    Text,
)
from quizapp.bank.cards import Card, CardId, CardText, Kind, Language
from quizapp.bank.files import FileResult
from quizapp.bank.holes import names
from quizapp.bank.write import write, write_translation

FILE = "topic/card.md"

_WORDS = (
    "word", "두 낱말",
    "é", "e\u0301", "\\*", "\\_", "\\$", "\\\\", "\\[", "&amp;", "&#32;", "&nbsp;",
    "&", "!", "5", '"', "(", ")", ".", "snake_case", "a * b", "$x_i$", "$\\frac{1}{2}$", "$|a|$",
    "`d`", "``e`f``", "` g `", "<", "=", "[a](card:t/b)", "[**b**!](https://x.y/?a&b_(c))",
    "<https://x.y>", "*a*", "_b_", "**c**", "***d***", "*e **f***", "*\u200b*", "**굵게**는",
    "_**(g)**_", "\u3000", "\u0338", "1.", "-", "+", "#", ">", "|", "~~~", "{#s}", "\\{#s}", "$5",
    "&lt;b>", "*h*`i`*j*", "!\\[", "&#42;", "&#95;", "&#35;", "\\==", "===", "a == b", "`a==b`",
    "$a==b$", "{{2**n * k}}", "{{a_b:,}}", "{", "}}",
)  # fmt: skip
_HOLES = (
    "==h==",
    "==`a==b`=={#code}",
    "==$x$==",
    "**==b==**",
    "==**c**==",
    "==x[0]==",
    "==d=={#d}",
)
_SIGNS = (
    "\n", "\\\n", "*", "**", "_", "__", "***", "`", "``", "$", "$$", "[", "]", "![i](j)", "<b>",
    "\\", "[b](<c d>)", "&#27;", "[^1]", "\t", "\ufeff", "\x1b", "[r]: u", "a\\", "<!--", "](",
    "&#x202e;", "==", "{#n}", "{{", "{{n}}", *_HOLES,
)  # fmt: skip
_BLOCKS = (
    "```python\nx = '$'\n\n  y\n```", "~~~\n```\n~~~", "$$\n\\sum_i x_i\n  + 1\n$$", "$$ a $$",
    "1. x\n2. y", "- a\n  - b\n\n    c", "> q\n>\n> - r\n>   s", "* z\n\n- y", "3) k\n4) l",
    "- 1. f", "| a | b |\n|---|--:|\n| `1\\|2` | $x$ |", "- | a |\n  |:-:|\n  | b |",
    "- $$\n  x\n  $$", "- ```\n  c\n  ```\n- d", "> > e", "1. - g\n   - h",
    "text\n$$\nx\n$$\nmore",
)  # fmt: skip
_LINES = (
    "# T", "# T {#t}", "# U {#u}", "## Answer", "## Key points", "## Evidence", "## Beware",
    "## Other", "### Deep", "", "- a", "- b", "  - c", "    deep", "1. x", "* z", "> q", "> - r",
    "```python", "```", "~~~", "$$", "x", "글", "- ", "| a | b |", "|---|--:|", "| 1 | 2 |",
    "| 1 |", "---", "===", "***", "<div>", "id: t/x", "kind: qa", ">", "      ",
    "of: 0123456789ab", "[x]: y", "10. k", "   - l", "tags: [a, b", "a: &x [*x]", "kind: choice",
    "kind: cloze", "kind: numeric", "kind: order", "- [x] y", "- [ ] z -- m", "answer: 2**n",
    "2. y", "variables: [n = 1..3]", "==h==", "{{n}}", "3. z",
)  # fmt: skip

proses = st.lists(
    st.tuples(st.sampled_from(_WORDS), st.sampled_from((" ", " ", ""))).map("".join),
    min_size=1,
    max_size=8,
).map("".join)
noises = st.lists(st.sampled_from((*_WORDS, *_SIGNS, "  ")), min_size=1, max_size=14).map("".join)
bodies = st.lists(st.one_of(proses, st.sampled_from(_BLOCKS)), max_size=5).map("\n\n".join)
lines = st.lists(st.one_of(st.sampled_from(_LINES), noises), min_size=1, max_size=25)


@st.composite
def files(draw: st.DrawFn, words: st.SearchStrategy[str]) -> str:
    """A file whose frame is right, so that it stands or falls with what is in it."""
    parts = [f"# {draw(words)}", draw(bodies), "## Answer", draw(words), draw(bodies)]
    parts += ["## Key points", "\n".join(f"- {draw(words)}" for _ in range(3))]
    if draw(st.booleans()):
        parts += ["## Beware", f"- {draw(words)}"]
    return "\n\n".join(parts) + "\n"


signs = st.sampled_from("ab5가 \u3000\u0338é*_`$[]()<>&\\!#|~-.:;\"'{}==+/1²")
texts = st.text(signs, min_size=1).map(partial(unicodedata.normalize, "NFC"))
codes = st.text(st.sampled_from("ab ` |\\*"), min_size=1)
nodes: st.SearchStrategy[Inline] = st.recursive(
    st.one_of(
        texts.map(Text),
        codes.map(Code),
        st.sampled_from(("x", r"\frac{a}{b}", r"\$", r"a\\", "|x|")).map(Maths),
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda line: Strong(tuple(line))),
        st.lists(inner, min_size=1, max_size=3).map(lambda line: Emphasis(tuple(line))),
    ),
    max_leaves=6,
)
trees: st.SearchStrategy[Line] = st.lists(
    st.one_of(
        nodes,
        st.builds(
            Link,
            st.lists(nodes, min_size=1, max_size=2).map(tuple),
            st.sampled_from(("card:a/b", "demo:a#b", r"https://x.y/(z)?a=1&amp=\[2$")),
        ),
    ),
    min_size=1,
    max_size=5,
).map(lambda line: settled(tuple(line)))


@st.composite
def holed(draw: st.DrawFn) -> Line:
    """A line with holes in and between other things, named or numbered."""
    parts = st.lists(st.one_of(texts.map(Text), codes.map(Code)), min_size=1, max_size=2)
    line: list[Inline] = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        inner = settled(tuple(draw(parts))) or (Text("s"),)
        name = draw(st.sampled_from((str(number), f"n-{number}")))
        hole: Inline = Hole(inner, name)
        line += [draw(nodes), Strong((hole,)) if draw(st.booleans()) else hole]
    return settled((Text("L "), *line, Text(" l")))


def settled(line: Line, around: frozenset[type] = frozenset()) -> Line:
    """A line as the parser would make it: no style inside itself, no equal neighbours."""
    found: list[Inline] = []
    for node in line:
        kind = type(node)
        if kind in around:
            continue
        if isinstance(node, Strong | Emphasis | Link | Hole):
            inner = settled(node.inner, around | {kind}) or (Text("s"),)
            node = structs.replace(node, inner=inner)
        if found and type(found[-1]) is kind and kind not in (Maths, Hole):
            found.append(Code("|") if kind is Text else Text("a"))
        found.append(node)
    return tuple(found)


def read(source: str) -> FileResult:
    return parse.read(source.encode("utf-8", "surrogatepass"), FILE)


def bare(text: CardText) -> CardText:
    """A text without what depends on how it is spelled."""
    return structs.replace(text, hash="", line=0)


def assert_printed_the_same(card: Card) -> None:
    again = read(write(card))
    assert not again.faults
    (card_again,) = again.cards
    assert bare(card_again.text(Language.EN)) == bare(card.text(Language.EN))
    assert structs.replace(card_again, texts={}) == structs.replace(card, texts={})


@given(st.binary())
def test_no_bytes_crash_it(data: bytes) -> None:
    parse.read(data, FILE)


@given(st.text(), st.sampled_from((FILE, "topic/card.ko.md", "a.md", "a/b/c.md", "T/é.fr.md")))
def test_no_text_crashes_it(source: str, file: str) -> None:
    parse.read(source.encode("utf-8", "surrogatepass"), file)


@given(lines, st.booleans())
def test_no_lines_crash_it(found: list[str], has_matter: bool) -> None:
    result = read("\n".join(["---", *found] if has_matter else found))
    assert result.cards or result.faults
    for card in result.cards:
        assert_printed_the_same(card)


@given(files(proses))
def test_an_accepted_card_is_printed_back_the_same(source: str) -> None:
    for card in read(source).cards:
        assert_printed_the_same(card)


@given(files(noises))
def test_noise_is_reported_or_printed_back_the_same(source: str) -> None:
    result = read(source)
    assert result.cards or result.faults
    for card in result.cards:
        assert_printed_the_same(card)


@given(trees)
def test_no_word_is_lost_in_printing(line: Line) -> None:
    point = settled((*line, Code("q")))
    line = settled((Text("L "), *line, Text(" l")))
    text = CardText(
        title=line,
        answer=(Paragraph(line),),
        key_points=(point, line),
        file=FILE,
    )
    card = Card(id=CardId("topic/card"), topic="topic", texts={Language.EN: text})
    result = read(write(card))
    assert not result.faults
    (again,) = result.cards
    squeeze = str.maketrans("", "", " \u3000")
    written = plain.searchable(again.text(Language.EN)).translate(squeeze)
    assert written == plain.searchable(text).translate(squeeze)
    assert_printed_the_same(again)


@given(proses, st.lists(st.sampled_from(_HOLES), min_size=1, max_size=4, unique=True), proses)
def test_a_cloze_is_printed_back_the_same(before: str, holes: list[str], after: str) -> None:
    words = f"{before} {'; '.join(holes)} {after}"
    for card in read(f"---\nkind: cloze\n---\n# T\n\n{words}\n\n## Answer\nA\n").cards:
        assert_printed_the_same(card)


@given(holed())
def test_no_hole_is_lost_in_printing(line: Line) -> None:
    text = CardText(
        title=(Text("T"),), question=(Paragraph(line),), answer=(Paragraph(line[:1]),), file=FILE
    )
    card = Card(id=CardId("topic/card"), topic="topic", kind=Kind.CLOZE, texts={Language.EN: text})
    result = read(write(card))
    assert not [fault for fault in result.faults if "characters" not in fault.what]
    for again in result.cards:
        assert names(again.text(Language.EN)) == names(text)
        assert_printed_the_same(again)


@given(files(proses))
def test_a_translation_is_printed_back_the_same(source: str) -> None:
    result = parse.read(f"---\nof: 0123456789ab\n---\n{source}".encode(), "topic/card.ko.md")
    for translation in result.translations:
        printed = write_translation(translation.text, result.of)
        again = parse.read(printed.encode(), "topic/card.ko.md")
        assert again.of == result.of
        assert [bare(each.text) for each in again.translations] == [bare(translation.text)]


@pytest.mark.parametrize("unit", ["[", ">", "> ", "- ", "*", "_", "`", "$", "<", "![", "|", "\\"])
def test_depth_is_no_attack(unit: str) -> None:
    assert read(f"# T\n\n{unit * 10_000}\n").faults

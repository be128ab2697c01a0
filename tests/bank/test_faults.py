"""Every fault names its line and column, what is wrong and how to mend it."""

from __future__ import annotations

import pytest
import yaml

from quizapp.bank import parse
from quizapp.errors import Fault

FILE = "activations/relu.md"
GOOD = "# Q\n\n## Answer\nA\n\n## Key points\n- a\n- b\n"


def faults(source: str | bytes, file: str = FILE) -> list[Fault]:
    data = source.encode() if isinstance(source, str) else source
    return list(parse.read(data, file).faults)


def one(source: str | bytes, file: str = FILE) -> tuple[int, int, str]:
    (fault,) = faults(source, file)
    assert str(fault) == f"{file}:{fault.line}:{fault.column}: {fault.what}; {fault.remedy}"
    assert fault.remedy
    return fault.line, fault.column, fault.what


def test_the_good_card_has_none() -> None:
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("matter", "line", "column", "what"),
    [
        ("tag: [a]", 2, 1, "the front matter has no key `tag`"),
        ("level: hard", 2, 8, "`level` cannot be `hard`"),
        ("kind: qa\nlevel:", 3, 7, "`level` cannot be empty"),
        ("tags: relu", 2, 7, "`tags` cannot be `relu`"),
        ("tags: [a, b c]", 2, 11, "`tags` cannot be `b c`"),
        ("after: [overview]", 2, 9, "`after` cannot be `overview`"),
        ("after:\n  - a/b\n  - c", 4, 5, "`after` cannot be `c`"),
        ("demos: [Bad Name]", 2, 9, "`demos` cannot be `Bad Name`"),
        ("revision: 0", 2, 11, "`revision` cannot be `0`"),
        ("revision: two", 2, 11, "`revision` cannot be `two`"),
        ("id: [a/b]", 2, 5, "`id` cannot be a list"),
        ("kind: code", 2, 7, "kind code is not supported yet"),
        ("kind: essay\nanswer: 1", 2, 7, "`kind` cannot be `essay`"),
        ("tags: [a]\ntags: [b]", 3, 1, "the key `tags` stands twice"),
        ("just words", 2, 1, "this does not belong into front matter"),
        ("- a", 2, 1, "this does not belong into front matter"),
        ("tags: [[a]]", 2, 8, "this does not belong into front matter"),
        ("tags: {a: b}", 2, 7, "this does not belong into front matter"),
        ("level: !!str core", 2, 8, "this does not belong into front matter"),
        ("level: &a core", 2, 8, "this does not belong into front matter"),
        ("level: *a", 2, 8, "this does not belong into front matter"),
        ("tags: [a]\n...\n- b", 4, 1, "the front matter is not YAML: did not find expected"),
    ],
)
@pytest.mark.parametrize("pure", [False, True])
def test_front_matter(
    matter: str, line: int, column: int, what: str, pure: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if pure:
        monkeypatch.delattr(yaml, "CBaseLoader")
    found = one(f"---\n{matter}\n---\n{GOOD}")
    if "not YAML" in what:
        assert "not YAML" in found[2]
    else:
        assert found == (line, column, what)


def test_unknown_keys_are_answered_with_the_nearest() -> None:
    (fault,) = faults(f"---\nlevle: core\n---\n{GOOD}")
    assert fault.remedy == "did you mean `level`?"


def test_every_bad_key_is_reported() -> None:
    found = faults(f"---\nlevel: x\ntags: y\nrevision: z\nzzz: 1\n---\n{GOOD}")
    assert [fault.line for fault in found] == [2, 3, 4, 5]


@pytest.mark.parametrize(
    ("body", "line", "column", "what"),
    [
        ("![a](b.png)", 4, 1, "an image"),
        ("a <b>c</b>", 4, 3, "HTML"),
        ("<div>", 4, 1, "HTML"),
        ("### Deep", 4, 1, "a heading of level 3"),
        ("a\n---", 4, 1, "a heading made by underlining with ---"),
        ("***", 4, 1, "a horizontal rule"),
        ("    x = 1", 4, 5, "code made by indenting"),
        ("a[^1]", 4, 2, "a footnote"),
        ("[a]: https://x.y", 4, 1, "an address apart from its link"),
        ("a\\\nb", 4, 2, "a forced line break"),
        ("a [b](file:///etc/passwd)", 4, 3, "a link to `file:///etc/passwd`"),
        ("a [b](javascript:x)", 4, 3, "a link to `javascript:x`"),
        ("<me@x.org>", 4, 1, "a link to `mailto:me@x.org`"),
        ('[b](https://x.y "t")', 4, 1, "a link with a title"),
        ("a $x", 4, 3, "`$` that begins or ends no formula"),
        ("a\nb $ x$", 5, 3, "`$` that begins or ends no formula"),
        ("a $$x$$ b", 4, 3, "`$$` inside a line"),
        ("$$\nx\n\ny\n$$", 4, 1, "`$$` that no `$$` closes"),
        ('**"굵게"**는', 4, 1, "`**` that begins or ends no style"),
        ("word *(x)", 4, 6, "`*` that begins or ends no style"),
        ("$$\na $ b\n$$", 4, 1, "a `$` inside a formula"),
        ("```python\nx", 4, 1, "code that is never closed"),
        ("```\n\n```", 4, 1, "an empty block of code"),
        ("- a\n-", 5, 1, "an empty list item"),
        ("> ", 4, 1, "an empty quotation"),
        ("| a | b |\n|---|---|\n| 1 | 2 | 3 |", 6, 1, "a row of 3 cells under a head of 2"),
        ("| a | b |\n|---|---|\n| 1 |", 6, 1, "a row of 1 cells under a head of 2"),
        (r"| $a \| b$ |" + "\n|---|", 4, 3, "`|` in a formula in a table"),
        ("> > > > > > > a", 4, 1, "lists and quotes nested more than 6 deep"),
        ("a\x1b[31m", 4, 2, "the control character U+001B"),
        ("a\u202eb", 4, 2, "the control character U+202E"),
        ("a\x00b", 4, 2, "the control character U+0000"),
    ],
)
def test_what_a_card_cannot_hold(body: str, line: int, column: int, what: str) -> None:
    source = f"# Q\n\n## Answer\n{body}\n\n## Key points\n- a\n- b\n"
    found = faults(source)
    assert (line, column, what) in [(each.line, each.column, each.what) for each in found]
    if "closed" not in what and "apart" not in what:
        assert all(each.line >= 4 for each in found), "it is not reported elsewhere too"


@pytest.mark.parametrize(
    ("source", "line", "column", "what"),
    [
        ("", 1, 1, "the file holds no card"),
        ("text\n\n" + GOOD, 1, 1, "no card begins here"),
        (GOOD.replace("# Q", "#", 1), 1, 1, "a heading without words"),
        (GOOD.replace("# Q", "# Q {#Bad Slug}", 1), 1, 1, "the slug `Bad Slug`"),
        (GOOD.replace("## Answer\nA\n", ""), 1, 1, "a card without `## Answer`"),
        (GOOD.replace("A\n", "", 1), 3, 1, "`## Answer` is empty"),
        (GOOD + "\n## Evidence\n", 10, 1, "`## Evidence` is empty"),
        (GOOD + "\n## Answer\nB\n", 10, 1, "`## Answer` stands twice"),
        (GOOD + "\n## Evidnce\n- c\n", 10, 1, "no section is called `Evidnce`"),
        (GOOD + "\n## 증거\n- c\n", 10, 1, "no section is called `증거`"),
        (GOOD.replace("- b\n", ""), 7, 1, "1 key points"),
        (GOOD + "- c\n" * 8, 7, 1, "10 key points"),
        (
            GOOD.replace("- a\n- b", "1. a\n2. b"),
            7,
            1,
            "`## Key points` is not one list of bullets",
        ),
        (GOOD.replace("- b", "- b\n\nc"), 10, 1, "`## Key points` is not one list of bullets"),
        (GOOD.replace("- b", "- b\n  - c"), 7, 1, "`## Key points` is not one list of bullets"),
        (GOOD.replace("- a\n- b", "a"), 7, 1, "`## Key points` is not one list of bullets"),
        ("---\nkind: qa\n" + GOOD, 1, 1, "front matter that is never closed"),
        (b"# Q\n\n\xff\xfe\n", 3, 1, "the byte 0xff is not UTF-8"),
        ("# Qé ".encode() + b"\xe9\n", 1, 6, "the byte 0xe9 is not UTF-8"),
        (b"a" * 70_000, 1, 1, "the file is longer than 64 kB"),
    ],
)
def test_what_makes_no_card(source: str | bytes, line: int, column: int, what: str) -> None:
    found = faults(source)
    assert (line, column, what) in [(each.line, each.column, each.what) for each in found]


def test_headings_of_several_cards_need_their_own_slugs() -> None:
    found = faults(GOOD.replace("# Q", "# Q {#q}", 1) + GOOD.replace("# Q", "# Q {#q}", 1))
    assert [(fault.line, fault.what) for fault in found] == [(9, "{#q} stands twice")]
    found = faults(GOOD + GOOD)
    assert [fault.what for fault in found] == ["a heading without a slug"] * 2
    several = GOOD.replace("# Q", "# Q {#a}", 1) + GOOD.replace("# Q", "# Q {#b}", 1)
    assert one(f"---\nid: x/y\n---\n{several}") == (2, 5, "an `id` for several cards")
    assert parse.read(f"---\nid: x/y\n---\n{several}".encode(), FILE).cards == ()


@pytest.mark.parametrize(
    ("file", "what"),
    [
        ("a.md", "the file does not stand in a topic's folder"),
        ("a/b/c.md", "the file does not stand in a topic's folder"),
        ("a/Card.md", "`Card` cannot be part of a card's id"),
        ("a b/card.md", "`a b` cannot be part of a card's id"),
        ("a/card.fr.md", "`.fr` is no language that cards are written in"),
    ],
)
def test_files_in_the_wrong_place(file: str, what: str) -> None:
    assert what in [fault.what for fault in parse.read(GOOD.encode(), file).faults]


def test_sections_are_answered_with_the_nearest() -> None:
    (fault,) = faults(GOOD + "\n## evidence\n- c\n")
    assert fault.remedy == "did you mean `## Evidence`?"


@pytest.mark.parametrize(
    "matter",
    [
        "a: &a [x]\n" + "".join(f"b{i}: [*a, *a]\n" for i in range(200)),
        "[" * 10_000,
        "- " * 5_000,
        "{" * 10_000,
        "tags: [" + "a, " * 6_000 + "b]",
        "x" * 100_000,
        "references:\n" + "  - r\n" * 3_000,
        '"\\x1b": 1',
        "? a\n: b",
        "\ufffe: a",
    ],
)
def test_hostile_front_matter_is_reported(matter: str) -> None:
    assert faults(f"---\n{matter}\n---\n{GOOD}")


def test_a_file_of_faults_lists_some_and_gives_no_card() -> None:
    result = parse.read((GOOD + "# Q {#a}\n" * 5_000).encode(), FILE)
    assert len(result.faults) == 20
    assert result.cards == ()

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import quizapp
from quizapp.locale.words import Words, catalogue, read

PACKAGE = Path(quizapp.__file__).parent
KOREAN = read(catalogue("ko"))


def literal(node: ast.expr | None) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value


def said(call: ast.Call) -> Iterator[str]:
    """The phrases of one call: `words("...")`, a key's label and hint, a group's label."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in ("words", "Group") and call.args:
        yield from literal(call.args[0])
    if name == "Binding":
        yield from literal(call.args[2] if len(call.args) > 2 else None)
        for keyword in call.keywords:
            if keyword.arg == "tooltip":
                yield from literal(keyword.value)


def phrases() -> set[str]:
    """Every phrase that the program can say to a person."""
    found: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                found.update(said(node))
    return found


def test_every_phrase_has_its_korean() -> None:
    assert phrases() - KOREAN.keys() == set()


def test_no_translation_is_left_over() -> None:
    assert KOREAN.keys() - phrases() == set()


def fields(phrase: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(phrase) if name is not None}


def test_a_translation_holds_the_same_placeholders() -> None:
    assert {english for english in KOREAN if fields(KOREAN[english]) != fields(english)} == set()


def test_a_phrase_is_said_in_its_language() -> None:
    assert Words("en")("{n} due", n=3) == "3 due"
    assert Words("ko")("{n} due", n=3) == "복습 3"


def test_a_phrase_without_translation_is_said_in_english() -> None:
    assert Words("ko")("Nobody has translated this: {n}", n=1) == "Nobody has translated this: 1"


def test_a_phrase_without_values_keeps_its_braces() -> None:
    assert Words("en")("{as it is}") == "{as it is}"


def test_reads_what_gettext_writes(tmp_path: Path) -> None:
    catalogue = tmp_path / "xx.po"
    catalogue.write_text(
        'msgid ""\nmsgstr "Language: xx\\n"\n\n# where\n#: file.py:1\n'
        'msgid "two "\n"pieces"\nmsgstr "zwei "\n"Stücke \\"hier\\""\n\n'
        'msgid "not yet"\nmsgstr ""\n',
        "utf-8",
    )
    assert read(catalogue) == {"two pieces": 'zwei Stücke "hier"'}


def test_korean_is_written_in_hangul() -> None:
    assert {korean for korean in KOREAN.values() if not re.search("[가-힣]", korean)} == set()

"""The checker finds what no file shows alone, and says where it stands."""

from __future__ import annotations

import pytest

from quizapp.bank.check import check
from quizapp.bank.files import FileResult
from quizapp.bank.load import assemble, read_bytes

ANSWER = "word " * 80
DEMOS = {"vanishing-gradient": ["sigmoid-vanishes", "slope-to-one"]}
PARAMETERS = {"vanishing-gradient": ["depth"]}


def source(matter: str = "", answer: str = "", points: str = "- a\n- b") -> str:
    body = f"# Q\n\n## Answer\n{ANSWER}\n\n{answer}\n\n## Key points\n{points}\n"
    return f"---\n{matter}\n---\n{body}"


def read(file: str, text: str) -> FileResult:
    result = read_bytes(text.encode(), file)
    assert not result.faults
    return result


def told(*results: FileResult) -> list[str]:
    bank = assemble(results)
    assert not bank.faults
    return [str(fault).partition(";")[0] for fault in check(bank, DEMOS, PARAMETERS)]


def told_of(matter: str = "", answer: str = "") -> list[str]:
    return told(read("a/card.md", source(matter, answer)), read("a/other.md", source()))


def test_a_good_bank_has_no_faults() -> None:
    matter = "after: [a/other]\ndemos: [vanishing-gradient?depth=20]"
    answer = "[x](demo:vanishing-gradient#slope-to-one) [y](card:a/other) [z](https://x.y) $x_i$"
    assert told_of(matter, answer) == []


@pytest.mark.parametrize(
    ("matter", "answer", "fault"),
    [
        ("after: [a/gone]", "", "a/card.md:2:9: there is no card a/gone"),
        ("after: [a/card]", "", "a/card.md:4:1: prerequisites in a circle: a/card after a/card"),
        ("demos: [gone]", "", "a/card.md:2:9: there is no demo gone"),
        (
            "demos: [vanishing-gradient?dept=1]",
            "",
            "a/card.md:2:9: the demo vanishing-gradient has no parameter dept",
        ),
        ("", "a [b](card:a/gone)", "a/card.md:9:3: there is no card a/gone"),
        ("", "a [b](demo:gone)", "a/card.md:9:3: there is no demo gone"),
        (
            "",
            "[b](demo:vanishing-gradient#sigmoid)",
            "a/card.md:9:1: the demo vanishing-gradient has no claim sigmoid",
        ),
        ("", "x\ny $\\nosuchthing$", "a/card.md:10:3: the formula `\\nosuchthing` cannot be drawn"),
        ("", "$$\n\\frac{a}\n$$", "a/card.md:9:1: the formula `\\frac{a}` cannot be drawn"),
        ("", f"```\n{'x' * 77}\n```", "a/card.md:10:77: 77 cells that cannot wrap"),
        ("", f"```\n{'글' * 39}\n```", "a/card.md:10:39: 78 cells that cannot wrap"),
        ("", f"a `{'x' * 77}`", "a/card.md:9:4: 77 cells that cannot wrap"),
        (
            "",
            "$$\n" + "+".join("abcdefghij" * 4) + "\n$$",
            "a/card.md:9:1: the formula is 157 cells wide and cannot wrap",
        ),
        ("", "word " * 130, "a/card.md:6:1: an answer of 210 words"),
    ],
)
def test_faults_have_their_places(matter: str, answer: str, fault: str) -> None:
    found = told_of(matter, answer)
    assert [each.partition(": ")[0] for each in found] == [fault.partition(": ")[0]]
    assert found[0].startswith(fault)


def numeric(body: str) -> str:
    matter = "kind: numeric\nanswer: n\nvariables: [n = 1 | 20 | 1000000]"
    return f"---\n{matter}\n---\n# Q\n\n{body}\n\n## Answer\n{ANSWER}\n"


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("$x_{{n}} = {{n:,}}$ and {{n / 7:.0%}}", ""),
        ("$$\n\\frac{{{n:,}}}{{{n / 7e9}}}\n$$", ""),
        ("a $\\nosuch{{n}}$", "a/card.md:8:3: the formula `\\nosuch{1}` cannot be drawn"),
        (
            "$$\n" + " + ".join(["{{n:,}}"] * 8) + "\n$$",
            "a/card.md:8:1: the formula is 93 cells wide and cannot wrap",
        ),
    ],
)
def test_formulas_are_drawn_with_the_numbers_that_a_learner_sees(body: str, fault: str) -> None:
    found = told(read("a/card.md", numeric(body)))
    assert [each[: len(fault)] for each in found] == ([fault] if fault else [])


def test_formulas_of_a_translation_are_drawn_with_the_numbers_of_its_card() -> None:
    english = read("a/card.md", numeric("$x_{{n}}$"))
    body = numeric("$\\nosuch{{2 * n}}$").partition("---\n# ")[2]
    korean = read("a/card.ko.md", f"---\nof: {english.hash}\n---\n# {body}")
    (fault,) = told(english, korean)
    assert fault.startswith("a/card.ko.md:6:1: the formula `\\nosuch{2}` cannot be drawn")


def test_what_follows_a_cloze_names_the_card_and_no_hole_of_it() -> None:
    cloze = f"---\nkind: cloze\n---\n# Q\n\n==a== ==b==\n\n## Answer\n{ANSWER}\n"
    matter, link = "after: [a/cloze]", "[x](card:a/cloze)"
    assert told(read("a/card.md", source(matter, link)), read("a/cloze.md", cloze)) == []
    found = told(read("a/card.md", source("", "[x](card:a/cloze#1)")), read("a/cloze.md", cloze))
    assert found == ["a/card.md:9:1: there is no card a/cloze#1"]


@pytest.mark.parametrize(
    ("words", "is_enough"), [(19, False), (20, True), (200, True), (201, False)]
)
def test_an_answer_that_explains_is_shorter(words: int, is_enough: bool) -> None:
    body = f"# Q\n\n==a==\n\n## Answer\n{'word ' * words}\n"
    assert (told(read("a/card.md", f"---\nkind: cloze\n---\n{body}")) == []) is is_enough


def test_one_word_is_counted_as_one() -> None:
    (fault,) = told(read("a/card.md", "# Q\n## Answer\nYes.\n## Key points\n- a\n- b\n"))
    assert fault.endswith("an answer of 1 word")


def test_names_that_are_nearly_right_are_answered() -> None:
    bank = assemble([read("a/card.md", source("after: [a/crad]"))])
    (fault,) = check(bank, {})
    assert fault.remedy == "did you mean a/card?"


def test_without_their_names_parameters_are_not_judged() -> None:
    bank = assemble([read("a/card.md", source("demos: [vanishing-gradient?dept=1]"))])
    assert check(bank, DEMOS) == ()


def test_a_stale_translation_is_told_the_hash_to_write() -> None:
    english = read("a/card.md", source())
    for of in ("of: 0123456789ab", ""):
        korean = read("a/card.ko.md", source(of))
        (fault,) = check(assemble([english, korean]), {})
        assert (fault.path, fault.line) == ("a/card.ko.md", 2 if of else 1)
        assert f"`of: {english.hash}`" in fault.remedy
    assert told(english, read("a/card.ko.md", source(f"of: {english.hash}"))) == []


def test_a_changed_card_makes_its_translation_stale() -> None:
    english = read("a/card.md", source())
    korean = read("a/card.ko.md", source(f"of: {english.hash}"))
    assert told(read("a/card.md", source("level: advanced")), korean) == []
    assert len(told(read("a/card.md", source(answer="More.")), korean)) == 1


def test_translations_have_the_same_key_points() -> None:
    english = read("a/card.md", source())
    korean = read("a/card.ko.md", source(f"of: {english.hash}", points="- 하나\n- 둘\n- 셋"))
    assert told(english, korean) == ["a/card.ko.md:4:1: 3 key points, where the English card has 2"]


def test_korean_answers_are_not_counted_by_english_bounds() -> None:
    english = read("a/card.md", source())
    korean = read("a/card.ko.md", source(f"of: {english.hash}").replace(ANSWER, "짧은 답."))
    assert told(english, korean) == []


def test_each_circle_is_reported_once() -> None:
    def card(name: str, *after: str) -> FileResult:
        return read(f"a/{name}.md", source(f"after: [{', '.join(f'a/{each}' for each in after)}]"))

    found = told(card("w", "x"), card("x", "z"), card("y", "x"), card("z", "y", "v"), card("v"))
    assert found == ["a/x.md:4:1: prerequisites in a circle: a/x after a/z after a/y after a/x"]


def test_a_long_chain_is_no_trouble() -> None:
    results = [read("a/c0.md", source())]
    results += [read(f"a/c{i}.md", source(f"after: [a/c{i - 1}]")) for i in range(1, 1500)]
    assert told(*results) == []

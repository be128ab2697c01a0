"""A numeric card has fresh numbers at each review, the same ones in all of its text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank import formulas, plain
from quizapp.bank.blocks import Display, Fence
from quizapp.bank.cards import Card, Kind, Language, Numeric
from quizapp.bank.load import assemble
from quizapp.bank.write import write
from tests.bank.reading import FILE, only, read

NUMERIC = Numeric(
    answer="4 * total / 1e6",
    tolerance="1%",
    unit="MB",
    variables=("n = 512 | 1024", "k = 100..300 step 100", "total = n * k + k"),
)
MATTER = """\
answer: 4 * total / 1e6
tolerance: 1%
unit: MB
variables:
- n = 512 | 1024
- k = 100..300 step 100
- total = n * k + k
"""
QUESTION = """\
`nn.Linear({{n}}, {{k}})`, $x_{{n}}$ and *{{k * 2}}*

```python
nn.Linear({{n}}, {{k}})
```

| in | out |
| --- | --- |
| {{n:,}} | {{max(k, 2)}} |
"""
ANSWER = "{{total:,}} and\n\n$$\n{{total:,}} \\cdot {{1 / 8e9}} \\cdot {{0.25:.0%}}\n$$\n"


def source(matter: str = MATTER, question: str = QUESTION, answer: str = ANSWER) -> str:
    front = f"---\nkind: numeric\n{matter}---\n"
    return f"{front}# How much?\n\n{question}\n## Answer\n\n{answer}"


def told(text: str) -> list[tuple[int, int, str]]:
    found = read(text).faults
    assert all(fault.remedy for fault in found)
    assert not read(text).cards
    return [(fault.line, fault.column, fault.what) for fault in found]


def test_the_front_matter_says_what_is_expected() -> None:
    card = only(source())
    assert (card.kind, card.numeric) == (Kind.NUMERIC, NUMERIC)


def test_it_is_printed_back_to_the_letter() -> None:
    assert write(only(source())) == source()


def test_numbers_are_drawn_from_their_variables_alone() -> None:
    seen = [formulas.draw(NUMERIC, seed) for seed in range(60)]
    assert {numbers["n"] for numbers in seen} == {512, 1024}
    assert {numbers["k"] for numbers in seen} == {100, 200, 300}
    assert all(each["total"] == each["n"] * each["k"] + each["k"] for each in seen)
    assert all(isinstance(number, int) for numbers in seen for number in numbers.values())


def test_a_seed_draws_the_same_numbers_on_every_machine() -> None:
    assert formulas.draw(NUMERIC, 1) == {"n": 512, "k": 300, "total": 153900}
    assert formulas.draw(NUMERIC, 2**63) == {"n": 1024, "k": 300, "total": 307500}


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("n = 1 | 2.5|-3", [1, 2.5, -3]),
        ("n = 2..5", [2, 3, 4, 5]),
        ("n=2 .. 9 step 3", [2, 5, 8]),
        ("n = 0.1..0.5 step 0.1", [0.1, 0.2, 0.3, 0.4, 0.5]),
        ("n = -1..1", [-1, 0, 1]),
        ("n = 3..3", [3]),
        ("n = 7", [7]),
        ("n = 2 ** 10", [1024]),
    ],
)
def test_what_a_variable_may_be(said: str, values: Sequence[float]) -> None:
    found = formulas.draws(Numeric(answer="n", variables=(said,)))
    assert [numbers["n"] for numbers in found] == values


def test_every_combination_is_tried_and_of_many_some() -> None:
    assert len(list(formulas.draws(NUMERIC))) == 6
    many = Numeric(answer="a", variables=("a = 1..20", "b = 1..20"))
    assert len(list(formulas.draws(many))) == formulas.MOST_TRIED
    assert len(list(formulas.draws(Numeric(answer="1")))) == 1


def test_the_answer_follows_from_the_numbers() -> None:
    assert formulas.expected(NUMERIC, {"n": 1, "k": 1, "total": 500_000}) == 2
    assert formulas.expected(Numeric(answer="0.25"), {}) == 0.25


def test_numbers_are_written_wherever_they_stand() -> None:
    card = formulas.filled(only(source()), {"n": 1024, "k": 100, "total": 102500})
    text = card.text(Language.EN)
    assert plain.blocks(text.question, 60) == [
        "nn.Linear(1024, 100), x₁₀₂₄ and 200",
        "",
        "    nn.Linear(1024, 100)",
        "",
        "in     out",
        "-----  ---",
        "1,024  100",
    ]
    assert isinstance(text.question[1], Fence)
    words, display = text.answer
    assert plain.blocks((words,), 60) == ["102,500 and"]
    assert display == Display(r"{102{,}500} \cdot {1.25 \times 10^{-10}} \cdot {25\%}")
    assert formulas.placeholders(text) == set()


def test_the_answer_can_be_written_and_no_text_is_forgotten() -> None:
    lists = "\n".join(
        f"## {name}\n\n- {{{{n}}}} [{{{{answer}}}}](card:a/b)\n- b\n"
        for name in ("Key points", "Evidence", "Beware", "Follow-ups")
    )
    card = only(source("answer: n * 2\nvariables: [n = 7]\n", "x\n", "{{answer:.1f}}\n\n" + lists))
    text = formulas.filled(card, {"n": 7}).text(Language.EN)
    assert plain.blocks(text.answer, 20) == ["14.0"]
    for lines in (text.key_points, text.evidence, text.beware, text.follow_ups):
        assert plain.text(lines[0]) == "7 14 (card:a/b)"


def test_a_card_of_another_kind_keeps_its_braces() -> None:
    text = "# Q\n\n{{ user }}\n\n## Answer\nA\n\n## Key points\n- a\n- b\n"
    card = only(text)
    assert formulas.filled(card, {"user": 1}) is card


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (64, "64"),
        (64.0, "64"),
        (1234567, "1234567"),
        (0.1 + 0.2, "0.3"),
        (3 * 0.1 * 10, "3"),
        (1 / 3, "0.333333"),
        (-2.5, "-2.5"),
        (1.25e-7, "1.25e-7"),
        (1e20, "1e20"),
        (0.0, "0"),
    ],
)
def test_numbers_read_well(number: float, words: str) -> None:
    assert formulas.shown(number) == words


@pytest.mark.parametrize(
    ("matter", "line", "column", "what"),
    [
        ("tolerance: 1%\n", 2, 7, "a numeric card without `answer`"),
        ("answer:\n", 3, 8, "`answer` cannot be empty"),
        ("answer: 1\ntolerance: about 2\n", 4, 12, "`tolerance` cannot be `about 2`"),
        ("answer: 1\nvariables: n = 3\n", 4, 12, "`variables` cannot be `n = 3`"),
        ("answer: 1\nvariables:\n- n = 3\n- 3\n", 6, 3, "`variables` cannot be `3`"),
        ("answer: 1\nvariables: [n = 1, n = 2]\n", 4, 20, "`n` stands twice"),
        ("answer: 1\nvariables: [pi = 1]\n", 4, 13, "`pi` has a meaning already"),
        ("answer: 1\nvariables: [max = 1]\n", 4, 13, "`max` has a meaning already"),
        ("answer: 1\nvariables: [if = 1]\n", 4, 13, "`if` has a meaning already"),
        ("answer: 1\nvariables: [answer = 1]\n", 4, 13, "`answer` has a meaning already"),
        (
            f"answer: 1\nvariables: [{'n' * 31} = 1]\n",
            4,
            13,
            f"`{'n' * 31}` cannot be the name of a variable",
        ),
        (
            "answer: 1\nvariables: [n = 5..2]\n",
            4,
            13,
            "`n = 5..2` has no values, or more than 10000",
        ),
        (
            "answer: 1\nvariables: [n = 1..2 step 0]\n",
            4,
            13,
            "`n = 1..2 step 0` has no values, or more than 10000",
        ),
        (
            "answer: 1\nvariables: [n = 0..1e300]\n",
            4,
            13,
            "`n = 0..1e300` has no values, or more than 10000",
        ),
        ("answer: 1\nvariables: [n = 1 | x]\n", 4, 13, "no number is called `x`"),
        ("answer: 1\nvariables: [n = k, k = 1]\n", 4, 13, "no number is called `k`"),
        ("answer: n\n", 3, 9, "no number is called `n`"),
        ("answer: 1 / (n - 3)\nvariables: [n = 1..3]\n", 3, 9, "`1 / (n - 3)` divides by zero"),
        (
            "answer: 1\nvariables: [n = 1..3, m = 1 / (n - 2)]\n",
            4,
            23,
            "`1 / (n - 2)` divides by zero",
        ),
        ("answer: 1 / 3\n", 3, 9, "the answer 0.333333... has more digits than one types"),
    ],
)
def test_what_comes_to_no_number(matter: str, line: int, column: int, what: str) -> None:
    assert (line, column, what) in told(source(matter, "x\n", "y\n"))


@pytest.mark.parametrize(
    ("question", "line", "column", "what"),
    [
        ("a\nb {{m}}", 9, 3, "no number is called `m`"),
        ("a {{n +\nm}} b", 8, 3, "no number is called `m`"),
        ("`{{n +}}`", 8, 2, "`n +` is no formula"),
        ("$x = {{n / 0}}$", 8, 6, "`n / 0` divides by zero"),
        ("{{1 / (n - 2)}}", 8, 1, "`1 / (n - 2)` divides by zero"),
        ("```\nx\n  {{m}}\n```", 10, 3, "no number is called `m`"),
        ("- $$\n  x {{m}}\n  $$", 9, 5, "no number is called `m`"),
        ("| a | {{m}} |\n|---|---|\n| b | c |", 8, 7, "no number is called `m`"),
        ("{{n:9999999999d}}", 8, 1, "`9999999999d` is no format of a number"),
        ("{{n:s}}", 8, 1, "`s` is no format of a number"),
        ("{{n / 7:d}}", 8, 1, "`d` does not fit 0.142857"),
    ],
)
def test_what_cannot_be_written(question: str, line: int, column: int, what: str) -> None:
    text = source("answer: n\nvariables: [n = 1..3]\n", question + "\n", "y\n")
    assert told(text) == [(line, column, what)]


@pytest.mark.parametrize("key", ["answer: 1", "tolerance: 1%", "unit: MB", "variables: [n = 1]"])
def test_only_a_numeric_card_has_numbers(key: str) -> None:
    text = f"---\nlevel: core\n{key}\n---\n# Q\n\n## Answer\nA\n\n## Key points\n- a\n- b\n"
    name = key.partition(":")[0]
    assert told(text) == [(3, 1, f"`{name}` on a card of kind qa")]


def test_one_answer_is_that_of_one_card() -> None:
    card = "# Q {#%s}\n\n## Answer\nA\n\n"
    text = "---\nkind: numeric\nanswer: 1\n---\n" + card % "one" + card % "two"
    assert told(text) == [(3, 9, "an `answer` for several cards")]


def of_both(korean: str) -> tuple[Card, list[str]]:
    """The card with a translation of this question, and the faults."""
    first = read(source())
    translation = f"---\nof: {first.hash}\n---\n# 얼마?\n\n{korean}\n\n## Answer\n{{{{answer}}}}\n"
    bank = assemble([first, read(translation, FILE.replace(".md", ".ko.md"))])
    (card,) = bank.cards.values()
    return card, [str(fault).partition(";")[0] for fault in bank.faults]


def test_a_translation_has_the_same_numbers() -> None:
    card, faults = of_both("입력 {{n}}, 출력 {{k * 3}}")
    assert faults == []
    text = formulas.filled(card, {"n": 512, "k": 100, "total": 51300}).texts[Language.KO]
    assert plain.blocks(text.question, 40) == ["입력 512, 출력 300"]
    assert plain.blocks(text.answer, 40) == ["0.2052"]


def test_a_translation_without_a_number_to_show_is_left_out() -> None:
    card, faults = of_both("입력\n{{m}} &#123;{m + 1}}")
    assert Language.KO not in card.texts
    assert faults == [
        "normalization/two-means.ko.md:4:1: no number is called `m`",
        "normalization/two-means.ko.md:7:1: no number is called `m`",
    ]


words = st.text(st.sampled_from("nk0159.|=+-*/%() steplgqrmaxe_{}:,'\"[]\\"), max_size=24)


@given(words, st.lists(words.map("n = ".__add__), max_size=3), st.sampled_from(("", "1%")))
def test_any_numeric_card_is_judged_or_drawn(answer: str, said: list[str], tolerance: str) -> None:
    numeric = Numeric(answer=answer, tolerance=tolerance, variables=tuple(said))
    if errors := formulas.troubles(numeric):
        assert all(error.remedy for error in errors)
        assert {error.formula for error in errors} <= {answer, *said}
    else:
        for numbers in islice(formulas.draws(numeric), 5):
            number = formulas.expected(numeric, numbers)
            assert float(formulas.shown(number)) == pytest.approx(number, rel=1e-5)


@given(words)
def test_any_placeholder_is_filled_or_reported(inner: str) -> None:
    text = (
        f"---\nkind: numeric\nanswer: n\nvariables: [n = 1..3]\n---\n# Q\n\n`x {{{{{inner}}}}}`\n"
    )
    result = read(text + "\n## Answer\nA\n")
    assert result.cards or result.faults
    for card in result.cards:
        formulas.filled(card, {"n": 2})

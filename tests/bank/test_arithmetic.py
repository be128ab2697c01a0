"""Whatever stands in a formula, it gives a number or says what is wrong with it."""

from __future__ import annotations

import math
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.arithmetic import LONGEST, value
from quizapp.errors import FormulaError

NAMES = {"n": 64, "k": 3, "rate": 0.1, "zero": 0}


@pytest.mark.parametrize(
    ("formula", "number"),
    [
        ("4", 4),
        (" -0.25 ", -0.25),
        ("1e6", 1_000_000),
        (".5", 0.5),
        ("n", 64),
        ("4 * n * (k + 1)", 1024),
        ("n // k + n % k", 22),
        ("2 ** 10", 1024),
        ("-k ** 2", -9),
        ("n / k", 64 / 3),
        ("sqrt(n)", 8),
        ("log2(n) + log10(1000) + log(e) + log(8, 2)", 13),
        ("exp(0) + ceil(0.1) + floor(0.9) + round(2.6)", 5),
        ("round(pi, 2)", 3.14),
        ("min(n, k, 5) * max(k, 2) * abs(-1)", 9),
        ("comb(5, 2)", 10),
    ],
)
def test_arithmetic(formula: str, number: float) -> None:
    assert value(formula, NAMES) == pytest.approx(number, rel=1e-12)


def test_whole_numbers_are_whole() -> None:
    assert isinstance(value("n / 2", NAMES), int)
    assert isinstance(value("n / 3", NAMES), float)
    assert value("2 ** 53 + 0", {}) == 2**53


@pytest.mark.parametrize(
    ("formula", "what"),
    [
        ("", "`` is no formula"),
        ("n +", "`n +` is no formula"),
        ("n m", "`n m` is no formula"),
        ("m + 1", "no number is called `m`"),
        ("sqr(n)", "no function is called `sqr`"),
        ("sqrt", "`sqrt` has no value"),
        ("n / zero", "`n / zero` divides by zero"),
        ("n % zero", "`n % zero` divides by zero"),
        ("sqrt(-n)", "`sqrt(-n)` has no value"),
        ("(0 - n) ** 0.5", "`(0 - n) ** 0.5` has no value"),
        ("log(zero)", "`log(zero)` has no value"),
        ("max()", "`max()` has no value"),
        ("sqrt(1, 2)", "`sqrt(1, 2)` has no value"),
        ("comb(5, 0.5)", "`comb(5, 0.5)` has no value"),
        ("2 ^ 10", "`^` is no arithmetic"),
        ("1_000", "`1_000` is no arithmetic"),
        ("0x10", "`0x10` is no arithmetic"),
        ("n.real", "`.real` is no arithmetic"),
        ("'a' * 9", "`'a'` is no arithmetic"),
        ("[n] * 9", "`[n]` is no arithmetic"),
        ("{n}", "`{n}` is no arithmetic"),
        ("n == 64", "`==` is no arithmetic"),
        ("max(n, key=abs)", "`=abs)` is no arithmetic"),
        ("f'{n}'", "`'{n}'` is no arithmetic"),
        ("lambda: n", "`:` is no arithmetic"),
        ("n if k else 1", "`n if k else 1` has no value"),
        ("n and k", "`n and k` has no value"),
        ("(n for n in k)", "`(n for n in k)` has no value"),
        ("max(*n)", "`max(*n)` has no value"),
        ("True + True", "`True + True` has no value"),
        ("None", "`None` has no value"),
        ("__import__(1)", "`__import__(1)` is no arithmetic"),
        ("nan + 1", "no number is called `nan`"),
        ("1e999", "`1e999` is too large a number"),
        ("1 / 1e999", "`1 / 1e999` is too large a number"),
        ("1e308 * 10", "`1e308 * 10` is too large a number"),
        ("9**9**9", "`9**9**9` is too large a number"),
        ("comb(1e9, 5e8)", "`comb(1e9, 5e8)` is too large a number"),
        ("comb(2000, 1000)", "`comb(2000, 1000)` is too large a number"),
        ("exp(1000)", "`exp(1000)` is too large a number"),
        ("floor(1e308 * 1e308)", "`floor(1e308 * 1e308)` is too large a number"),
        ("n" * 201, "a formula of 201 characters"),
        ("(" * 9999 + "1" + ")" * 9999, "a formula of 19999 characters"),
    ],
)
def test_what_gives_no_number(formula: str, what: str) -> None:
    with pytest.raises(FormulaError) as caught:
        value(formula, NAMES)
    assert caught.value.what == what
    assert caught.value.remedy


def test_names_that_are_nearly_right_are_answered() -> None:
    with pytest.raises(FormulaError, match=r"did you mean `rate`\?"):
        value("raet * 2", NAMES)


soup = st.lists(
    st.sampled_from(
        (
            *(
                "n",
                "k",
                "zero",
                "nan",
                "sqrt",
                "comb",
                "round",
                "max",
                "e",
                "(",
                ")",
                ",",
                "+",
                "-",
            ),
            *(
                "*",
                "/",
                "//",
                "%",
                "**",
                "9",
                "0",
                "1e308",
                "1e-9",
                ".5",
                " ",
                "~",
                "if",
                "not",
                "in",
            ),
            *(
                "lambda",
                "[",
                "]",
                "'",
                '"',
                "{",
                "}",
                ":",
                "=",
                ".",
                "_",
                "@",
                "\\",
                "\n",
                "\0",
                "#",
            ),
        )
    ),
    max_size=40,
).map("".join)


def is_settled(formula: str) -> bool:
    """Whether a formula gives a number, or an error that says how to mend it."""
    try:
        return math.isfinite(value(formula, NAMES))
    except FormulaError as error:
        return bool(error.what and error.remedy)


@given(st.one_of(st.text(), soup))
def test_any_text_gives_a_number_or_says_why_not(formula: str) -> None:
    assert is_settled(formula)


@given(st.sampled_from("(-+9*[{'\"~ "), st.integers(1, LONGEST + 1), st.integers(0, LONGEST + 1))
def test_depth_is_no_attack(sign: str, before: int, after: int) -> None:
    assert is_settled(sign * before + "1")
    assert is_settled(sign * before + "1" + ")" * after)


def test_numbers_and_names_alone_need_no_library() -> None:
    code = (
        "import sys; from quizapp.bank import arithmetic, formulas, holes, load\n"
        "assert arithmetic.value('0.25', {}) + arithmetic.value('n', {'n': 1}) == 1.25\n"
        "print('simpleeval' in sys.modules); arithmetic.value('1 + 1', {})\n"
        "print('simpleeval' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]

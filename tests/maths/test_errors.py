"""What cannot be drawn truly is refused, with its place in the source, by MathsError alone."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quizapp.errors import MathsError
from quizapp.maths.parser import MAX_DEPTH
from quizapp.maths.render import display, fit, inline
from quizapp.maths.symbols import ACCENT_COMMANDS, SYMBOLS
from quizapp.maths.tokens import MAX_LENGTH
from quizapp.maths.width import cells

REFUSED = [
    ("", 0, "empty"),
    ("  ", 0, "empty"),
    (r"\,", 0, "empty"),
    (r"a\foo", 1, r"cannot draw \foo"),
    (r"a{b", 1, "never closed"),
    ("ab}", 2, "} has nothing to belong to"),
    (r"a & b", 2, "& has nothing"),
    (r"a \\ b", 2, r"\\ has nothing"),
    (r"a\right)", 1, r"\right has nothing"),
    (r"a\middle|b", 1, r"\middle has nothing"),
    (r"a\end{cases}", 1, r"\end has nothing"),
    (r"\frac{a}", 0, r"\frac has nothing to apply to"),
    (r"\frac{}{b}", 0, r"\frac has an empty argument"),
    (r"x+\sqrt", 2, r"\sqrt has nothing to apply to"),
    (r"\sqrt[3{x}", 5, "this [ is never closed"),
    (r"\sqrt[a^{b^c}]{x}", 5, "more than one line"),
    (r"\hat{}", 0, r"\hat has an empty argument"),
    (r"x_1_2", 3, "two subscripts"),
    (r"x^1^2", 3, "two superscripts"),
    (r"x^2'", 3, "a prime behind a superscript"),
    (r"x_", 1, "_ has nothing to apply to"),
    (r"(^2)", 0, "nothing to stand on"),
    (r"{}_2", 0, "nothing to stand on"),
    (r"'", 0, "nothing to stand on"),
    (r"a\left(b", 1, r"\left has no \right"),
    (r"\left a\right)", 0, "no bracket"),
    (r"\left(a\right", 7, "no bracket"),
    (r"\begin{foo}a\end{foo}", 0, r"cannot draw \begin{foo}"),
    (r"\begin{cases}a", 0, r"\begin{cases} is never closed"),
    (r"\begin{cases}a\end{matrix}", 14, r"ends with \end{matrix}"),
    (r"\begin{pmatrix}\end{pmatrix}", 0, "pmatrix is empty"),
    (r"\begin{array}{c|c}a&b\end{array}", 0, "the columns {c|c}"),
    (r"\begin", 0, "needs braces"),
    (r"a+\begin{matrix}b\\c\end{matrix}", 2, "lines without brackets"),
    (r"\sum_{i\substack{a\\b}}", 7, "lines without brackets"),
    (r"\substack a", 0, r"\substack needs braces"),
    (r"\text x", 0, r"\text needs braces"),
    (r"\text{a", 5, "never closed"),
    (r"\text{a $b$}", 8, r"$ stands inside of \text"),
    (r"\text{\alpha}", 6, r"\alpha stands inside of \text"),
    ("\\text{\u0301a}", 6, "an accent has no letter"),
    (r"\not{ab}", 0, "one sign only"),
    (r"\mathrel{ab}", 0, "more than one sign"),
    (r"\operatorname{a^b}", 0, "more than a name"),
    (r"50%", 2, "cannot draw %"),
    (r"a#b", 1, "cannot draw #"),
    ("x²", 1, "cannot draw ²"),
    ("√2", 0, "cannot draw √"),
    ("a─b", 1, "cannot draw ─"),
    ("x\u0302", 1, "cannot draw"),
    ("a\x1b[31m", 1, "U+001B"),
    ("a\u202eb", 1, "U+202E"),
    ("a\u200bb", 1, "U+200B"),
    ("\\text{a\x07}", 7, "U+0007"),
    ("\\", 0, "cannot draw \\"),
]


@pytest.mark.parametrize(("tex", "at", "what"), REFUSED)
def test_refused_with_its_place(tex: str, at: int, what: str) -> None:
    for form in (inline, display):
        with pytest.raises(MathsError) as caught:
            form(tex)
        assert what in caught.value.what
        assert caught.value.remedy
        assert caught.value.at == at


DEEP = [
    "{",
    "(",
    "\\frac{",
    "\\hat",
    "x^{",
    "x_{",
    "\\sqrt{",
    "\\sqrt[",
    "\\left(",
    "\\not",
    "\\big",
]
DEEP += [
    "\\begin{matrix}",
    "\\mathbf",
    "\\mathrm{",
    "\\underbrace{",
    "\\overset{a}{",
    "\\text{",
    "|(",
]


@pytest.mark.parametrize("piece", DEEP)
def test_no_depth_breaks_the_stack(piece: str) -> None:
    with pytest.raises(MathsError):
        inline(piece * (MAX_LENGTH // len(piece)))
    with pytest.raises(MathsError):
        inline(piece * 5_000)


NESTED = [(r"\frac{", "}{b}"), ("(", ")"), (r"\left|", r"\right|"), ("x^{", "}"), (r"\hat{a", "}")]
NESTED += [(r"\sqrt{a", "}"), (r"\begin{pmatrix}b&", r"\end{pmatrix}"), (r"\underbrace{", "}")]


@pytest.mark.parametrize(("left", "right"), NESTED)
def test_the_deepest_that_is_allowed_draws_on_a_short_stack(left: str, right: str) -> None:
    """The screens call us from deep inside of their own loops."""
    tex = _deepest(left, right)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(_frames() + 500)
    try:
        assert inline(tex)
        assert display(tex)
    finally:
        sys.setrecursionlimit(limit)


def _deepest(left: str, right: str) -> str:
    for levels in range(MAX_DEPTH, 0, -1):
        tex = left * levels + "a" + right * levels
        try:
            inline(tex)
        except MathsError:
            continue
        assert levels >= MAX_DEPTH // 2
        return tex
    raise AssertionError("no depth is allowed")


def _frames() -> int:
    depth = 0
    frame = sys._getframe()
    while (up := frame.f_back) is not None:
        depth, frame = depth + 1, up
    return depth


CORPUS = Path(__file__).with_name("formulas.txt").read_text(encoding="utf-8").splitlines()
PIECES = [f"\\{name}" for name in [*SYMBOLS, *ACCENT_COMMANDS, "frac", "sqrt", "text", "mathrm"]]
PIECES += ["\\left(", "\\right)", "\\left.", "\\right|", "\\middle|", "\\begin{cases}", "\\not"]
PIECES += ["\\end{cases}", "\\begin{aligned}", "\\end{aligned}", "\\underbrace", "\\mathbb"]
PIECES += ["\\overset", "\\xrightarrow", "\\binom", "\\operatorname*", "\\substack", "\\pmod"]
PIECES += ["{", "}", "{", "}", "[", "]", "(", ")", "|", "_", "^", "'", "&", "\\\\", "\\,", " "]
PIECES += ["a", "x", "1", "2", ".", ",", "+", "-", "=", "한", "\\ "]


def _refusal(tex: str) -> MathsError | None:
    try:
        inline(tex)
    except MathsError as error:
        return error
    return None


def _draws_or_refuses(tex: str) -> None:
    if refusal := _refusal(tex):
        assert 0 <= refusal.at <= len(tex)
        with pytest.raises(MathsError):
            display(tex)
        return
    assert len(inline(tex).splitlines()) == 1
    for rows in (display(tex), fit(tex, 20)):
        assert len({cells(line) for line in rows}) == 1


@given(tex=st.text(max_size=60))
def test_any_text_draws_or_is_refused(tex: str) -> None:
    _draws_or_refuses(tex)


@given(pieces=st.lists(st.sampled_from(PIECES), max_size=20))
@example(pieces=["\\left.", "a", "\\right|", "_", "1"])
def test_any_tex_draws_or_is_refused(pieces: list[str]) -> None:
    _draws_or_refuses("".join(pieces))


@given(tex=st.sampled_from(CORPUS), cut=st.integers(0, 200), more=st.sampled_from(PIECES))
def test_any_damaged_formula_draws_or_is_refused(tex: str, cut: int, more: str) -> None:
    cut = min(cut, len(tex))
    _draws_or_refuses(tex[:cut])
    _draws_or_refuses(tex[:cut] + more + tex[cut:])
    _draws_or_refuses(tex[:cut] + tex[cut + 1 :])

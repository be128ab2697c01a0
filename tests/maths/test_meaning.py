"""Grouping is never lost: two different expressions never look the same, in either form.

Small expressions are tried all; larger ones at random, and against their own regroupings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.maths.render import display, inline
from tests.maths.trees import BINARY, UNARY, Spelling, Tree, grown, meaning, tex

Form = Callable[[str], str]


def box(source: str) -> str:
    """The box as it is seen: blanks around it are nothing to the eye."""
    rows = [row.rstrip() for row in display(source)]
    return dedent("\n".join(rows)).strip("\n")


FORMS = pytest.mark.parametrize("form", [inline, box], ids=["row", "box"])


class Seen:
    """What each rendering stood for when it was first seen."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._meant: dict[str, tuple[Tree, str]] = {}

    def add(self, tree: Tree, spelling: Spelling) -> None:
        source = tex(tree, spelling)
        picture, meant = self._form(source), meaning(tree)
        first, other = self._meant.setdefault(picture, (meant, source))
        assert first == meant, f"{source} and {other} look the same:\n{picture}"


def small(first: Tree, second: Tree) -> Iterator[Tree]:
    """One operation on two signs, one in another, and one around or beside a sum or a product."""
    once = list(dict.fromkeys(grown([first, second], [first, second])))
    held = [Tree(op, (first, second)) for op in ("sum", "product")]
    beside = [Tree(op, (part,)) for op in UNARY for part in held]
    within = [Tree(op, (first, part)) for op in BINARY for part in held]
    within += [Tree(op, (part, first)) for op in BINARY for part in held]
    yield from (first, second, *once, *grown([first], [*once, *beside]))
    yield from (Tree(op, (part,)) for op in UNARY for part in within)


@FORMS
@pytest.mark.parametrize("letters", ["aD", "\N{GREEK SMALL LETTER THETA}2"])
def test_no_two_small_expressions_look_the_same(form: Form, letters: str) -> None:
    """Tried all, with signs that have small forms and signs that have none."""
    seen = Seen(form)
    first, second = map(Tree, letters)
    for n, tree in enumerate(small(first, second)):
        seen.add(tree, Spelling(braces=n % 2 == 1))


def _extend(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    unary = st.builds(lambda op, a: Tree(op, (a,)), st.sampled_from(sorted(UNARY)), inner)
    binary = st.builds(
        lambda op, a, b: Tree(op, (a, b)), st.sampled_from(sorted(BINARY)), inner, inner
    )
    both = st.builds(lambda a, b, c: Tree("both", (a, b, c)), inner, inner, inner)
    return unary | binary | both


LEAVES = st.sampled_from(
    [Tree(name) for name in ("a", "x", "D", "\\theta", "\\partial", "2", "10")]
)
_TREES = st.recursive(LEAVES, _extend, max_leaves=8)


@st.composite
def expressions(draw: st.DrawFn) -> Tree:
    """Any expression of up to eight signs."""
    return draw(_TREES)


SPELLINGS = st.builds(Spelling, braces=st.booleans(), slash=st.booleans())


def regrouped(tree: Tree) -> Iterator[Tree]:
    """The same signs in the same order, held together in another way, here or further in."""
    for i, part in enumerate(tree.parts):
        for other in regrouped(part):
            yield Tree(tree.op, (*tree.parts[:i], other, *tree.parts[i + 1 :]))
    match tree:
        case Tree(outer, (Tree(op, (a, b)), c)) if outer in BINARY and op in BINARY:
            yield Tree(op, (a, Tree(outer, (b, c))))
        case Tree(outer, (a, Tree(op, (b, c)))) if outer in BINARY and op in BINARY:
            yield Tree(op, (Tree(outer, (a, b)), c))
    match tree:
        case Tree(outer, (Tree(op, (a, b)),)) if op in BINARY:
            yield Tree(op, (Tree(outer, (a,)), b))
            yield Tree(op, (a, Tree(outer, (b,))))
        case Tree(outer, (Tree(op, (a,)),)):
            yield Tree(op, (Tree(outer, (a,)),))


@FORMS
@given(tree=expressions(), spelling=SPELLINGS)
def test_a_regrouped_expression_looks_different(form: Form, tree: Tree, spelling: Spelling) -> None:
    seen = Seen(form)
    seen.add(tree, spelling)
    for other in regrouped(tree):
        seen.add(other, spelling)


@FORMS
@given(trees=st.lists(expressions(), min_size=2, max_size=12), spelling=SPELLINGS)
def test_random_expressions_look_different(
    form: Form, trees: list[Tree], spelling: Spelling
) -> None:
    seen = Seen(form)
    for tree in trees:
        seen.add(tree, spelling)


PAIRS = [
    (r"\frac{a}{b+c}", r"\frac{a}{b}+c"),
    (r"\frac{a}{b}\frac{c}{d}", r"\frac{a\,c}{b\,d}"),
    (r"\frac{a}{\frac{b}{c}}", r"\frac{\frac{a}{b}}{c}"),
    (r"\frac{a}{b}c", r"a/bc"),
    (r"\frac{a}{b}^2", r"\frac{a}{b^2}"),
    (r"\left(\frac{a}{b}\right)^2", r"\frac{a^2}{b}"),
    (r"-\frac{a}{b}", r"\frac{-a}{b}"),
    (r"\log\frac{a}{b}", r"\frac{\log a}{b}"),
    (r"\sum_i\frac{a_i}{b}", r"\frac{\sum_i a_i}{b}"),
    (r"x^{a+b}", r"x^a+b"),
    (r"x^{ab}", r"x^ab"),
    (r"x_{i+1}", r"x_i+1"),
    (r"x_{i_j}", r"x_{ij}"),
    (r"{x_i}_j", r"x_{i_j}"),
    (r"{a^b}^c", r"a^{b^c}"),
    (r"a^{b_c}", r"a^b_c"),
    (r"{a^b}_c", r"a^b_c"),
    (r"W_{Dx}", r"W_Dx"),
    (r"W_{D}^{Q}", r"W_{D^Q}"),
    (r"x^{(t)}", r"x^{t}"),
    (r"x'^2", r"{x^2}'"),
    (r"x_{i'}", r"x_i'"),
    (r"a^{b'}", r"{a^b}'"),
    (r"-x^2", r"(-x)^2"),
    (r"\sqrt{a}b", r"\sqrt{ab}"),
    (r"\sqrt{a+b}", r"\sqrt{a}+b"),
    (r"\sqrt{a}^2", r"\sqrt{a^2}"),
    (r"\sqrt{2}2", r"\sqrt{22}"),
    (r"\sqrt{\sqrt{a}b}", r"\sqrt{\sqrt{ab}}"),
    (r"\sqrt{\hat{v}_t+\epsilon}", r"\sqrt{\hat{v}_t}+\epsilon"),
    (r"x^3\sqrt{y}", r"x\sqrt[3]{y}"),
    (r"x^T\sqrt{y}", r"x\sqrt[T]{y}"),
    (r"\hat{xy}", r"\hat{x}y"),
    (r"\hat{xy}", r"\hat{x}\hat{y}"),
    (r"\hat{x_i}", r"\hat{x}_i"),
    (r"\bar{x+y}", r"\bar{x}+y"),
    (r"\overline{xy}", r"\overline{x}\,\overline{y}"),
    (r"\overline{ab}\,\overline{cd}", r"\overline{ab\,cd}"),
    (r"\overline{\sqrt{ab}}", r"\sqrt{\overline{ab}}"),
    (r"\vec{ab}", r"\mathrm{vec}(ab)"),
    (r"\hat{\bar x}", r"\bar{\hat x}"),
    (r"\mathbb{E}[X]Y", r"\mathbb{E}[XY]"),
    (r"\mathbf{x}y", r"\mathbf{xy}"),
    (r"\mathbf{W}", r"W"),
    (r"W^T", r"W^\top"),
    (r"\left|a\left|b\right|c\right|", r"\left|a\right|b\left|c\right|"),
    (r"\left\|a\right\|_2^2", r"\left\|a_2^2\right\|"),
    (r"\left|\frac{a}{b}\right|", r"\frac{|a|}{b}"),
    (r"\begin{pmatrix}a\\b\end{pmatrix}", r"\binom{a}{b}"),
    (r"\binom{n}{k}", r"nC_k"),
    (r"\binom{n}{k}", r"\frac{n}{k}"),
    (r"x_n\binom{n}{k}", r"x_{n_n}C_k"),
    (r"x\binom{n}{k}", r"x_nC_k"),
    (r"x\binom{D}{k}", r"x(x_DC_k)"),
    (r"\binom{nm}{k}", r"n\binom{m}{k}"),
    (r"a/\log b", r"\frac{a}{\log}b"),
    (r"a/\log b", r"a\log b"),
    (r"\begin{pmatrix}a&b\end{pmatrix}", r"(a,b)"),
    (r"\begin{bmatrix}a\\b\end{bmatrix}", r"[a;b]"),
    (r"\begin{bmatrix}a&b\\c&d\end{bmatrix}", r"\begin{bmatrix}a\\b\\c\\d\end{bmatrix}"),
    (r"\begin{bmatrix}a&b\\c&d\end{bmatrix}", r"\begin{vmatrix}a&b\\c&d\end{vmatrix}"),
    (r"\begin{cases}a\\b\\c\end{cases}+d", r"\begin{cases}a\\b+d\\c\end{cases}"),
    (r"\begin{cases}a\\b\end{cases}+d", r"\begin{cases}a+d\\b\end{cases}"),
    (r"\begin{gathered}x\\y\end{gathered}", r"\underset{y}{x}"),
    (r"\begin{gathered}\max\\x\end{gathered}", r"\max_x"),
    (r"\underset{a}{b}", r"\overset{b}{a}"),
    (r"\underbrace{a+b}_{c}+d", r"\underbrace{a+b+d}_{c}"),
    (r"\underbrace{a}_{\underbrace{a}_{a}}", r"\underbrace{\underbrace{a}_{a}}_{a}"),
    (r"\underbrace{a}_{\frac{b}{cde}}", r"\frac{\underbrace{a}_{b}}{cde}"),
    (r"\overbrace{a}^{\frac{b}{cde}}", r"\frac{b}{\overbrace{a}^{cde}}"),
    (r"\underset{\frac{b}{cde}}{a}", r"\frac{\underset{b}{a}}{cde}"),
    (r"\max_{\frac{D}{cde}}", r"\frac{\max_D}{cde}"),
    (r"\underbrace{a}_{\max_{\frac{D}{cde}}}", r"\underbrace{a}_{\frac{\max_D}{cde}}"),
    (r"\theta^{\sum_{D'}a}", r"\sum_{\theta^{D'}}a"),
    (r"\sum_{\substack{\frac{D}{cde}\\i}}", r"\sum_{\frac{D}{cde}\,i}"),
    (r"\sum_{i}a+b", r"\sum_{i}(a+b)"),
    (r"\sum_{i,j}a", r"\sum_{i}j\,a"),
    (r"\max_{a}bc", r"\max_{ab}c"),
    (r"\int_a^b f\,dx", r"\int_a f^b\,dx"),
    (r"\left.a+b\right|_{0}", r"a+\left.b\right|_{0}"),
    (r"a\not=b", r"a=b"),
    (r"x^*y", r"x*y"),
    (r"z_{x^*y}", r"z_{x*y}"),
    (r"p(a\mid b,c)", r"p(a\mid b)c"),
    (r"10^{6}", r"106"),
    (r"2\tfrac12", r"2\tfrac{1}{2}x"),
    (r"2\cdot\frac12", r"2\tfrac12"),
    (r"1{,}000", r"1,000"),
]


@FORMS
@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_these_two_look_different(form: Form, one: str, other: str) -> None:
    assert form(one) != form(other)


SAME = [
    (r"\dfrac{a}{b}", r"\frac ab"),
    (r"\left(a+b\right)", r"(a+b)"),
    (r"\bigl(a+b\bigr)", r"(a+b)"),
    (r"{a}{b}", r"ab"),
    (r"x_{1}^{2}", r"x^2_1"),
    (r"x^{\prime}", r"x'"),
    (r"\lVert x\rVert", r"\|x\|"),
    (r"\operatorname*{argmax}_x", r"\argmax_x"),
    (r"\mathrm{softmax}", r"\text{softmax}"),
    (r"a\le b", r"a≤b"),
]


@FORMS
@pytest.mark.parametrize(("one", "other"), SAME)
def test_these_are_one_formula(form: Form, one: str, other: str) -> None:
    assert form(one) == form(other)

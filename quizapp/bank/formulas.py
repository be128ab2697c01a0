"""The numbers of a numeric card: drawn from its variables, computed, and written into its text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from itertools import product
from math import prod
from random import Random
from typing import NamedTuple

from msgspec import structs

from quizapp.bank import rewrite
from quizapp.bank.arithmetic import EXACT, NUMBER, is_free, value, whole
from quizapp.bank.blocks import PLACEHOLDER, Block, Code, Display, Fence, Inline, Line, Maths, Text
from quizapp.bank.cards import Card, CardText, Numeric
from quizapp.errors import FormulaError

Numbers = Mapping[str, float]
"""The value of each variable."""

MOST_TRIED = 200
"""Draws with which a card is checked, where its variables have more combinations."""
MOST_VALUES = 10_000
"""Of one variable."""
ROUNDING = 1e-9
"""Of a number: what computing with floats may be off."""
ANSWER = "answer"
"""What the expected number is called in the text."""

_NAME = re.compile(r"[A-Za-z]\w{0,29}", re.ASCII)
_RANGE = re.compile(rf"([+-]?{NUMBER})\s*\.\.\s*([+-]?{NUMBER})(?:\s+step\s+({NUMBER}))?", re.ASCII)
_FORMAT = re.compile(r"\+?(?:0?[1-9]\d?)?[,_]?(?:\.\d{1,2})?[bdefg%]?", re.ASCII)
_EXPONENT = re.compile(r"e([+-])0*(\d+)\Z")
_FORMATS = "write `{{x:,}}`, `{{x:.2f}}`, `{{x:.3g}}` or `{{x:.0%}}`"
_VARIABLE = "write `n = 64 | 128`, `n = 2..12`, `n = 2..12 step 2`, or a formula over those before"


class _Variable(NamedTuple):
    """One variable: the values that it may take, or the formula that it follows from."""

    name: str
    values: Sequence[float]
    formula: str


Pick = Callable[[Sequence[float]], float]
"""How one value is chosen among those of a variable."""


def draw(numeric: Numeric, seed: int) -> Numbers:
    """The numbers that a review with this seed asks for; on every machine the same.

    Raises FormulaError.
    """
    return _completed(numeric, _by_chance(seed))


def expected(numeric: Numeric, numbers: Numbers) -> float:
    """The answer with these numbers. Raises FormulaError."""
    with _blaming(numeric.answer):
        return value(numeric.answer, numbers)


def filled(card: Card, numbers: Numbers) -> Card:
    """The card with these numbers in the place of every `{{formula}}`. Raises FormulaError."""
    if card.numeric is None:
        return card
    names = _named(card.numeric, numbers)
    words, tex = partial(_replaced, names=names), partial(_replaced, names=names, spell=_in_tex)

    def rule(node: Inline) -> Line:
        match node:
            case Text(text):
                return (Text(words(text)),)
            case Code(text):
                return (Code(words(text)),)
            case Maths(formula):
                return (Maths(tex(formula)),)
        return (node,)

    def shown(block: Fence | Display) -> Block:
        return (
            Fence(words(block.text), block.info)
            if isinstance(block, Fence)
            else Display(tex(block.tex))
        )

    texts = {language: rewrite.text(text, rule, shown) for language, text in card.texts.items()}
    return structs.replace(card, texts=texts)


def fill_tex(tex: str, numeric: Numeric, numbers: Numbers) -> str:
    """One formula of the text with these numbers. Raises FormulaError."""
    return _replaced(tex, _named(numeric, numbers), _in_tex)


def shown(number: float) -> str:
    """A number as it is read: whole ones with all their digits, others with six."""
    nearest = round(number)
    if abs(number) <= EXACT and abs(number - nearest) <= ROUNDING * abs(number):
        return str(nearest)
    return _EXPONENT.sub(r"e\1\2", format(number, ".6g")).replace("e+", "e")


def draws(numeric: Numeric) -> Iterator[Numbers]:
    """Every combination of numbers that can be asked for; some of them, where there are many.

    Raises FormulaError.
    """
    return (_completed(numeric, pick) for pick in _picks(numeric))


def troubles(numeric: Numeric) -> list[FormulaError]:
    """What is wrong with a card's variables and its answer, whichever numbers are drawn."""
    found = {error.formula: error for error in _misspelled(numeric)}
    for pick in () if found else _picks(numeric):
        try:
            numbers = _completed(numeric, pick)
            _typed(numeric, expected(numeric, numbers))
        except FormulaError as error:
            found.setdefault(error.formula, error)
    return list(found.values())


def unfillable(numeric: Numeric, placeholders: Iterable[str]) -> list[FormulaError]:
    """What is wrong with placeholders, whichever numbers are drawn; `troubles` finds none."""
    if not (places := sorted(placeholders)):
        return []
    named = [_named(numeric, numbers) for numbers in draws(numeric)]
    found: dict[str, FormulaError] = {}
    for place, names in product(places, named):
        try:
            _replaced(place, names)
        except FormulaError as error:
            found.setdefault(place, error)
    return list(found.values())


def placeholders(text: CardText) -> set[str]:
    """Every `{{formula}}` of a text, with its braces."""
    found: set[str] = set()

    def note(words: str) -> None:
        found.update(place.group() for place in PLACEHOLDER.finditer(words))

    def rule(node: Inline) -> Line:
        match node:
            case Text(words) | Code(words) | Maths(words):
                note(words)
        return (node,)

    def shown(block: Fence | Display) -> Block:
        note(block.text if isinstance(block, Fence) else block.tex)
        return block

    rewrite.text(text, rule, shown)
    return found


@contextmanager
def _blaming(formula: str) -> Iterator[None]:
    """Name the formula, as its author wrote it, in what goes wrong."""
    try:
        yield
    except FormulaError as error:
        raise FormulaError(error.what, error.remedy, formula) from error


def _completed(numeric: Numeric, pick: Pick) -> Numbers:
    numbers: dict[str, float] = {}
    for said in numeric.variables:
        with _blaming(said):
            variable = _variable(said)
            found = pick(variable.values) if variable.values else value(variable.formula, numbers)
        numbers[variable.name] = found
    return numbers


def _picks(numeric: Numeric) -> Iterator[Pick]:
    """The ways to choose a value for each variable, every one of them or some."""
    choices = [each.values for each in map(_variable, numeric.variables) if each.values]
    if prod(map(len, choices)) > MOST_TRIED:
        return map(_by_chance, range(MOST_TRIED))
    return map(_in_turn, product(*choices))


def _by_chance(seed: int) -> Pick:
    chance = Random(seed)
    # Python promises to keep what `random` gives for a seed, and not what `choice` does.
    return lambda among: among[int(chance.random() * len(among))]


def _in_turn(chosen: Iterable[float]) -> Pick:
    rest = iter(chosen)
    return lambda among: next(rest)


@lru_cache(maxsize=1024)
def _variable(said: str) -> _Variable:
    """What one line of `variables` says. Raises FormulaError."""
    name, _, meant = (part.strip() for part in said.partition("="))
    if not _NAME.fullmatch(name):
        raise FormulaError(f"`{name[:40]}` cannot be the name of a variable", _VARIABLE, said)
    if name == ANSWER or not is_free(name):
        raise FormulaError(f"`{name}` has a meaning already", "choose another name", said)
    if bounds := _RANGE.fullmatch(meant):
        return _Variable(name, _range(said, *(float(each or 1) for each in bounds.groups())), "")
    if "|" in meant:
        with _blaming(said):
            return _Variable(name, tuple(value(each, {}) for each in meant.split("|")), "")
    return _Variable(name, (), meant)


def _range(said: str, first: float, last: float, step: float) -> tuple[float, ...]:
    count = (last - first) / step + 1 + ROUNDING if step else 0
    if not 1 <= count < MOST_VALUES + 1:
        what = f"`{said[:40]}` has no values, or more than {MOST_VALUES}"
        raise FormulaError(what, "write the lesser number first, and a step above 0", said)
    # A step of 0.1 is none that a float holds: the values are those that one would write.
    return tuple(whole(round(first + index * step, 12)) for index in range(int(count)))


def _misspelled(numeric: Numeric) -> Iterator[FormulaError]:
    known: set[str] = set()
    for said in numeric.variables:
        try:
            name = _variable(said).name
        except FormulaError as error:
            yield error
        else:
            if name in known:
                yield FormulaError(f"`{name}` stands twice", "choose another name", said)
            known.add(name)


def _typed(numeric: Numeric, answer: float) -> None:
    """Fault an answer that nobody could type as it is expected."""
    digits = shown(answer)
    if not numeric.tolerance and abs(float(digits) - answer) > ROUNDING * abs(answer):
        what = f"the answer {digits}... has more digits than one types"
        raise FormulaError(what, "say how close one must come, `tolerance: 1%`", numeric.answer)


def _named(numeric: Numeric, numbers: Numbers) -> Numbers:
    return {**numbers, ANSWER: expected(numeric, numbers)}


def _replaced(words: str, names: Numbers, spell: Callable[[str], str] = str) -> str:
    return PLACEHOLDER.sub(lambda place: spell(_said(place, names)), words)


def _said(place: re.Match[str], names: Numbers) -> str:
    formula, colon, form = place[1].partition(":")
    with _blaming(place[0]):
        number = value(formula, names)
        if not colon:
            return shown(number)
        if not _FORMAT.fullmatch(form):
            raise FormulaError(f"`{form[:40]}` is no format of a number", _FORMATS)
        try:
            return format(number, form)
        except ValueError as error:
            raise FormulaError(f"`{form}` does not fit {shown(number)}", _FORMATS) from error


def _in_tex(number: str) -> str:
    """A number as TeX has it: in braces, since `x_64` has an index of 6; its commas are no
    punctuation, its `e9` a power, its `%` no comment.
    """
    digits, _, power = number.partition("e")
    digits = digits.replace(",", "{,}").replace("%", r"\%")
    return f"{{{digits}}}" if not power else rf"{{{digits} \times 10^{{{int(power)}}}}}"

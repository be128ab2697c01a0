"""What a typed or picked answer is worth, where a program can judge it. The learner has the last
word: this only proposes a rating."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from itertools import combinations
from math import isclose, isfinite, log

from msgspec import Struct

from quizapp.bank.blocks import Line, Maths
from quizapp.bank.cards import Kind, Language, Numeric
from quizapp.bank.formulas import ROUNDING
from quizapp.scheduling.memory import Rating
from quizapp.study import reading
from quizapp.study.asked import Asked
from quizapp.study.values import Response

NEARLY = 0.75
"""Share from which an answer is a pass."""

_NEAR = 0.005
"""Of the answer: how well a number has to fit another one for that to be the reason."""
_AROUND = ".,;:!?\"'`“”‘’«»「」…。，、！？ "
_OF_BITS = re.compile(r"([bB]|bits?|bytes?)(/s)?\Z")
_JOINED = re.compile(r"(?<=[^\W\d_])[-‐‑–](?=[^\W\d_])|\s+")


class Miss(StrEnum):
    """How a number that is not right comes near."""

    SIGN = "sign"
    """It is right but for its sign."""
    UNIT = "unit"
    """It is right in another unit: `1.2 GB` for MB, a share for percent, bits for bytes."""
    TEN = "ten"
    """It is off by a power of ten."""
    BINARY = "binary"
    """It counts 1024 where 1000 was meant, or the other way round."""


class Grade(Struct, frozen=True):
    """What an answer is worth."""

    share: float
    """Of it that is right, 0 to 1."""
    rating: Rating
    """What that speaks for."""
    miss: Miss | None = None
    """Of a number that is not right."""

    @property
    def right(self) -> bool:
        """Whether nothing is wrong with it."""
        return self.share >= 1.0


def grade(asked: Asked, response: Response) -> Grade | None:
    """Judge an answer to a card as it was asked.

    None where nothing was answered, where it cannot be read, and for kinds that no program judges.
    """
    judge = _JUDGES.get(asked.card.kind)
    return judge(asked, response) if judge else None


def _graded(share: float, miss: Miss | None = None) -> Grade:
    if share >= 1.0:
        return Grade(1.0, Rating.GOOD)
    return Grade(share, Rating.HARD if share >= NEARLY else Rating.AGAIN, miss)


def _choice(asked: Asked, response: Response) -> Grade | None:
    options = asked.card.text(Language.EN).options
    right = {place for place, option in enumerate(options) if option.right}
    picked = set(response.picks) & set(range(len(options)))
    if not picked:
        return None
    if len(right) == 1:
        return _graded(float(picked == right))
    return _graded(1.0 - len(picked ^ right) / len(options))


def _order(asked: Asked, response: Response) -> Grade | None:
    steps, picks = len(asked.card.text(Language.EN).steps), response.picks
    if steps < 2 or sorted(picks) != list(range(steps)):
        return None
    pairs = [before < after for before, after in combinations(picks, 2)]
    return _graded(sum(pairs) / len(pairs))


def _cloze(asked: Asked, response: Response) -> Grade | None:
    from quizapp.bank import holes

    if not _bare(response.answer):
        return None
    hidden = [holes.hidden(text, asked.card.hole) for text in asked.card.texts.values()]
    return _graded(float(any(_is_said(response.answer, form) for form in _forms(hidden))))


def _forms(lines: Iterable[Line]) -> Iterator[str]:
    """How the words of a hole may be typed: as they are shown, and with the TeX of a formula."""
    from quizapp.bank import plain

    for line in lines:
        yield plain.text(line)
        yield "".join(node.tex if isinstance(node, Maths) else plain.text((node,)) for node in line)


def _is_said(answer: str, meant: str) -> bool:
    """Whether two texts are the same words, or the same number."""
    if _bare(answer) == _bare(meant):
        return True
    said, number = reading.number(answer), reading.number(meant)
    return said is not None and number is not None and _agree(said, number, 0.0)


def _bare(text: str) -> str:
    """Without case, spaces, hyphens inside words and the punctuation around it."""
    text = _JOINED.sub("", unicodedata.normalize("NFC", text).casefold())
    return text.strip(_AROUND) or text


def _numeric(asked: Asked, response: Response) -> Grade | None:
    card, expected = asked.card.numeric, asked.expected
    if card is None or expected is None:
        return None
    read = reading.read(response.answer, card.unit)
    if read is None:
        return None
    room = _room(card, expected)
    if _agree(read.value, expected, room):
        return _graded(1.0)
    return _graded(0.0, _miss(read, expected, room, card.unit))


def _room(card: Numeric, expected: float) -> float:
    """How far from the expected number one may be."""
    given = reading.number(card.tolerance)
    if given is None:
        return 0.0
    return given * abs(expected) if card.tolerance.endswith("%") else given


def _agree(value: float, expected: float, room: float) -> bool:
    return abs(value - expected) <= room + ROUNDING * abs(expected)


def _miss(read: reading.Reading, expected: float, room: float, unit: str) -> Miss | None:
    """The first way in which the number comes near; None where it is plainly another one."""
    if _agree(-read.value, expected, room):
        return Miss.SIGN
    if read.bare != read.value and _agree(read.bare, expected, room):
        return Miss.UNIT
    ratio = read.value / expected if expected else 0.0
    if not (isfinite(ratio) and ratio > 0.0):
        return None
    if unit == "%" and isclose(ratio, 0.01, rel_tol=_NEAR):
        return Miss.UNIT
    if _is_power(ratio, 10.0):
        return Miss.TEN
    if _is_power(ratio, 1024.0) or _is_power(ratio, 1.024, most=5):
        return Miss.BINARY
    if _OF_BITS.search(unit) and any(isclose(ratio, n, rel_tol=_NEAR) for n in (8.0, 0.125)):
        return Miss.UNIT
    return None


def _is_power(ratio: float, base: float, most: int = 1000) -> bool:
    power = round(log(ratio, base))
    return 0 < abs(power) <= most and isclose(ratio, base**power, rel_tol=_NEAR)


_JUDGES: Mapping[Kind, Callable[[Asked, Response], Grade | None]] = {
    Kind.CHOICE: _choice,
    Kind.CLOZE: _cloze,
    Kind.NUMERIC: _numeric,
    Kind.ORDER: _order,
}

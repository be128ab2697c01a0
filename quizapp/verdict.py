"""What every face needs of cards that the program judges: the letters of options, what is kept of
an answer, and how it fared, in one line of the learner's words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp import foretell
from quizapp.bank.cards import Kind, Language
from quizapp.locale.words import Words

if TYPE_CHECKING:
    from quizapp.study.asked import Asked
    from quizapp.study.grading import Grade, Miss
    from quizapp.study.values import Response

LETTERS = "abcdef"
"""Of a choice's options, from the first place on; the bank takes no more of them."""
ROUGH = 0.01
"""Tolerance, as a share of the number, from which its fourth digit says nothing."""


def verdict(words: Words, asked: Asked, response: Response, grade: Grade | None) -> str:
    """Whether the answer is right, and if not, how far it is from that.

    Where nothing was answered, what is right of a choice, for its options stand apart from the
    explanation; else empty, as it is where no program judges the card.
    """
    if grade is None:
        return _unjudged(words, asked, response)
    match asked.card.kind:
        case Kind.NUMERIC:
            return _numeric(words, asked, grade)
        case _ if grade.right:
            return words("Right.")
        case Kind.CHOICE:
            return _choice(words, asked, grade)
        case Kind.CLOZE:
            hidden = _hidden(asked, response.language)
            return words("Not quite: '{answer}' was asked.", answer=hidden)
    share = foretell.percent(grade.share)
    return words("Not quite: {share} of the pairs stand in the right order.", share=share)


def is_single(asked: Asked) -> bool:
    """Of a choice: whether one option alone is right."""
    return len(_right(asked)) == 1


def on_option(words: Words, asked: Asked, picks: tuple[int, ...], option: int) -> str:
    """What the picks say of one option: that it is among them, or is missing where several are
    right.
    """
    if option in picks:
        return words("your pick")
    right = asked.card.text(Language.EN).options[option].right
    return words("missed") if right and picks and not is_single(asked) else ""


def still(asked: Asked, picks: tuple[int, ...]) -> tuple[int, ...]:
    """Picks that were kept, where the card still has them all: its author may have changed it."""
    whole = asked.card.kind is not Kind.ORDER or len(picks) == len(asked.shuffle)
    return picks if whole and set(picks) <= set(asked.shuffle) else ()


def unreadable(words: Words, answer: str) -> str:
    """What can be typed, where a number was expected."""
    said = repr(answer[:40])
    return words(
        "{said} is not read as a number; write it as 0.25, 1/4, 1.2M, 3e-4 or 2^20", said=said
    )


def _unjudged(words: Words, asked: Asked, response: Response) -> str:
    match asked.card.kind:
        case Kind.NUMERIC if response.answer.strip():
            return unreadable(words, response.answer)
        case Kind.CHOICE if is_single(asked):
            return words("{letter} is right.", letter=LETTERS[_right(asked)[0]])
        case Kind.CHOICE:
            letters = ", ".join(LETTERS[place] for place in _right(asked))
            return words("{letters} are right.", letters=letters)
    return ""


def _choice(words: Words, asked: Asked, grade: Grade) -> str:
    if is_single(asked):
        return words("Not quite: {letter} is right.", letter=LETTERS[_right(asked)[0]])
    total = len(asked.shuffle)
    count = round(grade.share * total)
    return words("Not quite: {n} of {total} options judged rightly.", n=count, total=total)


def _right(asked: Asked) -> list[int]:
    """The places of the options that are right."""
    options = asked.card.text(Language.EN).options
    return [place for place, option in enumerate(asked.shuffle) if options[option].right]


def _hidden(asked: Asked, language: Language) -> str:
    from quizapp.bank import holes, plain

    return plain.text(holes.hidden(asked.card.text(language), asked.card.hole))


def _numeric(words: Words, asked: Asked, grade: Grade) -> str:
    answer = _expected(words, asked)
    if grade.right:
        return words("Right: {answer}.", answer=answer)
    told = words("Not quite: {answer} was asked.", answer=answer)
    return f"{told} {_near(words, grade.miss)}" if grade.miss else told


def _expected(words: Words, asked: Asked) -> str:
    """The number with its unit and how far from it one may be: `12.6 MB (within 2%)`."""
    card, value = asked.card.numeric, asked.expected
    assert card is not None
    assert value is not None
    gap = " " if card.unit not in ("", "%") else ""
    answer = f"{_rounded(value, card.tolerance)}{gap}{card.unit}"
    if not card.tolerance:
        return answer
    return words("{answer} (within {tolerance})", answer=answer, tolerance=card.tolerance)


def _rounded(value: float, tolerance: str) -> str:
    """The number with no more digits than its tolerance deserves, whole ones with all of theirs."""
    from quizapp.bank import formulas
    from quizapp.study import reading

    digits = formulas.shown(value)
    share = reading.number(tolerance) if tolerance.endswith("%") else None
    if "." in digits and share is not None and share >= ROUGH:
        digits = formulas.shown(float(format(value, ".3g")))
    if "e" in digits:
        return digits
    return format(float(digits) if "." in digits else int(digits), ",")


def _near(words: Words, miss: Miss) -> str:
    from quizapp.study.grading import Miss  # what grades has loaded it

    match miss:
        case Miss.SIGN:
            return words("Only the sign is wrong.")
        case Miss.UNIT:
            return words("It is right in another unit.")
        case Miss.TEN:
            return words("It is off by a power of ten.")
        case Miss.BINARY:
            return words("It counts 1000 where 1024 was meant, or the other way round.")

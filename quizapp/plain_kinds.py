"""The kinds of card that the program judges, in lines: how each is asked, answered and shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from quizapp.bank import holes, plain
from quizapp.bank.blocks import Line
from quizapp.bank.cards import CardText, Kind, Language
from quizapp.bank.filling import Run, fill
from quizapp.locale.words import Words
from quizapp.study import reading
from quizapp.study.asked import Asked
from quizapp.study.values import Response
from quizapp.verdict import LETTERS, is_single, on_option, unreadable

DIGITS = "123456789"
"""Of an order's steps, from the first place on; the bank takes no more of them."""


def text(asked: Asked, language: Language, *, revealed: bool) -> CardText:
    """The card's text: of a cloze with a gap, or with what was hidden in brackets."""
    text = asked.card.text(language)
    if not asked.card.hole:
        return text
    return (holes.filled if revealed else holes.gapped)(text, asked.card.hole)


def prompt(words: Words, asked: Asked) -> str:
    """What the learner is asked to write."""
    match asked.card.kind:
        case Kind.CHOICE if is_single(asked):
            return words("Your pick, as b, or Enter to see the answer (? for help):")
        case Kind.CHOICE:
            return words("Your picks, as a c, or Enter to see the answer (? for help):")
        case Kind.ORDER:
            return words("The right order, as 3 1 2, or Enter to see it (? for help):")
        case Kind.CLOZE:
            return words("What is missing, or Enter to see it (? for help):")
        case Kind.NUMERIC:
            unit = asked.card.numeric.unit if asked.card.numeric else ""
            if unit:
                return words("A number, in {unit}, or Enter to see it (? for help):", unit=unit)
            return words("A number, or Enter to see it (? for help):")
    return words("Your answer, or Enter to see it (? for help):")


def read(asked: Asked, line: str) -> Response | None:
    """The answer that a line gives: an empty one to an empty line, None where it gives none."""
    if not line:
        return Response()
    match asked.card.kind:
        case Kind.CHOICE:
            picks = _picked(asked, line, LETTERS)
            fits = picks and (len(picks) == 1 or not is_single(asked))
            return Response(picks=tuple(sorted(picks))) if fits else None
        case Kind.ORDER:
            picks = _picked(asked, line, DIGITS)
            return Response(picks=picks) if len(picks) == len(asked.shuffle) else None
        case Kind.NUMERIC if asked.card.numeric is not None:
            number = reading.number(line, asked.card.numeric.unit)
            return Response(line) if number is not None else None
    return Response(line)


def written(asked: Asked, response: Response) -> str:
    """An answer as a line gives it."""
    places = [asked.shuffle.index(pick) for pick in response.picks]
    if asked.card.kind is Kind.ORDER:
        return " ".join(DIGITS[place] for place in places)
    return " ".join(LETTERS[place] for place in sorted(places)) or response.answer


def refusal(words: Words, asked: Asked, line: str) -> str:
    """What a line lacks that gives no answer."""
    said = repr(line[:40])
    match asked.card.kind:
        case Kind.CHOICE:
            last = LETTERS[len(asked.shuffle) - 1]
            form = words("one letter, a to {last}", last=last)
            if not is_single(asked):
                form = words("letters, a to {last}, as a c", last=last)
        case Kind.ORDER:
            form = words("the numbers 1 to {n}, each once, as 3 1 2", n=len(asked.shuffle))
        case _:
            return unreadable(words, line)
    return words("{said} is no answer here; write {form}", said=said, form=form)


def asks(words: Words, asked: Asked, language: Language, width: int) -> list[str]:
    """What is to be picked or put in order, as it was shuffled."""
    text = asked.card.text(language)
    match asked.card.kind:
        case Kind.CHOICE:
            rows = [words("One answer") if is_single(asked) else words("One or more answers")]
            for letter, option in zip(LETTERS, asked.shuffle, strict=False):
                rows += hung(f"{letter}) ", plain.runs(text.options[option].line), width)
            return rows
        case Kind.ORDER:
            return _numbered((plain.runs(text.steps[step]) for step in asked.shuffle), width)
    return []


def tells(
    words: Words, asked: Asked, response: Response, width: int, proofs: Mapping[str, str]
) -> list[str]:
    """The same with what is right and what was answered."""
    match asked.card.kind:
        case Kind.CHOICE:
            rows: list[str] = []
            for place in range(len(asked.shuffle)):
                rows += _option(words, asked, response, place, width, proofs)
            return rows
        case Kind.ORDER:
            return _numbered(_in_order(words, asked, response), width)
        case Kind.CLOZE:
            return plain.blocks(text(asked, response.language, revealed=True).question, width)
    return []


def hung(mark: str, runs: Iterable[Run], width: int) -> list[str]:
    """A line on rows with a mark before the first, and as wide a gap before the others."""
    first, *more = fill(runs, width - len(mark)) or [""]
    return [mark + first, *(" " * len(mark) + row for row in more)]


def beneath(line: Line, proofs: Mapping[str, str], indent: int, width: int) -> list[str]:
    """What was measured of a line, to stand under it."""
    return [
        row
        for label, target in plain.proved(line, proofs)
        for row in hung(" " * indent, (Run(label + proofs[target]),), width)
    ]


def _option(
    words: Words,
    asked: Asked,
    response: Response,
    place: int,
    width: int,
    proofs: Mapping[str, str],
) -> list[str]:
    number = asked.shuffle[place]
    option = asked.card.text(response.language).options[number]
    judged = words("right") if option.right else words("wrong")
    note = on_option(words, asked, response.picks, number)
    mark = f"{LETTERS[place]}) "
    rows = hung(
        mark,
        (Run(f"{judged}, {note}: " if note else f"{judged}: "), *plain.runs(option.line)),
        width,
    )
    if option.misconception:
        rows += hung(" " * len(mark), plain.runs(option.misconception), width)
    return rows + beneath(option.misconception, proofs, len(mark), width)


def _in_order(words: Words, asked: Asked, response: Response) -> Iterator[Iterable[Run]]:
    """The steps as they should stand, each with the place that the learner gave it."""
    for place, step in enumerate(asked.card.text(response.language).steps):
        moved = response.picks and response.picks[place] != place
        yours = words("yours: {n}", n=response.picks.index(place) + 1) if moved else ""
        yield (*plain.runs(step), Run(f" ({yours})" if yours else ""))


def _numbered(lines: Iterable[Iterable[Run]], width: int) -> list[str]:
    return [row for n, line in enumerate(lines, 1) for row in hung(f"{n}. ", line, width)]


def _picked(asked: Asked, line: str, names: str) -> tuple[int, ...]:
    """What the letters or digits of a line stand for; nothing where it holds anything else, or one
    of them twice.
    """
    places = [names.find(name) for name in re.sub(r"[\s,.)>]+", "", line.casefold())]
    there = all(0 <= place < len(asked.shuffle) for place in places)
    known = there and len(set(places)) == len(places)
    return tuple(asked.shuffle[place] for place in places) if known else ()

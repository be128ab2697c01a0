"""One card on paper: the question as it would be asked, and below it all that answers it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from string import ascii_lowercase

from msgspec import structs

from quizapp.bank import formulas, rewrite
from quizapp.bank.blocks import Block, Bullets, Hole, Inline, Line, Link, Paragraph, Strong, Text
from quizapp.bank.cards import Card, CardText, Kind, Language, Option
from quizapp.bank.holes import hidden, names
from quizapp.bank.spell import spell
from quizapp.bank.write import blocks
from quizapp.locale.words import Words

Lead = Callable[[str], str]
"""Where in the book a link leads; nothing where the book does not hold its target."""

PAPER = 0
"""Seed of the numbers on paper, which are drawn once."""


def leaf(card: Card, language: Language, words: Words, lead: Lead) -> Iterator[str]:
    """The paragraphs of a card, its heading first. Raises FormulaError for numbers that `bank
    check` reports.
    """
    numbers = formulas.draw(card.numeric, PAPER) if card.numeric else {}
    card = formulas.filled(card, numbers)
    text = rewrite.text(card.text(language), lambda node: _led(node, lead))
    yield f"## {spell(text.title)}"
    yield f"*{' · '.join([words(card.level), card.kind, *card.tags])}*"
    yield from blocks(_question(card.kind, text))
    yield f"### {words('Answer')}"
    if card.numeric:
        answer = formulas.shown(formulas.expected(card.numeric, numbers))
        within = f" (± {card.numeric.tolerance})" if card.numeric.tolerance else ""
        yield f"**{answer}** {card.numeric.unit}".rstrip() + within
    yield from blocks((*_solution(card.kind, text), *text.answer))
    for name, lines in _lists(text).items():
        if lines:
            yield f"### {words(name)}"
            yield from blocks((_bullets(lines),))
    if card.references:
        yield f"### {words('References')}"
        yield from blocks((_bullets([(Text(each),) for each in card.references]),))


def _lists(text: CardText) -> dict[str, tuple[Line, ...]]:
    return {
        "Key points": text.key_points,
        "Evidence": text.evidence,
        "Beware": text.beware,
        "Follow-ups": text.follow_ups,
    }


def _led(node: Inline, lead: Lead) -> Line:
    """A link to its place in the book; only its words where it has none there."""
    if not isinstance(node, Link):
        return (node,)
    target = lead(node.target)
    return (structs.replace(node, target=target),) if target else node.inner


def _question(kind: Kind, text: CardText) -> tuple[Block, ...]:
    """What is asked, nothing of it given away: options and steps stand in alphabetical order."""
    match kind:
        case Kind.CHOICE:
            return (*text.question, _bullets([line for line, _ in _lettered(text)]))
        case Kind.ORDER:
            return (*text.question, _bullets(sorted(text.steps, key=spell)))
        case Kind.CLOZE:
            return _gapped(text)
    return text.question


def _solution(kind: Kind, text: CardText) -> tuple[Block, ...]:
    """What is right, before the reasons."""
    match kind:
        case Kind.CHOICE:
            return (_bullets([_judged(line, option) for line, option in _lettered(text)]),)
        case Kind.ORDER:
            return (_numbered(text.steps),)
        case Kind.CLOZE:
            return (_numbered([hidden(text, name) for name in names(text)]),)
    return ()


def _lettered(text: CardText) -> list[tuple[Line, Option]]:
    """The options with a letter each."""
    ordered = sorted(text.options, key=lambda option: spell(option.line))
    return [
        ((Strong((Text(f"{letter}."),)), Text(" "), *option.line), option)
        for letter, option in zip(ascii_lowercase, ordered, strict=False)
    ]


def _judged(line: Line, option: Option) -> Line:
    letter = line[0]
    if option.right:
        return letter, Text(" ✓")
    return letter, Text(" ✗ "), *option.misconception


def _gapped(text: CardText) -> tuple[Block, ...]:
    """The question with a numbered gap for each hole."""
    number = count(1)

    def rule(node: Inline) -> Line:
        return (Text(f"____({next(number)})"),) if isinstance(node, Hole) else (node,)

    return rewrite.text(structs.replace(text, title=()), rule).question


def _bullets(lines: Sequence[Line]) -> Bullets:
    return Bullets(tuple((Paragraph(line),) for line in lines))


def _numbered(lines: Sequence[Line]) -> Bullets:
    return Bullets(tuple((Paragraph(line),) for line in lines), start=1)

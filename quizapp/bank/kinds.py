"""What each kind of card asks of its text: options, steps, holes, and the same in a translation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

from msgspec import structs

from quizapp.bank import holes
from quizapp.bank.blocks import Block, Bullets, Inline, Line, Paragraph, Text
from quizapp.bank.cards import Card, CardText, Kind, Language, Option

FEWEST_OPTIONS, MOST_OPTIONS = 2, 6
"""They are chosen with the letters a to f."""
FEWEST_STEPS, MOST_STEPS = 3, 9
MOST_HOLES = 9

_MARK = re.compile(r"\[([ xX])\](?= |\Z)")
_PARTING = " -- "
_TASK_LIST = "end the question with `- [x] right`, `- [ ] wrong -- its misconception`"
_STEPS = "end the question with a list `1.`, `2.`, ... in the right order, one line each"


class Where(Enum):
    """What of a card a flaw is found in."""

    HEADING = auto()
    LIST = auto()
    """The block that ends the question."""
    HOLE = auto()
    """The first of its holes."""


class Flaw(NamedTuple):
    """What a text lacks for its kind."""

    what: str
    remedy: str
    where: Where = Where.HEADING


def needs_points(kind: Kind) -> bool:
    """Whether key points must be there: the other kinds are graded by what was chosen or typed."""
    return kind in (Kind.QA, Kind.CODE)


def shaped(text: CardText, kind: Kind) -> tuple[CardText, list[Flaw]]:
    """A text as its kind has it: the list that ends its question made into options or steps.

    With a flaw, the text is of no use.
    """
    flaws = list(_judged_holes(text, kind))
    match kind:
        case Kind.CHOICE:
            text, more = _choice(text)
        case Kind.ORDER:
            text, more = _order(text)
        case _:
            more = []
    return text, flaws + more


def unlike(card: Card, text: CardText) -> Iterator[Flaw]:
    """Where a translation differs from the card in what is graded; both are shaped already."""
    english = card.text(Language.EN)
    if english.key_points and not text.key_points:
        yield Flaw("a card without `## Key points`", "add `## Key points`")
    ours, theirs = _marks(text), _marks(english)
    if ours != theirs:
        what = f"the options are marked {ours}, those of the English card {theirs}"
        yield Flaw(what, "translate them one by one, in the same order")
    if (count := len(text.steps)) != (expected := len(english.steps)):
        what = f"{count} steps, where the English card has {expected}"
        yield Flaw(what, "translate them one by one")
    here, there = set(holes.names(text)), set(holes.names(english))
    for name in sorted(here - there):
        remedy = "hide the same things, and give them the names of the English card, ==...=={#name}"
        yield Flaw(f"no hole of the English card is called {name}", remedy)
    for name in sorted(there - here):
        remedy = f"hide it here too: ==...=={{#{name}}}"
        yield Flaw(f"the hole {name} of the English card is not here", remedy)


def _marks(text: CardText) -> str:
    return " ".join("[x]" if option.right else "[ ]" for option in text.options)


def _choice(text: CardText) -> tuple[CardText, list[Flaw]]:
    *before, last = text.question or (None,)
    if not isinstance(last, Bullets) or last.start is not None:
        return text, [Flaw("a choice without options", _TASK_LIST, Where.LIST)]
    options = [option for item in last.items if (option := _option(item))]
    flaws = list(_judged_options(options))
    if len(options) < len(last.items):
        what = "an item without `[x]` or `[ ]`, or with more than one paragraph"
        flaws = [Flaw(what, _TASK_LIST, Where.LIST)]
    return _asked(text, before, options=tuple(options)), flaws


def _asked(
    text: CardText,
    question: list[Block],
    options: tuple[Option, ...] = (),
    steps: tuple[Line, ...] = (),
) -> CardText:
    return structs.replace(text, question=tuple(question), options=options, steps=steps)


def _option(item: tuple[Block, ...]) -> Option | None:
    """The option that an item of a task list is."""
    match item:
        case (Paragraph((Text(words), *rest)),) if mark := _MARK.match(words):
            line, misconception = _parted((Text(words[mark.end() :]), *rest))
            return Option(line, mark[1] != " ", misconception)
    return None


def _parted(line: Line) -> tuple[Line, Line]:
    """A line up to its first ` -- `, and from there on; within code, maths or style it is none."""
    for index, node in enumerate(line):
        if isinstance(node, Text) and _PARTING in node.text:
            before, _, after = node.text.partition(_PARTING)
            return _trimmed(*line[:index], Text(before)), _trimmed(Text(after), *line[index + 1 :])
    return _trimmed(*line), ()


def _trimmed(*line: Inline) -> Line:
    """A line without a space before it, and without empty words at its ends."""
    first, *rest = line
    if isinstance(first, Text):
        first = Text(first.text.removeprefix(" "))
    return tuple(node for node in (first, *rest) if node != Text(""))


def _judged_options(options: list[Option]) -> Iterator[Flaw]:
    if not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
        remedy = f"give {FEWEST_OPTIONS} to {MOST_OPTIONS}"
        yield Flaw(f"{len(options)} option{'s' * (len(options) != 1)}", remedy, Where.LIST)
    if not any(option.right for option in options):
        yield Flaw("no option is right", "mark the right one with `[x]`", Where.LIST)
    if len({option.line for option in options}) < len(options):
        yield Flaw("two options read the same", "reword one of them", Where.LIST)
    for number, option in enumerate(options, 1):
        if not option.line:
            yield Flaw(f"option {number} is empty", "write what it says", Where.LIST)
        if option.right and option.misconception:
            remedy = "say in the answer why it is right; only wrong options take ` -- `"
            yield Flaw(f"option {number} is right and names a misconception", remedy, Where.LIST)
        if not (option.right or option.misconception):
            remedy = "write ` -- ` and the belief behind it at its end"
            yield Flaw(f"option {number} is wrong and names no misconception", remedy, Where.LIST)


def _order(text: CardText) -> tuple[CardText, list[Flaw]]:
    *before, last = text.question or (None,)
    if not isinstance(last, Bullets) or last.start != 1:
        return text, [Flaw("an order without steps", _STEPS, Where.LIST)]
    steps = [line for item in last.items for line in _lines(item)]
    flaws = []
    if any(len(item) != 1 or not list(_lines(item)) for item in last.items):
        flaws.append(Flaw("a step of more than one paragraph", _STEPS, Where.LIST))
    elif not FEWEST_STEPS <= len(steps) <= MOST_STEPS:
        remedy = f"give {FEWEST_STEPS} to {MOST_STEPS}"
        flaws.append(Flaw(f"{len(steps)} step{'s' * (len(steps) != 1)}", remedy, Where.LIST))
    elif len(set(steps)) < len(steps):
        flaws.append(Flaw("two steps read the same", "reword one of them", Where.LIST))
    return _asked(text, before, steps=tuple(steps)), flaws


def _lines(item: tuple[Block, ...]) -> Iterator[Line]:
    yield from (block.line for block in item if isinstance(block, Paragraph))


def _judged_holes(text: CardText, kind: Kind) -> Iterator[Flaw]:
    names = holes.names(text)
    if kind is not Kind.CLOZE:
        if names:
            remedy = r"write kind: cloze; for the signs write `\==`, or put them into code"
            yield Flaw(f"a hole in a card of kind {kind}", remedy, Where.HOLE)
        return
    if not 1 <= len(names) <= MOST_HOLES:
        what = f"{len(names)} holes" if names else "a cloze without a hole"
        yield Flaw(what, f"hide 1 to {MOST_HOLES} things: ==like this==", Where.HOLE)
    for name in sorted({name for name in names if names.count(name) > 1}):
        remedy = "name each hole once: ==...=={#name}; without one its number is its name"
        yield Flaw(f"two holes are called {name}", remedy, Where.HOLE)

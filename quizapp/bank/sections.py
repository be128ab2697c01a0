"""The sections of a card: which there are, what each may hold, and the fields that they fill."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import get_close_matches
from itertools import pairwise
from typing import Any, NamedTuple

from quizapp.bank import plain
from quizapp.bank.blocks import Block, Bullets, Line, Paragraph
from quizapp.bank.cards import CardText
from quizapp.bank.files import Mention, Mentioned
from quizapp.bank.markdown import Heading, Piece
from quizapp.bank.source import Faults

FEWEST_POINTS, MOST_POINTS = 2, 9
"""Key points are ticked with the number keys."""

SECTIONS = {
    "Answer": "answer",
    "Key points": "key_points",
    "Evidence": "evidence",
    "Beware": "beware",
    "Follow-ups": "follow_ups",
}
"""The headings that a card may have, the same in every language, and the fields that they fill."""


class _Section(NamedTuple):
    """What stands under one level-2 heading."""

    name: str
    head: Piece
    body: Sequence[Piece]


def read(
    head: Piece,
    body: Sequence[Piece],
    faults: Faults,
    mentions: list[Mention],
    *,
    needs_points: bool,
) -> CardText:
    """The text of a card below its heading `head`; title and place are the caller's to add.

    The length of the answer is added to `mentions`.
    """
    question, sections = _split(body)
    fields: dict[str, Any] = {}
    for section in sections:
        if field := _field(section, fields, faults):
            is_answer = field == "answer"
            fields[field] = _blocks(section.body) if is_answer else _points(section, faults)
            if is_answer:
                words = str(plain.count_words(fields[field]))
                mentions.append(Mention(Mentioned.WORDS, words, *section.head.spot))
    for name in ("Answer", "Key points") if needs_points else ("Answer",):
        if SECTIONS[name] not in fields:
            faults.add(*head.spot, f"a card without `## {name}`", f"add `## {name}`")
    return CardText(title=(), question=_blocks(question), **fields)


def _split(body: Sequence[Piece]) -> tuple[Sequence[Piece], list[_Section]]:
    """What belongs to the question, and the sections after it."""
    heads = [i for i, piece in enumerate(body) if piece.level]
    sections = []
    for start, end in pairwise([*heads, len(body)]):
        head = body[start]
        assert isinstance(head.thing, Heading)
        sections.append(_Section(head.thing.source, head, body[start + 1 : end]))
    return body[: heads[0] if heads else None], sections


def _field(section: _Section, filled: Collection[str], faults: Faults) -> str | None:
    """The field that a section fills; None, with a fault, where no section is called so."""
    name, spot = section.name, section.head.spot
    field = SECTIONS.get(name)
    if field is None:
        near = get_close_matches(name, SECTIONS, 1)
        known = f"sections are {', '.join(SECTIONS)}"
        remedy = f"did you mean `## {near[0]}`?" if near else known
        faults.add(*spot, f"no section is called `{name[:40]}`", remedy)
    elif field in filled:
        faults.add(*spot, f"`## {name}` stands twice", "make one of both")
    elif not section.body:
        faults.add(*spot, f"`## {name}` is empty", "write it, or delete the heading")
    return field


def _points(section: _Section, faults: Faults) -> tuple[Line, ...]:
    """The items of a section that is one list of bullets, each one paragraph."""
    if not section.body:
        return ()
    first, *rest = section.body
    what = f"`## {section.name}` is not one list of bullets"
    if rest or not isinstance(first.thing, Bullets) or first.thing.start is not None:
        faults.add(*(rest or [first])[0].spot, what, "begin each line with `- `")
        return ()
    lines: list[Line] = []
    for item in first.thing.items:
        match item:
            case (Paragraph(line),):
                lines.append(line)
            case _:
                remedy = "give each bullet one paragraph and nothing else"
                faults.add(*first.spot, what, remedy)
    if section.name == "Key points" and not FEWEST_POINTS <= len(lines) <= MOST_POINTS:
        remedy = f"give {FEWEST_POINTS} to {MOST_POINTS}: they are ticked with the number keys"
        faults.add(*first.spot, f"{len(lines)} key points", remedy)
    return tuple(lines)


def _blocks(pieces: Sequence[Piece]) -> tuple[Block, ...]:
    return tuple(piece.thing for piece in pieces if not isinstance(piece.thing, Heading))

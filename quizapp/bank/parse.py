"""One file of cards, or of translations, to values: what sections mean, which are needed."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from difflib import get_close_matches
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from msgspec import structs

from quizapp.bank import markdown, plain, source
from quizapp.bank.blocks import Block, Bullets, Line, Paragraph, Text
from quizapp.bank.cards import Card, CardId, CardText, Kind, Language
from quizapp.bank.files import FileResult, Mention, Mentioned, Translation
from quizapp.bank.markdown import Heading, Piece
from quizapp.bank.matter import SLUG, CardKeys, Matter, TranslationKeys
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

_REQUIRED = ("Answer", "Key points")
_SLUG_MARK = re.compile(r"(?<!\\)\{#([^{}]*)\}$")
_SLUG = re.compile(rf"{SLUG}\Z")


class Place(NamedTuple):
    """What a file's path says about it."""

    topic: str
    stem: str
    language: Language


class _Part(NamedTuple):
    """One card's pieces: its level-1 heading and all up to the next."""

    head: Piece
    title: Heading
    body: Sequence[Piece]
    end: int
    """The number of the line after its last."""
    slug: str
    """What `{#slug}` in the heading names, or nothing."""


class _Section(NamedTuple):
    """What stands under one level-2 heading."""

    name: str
    head: Piece
    body: Sequence[Piece]


def read(data: bytes, file: str) -> FileResult:
    """Everything that a file says; `file` is its path below the bank's root, with forward slashes.

    Whatever is wrong with it is a fault in the result. A card with a fault in its lines is left
    out, and all cards of a file with one in its name, its characters or its front matter.
    """
    faults = Faults(file)
    place = _place(file, faults)
    text = source.read(data, faults)
    result = FileResult(file=file, language=place.language)
    if text or not faults.found:
        result = _File(file, place, text, faults).result()
    return structs.replace(result, faults=tuple(sorted(set(faults.found))))


def _place(file: str, faults: Faults) -> Place:
    path = PurePosixPath(file)
    stem, _, suffix = path.name.removesuffix(".md").partition(".")
    topic = path.parent.name
    if len(path.parts) != 2:
        faults.add(
            1, 1, "the file does not stand in a topic's folder", "move it to <topic>/<card>.md"
        )
    for name in (topic, stem):
        if not _SLUG.match(name):
            remedy = "rename it, with small letters a-z, digits and single hyphens"
            faults.add(1, 1, f"`{name}` cannot be part of a card's id", remedy)
    if suffix not in ("", Language.KO):
        remedy = "English stands in <card>.md, Korean in <card>.ko.md"
        faults.add(1, 1, f"`.{suffix}` is no language that cards are written in", remedy)
    return Place(topic, stem, Language.EN if suffix == "" else Language.KO)


class _File:
    """One file while it is read."""

    def __init__(self, file: str, place: Place, text: str, faults: Faults) -> None:
        self._file = file
        self._place = place
        self._faults = faults
        self._lines = text.split("\n")
        end = self._end_of_matter()
        self._matter = Matter("\n".join(self._lines[1 : max(end - 1, 1)]), faults)
        self._body = self._lines[end:]
        self._first = end + 1
        """The number of the line on which the body begins."""
        self._mentions: list[Mention] = []

    def result(self) -> FileResult:
        """What the file says, but for its faults."""
        english = self._place.language is Language.EN
        return self._cards() if english else self._translations()

    def _end_of_matter(self) -> int:
        """How many lines the front matter takes, its two `---` lines included."""
        if self._lines[0] != "---":
            return 0
        try:
            return self._lines.index("---", 1) + 1
        except ValueError:
            self._faults.add(1, 1, "front matter that is never closed", "put a line `---` after it")
            return len(self._lines)

    def _cards(self) -> FileResult:
        keys = self._matter.keys(CardKeys)
        if keys.kind is not Kind.QA:
            remedy = "write kind: qa, or leave the key out"
            self._faults.add(
                *self._matter.spot("kind"), f"kind {keys.kind} is not supported yet", remedy
            )
        self._mention("after", Mentioned.AFTER, keys.after)
        self._mention("demos", Mentioned.DEMO, keys.demos)
        broken = bool(self._faults.found)
        parts = self._parts()
        if keys.id and len(parts) > 1:
            remedy = "leave it out: the {#slug} of each heading names its card"
            self._faults.add(*self._matter.spot("id"), "an `id` for several cards", remedy)
        cards = []
        for part in parts:
            text = self._text(part)
            name = keys.id or f"{self._place.topic}/{part.slug or self._place.stem}"
            if not (broken or self._is_bad(part)):
                cards.append(_card(CardId(name), self._place.topic, keys, text))
        return self._result(cards=tuple(cards))

    def _translations(self) -> FileResult:
        keys = self._matter.keys(TranslationKeys)
        self._mention("of", Mentioned.OF, (keys.of,))
        broken = bool(self._faults.found)
        found = []
        for part in self._parts():
            text = self._text(part)
            if not (broken or self._is_bad(part)):
                found.append(Translation(slug=part.slug, text=text))
        return self._result(of=keys.of, translations=tuple(found))

    def _result(self, **said: Any) -> FileResult:
        return FileResult(
            file=self._file,
            language=self._place.language,
            hash=source.fingerprint("\n".join(self._body)),
            mentions=tuple(self._mentions),
            **said,
        )

    def _mention(self, key: str, about: Mentioned, values: Sequence[str]) -> None:
        for index, value in enumerate(values):
            spot = self._matter.spot(key, index) if key in self._matter.fields else (1, 1)
            self._mentions.append(Mention(about, value, *spot))

    def _is_bad(self, part: _Part) -> bool:
        return any(part.head.line <= fault.line < part.end for fault in self._faults.found)

    def _parts(self) -> list[_Part]:
        pieces, mentions = markdown.read(self._body, self._first, self._faults)
        self._mentions += mentions
        starts = [i for i, piece in enumerate(pieces) if _level(piece) == 1]
        if not starts or starts[0] > 0:
            line, column = (pieces[0].line, pieces[0].column) if pieces else (self._first, 1)
            remedy = "begin with the question as a heading, `# Why ...?`"
            self._faults.add(
                line, column, "no card begins here" if pieces else "the file holds no card", remedy
            )
        parts: list[_Part] = []
        for start, end in pairwise([*starts, len(pieces)]):
            after = pieces[end].line if end < len(pieces) else self._first + len(self._body)
            parts.append(self._part(pieces[start:end], after, is_alone=len(starts) == 1))
            if parts[-1].slug in {part.slug for part in parts[:-1]} - {""}:
                head, slug = parts[-1].head, parts[-1].slug
                self._faults.add(
                    head.line, head.column, f"{{#{slug}}} stands twice", "choose another"
                )
        return parts

    def _part(self, pieces: list[Piece], end: int, *, is_alone: bool) -> _Part:
        head, *body = pieces
        heading = head.thing
        assert isinstance(heading, Heading)
        mark = _SLUG_MARK.search(heading.source)
        if mark:
            heading = heading._replace(line=_without(mark.group(), heading.line))
            if not _SLUG.match(mark[1]):
                remedy = "write {#slug} with small letters a-z, digits and single hyphens"
                self._faults.add(head.line, head.column, f"the slug `{mark[1]}`", remedy)
        elif not is_alone:
            remedy = "write {#slug} at its end: the file holds several cards"
            self._faults.add(head.line, head.column, "a heading without a slug", remedy)
        if not heading.line:
            self._faults.add(
                head.line, head.column, "a heading without words", "write the question into it"
            )
        return _Part(head, heading, body, end, mark[1] if mark else "")

    def _text(self, part: _Part) -> CardText:
        question, sections = _sections(part)
        fields: dict[str, Any] = {}
        for section in sections:
            if name := self._field(section, fields):
                is_list = name != "answer"
                fields[name] = self._points(section) if is_list else _blocks(section.body)
        for name in _REQUIRED:
            if SECTIONS[name] not in fields:
                remedy = f"add `## {name}`"
                self._faults.add(
                    part.head.line, part.head.column, f"a card without `## {name}`", remedy
                )
        lines = self._lines[part.head.line - 1 : part.end - 1]
        return CardText(
            title=part.title.line,
            question=_blocks(question),
            hash=source.fingerprint("\n".join(lines)),
            file=self._file,
            line=part.head.line,
            **fields,
        )

    def _field(self, section: _Section, filled: Collection[str]) -> str | None:
        """The field that a section fills, or None where its heading is of no use."""
        head, name = section.head, section.name
        field = SECTIONS.get(name)
        if field is None:
            near = get_close_matches(name, SECTIONS, 1)
            remedy = (
                f"did you mean `## {near[0]}`?" if near else f"sections are {', '.join(SECTIONS)}"
            )
            self._faults.add(head.line, head.column, f"no section is called `{name[:40]}`", remedy)
        elif field in filled:
            self._faults.add(
                head.line, head.column, f"`## {name}` stands twice", "make one of both"
            )
        elif not section.body:
            self._faults.add(
                head.line, head.column, f"`## {name}` is empty", "write it, or delete the heading"
            )
        if field == "answer":
            count = str(plain.count_words(_blocks(section.body)))
            self._mentions.append(Mention(Mentioned.WORDS, count, head.line, head.column))
        return field

    def _points(self, section: _Section) -> tuple[Line, ...]:
        """The items of a section that is one list of single lines."""
        if not section.body:
            return ()
        first, *rest = section.body
        what = f"`## {section.name}` is not one list of bullets"
        if rest or not isinstance(first.thing, Bullets) or first.thing.start is not None:
            other = rest[0] if rest else first
            self._faults.add(other.line, other.column, what, "begin each line with `- `")
            return ()
        lines: list[Line] = []
        for item in first.thing.items:
            match item:
                case (Paragraph(line),):
                    lines.append(line)
                case _:
                    remedy = "give each bullet one paragraph and nothing else"
                    self._faults.add(first.line, first.column, what, remedy)
        if section.name == "Key points" and not FEWEST_POINTS <= len(lines) <= MOST_POINTS:
            remedy = f"give {FEWEST_POINTS} to {MOST_POINTS}: they are ticked with the number keys"
            self._faults.add(first.line, first.column, f"{len(lines)} key points", remedy)
        return tuple(lines)


def _level(piece: Piece) -> int:
    return piece.thing.level if isinstance(piece.thing, Heading) else 0


def _sections(part: _Part) -> tuple[Sequence[Piece], list[_Section]]:
    """What belongs to the question, and the sections after it."""
    heads = [i for i, piece in enumerate(part.body) if _level(piece) > 0]
    sections = []
    for start, end in pairwise([*heads, len(part.body)]):
        head = part.body[start]
        assert isinstance(head.thing, Heading)
        sections.append(_Section(head.thing.source, head, part.body[start + 1 : end]))
    return part.body[: heads[0] if heads else None], sections


def _blocks(pieces: Sequence[Piece]) -> tuple[Block, ...]:
    return tuple(piece.thing for piece in pieces if not isinstance(piece.thing, Heading))


def _without(mark: str, line: Line) -> Line:
    """The title without the `{#slug}` at its end."""
    if not line or not isinstance(last := line[-1], Text):
        return line
    text = last.text.removesuffix(mark).rstrip()
    return (*line[:-1], Text(text)) if text else line[:-1]


def _card(name: CardId, topic: str, keys: CardKeys, text: CardText) -> Card:
    return Card(
        id=name,
        topic=topic,
        kind=keys.kind,
        level=keys.level,
        tags=keys.tags,
        after=tuple(map(CardId, keys.after)),
        demos=keys.demos,
        references=keys.references,
        revision=keys.revision,
        texts={Language.EN: text},
    )

"""One file of cards, or of translations, to values: its name, its front matter, its cards."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from msgspec import structs

from quizapp.bank import formulas, kinds, markdown, sections, source
from quizapp.bank.blocks import Fence, Line, Text
from quizapp.bank.cards import Card, CardId, CardText, Kind, Language, Numeric
from quizapp.bank.files import FileResult, Mention, Mentioned, Translation
from quizapp.bank.kinds import Where
from quizapp.bank.markdown import Heading, Piece
from quizapp.bank.matter import NUMERIC_KEYS, SLUG, CardKeys, Matter, TranslationKeys
from quizapp.bank.source import Faults
from quizapp.errors import FormulaError

_SLUG_MARK = re.compile(r"(?<!\\)\{#([^{}]*)\}$")
_SLUG = re.compile(rf"{SLUG}\Z")
_INLINE = re.compile(rf"python demo (?:.* )?id=({SLUG})(?: |\Z)")
"""The info string of a fence that is a demo of the card's own; `quizapp.demos.fences` reads it."""


class Place(NamedTuple):
    """What a file's path says about it."""

    topic: str
    stem: str
    language: Language


class _Part(NamedTuple):
    """One card's pieces: its level-1 heading and all up to the next."""

    head: Piece
    title: Line
    body: Sequence[Piece]
    end: int
    """The number of the line after its last."""
    slug: str
    """What `{#slug}` in the heading names, or nothing."""


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
        self._holes: list[tuple[int, int]] = []
        self._slugs: set[str] = set()

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
        if keys.kind is Kind.CODE:
            remedy = "write kind: qa, or leave the key out"
            self._faults.add(*self._matter.spot("kind"), "kind code is not supported yet", remedy)
        self._mention("after", Mentioned.AFTER, keys.after)
        self._mention("demos", Mentioned.DEMO, keys.demos)
        numeric = self._numeric(keys)
        broken = bool(self._faults.found)
        parts = self._parts()
        for key in ("id", "answer") if len(parts) > 1 else ():
            if getattr(keys, key):
                remedy = "leave it out, or give each card a file of its own"
                self._faults.add(*self._matter.spot(key), f"an `{key}` for several cards", remedy)
                broken = True
        cards = []
        for part in parts:
            text = self._shaped(part, keys.kind)
            if numeric and not broken:
                self._try_numbers(numeric, part, text)
            name = keys.id or f"{self._place.topic}/{part.slug or self._place.stem}"
            if not (broken or self._is_bad(part)):
                card = _card(CardId(name), self._place.topic, keys, text)
                cards.append(structs.replace(card, numeric=numeric))
        return self._result(cards=tuple(cards))

    def _numeric(self, keys: CardKeys) -> Numeric | None:
        """What a numeric card expects; faults where it comes to no number, or on another card."""
        given = [key for key in NUMERIC_KEYS if key in self._matter.fields]
        if self._matter.fields.get("kind", Kind.QA) != keys.kind:
            return None  # it is no kind, and has been reported
        if keys.kind is not Kind.NUMERIC:
            for key in given:
                remedy = "write kind: numeric, or leave the key out"
                what = f"`{key}` on a card of kind {keys.kind}"
                self._faults.add(*self._matter.spots[key][0], what, remedy)
            return None
        if "answer" not in given:
            remedy = "write `answer:`, a number or a formula over the variables"
            self._faults.add(*self._matter.spot("kind"), "a numeric card without `answer`", remedy)
        if self._faults.found:
            return None
        numeric = Numeric(**{key: getattr(keys, key) for key in given})
        for error in formulas.troubles(numeric):
            key = "answer" if error.formula == numeric.answer else "variables"
            index = 0 if key == "answer" else numeric.variables.index(error.formula)
            self._faults.add(*self._matter.spot(key, index), error.what, error.remedy)
        return numeric

    def _try_numbers(self, numeric: Numeric, part: _Part, text: CardText) -> None:
        """Put numbers into a text; what cannot be computed there is a fault at its place."""
        for error in formulas.unfillable(numeric, formulas.placeholders(text)):
            self._faults.add(*self._spot_of(error, part), error.what, error.remedy)

    def _spot_of(self, error: FormulaError, part: _Part) -> tuple[int, int]:
        for mention in self._mentions:
            is_here = part.head.line <= mention.line < part.end
            if mention.value == error.formula and is_here:
                return mention.line, mention.column
        return part.head.spot

    def _translations(self) -> FileResult:
        keys = self._matter.keys(TranslationKeys)
        self._mention("of", Mentioned.OF, (keys.of,))
        broken = bool(self._faults.found)
        found = []
        for part in self._parts():
            text = self._text(part, needs_points=False)
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
        return self._faults.is_full or any(
            part.head.line <= fault.line < part.end for fault in self._faults.found
        )

    def _parts(self) -> list[_Part]:
        pieces, mentions, self._holes = markdown.read(self._body, self._first, self._faults)
        self._mentions += mentions
        starts = [i for i, piece in enumerate(pieces) if piece.level == 1]
        if not starts or starts[0] > 0:
            line, column = (pieces[0].line, pieces[0].column) if pieces else (self._first, 1)
            remedy = "begin with the question as a heading, `# Why ...?`"
            self._faults.add(
                line, column, "no card begins here" if pieces else "the file holds no card", remedy
            )
        parts: list[_Part] = []
        for start, end in pairwise([*starts, len(pieces)]):
            if self._faults.is_full:
                break
            after = pieces[end].line if end < len(pieces) else self._first + len(self._body)
            parts.append(self._part(pieces[start:end], after, is_alone=len(starts) == 1))
        return parts

    def _part(self, pieces: list[Piece], end: int, *, is_alone: bool) -> _Part:
        head, *body = pieces
        heading = head.thing
        assert isinstance(heading, Heading)
        title, mark = heading.line, _SLUG_MARK.search(heading.source)
        if mark:
            title = _without(mark.group(), title)
            if not _SLUG.match(mark[1]):
                remedy = "write {#slug} with small letters a-z, digits and single hyphens"
                self._faults.add(*head.spot, f"the slug `{mark[1][:40]}`", remedy)
            elif mark[1] in self._slugs:
                self._faults.add(*head.spot, f"{mark.group()} stands twice", "choose another")
            self._slugs.add(mark[1])
        elif not is_alone:
            remedy = "write {#slug} at its end: the file holds several cards"
            self._faults.add(*head.spot, "a heading without a slug", remedy)
        if not title:
            self._faults.add(*head.spot, "a heading without words", "write the question into it")
        return _Part(head, title, body, end, mark[1] if mark else "")

    def _shaped(self, part: _Part, kind: Kind) -> CardText:
        """An English text as its kind has it; what it lacks for that is a fault at its place."""
        text = self._text(part, needs_points=kinds.needs_points(kind))
        question = [piece for piece in part.body if piece.line < _end_of_question(part)]
        spots = {
            Where.HEADING: part.head.spot,
            Where.LIST: question[-1].spot if question else part.head.spot,
            Where.HOLE: next(
                (spot for spot in self._holes if part.head.line < spot[0] < part.end),
                part.head.spot,
            ),
        }
        shaped, flaws = kinds.shaped(text, kind)
        for flaw in flaws:
            self._faults.add(*spots[flaw.where], flaw.what, flaw.remedy)
        return shaped

    def _text(self, part: _Part, *, needs_points: bool) -> CardText:
        text = sections.read(
            part.head, part.body, self._faults, self._mentions, needs_points=needs_points
        )
        lines = self._lines[part.head.line - 1 : part.end - 1]
        return structs.replace(
            text,
            title=part.title,
            hash=source.fingerprint("\n".join(lines)),
            file=self._file,
            line=part.head.line,
        )


def _end_of_question(part: _Part) -> int:
    return next((piece.line for piece in part.body if piece.level), part.end)


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
        demos=(*keys.demos, *_inline(keys, text)),
        references=keys.references,
        revision=keys.revision,
        texts={Language.EN: text},
    )


def _inline(keys: CardKeys, text: CardText) -> Iterator[str]:
    """The ids of the demos in the card's fences that the front matter does not name."""
    named = {address.partition("?")[0] for address in keys.demos}
    for block in (*text.question, *text.answer):
        if isinstance(block, Fence) and (match := _INLINE.match(block.info)):
            if match[1] not in named:
                yield match[1]
            named.add(match[1])

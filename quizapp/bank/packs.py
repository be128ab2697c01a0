"""Packs: folders of cards and demos from elsewhere, each with a `pack.toml` that introduces it.

A pack's ids are its own: the card `relu/why` of the pack `acme` is `acme:relu/why`, in the topic
`acme:relu`. So no pack can take the place of a card of the bank or of another pack.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct, structs

from quizapp.bank import source
from quizapp.bank.cards import Card, CardId, CardText
from quizapp.bank.files import FileResult, Translation
from quizapp.bank.load import files, read_bytes, read_file
from quizapp.errors import BankError, Fault

LARGEST_FILE = 4 << 20
"""Bytes of any file in a pack."""
INTRODUCTION = "pack.toml"
SEPARATOR = ":"

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_Line = Annotated[str, Meta(min_length=1, max_length=200)]
_FORM = 'it holds name = "acme", title = "...", publisher = "..." and version = "1.0", all quoted'


class Pack(Struct, frozen=True, forbid_unknown_fields=True):
    """How a pack introduces itself. Who the publisher is, nobody has checked."""

    name: Annotated[str, Meta(pattern=rf"^{_NAME.pattern}\Z", max_length=40)]
    title: _Line
    publisher: _Line
    version: Annotated[str, Meta(min_length=1, max_length=40)]


def introduce(data: bytes, path: str) -> Pack:
    """The pack that a `pack.toml` introduces. Raises BankError that says what is wrong with it."""
    faults = source.Faults(path)
    text = source.read(data, faults)
    if faults.found:
        raise BankError(faults.found[0])
    try:
        pack = msgspec.convert(tomllib.loads(text), Pack)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, RecursionError) as error:
        what = source.clean(" ".join(str(error).split()))[:200]
        raise BankError(Fault(path, 1, 1, f"this introduces no pack ({what})", _FORM)) from error
    return structs.replace(
        pack,
        title=_line(pack.title),
        publisher=_line(pack.publisher),
        version=_line(pack.version),
    )


def installed(folder: Path) -> tuple[Pack, ...]:
    """The packs in a folder of packs, by name; what is no whole pack of that name is left out."""
    found = []
    for file in sorted(folder.glob(f"*/{INTRODUCTION}")):
        try:
            pack = introduce(source.fetch(file), str(file))
        except (BankError, OSError):
            continue
        if pack.name == file.parent.name:
            found.append(pack)
    return tuple(found)


def _line(text: str) -> str:
    """One line of clean text: a string of TOML may spell out line ends and controls."""
    return source.clean(" ".join(text.split()))


@dataclass(frozen=True)
class Roots:
    """Where the files of the whole bank lie: one folder of topics, and one for each pack."""

    bank: Path
    packs: Mapping[str, Path] = field(default_factory=dict)

    def files(self) -> Iterator[str]:
        """Every file of cards by its path below its root; a pack's as `acme:topic/card.md`."""
        yield from files(self.bank)
        for pack, root in self.packs.items():
            for file in files(root):
                yield pack + SEPARATOR + file

    def path(self, file: str) -> str:
        """Where a file lies; text, because ten thousand paths are looked at before a refresh."""
        _, root, inside = self._split(file)
        return f"{root}{os.sep}{inside}"

    def read(self, data: bytes, file: str) -> FileResult:
        """What a file with these bytes says."""
        pack, _, inside = self._split(file)
        return _owned(read_bytes(data, inside), pack)

    def unreadable(self, file: str) -> FileResult:
        """What there is to say of a file that cannot be read."""
        pack, root, inside = self._split(file)
        return _owned(read_file(root, root / inside), pack)

    def _split(self, file: str) -> tuple[str, Path, str]:
        pack, separator, inside = file.partition(SEPARATOR)
        if separator and pack in self.packs:
            return pack, self.packs[pack], inside
        return "", self.bank, file


def _owned(result: FileResult, pack: str) -> FileResult:
    """What a pack's file says, under the pack's name. Its cards can only come after its own."""
    if not pack:
        return result
    prefix = pack + SEPARATOR

    def text_of(text: CardText) -> CardText:
        return structs.replace(text, file=prefix + text.file)

    def card_of(card: Card) -> Card:
        return structs.replace(
            card,
            id=CardId(prefix + card.id),
            topic=prefix + card.topic,
            after=tuple(CardId(prefix + name) for name in card.after),
            texts={language: text_of(text) for language, text in card.texts.items()},
        )

    def translation_of(found: Translation) -> Translation:
        return structs.replace(found, text=text_of(found.text))

    return structs.replace(
        result,
        file=prefix + result.file,
        cards=tuple(map(card_of, result.cards)),
        translations=tuple(map(translation_of, result.translations)),
        faults=tuple(
            Fault(prefix + f.path, f.line, f.column, f.what, f.remedy) for f in result.faults
        ),
    )

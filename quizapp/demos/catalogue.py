"""All demos of all packs in use, read without running any."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from quizapp.bank import source
from quizapp.demos import fences
from quizapp.demos.declaration import Demo
from quizapp.demos.discover import discover
from quizapp.demos.suggest import instead
from quizapp.demos.translation import translated
from quizapp.errors import DemoError, Fault

LARGEST = 256 * 1024
"""Bytes of a demo's file; ours take 2 to 5 kB."""


@dataclass(frozen=True)
class Catalogue:
    """The demos that could be read, by id, and what is wrong with the others."""

    demos: dict[str, Demo]
    faults: tuple[Fault, ...] = ()
    language: str = "en"
    """In which `get` gives a demo's words, where its author has them."""

    @classmethod
    def load(cls, roots: Sequence[Path], packs: Mapping[str, Path] | None = None) -> Catalogue:
        """Read every `<topic>/demos/<demo>.py` and the fences of every card under the roots and
        under `packs`, folders by the names of packs; the first demo of an id stays, a second is a
        fault.

        The demo `dead-units` of the pack `acme` is `acme:dead-units`, in the topic `acme:relu`.
        """
        demos: dict[str, Demo] = {}
        faults: list[Fault] = []
        for pack, root in [*(("", root) for root in roots), *(packs or {}).items()]:
            for file, found in _found(root, pack):
                if isinstance(found, Demo) and found.id in demos:
                    other = demos[found.id].file
                    what = f"the demo {found.id} is also in {other}"
                    found = (Fault(str(file), found.line, 1, what, "rename one of the two"),)
                if isinstance(found, Demo):
                    demos[found.id] = found
                else:
                    faults += found
        return cls(demos, tuple(faults))

    def get(self, id: str) -> Demo:  # noqa: A002
        """The demo of that id, its words in the catalogue's language. Raises DemoError with the
        nearest id there is."""
        if id not in self.demos:
            remedy = instead(id, self.demos, listed_by="quizapp demo list")
            raise DemoError(f"there is no demo {id[:40]!r}" if id else "no demo is named", remedy)
        return translated(self.demos[id], self.language)

    def seen_from(self, pack: str) -> Catalogue:
        """The demos by the names that the cards of a pack use: their own need no prefix."""
        own = {
            id_.removeprefix(f"{pack}:"): demo
            for id_, demo in self.demos.items()
            if pack and demo.pack == pack
        }
        return replace(self, demos={**self.demos, **own}) if own else self

    def spoken(self, language: str) -> Catalogue:
        """The same demos with their words in another language."""
        return replace(self, language=language)

    def all(self) -> tuple[Demo, ...]:
        """Every demo, by topic and then by id, its words in the catalogue's language."""
        ordered = sorted(self.demos.values(), key=lambda demo: (demo.topic, demo.id))
        return tuple(translated(demo, self.language) for demo in ordered)

    def claims(self) -> dict[str, tuple[str, ...]]:
        """The ids of every demo's claims and myths: what a card's links may name."""
        return {demo.id: tuple(claim.id for claim in demo.claims) for demo in self.all()}


def _found(root: Path, pack: str) -> Iterator[tuple[Path, Demo | tuple[Fault, ...]]]:
    for file in sorted(root.glob("*/demos/*.py")):
        yield file, _read(file, root, pack)
    for file in sorted(root.glob("*/*.md")):
        if "." not in file.stem:  # a translation shows the fences of its original
            yield from ((file, found) for found in _in_card(file, root, pack))


def _in_card(file: Path, root: Path, pack: str) -> Iterator[Demo | tuple[Fault, ...]]:
    """The demos in a card's fences; what is wrong with the file itself, the bank's check tells."""
    try:
        data = source.fetch(file, LARGEST)
    except OSError:
        return
    if len(data) > LARGEST or fences.MARK.encode() not in data:
        return
    text = data.decode("utf-8-sig", "replace")
    demos, faults = fences.find(text, file=file, topic=file.relative_to(root).parts[0])
    yield tuple(faults)
    for demo in demos:
        yield _of_pack(demo, pack, data) if pack else demo


def _read(file: Path, root: Path, pack: str) -> Demo | tuple[Fault, ...]:
    try:
        data = source.fetch(file, LARGEST)
        text = data.decode().replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        return (Fault(str(file), 1, 1, "the file is not UTF-8", "save it as UTF-8"),)
    except OSError as error:
        return (source.unreadable(error, str(file)),)
    if len(data) > LARGEST:
        what = f"the file is longer than {LARGEST >> 10} KiB"
        return (Fault(str(file), 1, 1, what, "take out what no claim needs"),)
    found = discover(text, file=file, topic=file.relative_to(root).parts[0])
    return _of_pack(found, pack, data) if pack and isinstance(found, Demo) else found


def _of_pack(demo: Demo, pack: str, data: bytes) -> Demo:
    """The demo under its pack's name, bound to the bytes that it was read from."""
    return replace(
        demo,
        id=f"{pack}:{demo.id}",
        topic=f"{pack}:{demo.topic}",
        pack=pack,
        digest=sha256(data).hexdigest(),
    )

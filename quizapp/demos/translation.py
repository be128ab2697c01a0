"""What a demo says, in another language: `vanishing-gradient.ko.toml` in the demo's folder.

    of = "1ad5a1452f16"                       # of the English words it was made from
    title = "깊은 신경망에서 그래디언트는 어디로 가는가"
    [parameters]
    depth = "은닉층 수"
    [claims]
    sigmoid-vanishes = "시그모이드 20층이면 ..."

It stands beside the source, not in it: to mend a sentence makes no recorded result stale.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
from msgspec import Struct

from quizapp.bank import source
from quizapp.demos.declaration import Claim, Demo, Myth
from quizapp.demos.text import plain
from quizapp.errors import Fault

LARGEST = 64 * 1024
"""Bytes of a translation; ours take 1 to 3 kB."""


class Translation(Struct, frozen=True, forbid_unknown_fields=True):
    """The words of a file, not held against the demo yet; what is left out is shown in English."""

    of: str = ""
    title: str = ""
    parameters: dict[str, str] = {}
    """What each parameter is, by its name."""
    claims: dict[str, str] = {}
    """The sentence of each claim and myth, by its id."""


def translated(demo: Demo, language: str) -> Demo:
    """The demo with the words of that language, as far as there are any; in all else the same."""
    found = None if language == "en" else _read(place(demo, language))
    if not isinstance(found, Translation):
        return demo  # what is wrong with a file, `check` tells its author
    return replace(
        demo,
        title=plain(found.title) or demo.title,
        parameters=tuple(
            replace(each, help=plain(found.parameters.get(each.name, "")) or each.help)
            for each in demo.parameters
        ),
        claims=tuple(_said(claim, found) for claim in demo.claims),
    )


def place(demo: Demo, language: str) -> Path:
    """Where the translation of a demo stands; that of a card's fence stands with the others."""
    folder = demo.file.parent
    folder = folder if folder.name == "demos" else folder / "demos"
    return folder / f"{_name(demo)}.{language}.toml"


def fingerprint(demo: Demo) -> str:
    """What `of` names: 12 hexadecimal digits that change with any English word of the demo."""
    helps = [f"{each.name} {each.help}" for each in demo.parameters]
    said = [f"{claim.id} {claim.text}" for claim in demo.claims]
    return source.fingerprint("\n".join([demo.title, *helps, *said]))


def check(demos: Collection[Demo], languages: Collection[str]) -> Iterator[Fault]:
    """What is wrong with the translations that there are; a demo need not have one."""
    for demo in demos:
        for language in languages:
            file = place(demo, language)
            if (found := _read(file)) is not None:
                faults = [found] if isinstance(found, Fault) else _faults(found, demo, str(file))
                yield from faults


def _said(claim: Claim | Myth, found: Translation) -> Claim | Myth:
    return replace(claim, text=plain(found.claims.get(claim.id, "")) or claim.text)


def _name(demo: Demo) -> str:
    return demo.id.removeprefix(f"{demo.pack}:") if demo.pack else demo.id


def _read(file: Path) -> Translation | Fault | None:
    if not file.exists():
        return None
    try:
        data = source.fetch(file, LARGEST)
        if len(data) <= LARGEST:
            return msgspec.toml.decode(data, type=Translation)
        what = f"the file is larger than {LARGEST >> 10} KiB"
    except OSError as error:
        return source.unreadable(error, str(file))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        what = f"the translation cannot be read ({plain(str(error), 200)})"
    return Fault(str(file), 1, 1, what, "see docs/demos.md for what it may hold")


def _faults(found: Translation, demo: Demo, file: str) -> Iterator[Fault]:
    english = fingerprint(demo)
    if found.of != english:
        named = f"its `of` says {plain(found.of, 40)}" if found.of else "it has no `of`"
        what = f"the translation is stale: {named}, the English words are {english}"
        yield Fault(file, 1, 1, what, f'bring it up to date, then write of = "{english}"')
    wanted = {
        "parameters": {each.name for each in demo.parameters if each.help},
        "claims": {claim.id for claim in demo.claims},
    }
    for part, names in wanted.items():
        held: dict[str, str] = getattr(found, part)
        for name in sorted(names - held.keys()):
            yield Fault(file, 1, 1, f"[{part}] lacks {name}", "translate it")
        for name in sorted(held.keys() - names):
            what = f"[{part}] has {plain(name, 40)}, which the demo has not"
            yield Fault(file, 1, 1, what, "take it out, or spell it as the demo does")
    if not found.title:
        yield Fault(file, 1, 1, "there is no title", "translate the demo's")

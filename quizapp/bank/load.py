"""A folder of cards to a bank: which files are cards, what each says, whose a translation is.

Reading a file is a function of its bytes alone, and putting the results together is pure: who keeps
the results by hash reads again only what has changed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NoReturn

from msgspec import structs

from quizapp.bank import formulas, kinds, source
from quizapp.bank.cards import Card, CardId, CardText, Language
from quizapp.bank.files import Bank, FileResult, Translation
from quizapp.errors import BankError, Fault


def load(root: Path) -> Bank:
    """Read every card below `root`, a folder of topics."""
    return assemble([read_file(root, root / file) for file in files(root)])


def files(root: Path) -> Iterator[str]:
    """The files of cards and translations below `root`, as paths relative to it, in order.

    Left out are dot files, `demos` folders and READMEs. A Markdown file at another depth than
    <topic>/<card>.md is listed all the same: reading it says what to do with it. Raises BankError
    for a folder that cannot be read: an empty bank would look as if all cards had been deleted.
    """
    top = os.fspath(root)
    for folder, folders, names in os.walk(top, onerror=_unreadable):
        folders[:] = sorted(name for name in folders if name != "demos" and name[0] != ".")
        below = folder[len(top) :].replace(os.sep, "/").strip("/")
        prefix = f"{below}/" if below else ""  # a Path per file would cost ten times the walk
        for name in sorted(names):
            if name.endswith(".md") and name[0] != "." and not name.startswith("README."):
                yield prefix + name


def _unreadable(error: OSError) -> NoReturn:
    what = f"the folder cannot be read ({error.strerror or error})"
    raise BankError(Fault(str(error.filename), 1, 1, what, "name another, or let this program in"))


def read_file(root: Path, path: Path) -> FileResult:
    """What one file says; a file that cannot be read says so in a fault."""
    file = path.relative_to(root).as_posix()
    try:
        data = source.fetch(path)
    except OSError as error:
        return FileResult(file=file, faults=(source.unreadable(error, file),))
    return read_bytes(data, file)


def read_bytes(data: bytes, file: str) -> FileResult:
    """What a file with these bytes says; `file` is its path below the root, with slashes."""
    # The Markdown parser: 60 ms that reading kept results need not pay.
    from quizapp.bank import parse

    return parse.read(data, file)


def assemble(results: Iterable[FileResult]) -> Bank:
    """Put files together: give translations to their cards, and find ids that are taken twice.

    The first card of an id, in the order of the files, stands; the others are left out.
    """
    found = tuple(results)
    faults = [fault for result in found for fault in result.faults]
    cards: dict[CardId, Card] = {}
    by_file: dict[str, list[CardId]] = {}
    for result in found:
        names = by_file.setdefault(result.file, [])
        for card in result.cards:
            if card.id in cards:
                faults.append(_taken(card, cards[card.id]))
            else:
                cards[card.id] = card
                names.append(card.id)
    english = {result.file: result for result in found if result.language is Language.EN}
    for result in found:
        if result.language is not Language.EN:
            faults += _translate(result, english.get(original(result)), by_file, cards)
    return Bank(cards, tuple(sorted(faults)), found)


def original(translation: FileResult) -> str:
    """The English file of a translation."""
    return translation.file.removesuffix(f".{translation.language}.md") + ".md"


def _translate(
    result: FileResult,
    english: FileResult | None,
    by_file: dict[str, list[CardId]],
    cards: dict[CardId, Card],
) -> list[Fault]:
    """Give the texts of a translation to their cards; the faults of those that find none."""
    if english is None:
        remedy = "write the English card first, or delete this file"
        return [Fault(result.file, 1, 1, f"there is no {original(result)} to translate", remedy)]
    faults = []
    names = by_file[english.file]
    for translation in result.translations:
        if name := _match(translation, names):
            card = cards[name]
            text, wrong = _fitted(translation.text, card, result)
            if wrong:
                faults += wrong
                continue
            texts: dict[Language, CardText] = {**card.texts, result.language: text}
            cards[name] = structs.replace(card, texts=texts)
        elif not english.faults:  # else the card was left out for them, and they have been reported
            remedy = f"give it the slug of a card in {english.file}, or delete it"
            line = translation.text.line
            faults.append(Fault(result.file, line, 1, "this heading translates no card", remedy))
    return faults


def _fitted(text: CardText, card: Card, result: FileResult) -> tuple[CardText, list[Fault]]:
    """A translation as the card's kind has it, and where it would be graded otherwise than it."""
    text, flaws = kinds.shaped(text, card.kind)
    flaws = flaws or list(kinds.unlike(card, text))
    faults = [Fault(text.file, text.line, 1, flaw.what, flaw.remedy) for flaw in flaws]
    if card.numeric and not faults:
        own = formulas.placeholders(text) - formulas.placeholders(card.text(Language.EN))
        for error in formulas.unfillable(card.numeric, own):
            spots = ((m.line, m.column) for m in result.mentions if m.value == error.formula)
            spot = next(spots, (text.line, 1))
            faults.append(Fault(text.file, *spot, error.what, error.remedy))
    return text, faults


def _match(translation: Translation, names: list[CardId]) -> CardId | None:
    if len(names) == 1 and not translation.slug:
        return names[0]
    return next((name for name in names if name.split("/")[1] == translation.slug), None)


def _taken(card: Card, holder: Card) -> Fault:
    here, there = card.text(Language.EN), holder.text(Language.EN)
    what = f"the id {card.id} is taken by {there.file}:{there.line}"
    return Fault(here.file, here.line, 1, what, "choose another name, {#slug} or `id:`")

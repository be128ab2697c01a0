"""`quizapp bank book`: the bank on paper."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from quizapp.bank.cards import Language
from quizapp.commands import show
from quizapp.commands.workplace import Workplace
from quizapp.errors import UsageError
from quizapp.exchange.book import CONTENTS, MARK, Book
from quizapp.locale.words import Words


def write(place: Workplace, folder: Path, lang: str | None) -> None:
    """Write the book into a folder, over an older one of ours and over nothing else.

    Raises UsageError where another file has the name of a page, or the folder cannot be written.
    """
    with closing(place.desk()) as desk:
        desk.refresh()
        language = Language(lang or desk.settings.language)
        cards = {card.id: card for card in desk.library.cards()}
        demos = desk.read_demos().spoken(language)
        pages = Book(cards, demos, desk.recorded, Words(language), language).pages()
    try:
        _spare(folder / name for name in pages)
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in pages.items():
            (folder / name).write_text(text, "utf-8")
    except OSError as error:
        what = f"{error.filename or folder} cannot be written ({error.strerror or error})"
        raise UsageError(what, "name another folder") from error
    count, first = len(pages), show.from_here((folder / CONTENTS).resolve())
    show.say(place.words("{n} pages; the first is {file}", n=count, file=first))


def _spare(files: Iterable[Path]) -> None:
    """Raise where a file stands that is no page of ours."""
    for file in files:
        if file.exists() and not file.read_bytes().startswith(MARK.encode()):
            raise UsageError(f"{file} is no page of a book", "name an empty folder")

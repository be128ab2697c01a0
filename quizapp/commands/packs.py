"""`quizapp pack`: cards and demos from elsewhere, and what may be done with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import click

from quizapp.bank.load import load
from quizapp.commands import show
from quizapp.commands.workplace import Workplace
from quizapp.demos.declaration import Myth
from quizapp.demos.text import plain
from quizapp.locale.words import Words
from quizapp.study.packs import Review


def add(place: Workplace, origin: Path) -> None:
    """Take a pack in and say what it brings."""
    words = place.words
    with closing(place.desk()) as desk:
        pack = desk.packs.add(origin)
        review = desk.packs.review(pack.name)
        bank = load(place.paths.packs / pack.name)
    show.say(
        words(
            "{name} {version} is in use. Cards: {cards}, demos: {demos}, faults: {faults}",
            name=pack.name,
            version=pack.version,
            cards=len(bank.cards),
            demos=len(review.demos),
            faults=len(bank.faults) + len(review.faults),
        )
    )
    if review.demos and not review.approved:
        show.say(
            words(
                "Its demos run when you have seen and approved it: quizapp pack trust {name}",
                name=pack.name,
            )
        )


def remove(place: Workplace, name: str) -> None:
    """Delete a pack; what was learned from its cards stays in the history."""
    with closing(place.desk()) as desk:
        desk.packs.remove(name)
    show.say(place.words("{name} is removed; what you learned from it is kept.", name=name))


def listing(place: Workplace, as_json: bool) -> None:
    """Print the packs in use."""
    words = place.words
    with closing(place.desk()) as desk:
        found = [(pack, desk.packs.is_approved(pack.name)) for pack in desk.packs.installed()]
    if as_json:
        packs = [
            {
                "name": pack.name,
                "title": pack.title,
                "publisher": pack.publisher,
                "version": pack.version,
                "approved": approved,
            }
            for pack, approved in found
        ]
        show.as_json({"packs": packs})
    elif found:
        show.columns(
            [
                (
                    pack.name,
                    pack.version,
                    words("approved") if approved else words("not approved"),
                    pack.title,
                )
                for pack, approved in found
            ]
        )
    else:
        show.say(words("There are no packs; quizapp pack add brings one in."))


def trust(place: Workplace, name: str, yes: bool) -> int:
    """Show all of a pack and ask whether its demos may run; 1 where they may not."""
    words = place.words
    with closing(place.desk()) as desk:
        review = desk.packs.review(name)
        for line in _told(review, words):
            show.say(line)
        if review.approved:
            show.say(words("You have approved exactly these files."))
            return 0
        question = words("May its demos run, inside the sandbox, as they are now?")
        try:
            approved = yes or click.confirm(question, default=False)
        except click.Abort:  # the input has ended, or Ctrl+C
            show.say(words("Not approved."))
            raise
        if not approved:
            show.say(words("Not approved."))
            return 1
        desk.packs.approve(review)
    show.say(words("Approved. Any change to its files takes that back."))
    return 0


def _told(review: Review, words: Words) -> Iterator[str]:
    """What a learner should see before an answer."""
    pack = review.pack
    yield f"{pack.name} {pack.version}: {pack.title}"
    yield words("Publisher, by its own account: {publisher}", publisher=pack.publisher)
    yield words("Imports: {names}", names=" ".join(review.imports) or "-")
    for demo in review.demos:
        yield f"{demo.id}: {demo.title}"
        for claim in demo.claims:
            myth = f"{words('Myth')}: " if isinstance(claim, Myth) else ""
            yield f"    {myth}{claim.text}"
    for fault in review.faults:
        yield plain(str(fault))
    yield words("Files: {n}, together {hash}", n=len(review.entries), hash=review.fingerprint)
    yield from (f"    {plain(entry.path)}  {entry.size}" for entry in review.entries)
    if review.changes is not None:
        yield from _since(words("Added since you approved it:"), review.changes.added)
        yield from _since(words("Changed since you approved it:"), review.changes.changed)
        yield from _since(words("Removed since you approved it:"), review.changes.removed)


def _since(what: str, paths: Sequence[str]) -> Iterator[str]:
    if paths:
        yield what
        yield from (f"    {plain(path)}" for path in paths)

"""`quizapp demo new`: a working demo for an author to change."""

from __future__ import annotations

from quizapp.commands import show
from quizapp.commands.workplace import Workplace
from quizapp.demos.catalogue import Catalogue
from quizapp.demos.declaration import Demo
from quizapp.demos.discover import discover
from quizapp.demos.example import source
from quizapp.errors import UsageError


def write(place: Workplace, name: str, topic: str | None) -> None:
    """Write the example as the demo `name` of a topic; no file is ever written over."""
    topics = sorted(path.name for path in place.bank.iterdir() if any(path.glob("*.md")))
    if not topics:
        raise UsageError(f"{place.bank} has no topic", "write a card first: a topic is its folder")
    if topic is None and len(topics) == 1:
        (topic,) = topics
    if topic not in topics:
        what = "which topic?" if topic is None else f"there is no topic {topic!r}"
        raise UsageError(what, f"write --topic with one of {', '.join(topics)}")
    file = place.bank / topic / "demos" / f"{name}.py"
    text = source(name)
    found = discover(text, file=file, topic=topic)
    if not isinstance(found, Demo):
        raise UsageError(found[0].what, found[0].remedy)
    if file.exists() or name in Catalogue.load([place.bank]).demos:
        raise UsageError(f"there is a demo {name!r} already", "choose another name")
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")
    show.say(
        place.words(
            "Wrote {file}. Try it: quizapp demo check {id}", file=show.from_here(file), id=name
        )
    )

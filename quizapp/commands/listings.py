"""`quizapp search` and `quizapp stats`: what the bank holds and what was studied of it."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import msgspec

from quizapp.commands import show
from quizapp.commands.workplace import Workplace

if TYPE_CHECKING:
    from quizapp.study.insight import History


def search(place: Workplace, query: str, as_json: bool) -> None:
    """Print the cards that hold every word of the query."""
    with closing(place.desk()) as desk:
        desk.refresh()
        hits = desk.search(query)
    if as_json:
        found = [
            {
                "id": hit.card_id,
                "language": hit.language,
                "title": hit.title,
                "snippet": hit.snippet,
            }
            for hit in hits
        ]
        show.as_json({"query": query, "hits": found})
    elif hits:
        show.columns([(hit.card_id, hit.title) for hit in hits])
    else:
        show.say(place.words("No card holds all of these words."))


def stats(place: Workplace, as_json: bool) -> None:
    """Print what is reviewed, due and new, in all and per topic."""
    with closing(place.desk()) as desk:
        desk.refresh()
        overview = desk.overview()
        history = desk.history() if as_json else None
    if history is not None:
        topics = [msgspec.to_builtins(topic) for topic in overview.topics]
        show.as_json(
            {
                "reviews": overview.reviews,
                "due": overview.due,
                "new": overview.new,
                "topics": topics,
                **_insight(history),
            }
        )
        return
    words = place.words
    rows = [(words("Topic"), words("Cards"), words("Due"), words("New"))]
    rows += [
        (topic.topic, str(topic.cards), str(topic.due), str(topic.new)) for topic in overview.topics
    ]
    show.columns(rows)
    show.say(words("Reviews that stand: {n}", n=overview.reviews))


def _insight(history: History) -> dict[str, object]:
    """Numbers about the whole history, under keys that `stats` had not before."""
    from quizapp.study.insight import insight

    found = insight(history)
    numbers = msgspec.to_builtins(found)
    del numbers["reviews"]
    numbers["by_topic"] = numbers.pop("topics")
    numbers["leeches"] = {leech.card: leech.lapses for leech in found.leeches}
    return dict(numbers)

"""The bank as one linked Markdown book: contents, and a chapter with its experiments per topic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from quizapp.bank.blocks import CARD, DEMO
from quizapp.bank.cards import Card, CardId, Language
from quizapp.bank.spell import spell
from quizapp.demos.catalogue import Catalogue
from quizapp.demos.declaration import Demo
from quizapp.exchange import figures
from quizapp.exchange.figures import Recall
from quizapp.exchange.leaf import leaf
from quizapp.locale.words import Words

MARK = "<!-- written by quizapp bank book -->"
"""The first line of every page: such a file may be written anew."""
CONTENTS = "README.md"
"""What a code host shows of a folder."""


class Book:
    """What the pages are made from."""

    def __init__(
        self,
        cards: Mapping[CardId, Card],
        catalogue: Catalogue,
        recorded: Recall,
        words: Words,
        language: Language,
    ) -> None:
        self._cards = cards
        self._catalogue = catalogue
        self._recorded = recorded
        self.words = words
        self._language = language

    def pages(self) -> dict[str, str]:
        """The text of every page by the name of its file; cards stand in the order given."""
        topics: dict[str, list[Card]] = {}
        demos: dict[str, list[Demo]] = {}
        for card in self._cards.values():
            topics.setdefault(card.topic, []).append(card)
        for demo in self._catalogue.all():
            demos.setdefault(demo.topic, []).append(demo)
        chapters = {
            _file(topic): self._chapter(topic, topics.get(topic, []), demos.get(topic, []))
            for topic in sorted(topics.keys() | demos.keys())
        }
        contents = self._contents({topic: topics[topic] for topic in sorted(topics)})
        pages = {CONTENTS: contents, **chapters}
        return {file: "\n\n".join([MARK, *parts]) + "\n" for file, parts in pages.items()}

    def _contents(self, topics: Mapping[str, Sequence[Card]]) -> Iterator[str]:
        yield f"# {self.words('Deep-learning interview questions')}"
        for topic, cards in topics.items():
            yield f"## [{_title(topic)}]({_file(topic)})"
            yield "\n".join(self._entry(card, _file(topic)) for card in cards)

    def _entry(self, card: Card, file: str = "") -> str:
        return f"- [{spell(card.text(self._language).title)}]({file}#{_anchor(card.id)})"

    def _chapter(self, topic: str, cards: Sequence[Card], demos: Sequence[Demo]) -> Iterator[str]:
        yield f"# {_title(topic)}"
        yield f"[{self.words('Contents')}]({CONTENTS})"
        if cards:
            yield "\n".join(map(self._entry, cards))
        for card in cards:
            yield f'<a id="{_anchor(card.id)}"></a>'
            yield from leaf(card, self._language, self.words, partial(self._lead, card))
        if demos:
            yield f"## {self.words('Experiments')}"
            yield from figures.experiments(demos, self._recorded, self.words)

    def _lead(self, of: Card, target: str) -> str:
        """Where in the book a link of a card leads; the web stays the web."""
        if target.startswith(CARD):
            card = self._cards.get(CardId(target.removeprefix(CARD)))
            return f"{_file(card.topic)}#{_anchor(card.id)}" if card else ""
        if target.startswith(DEMO):
            name = target.removeprefix(DEMO).partition("#")[0].partition("?")[0]
            demo = self._catalogue.seen_from(of.pack).demos.get(name)
            return f"{_file(demo.topic)}#{figures.anchor(demo.id)}" if demo else ""
        return target


def _file(topic: str) -> str:
    return f"{_word(topic)}.md"


def _anchor(card: CardId) -> str:
    """Unique in its chapter, and in the book: a card may move and keep its id."""
    return _word(card)


def _word(name: str) -> str:
    """A name without signs that mean something in an address or a file's name."""
    return name.replace(":", "-").replace("/", "-")


def _title(topic: str) -> str:
    return topic.replace("-", " ").capitalize()

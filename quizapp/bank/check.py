"""What only the whole bank can judge: links, prerequisites, demos, translations, formulas."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache

from quizapp.bank import formulas
from quizapp.bank.blocks import PLACEHOLDER
from quizapp.bank.cards import CardId, Kind, Language, Numeric
from quizapp.bank.files import Bank, FileResult, Mention, Mentioned
from quizapp.bank.load import original
from quizapp.bank.markdown import WIDEST
from quizapp.errors import Fault, FormulaError, MathsError
from quizapp.maths.width import cells

FEWEST_WORDS, MOST_WORDS = 40, 200
"""Of an English answer. A minute holds 60 to 150; beyond these bounds nobody says it aloud."""
FEWEST_TO_EXPLAIN = 20
"""Words of the answer where options, a hole, a number or steps have answered already."""
MOST_DRAWN = 8
"""Numbers with which the formulas of a numeric card are drawn."""

Finding = tuple[str, str]
"""What is wrong, and the remedy."""

_ADDRESS = re.compile(r"(?P<demo>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#(?P<claim>.*))?\Z")


def check(
    bank: Bank,
    demos: Mapping[str, Collection[str]],
    parameters: Mapping[str, Collection[str]] | None = None,
) -> tuple[Fault, ...]:
    """Everything wrong with a bank that its files do not show one by one.

    `bank.faults` are not among them. `demos` maps the id of each demo to the ids of its claims and
    myths, `parameters` to the names of its parameters; without the latter, parameters of run
    addresses are not judged.
    """
    world = _World(bank, demos, parameters)
    faults = set(_cycles(bank)) | set(_lopsided(bank))
    for result in bank.files:
        for mention in result.mentions:
            for what, remedy in world.judge(mention, result):
                faults.add(Fault(result.file, mention.line, mention.column, what, remedy))
    return tuple(sorted(faults))


@dataclass(frozen=True)
class _World:
    """What mentions are held against."""

    bank: Bank
    demos: Mapping[str, Collection[str]]
    parameters: Mapping[str, Collection[str]] | None

    def judge(self, mention: Mention, result: FileResult) -> Iterator[Finding]:
        """What is wrong with one mention in one file."""
        value = mention.value
        match mention.about:
            case Mentioned.AFTER:
                yield from self._card(value)
            case Mentioned.DEMO:
                yield from self._demo(value)
            case Mentioned.LINK:
                yield from self._link(value)
            case Mentioned.OF:
                yield from self._of(value, result)
            case Mentioned.INLINE:
                yield from _drawn(self._with_numbers(value, result), _inline)
            case Mentioned.DISPLAY:
                yield from _drawn(self._with_numbers(value, result), _display)
            case Mentioned.WIDE:
                yield f"{value} cells that cannot wrap", f"keep to {WIDEST}, or part them"
            case Mentioned.WORDS:
                yield from _length(int(value), result)

    @cached_property
    def _english(self) -> dict[str, FileResult]:
        return {result.file: result for result in self.bank.files}

    def _with_numbers(self, tex: str, result: FileResult) -> list[str]:
        """A formula as a learner may see it: of a numeric card with several numbers."""
        if not PLACEHOLDER.search(tex):
            return [tex]
        english = result if result.language is Language.EN else self._english.get(original(result))
        numeric = next((card.numeric for card in english.cards), None) if english else None
        if numeric is None:
            return [tex]
        try:
            return [formulas.fill_tex(tex, numeric, numbers) for numbers in _numbers(numeric)]
        except FormulaError:
            return []  # told where the file was read

    def _card(self, name: str) -> Iterator[Finding]:
        if name not in self.bank.cards:
            yield (
                f"there is no card {name}",
                _near(name, self.bank.cards, "mend the id, or write that card"),
            )

    def _demo(self, address: str) -> Iterator[Finding]:
        parts = _ADDRESS.match(address)
        assert parts
        demo, claim = parts["demo"], parts["claim"]
        if demo not in self.demos:
            yield (
                f"there is no demo {demo}",
                _near(demo, self.demos, "mend the id, or write that demo"),
            )
            return
        if claim is not None and claim not in self.demos[demo]:
            known = self.demos[demo]
            yield (
                f"the demo {demo} has no claim {claim}",
                _near(claim, known, "mend the id of the claim"),
            )
        if parts["query"] and self.parameters is not None:
            known = self.parameters.get(demo, ())
            for name in (pair.partition("=")[0] for pair in parts["query"].split("&")):
                if name not in known:
                    yield (
                        f"the demo {demo} has no parameter {name}",
                        _near(name, known, "mend its name"),
                    )

    def _link(self, target: str) -> Iterator[Finding]:
        scheme, _, rest = target.partition(":")
        if scheme == "card":
            yield from self._card(rest)
        elif scheme == "demo":
            yield from self._demo(rest)

    def _of(self, hash_: str, result: FileResult) -> Iterator[Finding]:
        english = self._english.get(original(result))
        if english and english.hash != hash_:
            named = f"its `of` says {hash_}" if hash_ else "it has no `of`"
            what = f"the translation is stale: {named}, the English text is {english.hash}"
            yield what, f"bring it up to date, then write `of: {english.hash}`"


@lru_cache(maxsize=16)
def _numbers(numeric: Numeric) -> list[formulas.Numbers]:
    """Numbers from all over those that a card may ask for."""
    found = list(formulas.draws(numeric))
    return found[:: -(-len(found) // MOST_DRAWN)]


def _drawn(forms: list[str], draw: Callable[[str], Collection[str]]) -> Iterator[Finding]:
    """What is wrong with the first form of a formula with which something is."""
    for tex in forms:
        try:
            rows = draw(tex)
        except MathsError as error:
            yield (
                f"the formula `{tex[:40]}` cannot be drawn: {error.what}",
                error.remedy or "write it otherwise",
            )
            return
        if (width := max(map(cells, rows), default=0)) > WIDEST:
            yield (
                f"the formula is {width} cells wide and cannot wrap",
                f"keep to {WIDEST}: break it, or use aligned",
            )
            return


def _length(words: int, result: FileResult) -> Iterator[Finding]:
    is_qa = not result.cards or result.cards[0].kind is Kind.QA
    fewest = FEWEST_WORDS if is_qa else FEWEST_TO_EXPLAIN
    # Korean joins particles and endings to the word: its counts say nothing by English bounds.
    if result.language is Language.EN and not fewest <= words <= MOST_WORDS:
        yield (
            f"an answer of {words} word{'s' * (words != 1)}",
            f"say it aloud in a minute: {fewest} to {MOST_WORDS} words",
        )


def _lopsided(bank: Bank) -> Iterator[Fault]:
    """Translations with other key points than the card: ticks are kept by number alone."""
    for card in bank.cards.values():
        expected = len(card.text(Language.EN).key_points)
        for language, text in card.texts.items():
            if (count := len(text.key_points)) != expected:
                what = f"{count} key points, where the English card has {expected}"
                yield Fault(
                    text.file, text.line, 1, what, f"translate them one by one ({language})"
                )


def _cycles(bank: Bank) -> Iterator[Fault]:
    """Circles of prerequisites, each once, at the first of its cards."""
    done: set[CardId] = set()
    for start in sorted(bank.cards):
        stack = [(start, iter(_before(bank, start)))] if start not in done else []
        met = {start}
        while stack:
            name, rest = stack[-1]
            step = next((each for each in rest if each not in done), None)
            if step is None:
                done.add(name)
                stack.pop()
            elif step in met:
                path = [each for each, _ in stack]
                yield _circle(bank, path[path.index(step) :])
            else:
                met.add(step)
                stack.append((step, iter(_before(bank, step))))


def _before(bank: Bank, name: CardId) -> list[CardId]:
    return sorted(each for each in bank.cards[name].after if each in bank.cards)


def _circle(bank: Bank, names: list[CardId]) -> Fault:
    least = names.index(min(names))
    around = names[least:] + names[:least]
    text = bank.cards[around[0]].text(Language.EN)
    what = "prerequisites in a circle: " + " after ".join([*around, around[0]])
    return Fault(text.file, text.line, 1, what, "take one out of its `after`")


def _near(name: str, known: Collection[str], otherwise: str) -> str:
    near = get_close_matches(name, known, 1)
    return f"did you mean {near[0]}?" if near else otherwise


def _inline(tex: str) -> list[str]:
    """The parts of a formula in a line that no wrapping can break."""
    from quizapp.maths import render

    return render.inline(tex).split(" ")


def _display(tex: str) -> tuple[str, ...]:
    from quizapp.maths import render

    return render.display(tex)

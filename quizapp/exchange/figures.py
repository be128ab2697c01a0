"""The experiments of a topic on paper: what each claims, and what its author measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from quizapp.bank.blocks import Text
from quizapp.bank.spell import spell
from quizapp.demos.declaration import Claim, Demo, Myth
from quizapp.demos.recorded import Number, Result
from quizapp.locale.words import Words

Recall = Callable[[Demo], Result | None]
"""What the author of a demo measured, for its present source."""


def experiments(demos: Sequence[Demo], recorded: Recall, words: Words) -> Iterator[str]:
    """Paragraphs on each demo: a table of its claims, one of its numbers."""
    for demo in demos:
        yield f'<a id="{anchor(demo.id)}"></a>'
        yield f"### {_plain(demo.title)}"
        yield f"`quizapp demo run {demo.id}`"
        result = recorded(demo)
        yield _table(
            (words("Claim"), words("Expected"), words("Measured"), words("Seeds")),
            [_claim(claim, result, words) for claim in demo.claims],
        )
        if result is None:
            yield words("Nothing is recorded for this source.")
            continue
        yield _table(
            (
                words("Number"),
                words("Median of {n} seeds", n=result.seeds),
                words("Lowest"),
                words("Highest"),
            ),
            [_figures(name, number) for name, number in result.metrics.items()],
        )
        versions = " · ".join(f"{name} {version}" for name, version in result.versions.items())
        yield f"{result.date} · {result.device} · {versions}"


def anchor(demo: str) -> str:
    """Where a demo stands in its chapter."""
    return f"demo-{demo}"


def _claim(claim: Claim | Myth, result: Result | None, words: Words) -> tuple[str, ...]:
    myth = isinstance(claim, Myth)
    text = _plain(claim.text)
    said = f"{words('Myth')}: “{text}”" if myth else text
    given = f" ({words('given')} `{claim.given}`)" if claim.given else ""
    proof = result.claims.get(claim.id) if result else None
    if result is None or proof is None:
        return said, f"`{claim.holds}`{given}", "", ""
    fared = f"{proof.verdict}: {_plain(proof.detail)}"
    return said, f"`{claim.holds}`{given}", fared, f"{proof.passed}/{result.seeds}"


def _figures(name: str, number: Number) -> tuple[str, ...]:
    return f"`{name}`", *map(_number, (number.median, number.low, number.high))


def _plain(text: str) -> str:
    """Words as Markdown that shows them as they are."""
    return spell((Text(text),))


def _number(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", r"\|")

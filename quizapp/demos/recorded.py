"""What demos measured on their authors' machines: the `results.json` that ships with a bank.

It is shown where a demo has not run or may not run, and reviewed in git like the code. A result
counts only for the very source that gave it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any, Literal

import msgspec
from msgspec import Struct, structs

from quizapp.bank.source import fetch
from quizapp.demos.catalogue import Catalogue
from quizapp.demos.check import Checked, Report
from quizapp.demos.claims import Verdict
from quizapp.demos.declaration import Demo
from quizapp.demos.outcome import speakable
from quizapp.demos.text import plain
from quizapp.errors import Fault

NAME = "results.json"
"""Of the file, at the root of a bank or pack."""
LARGEST = 4 << 20
"""Bytes of the file; thirty demos take 40 kB."""


class Proof(Struct, frozen=True, kw_only=True):
    """How one claim fared over the seeds."""

    verdict: Verdict
    passed: int
    detail: str
    preset: str = ""


class Number(Struct, frozen=True):
    """A metric at the defaults; what is not finite is the word nan, inf or -inf."""

    first: float | str
    """Of seed 0: what a run without changes gives again, up to the machine."""
    median: float | str
    low: float | str
    """Least and greatest over the seeds: a range that a card quotes is held against them."""
    high: float | str


class Result(Struct, frozen=True, kw_only=True):
    """One demo as its author measured it, with a quick budget."""

    code: str
    """The demo's `code_hash` then."""
    date: date
    """In UTC."""
    device: str
    seeds: int
    versions: dict[str, str]
    claims: dict[str, Proof]
    metrics: dict[str, Number]


class _File(Struct, frozen=True, kw_only=True):
    v: Literal[1]
    demos: dict[str, Result]


@dataclass(frozen=True)
class Recorded:
    """The results of all banks and packs in use, by demo, and what is wrong with their files."""

    results: Mapping[str, Result] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    @classmethod
    def load(cls, roots: Sequence[Path], packs: Mapping[str, Path] | None = None) -> Recorded:
        """Read the `results.json` of every root that has one, and of `packs`, folders by the names
        of packs; of two results the first stays.
        """
        results: dict[str, Result] = {}
        faults: list[Fault] = []
        owned = [*(("", root) for root in roots), *(packs or {}).items()]
        for pack, file in ((pack, root / NAME) for pack, root in owned):
            found = _read(file) if file.is_file() else {}
            if isinstance(found, Fault):
                faults.append(found)
            else:
                prefix = f"{pack}:" if pack else ""
                results = {**{prefix + id_: found[id_] for id_ in found}, **results}
        return cls(results, tuple(faults))

    def get(self, demo: Demo) -> Result | None:
        """The result of a demo; None where there is none, or its source has changed since."""
        result = self.results.get(demo.id)
        return result if result and result.code == demo.code_hash else None


def stale(root: Path, catalogue: Catalogue) -> tuple[Fault, ...]:
    """What a bank's `results.json` does not hold or holds no longer; a bank may have none."""
    if not (root / NAME).is_file():
        return ()
    recorded = Recorded.load([root])
    return recorded.faults or tuple(_stale(str(root / NAME), recorded, catalogue))


def write(root: Path, reports: Sequence[Report], catalogue: Catalogue, day: date) -> None:
    """Keep what these reports found, and what was found of the bank's other demos before.

    A result that says nothing new keeps its date, so that the file only changes with its content.
    """
    old = Recorded.load([root]).results
    results = {id_: result for id_, result in old.items() if id_ in catalogue.demos}
    for report in reports:
        result = _result(report, day)
        before = old.get(report.demo.id)
        same = before and structs.replace(result, date=before.date) == before
        results[report.demo.id] = before if before and same else result
    ordered = {id_: results[id_] for id_ in sorted(results)}
    built = msgspec.to_builtins(_File(v=1, demos=ordered))
    (root / NAME).write_text(json.dumps(built, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _read(file: Path) -> dict[str, Result] | Fault:
    try:
        data = fetch(file, LARGEST)
        if len(data) <= LARGEST:
            return _harmless(msgspec.json.decode(data, type=_File)).demos
        what = f"the file is larger than {LARGEST >> 20} MiB"
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        what = f"the file cannot be read ({plain(str(error), 200)})"
    return Fault(str(file), 1, 1, what, "make it anew with quizapp demo check --all --record")


def _harmless(file: _File) -> _File:
    """The file with plain words only: it came with a pack, and its words go to a screen."""
    return msgspec.convert(_clean(msgspec.to_builtins(file)), _File)


def _clean(value: Any) -> Any:
    match value:
        case str():
            return plain(value)
        case dict():
            return {plain(name): _clean(item) for name, item in value.items()}
    return value


def _stale(path: str, recorded: Recorded, catalogue: Catalogue) -> Iterator[Fault]:
    for demo in catalogue.all():
        if recorded.get(demo) is None:
            state = "is stale" if demo.id in recorded.results else "is missing"
            remedy = f"run quizapp demo check {demo.id} --record"
            yield Fault(path, 1, 1, f"the result of {demo.id} {state}", remedy)
    for id_ in sorted(recorded.results.keys() - catalogue.demos.keys()):
        remedy = "run quizapp demo check --all --record"
        yield Fault(path, 1, 1, f"there is no demo {id_} any more", remedy)


def _result(report: Report, day: date) -> Result:
    return Result(
        code=report.demo.code_hash,
        date=day,
        device=report.device,
        seeds=len(report.samples),
        versions=dict(report.versions),
        claims={c.judgement.claim.id: _proof(c) for c in report.claims},
        metrics=dict(sorted(_numbers(report))),
    )


def _proof(checked: Checked) -> Proof:
    judgement = checked.judgement
    return Proof(
        verdict=judgement.verdict,
        passed=judgement.passed,
        detail=judgement.detail,
        preset=checked.preset,
    )


def _numbers(report: Report) -> Iterator[tuple[str, Number]]:
    for name, first in report.samples[0].metrics.items():
        over_seeds = [s.metrics[name] for s in report.samples if name in s.metrics]
        span = (first, median(over_seeds), min(over_seeds), max(over_seeds))
        yield name, Number(*map(_short, span))


def _short(value: float) -> float | str:
    """Four digits: the others differ between machines."""
    return speakable(float(f"{value:.4g}"))

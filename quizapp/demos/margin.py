"""How much room a claim has over many seeds: twenty that pass may still hide one that fails.

A claim is several comparisons; each is looked at by itself, and the one with the least room speaks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from statistics import fmean, stdev

from quizapp.demos.declaration import Value
from quizapp.demos.expressions import Finding, parts

FEWEST = 5
"""Seeds from which a spread can be told."""
LEAST_RATIO = 1.5
LEAST_Z = 3.0


@dataclass(frozen=True)
class Margin:
    """The room of one comparison. None stands for what says nothing here."""

    shown: str
    """The comparison with the numbers of its tightest seed."""
    ratio: float | None
    """The least factor by which any seed keeps the bound; below 1 it misses it. None where a
    factor says nothing: the bound is 0, or the two sides have different signs.
    """
    z: float | None
    """Mean distance from the bound over its standard deviation; None for fewer than five seeds."""

    def __str__(self) -> str:
        factor = "" if self.ratio is None else f"{self.ratio:.3g}x"
        deviations = "" if self.z is None else f"z {self.z:.2g}"
        return ", ".join(filter(None, (factor, deviations)))

    @property
    def thin(self) -> bool:
        """Whether more seeds may well break it: neither room as a factor nor in deviations."""
        near = self.ratio is None or self.ratio < LEAST_RATIO
        return near and self.z is not None and self.z < LEAST_Z


def margin(
    expression: str, measured: Sequence[Mapping[str, float]], parameters: Mapping[str, Value]
) -> Margin | None:
    """The comparison with the least room; None where all are exact. Raises as `evaluate`."""
    by_seed = [parts(expression, {**parameters, **metrics}) for metrics in measured]
    margins = [_margin(part) for part in zip(*by_seed, strict=True) if not _exact(part)]
    return min(margins, key=_room, default=None)


def _exact(part: Sequence[Finding]) -> bool:
    """Whether no seed has a distance: `==` and `!=`, and what is infinite and should be."""
    return all(finding.distance == inf for finding in part)


def _margin(part: Sequence[Finding]) -> Margin:
    distances = [f.distance if f.holds else -f.distance for f in part if isfinite(f.distance)]
    ratios = [f.ratio if f.holds else 1 / f.ratio for f in part if isfinite(f.ratio)]
    tightest = min(part, key=lambda finding: (finding.holds, finding.ratio, finding.distance))
    return Margin(tightest.shown, min(ratios, default=None), _z(distances))


def _z(distances: Sequence[float]) -> float | None:
    if len(distances) < FEWEST:
        return None
    mean, spread = fmean(distances), stdev(distances)
    return mean / spread if spread else inf


def _room(margin: Margin) -> tuple[bool, float, float]:
    """Thin ones first, then by factor, then by deviations."""
    ratio = inf if margin.ratio is None else margin.ratio
    return not margin.thin, ratio, inf if margin.z is None else margin.z

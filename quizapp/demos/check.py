"""The author's check: what a demo has to pass before anybody studies with it.

Every claim holds for every seed and has room to spare, the time is what was declared, and the
source leaves to the runner what is the runner's. A claim that is not about the default parameters
is judged at the first preset that it is about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from quizapp.demos.address import Run
from quizapp.demos.batch import Batch, Sample, Task
from quizapp.demos.claims import Judgement, Verdict, applies, judge
from quizapp.demos.declaration import Claim, Demo, Myth, Value
from quizapp.demos.lint import lint
from quizapp.demos.margin import LEAST_RATIO, LEAST_Z, Margin, margin
from quizapp.errors import Fault

SLOWEST = 2.0
"""Times its declared seconds that a demo may take."""


@dataclass(frozen=True)
class Checked:
    """One claim over all seeds."""

    judgement: Judgement
    margin: Margin | None
    """None where there is nothing to spare: the claim is exact, or nothing was measured."""
    preset: str = ""
    """The setting at which it was judged; empty for the defaults."""


@dataclass(frozen=True)
class Report:
    """All that the check says about one demo."""

    demo: Demo
    claims: tuple[Checked, ...]
    samples: tuple[Sample, ...]
    """Of the defaults, by seed."""
    device: str
    versions: Mapping[str, str]
    faults: tuple[Fault, ...] = ()

    @property
    def cpu(self) -> float:
        """Seconds of the processor that a seed takes at the defaults, the median."""
        return median([sample.cpu for sample in self.samples] or [0.0])

    @property
    def seconds(self) -> float:
        """The same in seconds of the wall."""
        return median([sample.seconds for sample in self.samples] or [0.0])


def plan(demos: Sequence[Demo], seeds: Sequence[int], jobs: int) -> list[Task]:
    """What has to be run to check these demos, the longest first; few are parted for many jobs."""
    settings = [(demo, preset) for demo in demos for preset in _settings(demo)]
    parts = min(max(1, jobs // max(1, len(settings))), len(seeds))
    tasks = [
        Task(Run(demo, _parameters(demo, preset)), tuple(seeds[part::parts]))
        for demo, preset in settings
        for part in range(parts)
    ]
    return sorted(tasks, key=lambda task: -task.work)


def report(demo: Demo, batches: Sequence[Batch]) -> Report:
    """Judge a demo by all that came of its tasks, in whatever order and parts it came."""
    ours = [batch for batch in batches if batch.task.run.demo.id == demo.id]
    first = ours[0]
    checked = tuple(_check(demo, claim, ours) for claim in demo.claims)
    samples = _samples(ours, demo.defaults)
    found = Report(demo, checked, samples, first.device, first.versions)
    return replace(found, faults=(*lint(demo), *_faults(found, ours)))


def total(reports: Sequence[Report]) -> float:
    """Seconds of the processor for one quick run of every demo."""
    return sum(report.cpu for report in reports)


def _settings(demo: Demo) -> list[str]:
    """The defaults, as an empty name, and every preset that a claim needs."""
    return sorted({"", *(_setting(demo, claim) or "" for claim in demo.claims)})


def _setting(demo: Demo, claim: Claim | Myth) -> str | None:
    """The first setting that a claim is about; None where it is about none of them."""
    for preset in ("", *demo.presets):
        if applies(claim, _parameters(demo, preset)):
            return preset
    return None


def _parameters(demo: Demo, preset: str) -> dict[str, Value]:
    return {**demo.defaults, **demo.presets.get(preset, {})}


def _samples(batches: Sequence[Batch], parameters: Mapping[str, Value]) -> tuple[Sample, ...]:
    found = [s for b in batches if b.task.run.parameters == parameters for s in b.samples]
    return tuple(sorted(found, key=lambda sample: sample.seed))


def _check(demo: Demo, claim: Claim | Myth, batches: Sequence[Batch]) -> Checked:
    preset = _setting(demo, claim) or ""
    parameters = _parameters(demo, preset)
    measured = [sample.metrics for sample in _samples(batches, parameters)]
    judgement = judge(claim, measured, parameters, batches[0].device)
    room = margin(claim.holds, measured, parameters) if judgement.seeds else None
    return Checked(judgement, room, preset)


def _faults(found: Report, batches: Sequence[Batch]) -> Iterator[Fault]:
    def fault(what: str, remedy: str) -> Fault:
        return Fault(str(found.demo.file), found.demo.line, 1, what, remedy)

    for failure in sorted({batch.failure for batch in batches if batch.failure}):
        yield fault(failure, "mend the demo")
    for checked in found.claims:
        if wrong := _wrong(checked):
            yield fault(*wrong)
    if found.cpu > SLOWEST * found.demo.quick_s:
        what = f"a quick run takes {found.cpu:.2g} s, and quick_s says {found.demo.quick_s:g}"
        yield fault(what, "do less when quick, or declare what it takes")


def _wrong(checked: Checked) -> tuple[str, str] | None:
    judgement, margin = checked.judgement, checked.margin
    id_ = judgement.claim.id
    if judgement.verdict is Verdict.NOT_APPLICABLE:
        what = f"{id_} is about {judgement.claim.given}, and no setting is"
        return what, "add a preset that it is about"
    if not judgement.ok:
        return f"{id_} is {judgement.word}: {judgement.detail}", "mend the demo or the claim"
    if margin and margin.thin:
        remedy = f"leave a factor of {LEAST_RATIO:g} or {LEAST_Z:g} standard deviations"
        return f"{id_} has little room: {margin.shown} ({margin})", remedy
    return None

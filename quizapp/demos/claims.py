"""The judge: holds the numbers that a demo reported against the sentences that its author wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from quizapp.demos.declaration import Claim, Myth, Value
from quizapp.demos.expressions import Finding, NoDataError, evaluate
from quizapp.errors import DemoError


class Verdict(StrEnum):
    """What a run says about one sentence. A myth that the numbers contradict is REFUTED, as it
    should be.
    """

    SUPPORTED = "SUPPORTED"
    REFUTED = "REFUTED"
    MIXED = "MIXED"
    NOT_APPLICABLE = "N/A"
    NO_DATA = "NO DATA"
    SKIPPED = "SKIPPED"
    ERROR = "ERROR"


@dataclass(frozen=True)
class Judgement:
    """One sentence, judged over the seeds that were run."""

    claim: Claim | Myth
    verdict: Verdict
    detail: str
    """The numbers and the room to spare, or why there is no verdict."""
    passed: int = 0
    """Seeds for which the author's comparison held."""
    seeds: int = 0
    finding: Finding | None = None
    """The one that `detail` tells of, for a face of another language; None without a verdict."""

    @property
    def myth(self) -> bool:
        """Whether the sentence is a wrong one that the demo means to refute."""
        return isinstance(self.claim, Myth)

    @property
    def ok(self) -> bool:
        """Whether nothing speaks against the author: a claim supported, a myth refuted, or nothing
        decided.
        """
        right = Verdict.REFUTED if self.myth else Verdict.SUPPORTED
        return self.verdict in (right, Verdict.NOT_APPLICABLE, Verdict.SKIPPED)

    @property
    def word(self) -> str:
        """The verdict as it is announced."""
        if self.verdict is Verdict.MIXED:
            return f"MIXED {self.passed} of {self.seeds}"
        if self.myth and self.verdict is Verdict.REFUTED:
            return "MYTH REFUTED"
        if self.myth and self.verdict is Verdict.SUPPORTED:
            return "MYTH NOT REFUTED"
        return self.verdict.value


def judge(
    claim: Claim | Myth,
    measured: Sequence[Mapping[str, float]],
    parameters: Mapping[str, Value],
    device: str = "cpu",
) -> Judgement:
    """Hold the metrics of each seed against one sentence. Never raises: what goes wrong is a
    verdict.
    """
    if claim.device and claim.device != device:
        return Judgement(claim, Verdict.SKIPPED, f"only {claim.device} can decide it")
    try:
        if not applies(claim, parameters):
            return Judgement(claim, Verdict.NOT_APPLICABLE, f"this is about {claim.given}")
        findings = [evaluate(claim.holds, {**parameters, **metrics}) for metrics in measured]
    except NoDataError as error:
        return Judgement(claim, Verdict.NO_DATA, error.what)
    except DemoError as error:
        return Judgement(claim, Verdict.ERROR, error.what)
    return _combine(claim, findings)


def applies(claim: Claim | Myth, parameters: Mapping[str, Value]) -> bool:
    """Whether the sentence is meant for these parameters. Raises DemoError where `given` cannot be
    computed.
    """
    return not claim.given or evaluate(claim.given, parameters).holds


def _combine(claim: Claim | Myth, findings: Sequence[Finding]) -> Judgement:
    """One verdict over all seeds, with the numbers of a failing seed where there is one, else of
    the nearest miss.
    """
    if not findings:
        return Judgement(claim, Verdict.NO_DATA, "nothing was measured")
    passed = sum(finding.holds for finding in findings)
    tightest = min(findings, key=lambda finding: (finding.holds, finding.ratio, finding.distance))
    if 0 < passed < len(findings):
        verdict = Verdict.MIXED
    elif (passed > 0) is isinstance(claim, Myth):
        verdict = Verdict.REFUTED
    else:
        verdict = Verdict.SUPPORTED
    return Judgement(claim, verdict, tightest.detail, passed, len(findings), tightest)

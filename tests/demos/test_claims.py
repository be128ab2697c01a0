"""The judge: every verdict that there is, for claims and for myths."""

from __future__ import annotations

import pytest

from quizapp.demos.claims import Verdict, judge
from quizapp.demos.declaration import Claim, Myth

SMALL = Claim("small", "x is small", "x < 1", given="depth >= 20")
MYTH = Myth("large", "x is large", refuted_by="x < 1")


@pytest.mark.parametrize(
    ("measured", "depth", "verdict"),
    [
        ([{"x": 0.5}], 20, Verdict.SUPPORTED),
        ([{"x": 2.0}], 20, Verdict.REFUTED),
        ([{"x": 0.5}, {"x": 2.0}, {"x": 0.1}], 20, Verdict.MIXED),
        ([{"x": 0.5}], 3, Verdict.NOT_APPLICABLE),
        ([{"y": 0.5}], 20, Verdict.NO_DATA),
        ([{"x": float("nan")}], 20, Verdict.NO_DATA),
        ([], 20, Verdict.NO_DATA),
    ],
)
def test_verdicts(measured: list[dict[str, float]], depth: int, verdict: Verdict) -> None:
    judgement = judge(SMALL, measured, {"depth": depth})
    assert judgement.verdict is verdict
    assert judgement.detail


def test_a_mixed_verdict_counts_the_seeds() -> None:
    judgement = judge(SMALL, [{"x": 0.5}, {"x": 2.0}, {"x": 0.1}], {"depth": 20})
    assert judgement.word == "MIXED 2 of 3"
    assert judgement.detail == "2 < 1, off by 2x"
    assert not judgement.ok


def test_outside_its_domain_a_claim_is_not_refuted() -> None:
    judgement = judge(SMALL, [{"x": 9.0}], {"depth": 3})
    assert (judgement.word, judgement.detail) == ("N/A", "this is about depth >= 20")
    assert judgement.ok


def test_a_myth_is_refuted_where_its_comparison_holds() -> None:
    refuted, stands = judge(MYTH, [{"x": 0.5}], {}), judge(MYTH, [{"x": 2.0}], {})
    assert (refuted.verdict, refuted.word, refuted.ok) == ("REFUTED", "MYTH REFUTED", True)
    assert (stands.verdict, stands.word, stands.ok) == ("SUPPORTED", "MYTH NOT REFUTED", False)


def test_a_device_that_is_not_here_skips_and_a_sum_that_fails_is_an_error() -> None:
    assert judge(Claim("g", "fast", "x < 1", device="cuda"), [{}], {}).verdict is Verdict.SKIPPED
    broken = judge(Claim("b", "broken", "1 / x < 1"), [{"x": 0.0}], {})
    assert broken.verdict is Verdict.ERROR
    assert "division by zero" in broken.detail

"""The author's page says what is true."""

from __future__ import annotations

import re
from pathlib import Path

from quizapp.demos.address import Run
from quizapp.demos.claims import Verdict
from quizapp.demos.declaration import Demo
from quizapp.demos.discover import discover
from quizapp.demos.fences import find
from quizapp.demos.process import Limits
from quizapp.demos.runner import measure

PAGE = (Path(__file__).parents[2] / "docs" / "demos.md").read_text("utf-8")


def test_the_example_is_a_demo_that_proves_what_it_claims(environment: dict[str, str]) -> None:
    (source,) = re.findall(r"```python\n(.*?)```", PAGE, re.S)
    demo = discover(source, file=Path("dropout-scale.py"), topic="tests")
    assert isinstance(demo, Demo), demo
    assert measure(Run(demo, demo.defaults), environment).ok


def test_the_example_in_a_card_proves_what_it_claims(environment: dict[str, str]) -> None:
    (card,) = re.findall(r"````markdown\n(.*?)````", PAGE, re.S)
    (demo,), faults = find(f"# A question\n\n{card}", file=Path("card.md"), topic="tests")
    assert faults == []
    assert [claim.id for claim in demo.claims] == ["slope-to-one", "vanishes"]
    assert measure(Run(demo, demo.defaults), environment).ok


def test_it_names_every_verdict_and_the_caps() -> None:
    assert all(f"| {verdict.value} " in PAGE for verdict in Verdict)
    assert f"{Limits().events:,} events or {Limits().bytes >> 20} MiB" in PAGE

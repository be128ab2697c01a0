"""Reading declarations: what is wrong is told with its place, and nothing is run."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp.demos.catalogue import Catalogue
from quizapp.demos.declaration import Bool, Choice, Claim, Demo, LogRange, Myth, Range
from quizapp.demos.discover import discover
from quizapp.errors import DemoError, Fault

GOOD = """\
import sys
from typing import Annotated
import torch
from quizapp.demos.api import Bool, Choice, Claim, Context, LogRange, Myth, Range, demo

raise SystemExit("nothing of this may run")

@demo("good", title="Good", quick_s=2, presets={"deep": dict(depth=40)}, claims=[
    Claim("a-claim", "a sentence", "x < 1", given="depth > 2"),
    Myth("a-myth", "a wrong " "sentence", refuted_by="x > 1"),
])
def good(
    ctx: Context,
    depth: Annotated[int, Range(2, 50), "layers"] = 20,
    scale: Annotated[float, LogRange(0.1, 10)] = 1,
    act: Annotated[str, Choice("relu", "tanh")] = "relu",
    bias: Annotated[bool, Bool()] = True,
) -> None:
    import scipy.stats
"""


def read(source: str, file: str = "good.py") -> Demo | tuple[Fault, ...]:
    return discover(source, file=Path(file), topic="tests")


def test_reads_everything_and_runs_nothing() -> None:
    demo = read(GOOD)
    assert isinstance(demo, Demo)
    assert (demo.id, demo.title, demo.topic, demo.function) == ("good", "Good", "tests", "good")
    assert (demo.quick_s, demo.device, demo.source) == (2, "cpu", GOOD)
    assert demo.requires == ("scipy", "torch")
    assert demo.presets == {"deep": {"depth": 40}}
    assert demo.claims == (
        Claim("a-claim", "a sentence", "x < 1", given="depth > 2"),
        Myth("a-myth", "a wrong sentence", refuted_by="x > 1"),
    )
    assert demo.defaults == {"depth": 20, "scale": 1.0, "act": "relu", "bias": True}
    controls = [parameter.control for parameter in demo.parameters]
    assert controls == [Range(2, 50), LogRange(0.1, 10), Choice("relu", "tanh"), Bool()]


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("def good(", "def good((", 12, "not Python"),
        ('"layers"', '"\\d"', 14, "not Python"),
        ("@demo(", "@other(", 1, "0 functions"),
        ("def good(", "async def good(", 12, "not async"),
        ('"good", title', '"Good!", title', 8, "'Good!' is no id"),
        ('"good", title', '"other", title', 8, "stands in good.py"),
        ('title="Good"', 'title=" "', 8, "title is empty"),
        ('title="Good", ', "", 8, "missing a required argument: 'title'"),
        ("quick_s=2", "quick_s=-1", 8, "quick_s cannot be -1"),
        ("quick_s=2", "quick_s=1 + 1", 8, "'1 + 1' would have to be run"),
        ("quick_s=2", 'device="gpu"', 8, "no device 'gpu'"),
        ("quick_s=2", "speed=2", 8, "unexpected keyword argument 'speed'"),
        ("dict(depth=40)", "dict(dept=40)", 8, "sets dept"),
        ("dict(depth=40)", "dict(depth=99)", 8, "depth cannot be 99"),
        ('"x < 1"', '"x <"', 9, "'x <' is no comparison"),
        ('"x < 1"', "X", 9, "'X' would have to be run"),
        ('"a-claim", "a sentence"', '"a-claim"', 9, "missing 1 required"),
        ('"depth > 2"', '"dpth > 2"', 9, "dpth in given is no parameter"),
        ('"depth > 2"', '"act > 2"', 9, "a word is compared with a number"),
        ('"a sentence"', '"a \\x1b[31m sentence"', 9, "invisible characters"),
        ('"a-myth"', '"a-claim"', 10, "a-claim is there twice"),
        ("ctx: Context", "context: Context", 13, "first parameter is not ctx"),
        ("depth: Annotated", "seed: Annotated", 14, "seed belongs to the run's address"),
        ("Range(2, 50)", "Range(50, 2)", 14, "is empty"),
        ("Range(2, 50)", "Choice(1.5, 20)", 14, "no int"),
        ("Range(2, 50)", "Bool()", 14, "control does not fit"),
        ('"layers"] = 20', '"layers"] = 99', 14, "depth cannot be 99"),
        ('"layers"] = 20', '"layers"]', 14, "depth has no default"),
        ("LogRange(0.1, 10)", "LogRange(0, 10)", 15, "logarithmic"),
        ('Choice("relu", "tanh")', 'Choice("relu")', 16, "two different options"),
        ("Annotated[bool, Bool()]", "bool", 17, "does not say what it may be"),
        ("bias: Annotated[bool, Bool()] = True,", "**rest,", 17, "*rest has no control"),
    ],
)
def test_tells_what_is_wrong_and_where(old: str, new: str, line: int, what: str) -> None:
    assert old in GOOD
    faults = read(GOOD.replace(old, new, 1))
    assert isinstance(faults, tuple)
    assert len(faults) == 1
    assert faults[0].path == "good.py"
    assert what in faults[0].what
    assert faults[0].remedy
    assert faults[0].line == line


def test_every_claim_is_read_even_after_a_fault() -> None:
    faults = read(GOOD.replace('"x < 1"', '"x <"').replace('"x > 1"', '"x >"'))
    assert isinstance(faults, tuple)
    assert [(fault.line, fault.column) for fault in faults] == [(9, 5), (10, 5)]


@pytest.mark.parametrize("source", ["(" * 10_000, "-" * 100_000 + "1", "\0", "x = '\\d'", ""])
def test_hostile_sources_are_faults(source: str) -> None:
    assert isinstance(read(source), tuple)


def test_the_catalogue_keeps_what_is_good(tmp_path: Path) -> None:
    folder = tmp_path / "activations" / "demos"
    twin = tmp_path / "overfitting" / "demos"
    folder.mkdir(parents=True)
    twin.mkdir(parents=True)
    (folder / "good.py").write_text(GOOD)
    (folder / "bytes.py").write_bytes(b"\xff\xfe")
    (twin / "good.py").write_text(GOOD)
    catalogue = Catalogue.load([tmp_path])
    assert [demo.topic for demo in catalogue.all()] == ["activations"]
    assert catalogue.claims() == {"good": ("a-claim", "a-myth")}
    assert [fault.what.split(" (")[0] for fault in catalogue.faults] == [
        "the file is not UTF-8",
        f"the demo good is also in {folder / 'good.py'}",
    ]
    with pytest.raises(DemoError, match="did you mean good"):
        catalogue.get("goood")


def test_the_built_in_demos_have_no_fault_and_the_claims_that_cards_name(
    builtin: Catalogue,
) -> None:
    assert builtin.faults == ()
    claims = builtin.claims()
    assert {"sigmoid-vanishes", "relu-he", "slope-to-one"} <= set(claims["vanishing-gradient"])
    assert {"tanh-identity", "elu-zero-centred", "relu-is-cheap"} <= set(claims["activation-zoo"])

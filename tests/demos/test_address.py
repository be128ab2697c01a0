"""Addresses of runs: what they mean, and what is said of a wrong one."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp import resources
from quizapp.demos.address import LARGEST_SEED, Run, parse, write
from quizapp.demos.catalogue import Catalogue
from quizapp.demos.declaration import Bool, Budget, Choice, LogRange, Parameter, Value
from quizapp.demos.listing import listing
from quizapp.errors import DemoError

CATALOGUE = Catalogue.load([resources.content()])
DEMO = replace(
    CATALOGUE.get("vanishing-gradient"),
    parameters=(
        *CATALOGUE.get("vanishing-gradient").parameters,
        Parameter("bias", bool, Bool(), True),
        Parameter("word", str, Choice("a&b=c", "한글 %", "?#"), "?#"),
        Parameter("rate", float, LogRange(1e-9, 1e9), 1.0),
    ),
    presets={"deep": {"depth": 50, "width": 16}},
)
BANK = Catalogue({DEMO.id: DEMO})


def test_the_address_of_the_issue() -> None:
    run = parse("vanishing-gradient?depth=30&seed=3&budget=full", CATALOGUE)
    assert run.parameters == {"depth": 30, "width": 64, "scale": 1.0}
    assert (run.seed, run.budget) == (3, Budget.FULL)
    assert write(run) == "vanishing-gradient?depth=30&seed=3&budget=full"
    assert write(parse("vanishing-gradient?depth=20", CATALOGUE)) == "vanishing-gradient"


def test_a_preset_sets_several_and_can_be_overruled() -> None:
    run = parse("vanishing-gradient?depth=9&preset=deep", BANK)
    assert (run.parameters["depth"], run.parameters["width"]) == (9, 16)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("vanishing-gradent", "did you mean vanishing-gradient?"),
        ("", "no demo is named; quizapp demo list lists them all"),
        ("?depth=3", "no demo is named"),
        ("xyzzy", "there is no demo 'xyzzy'; quizapp demo list lists them all"),
        ("vanishing-gradient?dept=3", "did you mean depth?"),
        ("vanishing-gradient?depth=1", "choose from 2 to 50"),
        ("vanishing-gradient?depth=many", "depth cannot be 'many'; choose from 2 to 50"),
        ("vanishing-gradient?depth=2.5", "depth cannot be '2.5'"),
        ("vanishing-gradient?depth=" + "9" * 5000, "depth cannot be"),
        ("vanishing-gradient?scale=nan", "scale cannot be 'nan'"),
        ("vanishing-gradient?width=65", "choose from 16, 32, 64, 128, 256"),
        ("vanishing-gradient?bias=yes", "choose from true, false"),
        ("vanishing-gradient?depth", "write name=value"),
        ("vanishing-gradient?&", "write name=value"),
        ("vanishing-gradient?depth=3&depth=4", "set twice"),
        ("vanishing-gradient?seed=-1", "write 0 to 4294967295"),
        ("vanishing-gradient?seed=4294967296", "write 0 to 4294967295"),
        ("vanishing-gradient?budget=ful", "did you mean full?"),
        ("vanishing-gradient?preset=dep", "did you mean deep?"),
    ],
)
def test_a_wrong_address_says_what_to_write(address: str, message: str) -> None:
    with pytest.raises(DemoError) as raised:
        parse(address, BANK)
    assert message in str(raised.value)
    assert raised.value.remedy


def test_the_nearest_three_demos_are_offered() -> None:
    many = Catalogue({f"dropout-{n}": DEMO for n in range(9)})
    with pytest.raises(DemoError) as raised:
        parse("dropout", many)
    assert len(re.findall(r"dropout-\d", raised.value.remedy)) == 3
    assert raised.value.remedy.endswith("? quizapp demo list lists them all")


def values(parameter: Parameter) -> st.SearchStrategy[Value]:
    match parameter.control:
        case Choice(options):
            return st.sampled_from(options)
        case Bool():
            return st.booleans()
        case control:
            if parameter.type is int:
                return st.integers(int(control.low), int(control.high))
            return st.floats(control.low, control.high)


@given(
    st.fixed_dictionaries({p.name: values(p) for p in DEMO.parameters}),
    st.integers(0, LARGEST_SEED),
    st.sampled_from(Budget),
)
def test_an_address_read_back_is_the_same_run(
    parameters: dict[str, Value], seed: int, budget: Budget
) -> None:
    run = Run(DEMO, parameters, seed, budget)
    assert parse(write(run), BANK) == run


@given(st.data())
def test_steps_stay_in_what_may_be_chosen(data: st.DataObject) -> None:
    parameter = data.draw(st.sampled_from(DEMO.parameters))
    value = data.draw(values(parameter))
    for steps in (-3, -1, 1, 3):
        stepped = parameter.control.step(value, steps)
        assert parameter.check(stepped) == stepped


def test_a_logarithmic_control_climbs_1_2_5() -> None:
    ladder = LogRange(0.25, 4)
    assert [ladder.step(at, 1) for at in (0.25, 0.5, 1.0, 2.0, 4.0)] == [0.5, 1.0, 2.0, 4, 4]
    assert [ladder.step(at, -1) for at in (4.0, 3.0, 0.25)] == [2.0, 2.0, 0.25]


def test_the_listing_has_the_documented_shape() -> None:
    demos = {demo["id"]: demo for demo in listing(CATALOGUE)["demos"]}
    vanishing = demos["vanishing-gradient"]
    assert set(vanishing) == {"id", "title", "topic", "parameters", "claims", "device", "quick_s"}
    assert vanishing["parameters"][0] == {
        "name": "depth",
        "type": "int",
        "default": 20,
        "help": "hidden layers",
        "low": 2,
        "high": 50,
        "scale": "linear",
    }
    claims = {claim["id"]: claim for claim in vanishing["claims"]}
    assert claims["slope-to-one"]["myth"] is True
    assert claims["sigmoid-vanishes"]["myth"] is False

"""A worker waits while demos are near and memory allows; clock and memory are the test's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from quizapp.demos.keeper import Keeper, Thrift, free_memory
from quizapp.demos.runner import Runner
from tests.demos.support import Environment, is_gone, trial, wait_until_gone

DEMO = trial("ctx.metric('x', 1)").demo
GIB = 1 << 30


@dataclass
class Machine:
    """What the keeper looks at."""

    seconds: float = 0.0
    free: int | None = 8 * GIB


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
async def runner(environment: Environment) -> AsyncIterator[Runner]:
    runner = Runner(environment)
    yield runner
    await runner.close()


@pytest.fixture
def keeper(runner: Runner, machine: Machine) -> Keeper:
    return Keeper(
        runner,
        Thrift(idle_s=300, memory=GIB),
        monotonic=lambda: machine.seconds,
        free=lambda: machine.free,
    )


async def test_a_worker_waits_until_no_demo_was_near_for_long(
    keeper: Keeper, runner: Runner, machine: Machine
) -> None:
    await keeper.want(DEMO)
    pid = runner.spare
    assert pid is not None
    machine.seconds = 299
    await keeper.look()
    assert runner.spare == pid
    await keeper.want(DEMO)
    machine.seconds = 598
    await keeper.look()
    assert runner.spare == pid
    machine.seconds = 599
    await keeper.look()
    assert runner.spare is None
    wait_until_gone(pid)


async def test_a_worker_goes_when_memory_is_short_and_comes_back_after(
    keeper: Keeper, runner: Runner, machine: Machine
) -> None:
    await keeper.want(DEMO)
    pid = runner.spare
    assert pid is not None
    machine.free = GIB - 1
    await keeper.look()
    assert runner.spare is None
    wait_until_gone(pid)
    await keeper.want(DEMO)
    assert runner.spare is None
    machine.free = GIB
    await keeper.want(DEMO)
    assert runner.spare is not None


async def test_where_nobody_tells_the_memory_it_is_not_short(
    keeper: Keeper, runner: Runner, machine: Machine
) -> None:
    machine.free = None
    await keeper.want(DEMO)
    await keeper.look()
    assert runner.spare is not None


async def test_without_minutes_none_waits(keeper: Keeper, runner: Runner) -> None:
    keeper.thrift = Thrift(idle_s=0, memory=0)
    await keeper.want(DEMO)
    assert runner.spare is None


async def test_a_run_after_the_rest_starts_anew(keeper: Keeper, runner: Runner) -> None:
    await keeper.want(DEMO)
    first = runner.spare
    await runner.rest()
    await keeper.want(DEMO)
    assert runner.spare not in (None, first)
    assert first is not None
    assert is_gone(first)


def test_linux_tells_its_free_memory() -> None:
    free = free_memory()
    assert free is None or free > 1 << 20

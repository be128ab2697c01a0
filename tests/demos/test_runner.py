"""Demos in real processes: what they report, and that none outlives its host or its limits."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from contextlib import aclosing
from pathlib import Path

import pytest

from quizapp.demos.address import Run, parse
from quizapp.demos.catalogue import Catalogue
from quizapp.demos.outcome import Readings, conclude
from quizapp.demos.protocol import Event, Failed, Finished, Note
from quizapp.demos.runner import Runner, measure
from quizapp.errors import DemoError
from tests.demos.support import (
    Environment,
    end_of,
    events_of,
    is_gone,
    trial,
    unconfined,
    wait_until_gone,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="looks into process groups")


@pytest.mark.parametrize("id_", ["vanishing-gradient", "activation-zoo"])
def test_the_built_in_demos_prove_their_claims(
    builtin: Catalogue, environment: Environment, id_: str
) -> None:
    heard: list[Event] = []
    outcome = measure(parse(f"{id_}?seed=7", builtin), environment, heard.append)
    assert isinstance(heard[-1], Finished)
    told = json.loads(json.dumps(outcome.as_json(), allow_nan=False))
    assert list(told) == [
        *("id", "parameters", "seed", "budget", "device", "metrics", "claims", "seconds")
    ]
    assert (told["id"], told["seed"], told["budget"], told["device"]) == (id_, 7, "quick", "cpu")
    verdicts = {claim["id"]: (claim["verdict"], claim["myth"]) for claim in told["claims"]}
    for verdict, myth in verdicts.values():
        assert verdict == ("REFUTED" if myth else "SUPPORTED")
    assert outcome.ok


def test_a_seed_decides_every_number(environment: Environment) -> None:
    run = trial("import random\nctx.metric('x', ctx.rng.random() + random.random())")

    def measured(seed: int) -> float:
        return measure(Run(run.demo, {}, seed=seed), environment).metrics["x"]

    assert measured(1) == measured(1) != measured(2)


def test_nothing_printed_is_taken_for_an_event(environment: Environment) -> None:
    lie = '{"t":"metric","v":1,"name":"x","value":0}'
    run = trial(
        f"""
import os, sys
for _ in range(20_000): print('{lie}')
os.write(1, b'{lie}\\n')
sys.stdout.flush()
ctx.metric('x', 1)
assert sys.stdin.read() == ''
"""
    )
    outcome = measure(run, environment)
    assert (outcome.metrics, outcome.failure) == ({"x": 1.0}, "")


@pytest.mark.parametrize(
    ("dies", "told"),
    [
        ("echo 'File x, line 1' >&2; echo 'ImportError: no libtorch.so' >&2", "ImportError: no li"),
        ("exit 3", "the worker died (exit code 3)"),
        ("kill -SEGV $$", "the worker died (signal 11)"),
    ],
)
def test_a_worker_that_cannot_start_says_why_and_what_to_do(
    environment: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dies: str, told: str
) -> None:
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{dies}\n")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    with pytest.raises(DemoError) as raised:
        measure(trial("pass"), environment)
    assert raised.value.what.startswith(f"the demo's worker did not start: {told}")
    assert f"{python} -m pip install --force-reinstall numpy" in raised.value.remedy


def test_what_a_demo_raises_is_told_with_its_line(environment: Environment) -> None:
    outcome = measure(trial("ctx.metric('x', 1)\nraise ValueError('\x1b[31m no [b]')"), environment)
    assert outcome.failure == "ValueError: �[31m no [b] (line 8)"
    assert not outcome.ok
    assert [j.verdict for j in outcome.judgements] == ["ERROR"]
    assert outcome.as_json()["failure"] == outcome.failure


async def test_a_worker_that_dies_is_told(environment: Environment) -> None:
    body = "import os, signal\n"
    assert "exit code 3" in await end_of(trial(body + "os._exit(3)"), environment)
    killed = trial(body + "os.kill(os.getpid(), signal.SIGSEGV)")
    assert "signal 11" in await end_of(killed, environment)


async def test_the_caps(environment: Environment) -> None:
    notes = trial("while True: ctx.note('x' * 1000)")
    assert "more than 50 events" in await end_of(notes, environment, events=50)
    assert "more than 1 MiB" in await end_of(notes, environment, bytes=1 << 20)
    curve = trial("ctx.curve('s', range(9000), range(9000))")
    assert "event that is too long" in await end_of(curve, environment, line=1 << 12)
    printing = trial("while True: print('x' * 1000)")
    assert "printed more than 1 MiB" in await end_of(printing, environment, printed=1 << 20)
    spinning = trial("import signal\nsignal.signal(15, signal.SIG_IGN)\nwhile True: pass")
    ended = await end_of(spinning, environment, least_s=0.3)
    assert ended == "stopped: it took longer than it may"


async def test_long_text_is_cut(environment: Environment) -> None:
    events = await events_of(trial("ctx.note('x' * 100_000)"), environment)
    assert [len(event.text) for event in events if isinstance(event, Note)] == [2000]


def test_a_stopped_run_has_no_data() -> None:
    readings = Readings()
    readings.hear(Failed(kind="stopped", message="it was stopped"))
    outcome = conclude(trial("pass"), readings, "cpu")
    assert [judgement.verdict for judgement in outcome.judgements] == ["NO DATA"]


async def test_a_worker_sees_no_secret_and_writes_no_file(
    environment: Environment, tmp_path: Path
) -> None:
    run = trial(
        f"""
import os, sys
ctx.note(','.join(sorted(os.environ)))
ctx.metric('x', '' not in sys.path and os.getcwd() not in sys.path)
try: print('x' * 10, file=open({str(tmp_path / "file")!r}, 'w'), flush=True)
except OSError: ctx.note('refused')
try: bytearray(10 << 30)
except MemoryError: ctx.note('no memory')
"""
    )
    outcome_events = await events_of(run, environment)
    names, *refused = [event.text for event in outcome_events if isinstance(event, Note)]
    assert "SECRET" not in names
    assert "OMP_WAIT_POLICY" in names
    assert refused == (["refused", "no memory"] if sys.platform == "linux" else ["refused"])


async def test_a_missing_package_says_how_to_install_it(environment: Environment) -> None:
    with pytest.raises(DemoError, match="needs no_such_package") as raised:
        await events_of(trial("import no_such_package"), environment)
    assert "pip install no_such_package" in raised.value.remedy


CHILD = """
import os, subprocess
child = subprocess.Popen(['sleep', '600'])
ctx.note(f'{os.getpid()} {child.pid}')
while True: pass
"""


async def test_what_a_finished_demo_leaves_behind_is_killed(environment: Environment) -> None:
    left = trial(CHILD.replace("while True: pass", ""))
    (note,) = [
        e for e in await events_of(left, environment, gate=unconfined) if isinstance(e, Note)
    ]
    wait_until_gone(*(int(pid) for pid in note.text.split()))


@pytest.mark.parametrize("way", ["stop", "close the events", "close the runner"])
async def test_a_stopped_run_leaves_no_process(environment: Environment, way: str) -> None:
    runner = Runner(environment, gate=unconfined)
    pids: list[int] = []
    last: Event | None = None
    async with aclosing(runner.run(trial(CHILD), again=False)) as events:
        async for last in events:
            if isinstance(last, Note):
                pids = [int(pid) for pid in last.text.split()]
                if way == "close the events":
                    break
                await runner.close() if way == "close the runner" else runner.stop()
    wait_until_gone(*pids)
    assert len(pids) == 2
    if way == "stop":
        assert last == Failed(kind="stopped", message="it was stopped")
    await runner.close()


@pytest.mark.parametrize("after", [0.0, 0.2])
async def test_a_run_that_is_stopped_before_its_worker_waits_does_not_begin(
    environment: Environment, after: float
) -> None:
    runner = Runner(environment)

    async def run(body: str) -> list[Event]:
        async with aclosing(runner.run(trial(body), again=False)) as events:
            return [event async for event in events]

    running = asyncio.create_task(run("while True: pass"))
    await asyncio.sleep(after)
    with pytest.raises(DemoError, match="running already"):
        await run("pass")
    runner.stop()
    assert await running == [Failed(kind="stopped", message="it was stopped")]
    assert isinstance((await run("pass"))[-1], Finished)
    await runner.close()


async def test_a_process_that_left_the_group_does_not_hold_us_up(environment: Environment) -> None:
    run = trial(
        """
import subprocess
child = subprocess.Popen(['sleep', '30'], start_new_session=True)
ctx.note(str(child.pid))
ctx.metric('x', 1)
"""
    )
    events = await events_of(run, environment, gate=unconfined)
    assert isinstance(events[-1], Finished)
    (child,) = [int(event.text) for event in events if isinstance(event, Note)]
    os.kill(child, signal.SIGKILL)


async def test_a_worker_waits_warm_and_serves_once(environment: Environment) -> None:
    runner = Runner(environment)
    run = trial("import os\nctx.note(str(os.getpid()))")

    async def pid() -> str:
        async with aclosing(runner.run(run)) as events:
            (told,) = [event.text async for event in events if isinstance(event, Note)]
            return told

    await asyncio.gather(runner.prepare(run.demo), runner.prepare(run.demo))
    spare = runner.spare
    assert spare is not None
    first = await pid()
    assert first == str(spare)
    assert runner.spare not in (None, spare)
    assert await pid() != first
    waiting = runner.spare
    await runner.close()
    assert waiting is not None
    wait_until_gone(spare, waiting)


HOST = """
import asyncio, sys
from pathlib import Path
from quizapp.demos.address import Run
from quizapp.demos.discover import discover
from quizapp.demos.runner import Runner

async def main():
    demo = discover(Path(sys.argv[1]).read_text(), file=Path("trial.py"), topic="tests")
    runner = Runner({})
    async for event in runner.run(Run(demo, {})):
        await runner.prepare(demo)
        print(event.text, runner.spare, flush=True)

asyncio.run(main())
"""


def test_a_killed_host_leaves_no_worker(tmp_path: Path) -> None:
    run = trial("import os\nctx.note(str(os.getpid()))\nwhile True: pass")
    source = tmp_path / "trial.py"
    source.write_text(run.demo.source)
    host = subprocess.Popen(
        [sys.executable, "-c", HOST, str(source)], stdout=subprocess.PIPE, text=True
    )
    with host:
        assert host.stdout is not None
        busy, spare = (int(pid) for pid in host.stdout.readline().split())
        assert not is_gone(busy)
        assert not is_gone(spare)
        os.kill(host.pid, signal.SIGKILL)
    wait_until_gone(busy, spare)


def test_the_interface_imports_nothing_heavy() -> None:
    code = (
        "import sys, quizapp.demos.runner, quizapp.demos.listing;"
        "print([m for m in ('numpy', 'torch', 'textual', 'sqlalchemy') if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"

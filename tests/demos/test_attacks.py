"""Demos that want out, run through the real worker: none gets anything, and each is told why.

The same probes run without walls first where that does no harm: there they succeed, so it is the
walls that stop them. All of it holds for root as well.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from quizapp.demos.address import Run
from quizapp.demos.confinement.walls import Walls, obstacle
from quizapp.demos.declaration import Demo
from quizapp.demos.gate import Gate
from quizapp.demos.outcome import Readings, conclude
from quizapp.demos.protocol import Failed, Finished, Metric, Note, Table
from quizapp.demos.runner import measure
from quizapp.errors import UntrustedError
from tests.demos.support import (
    HEAD,
    Environment,
    end_of,
    events_of,
    is_gone,
    trial,
    unconfined,
    wait_until_gone,
)

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="Landlock and seccomp"),
    pytest.mark.skipif(bool(obstacle()), reason=obstacle() or "none"),
]

HARMLESS = {
    "read a file": "open(IT['secret']).read()",
    "read a file past Python": "torch.from_file(IT['secret'], shared=False, size=3, "
    "dtype=torch.uint8)",
    "list a folder": "os.listdir(IT['home'])",
    "read the host's environment": "open(f'/proc/{IT[\"host\"]}/environ', 'rb').read()",
    "list the processes": "os.listdir('/proc')",
    "list the program's folder": "os.listdir(IT['checkout'])",
    "make a file": "open(IT['home'] + '/made', 'w')",
    "open a file to write": "open(IT['secret'], 'a')",
    "make a file in memory of all": "open(IT['shared'], 'w')",
    "make a folder": "os.mkdir(IT['home'] + '/folder')",
    "make a link": "os.symlink('/', IT['home'] + '/link')",
    "open a file up": "os.chmod(IT['secret'], 0o777)",
    "give a file another date": "os.utime(IT['secret'], (0, 0))",
    "rename a file": "os.rename(IT['other'], IT['home'] + '/renamed')",
    "connect by TCP": "socket.create_connection(('127.0.0.1', IT['port']), timeout=2)",
    "send by UDP": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)"
    ".sendto(b'x', ('127.0.0.1', 9))",
    "connect to a socket's path": "socket.socket(socket.AF_UNIX).connect(IT['unix'])",
    "connect to an abstract socket": "socket.socket(socket.AF_UNIX).connect(IT['abstract'])",
    "ask the kernel's routing": "socket.socket(16, socket.SOCK_RAW, 0)",
    "signal the host": "os.kill(IT['host'], 0)",
    "have the kernel signal the host": "fcntl.fcntl(0, fcntl.F_SETOWN, IT['host'])",
    "slow the host down": "os.setpriority(os.PRIO_PROCESS, IT['host'], "
    "os.getpriority(os.PRIO_PROCESS, IT['host']))",
    "run a program": "subprocess.run(['true'], check=True)",
    "run a shell": "1 / (os.system('true') == 0)",
    "start a process": "os.fork() or os._exit(0)",
    "share memory": "told(libc.shmget(0, 4096, 0o1600))",
    "watch a folder": "told(libc.inotify_init())",
    "outlive the host": "told(libc.prctl(1, 0, 0, 0, 0))",
}
"""What succeeds without walls, and hurts nobody here."""
WORSE = {
    "see a secret of the host": "os.environ['SECRET']",
    "empty a file": "os.truncate(IT['secret'], 0)",
    "empty a file on opening it": "os.open(IT['secret'], os.O_RDONLY | os.O_TRUNC)",
    "write a file past Python": "torch.from_file(IT['home'] + '/torch', shared=True, size=5, "
    "dtype=torch.uint8)",
    "delete a file": "os.unlink(IT['secret'])",
    "give a file away": "os.chown(IT['secret'], 1, 1)",
    "label a file": "os.setxattr(IT['secret'], 'user.x', b'x')",
    "make a device": "os.mknod(IT['home'] + '/null', 0o20666, os.makedev(1, 3))",
    "change the root": "os.chroot(IT['home'])",
    "signal everybody": "os.kill(-1, 0)",
    "stop the host": "told(libc.ptrace(16, IT['host'], 0, 0))",
    "read the host's memory": "told(libc.process_vm_readv(IT['host'], 0, 0, 0, 0, 0))",
    "queue system calls": "told(libc.syscall(425, 1, ctypes.create_string_buffer(120)))",
    "be root of a namespace": "told(libc.unshare(0x10000000))",
    "clone past fork": "told(libc.syscall(56 if os.uname().machine == 'x86_64' else 220, 17, "
    "0, 0, 0, 0))",
    "type into the terminal": "fcntl.ioctl(os.open('/dev/tty', os.O_RDWR), 0x5412, b'x')",
    "become a daemon": "os.setsid()",
    "load code into the kernel": "told(libc.syscall(321, 0, 0, 0))",
    "mount": "told(libc.mount(b'none', IT['home'].encode(), b'tmpfs', 0, 0))",
    "have more memory": "resource.setrlimit(resource.RLIMIT_AS, (-1, -1))",
    "write larger files": "resource.setrlimit(resource.RLIMIT_FSIZE, (-1, -1))",
    "lift the host's limits": "resource.prlimit(IT['host'], resource.RLIMIT_CORE)",
}

PROBES = """
import ctypes, fcntl, os, resource, socket, subprocess, torch
libc = ctypes.CDLL(None, use_errno=True)
def told(result):
    if result < 0: raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
IT = {it!r}
rows = []
for name, code in {probes!r}.items():
    try:
        exec(code, dict(globals(), **locals()))
        rows.append((name, "got through"))
    except BaseException as error:
        rows.append((name, type(error).__name__))
ctx.table("probes", ["what", "came of it"], rows)
"""


@pytest.fixture
def surroundings(tmp_path: Path) -> Iterator[dict[str, object]]:
    """A home with a secret, and servers that listen: what a demo finds around it."""
    secret, other = tmp_path / "secret", tmp_path / "other"
    secret.write_text("do not tell")
    other.write_text("")
    shared = Path("/dev/shm") / f"quizapp-test-{os.getpid()}"
    path, abstract = str(tmp_path / "socket"), f"\0quizapp-test-{os.getpid()}"
    with (
        closing(socket.create_server(("127.0.0.1", 0))) as tcp,
        closing(socket.socket(socket.AF_UNIX)) as unix,
        closing(socket.socket(socket.AF_UNIX)) as nameless,
    ):
        for server, address in ((unix, path), (nameless, abstract)):
            server.bind(address)
            server.listen()
        yield {
            "home": str(tmp_path),
            "secret": str(secret),
            "other": str(other),
            "shared": str(shared),
            "checkout": str(Path(__file__).parents[2]),
            "host": os.getpid(),
            "port": tcp.getsockname()[1],
            "unix": path,
            "abstract": abstract,
        }
    shared.unlink(missing_ok=True)


def walled(demo: Demo) -> Walls:
    """A gate as for the demos of a pack."""
    return Walls.NEEDED


async def probed(
    probes: dict[str, str], it: dict[str, object], environment: Environment, gate: Gate
) -> dict[str, str]:
    """What came of each probe."""
    events = await events_of(trial(PROBES.format(it=it, probes=probes)), environment, gate)
    assert isinstance(events[-1], Finished), events[-1]
    (table,) = [event for event in events if isinstance(event, Table)]
    return {row[0]: row[1] for row in table.rows}


@pytest.mark.parametrize("walls", list(Walls)[:2])
async def test_no_probe_gets_through_the_walls(
    surroundings: dict[str, object], environment: Environment, walls: Walls
) -> None:
    probes = HARMLESS | WORSE
    came = await probed(probes, surroundings, environment, lambda demo: walls)
    assert came.keys() == probes.keys()
    assert [name for name, result in came.items() if result == "got through"] == []
    assert Path(str(surroundings["secret"])).read_text() == "do not tell"
    left = {path.name for path in Path(str(surroundings["home"])).iterdir()}
    assert left == {"secret", "other", "socket", "home"} & left


async def test_without_walls_the_probes_do_get_through(
    surroundings: dict[str, object], environment: Environment
) -> None:
    came = await probed(HARMLESS, surroundings, environment, unconfined)
    assert [name for name, result in came.items() if result != "got through"] == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("import os\nwhile True: os.fork()", "PermissionError: [Errno 1] Operation not permitted"),
        ("bytearray(10 << 30)", "MemoryError (line 7); docs/packs.md says what a demo may do"),
        ("import torch\ntorch.empty(10 << 30, dtype=torch.uint8)", "can't allocate memory"),
        ("import os\nwhile True: os.dup(0)", "Too many open files"),
        ("open('/etc/passwd')", "PermissionError: [Errno 13] Permission denied: '/etc/passwd'"),
        (
            "import socket; socket.socket()",
            "PermissionError: [Errno 1] Operation not permitted (line 7); docs/packs.md says",
        ),
        ("import os; os._exit(0)", "the worker died (exit code 0)"),
        ("raise SystemExit(0)", "SystemExit: 0"),
        ("import os\nfor fd in range(256):\n  try: os.close(fd)\n  except OSError: pass", "died"),
        ("while True: pass", "it took longer than it may"),
        ("import time\nwhile True: time.sleep(1)", "it took longer than it may"),
        ("while True: print('x' * 1000)", "it printed more than 1 MiB"),
        ("import sys\nsys.setrecursionlimit(10**9)\ndef f(): f()\nf()", ""),
    ],
)
async def test_what_becomes_of_an_attack_is_told(
    environment: Environment, body: str, told: str
) -> None:
    end = await end_of(trial(body), environment, walled, least_s=1.5, printed=1 << 20)
    assert told in end


LIE = """
import json, os, time
def tell(**event):
    for fd in range(3, 32):
        try: os.write(fd, json.dumps(dict(v=1, **event)).encode() + b'\\n')
        except OSError: pass
"""
OSC_52 = "\x1b]52;c;cHduZWQ=\x07\x9b31m\u202e"


async def test_a_demo_that_lies_about_its_end_proves_nothing(environment: Environment) -> None:
    run = trial(LIE + "tell(t='finished', seconds=0.0)\nctx.metric('x', 1)\ntime.sleep(60)")
    began = time.monotonic()
    events = await events_of(run, environment, walled, least_s=30)
    assert isinstance(events[-1], Finished)
    assert time.monotonic() - began < 30
    readings = Readings()
    for event in events:
        readings.hear(event)
    outcome = conclude(run, readings, "cpu")
    assert not outcome.ok
    assert [judgement.verdict for judgement in outcome.judgements] == ["NO DATA"]


async def test_words_that_are_commands_arrive_as_data(environment: Environment) -> None:
    click = "[@click=app.quit]now[/]"
    body = (
        f"tell(t='metric', name={OSC_52!r}, value=1.0)\nctx.note({OSC_52 + click!r})\n"
        f"raise ValueError({OSC_52!r})"
    )
    events = await events_of(trial(LIE + body), environment, walled)
    metric, note, end = events
    assert isinstance(metric, Metric)
    assert isinstance(note, Note)
    assert isinstance(end, Failed)
    harmless = "�]52;c;cHduZWQ=��31m�"
    assert metric.name == harmless
    assert note.text == harmless + click
    assert end.message.startswith(f"ValueError: {harmless} (line")


@pytest.mark.parametrize(
    "line", ["nonsense", '{"t":"ready","v":2}', "[" * 100_000, '{"t":"metric"']
)
async def test_a_line_that_is_no_event_ends_the_run(environment: Environment, line: str) -> None:
    body = f"import os\nfor fd in range(3, 32):\n  try: os.write(fd, b{line!r} + b'\\n')\n"
    end = await end_of(trial(body + "  except OSError: pass"), environment, walled)
    assert "a line that is no event" in end


@pytest.mark.parametrize("walls", list(Walls))
async def test_a_seed_gives_the_same_numbers_behind_every_wall(
    environment: Environment, walls: Walls
) -> None:
    body = (
        "import torch\nw = torch.randn(20, 20, requires_grad=True)\no = torch.optim.Adam([w])\n"
        "(w @ w).sum().backward()\no.step()\nctx.metric('x', w.sum())"
    )
    run = replace(trial(body), seed=3)
    events = await events_of(run, environment, lambda demo: walls)
    (metric,) = [event.value for event in events if isinstance(event, Metric)]
    free = await events_of(run, environment, unconfined)
    assert [metric] == [event.value for event in free if isinstance(event, Metric)]


def test_a_demo_of_a_pack_does_not_run_where_nobody_asks_for_approvals(
    environment: Environment,
) -> None:
    run = trial("ctx.metric('x', 1)")
    foreign = Run(replace(run.demo, id="acme:trial", pack="acme"), {})
    with pytest.raises(UntrustedError, match="acme:trial comes from the pack acme"):
        measure(foreign, environment)


STUBBORN = """
import ctypes, os, signal, sys, threading
signal.signal(signal.SIGTERM, signal.SIG_IGN)
os._exit = sys.exit = lambda *code: None
ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)
while True: pass
"""


def test_killing_the_program_leaves_no_worker(tmp_path: Path) -> None:
    file = tmp_path / "bank" / "topic" / "demos" / "trial.py"
    file.parent.mkdir(parents=True)
    file.write_text(HEAD + "".join(f"    {line}\n" for line in STUBBORN.strip().splitlines()))
    command = [sys.executable, "-m", "quizapp", "--bank", str(tmp_path / "bank"), "demo", "run"]
    with subprocess.Popen([*command, "trial"], stderr=subprocess.DEVNULL) as program:
        worker = _soon(lambda: _children(program.pid))
        _soon(lambda: _seconds(worker) > 2.0)  # it has imported what it needs, and spins
        assert not is_gone(worker)
        os.kill(program.pid, signal.SIGKILL)
    wait_until_gone(worker)
    states = ["ps", "-o", "stat=", "-g", str(worker)]  # of its group and its session
    told = subprocess.run(states, capture_output=True, text=True, check=False).stdout.split()
    assert all(state.startswith("Z") for state in told)  # dead, and not yet taken note of


def _children(pid: int) -> int:
    """The first child of a process; 0 where it has none yet."""
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(told[0]) if told else 0


def _seconds(pid: int) -> float:
    """The processor time of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _soon(value: Callable[[], int]) -> int:
    for _ in range(600):
        if found := value():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come about")

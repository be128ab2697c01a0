"""The parts of the sandbox: numbers of system calls, the filter's jumps, what may be read."""

from __future__ import annotations

import platform
import re
import struct
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from quizapp.demos import trial
from quizapp.demos.confinement import calls, seatbelt, walls
from quizapp.demos.confinement.walls import obstacle
from tests.demos.support import Environment

linux = pytest.mark.skipif(sys.platform != "linux", reason="Landlock and seccomp")
HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}
NUMBER = re.compile(r"^#define __NR(?:3264)?_(\w+)\s+(\d+)", re.M)


@pytest.mark.parametrize("machine", HEADERS)
def test_the_numbers_of_calls_are_those_of_the_kernel(machine: str) -> None:
    if not HEADERS[machine].exists():
        pytest.skip("the kernel's headers are not installed")
    named = {name: int(number) for name, number in NUMBER.findall(HEADERS[machine].read_text())}
    ours = calls.REFUSED[machine] | calls.OWN[machine]
    ours |= {"clone": calls.CLONE[machine], "clone3": calls.CLONE3}
    ours |= {"fcntl": calls.FCNTL[machine], "prctl": calls.PRCTL[machine]}
    known = ours.keys() & named.keys()  # headers may be older than the newest calls
    assert len(known) > 60
    assert {name: ours[name] for name in known} == {name: named[name] for name in known}


def test_both_processors_refuse_the_same_but_for_what_one_has_not() -> None:
    old = {"chmod", "chown", "lchown", "fork", "vfork", "futimesat", "utime", "utimes"}
    x86, arm = calls.REFUSED["x86_64"].keys(), calls.REFUSED["aarch64"].keys()
    assert x86 - arm == old | {"inotify_init"}
    assert arm - x86 == set()


@linux
@pytest.mark.parametrize("machine", HEADERS)
def test_the_filter_decides_as_it_says(machine: str) -> None:
    from quizapp.demos.confinement import seccomp

    allowed, refused, absent = 0x7FFF0000, 0x00050001, 0x00050026
    pid = 4711
    program = seccomp.program(machine, pid)

    def decide(number: int, first: int = 0, second: int = 0, audit: int | None = None) -> int:
        right = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}[machine]
        data = struct.pack("=iIQQQ", number, right if audit is None else audit, 0, first, second)
        return _run(program, data)

    for number in calls.REFUSED[machine].values():
        assert decide(number) == refused
    for number in calls.OWN[machine].values():
        assert [decide(number, who) for who in (pid, 0, pid + 1, 2**32 - 1)] == [
            *(allowed, allowed),
            *(refused, refused),
        ]
    clone = calls.CLONE[machine]
    assert decide(clone, 17) == refused  # fork
    assert decide(clone, 0x10000) == allowed  # a thread
    assert decide(clone, 0x10000 | 0x10000000) == refused  # with a namespace
    assert decide(calls.CLONE3) == absent
    assert [decide(calls.PRCTL[machine], option) for option in (1, 15)] == [refused, allowed]
    assert [decide(calls.FCNTL[machine], 0, what) for what in (8, 15, 3)] == [
        *(refused, refused, allowed)
    ]
    assert decide(0x40000000 | 1) == refused  # x32
    assert decide(1, audit=0x40000003) == 0x80000000  # 32 bits: killed
    assert decide(1) == decide(9) == allowed


def _run(program: list[tuple[int, int, int, int]], data: bytes) -> int:
    """Classic BPF, as far as the filter uses it."""
    at = accumulator = 0
    while True:
        code, if_true, if_false, operand = program[at]
        at += 1
        match code:
            case 0x20:
                (accumulator,) = struct.unpack_from("=I", data, operand)
                continue
            case 0x06:
                return operand
            case 0x15:
                holds = accumulator == operand
            case 0x35:
                holds = accumulator >= operand
            case 0x45:
                holds = bool(accumulator & operand)
            case _:
                raise AssertionError(hex(code))
        at += if_true if holds else if_false


@linux
def test_a_demo_may_read_libraries_and_not_the_checkout() -> None:
    from quizapp.demos.confinement.confine import readable

    folders = readable()
    root = Path(__file__).parents[2]
    assert not any(root.is_relative_to(folder) for folder in folders)
    assert not any(Path.home().is_relative_to(folder) for folder in folders)
    assert root / "quizapp" in folders
    assert Path("/proc") not in folders


@linux
def test_packages_that_are_links_may_be_read_where_they_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from quizapp.demos.confinement.confine import readable

    cache, site = tmp_path / "cache" / "numpy", tmp_path / "site" / "numpy"
    for folder in (cache, site):
        folder.mkdir(parents=True)
    (cache / "__init__.py").touch()
    (site / "__init__.py").symlink_to(cache / "__init__.py")
    module = ModuleType("numpy")
    module.__file__ = str(site / "__init__.py")
    monkeypatch.setitem(sys.modules, "numpy", module)
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    assert cache in readable()
    assert tmp_path not in readable()


@linux
@pytest.mark.skipif(bool(obstacle()), reason=obstacle() or "none")
def test_a_process_with_a_second_thread_is_not_confined() -> None:
    code = (
        "import threading, time; from quizapp.demos.confinement.confine import confine\n"
        "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
        "confine(cpu_s=1, keep=())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "DemoError: demos cannot be confined here: a library has started a thread" in done.stderr


@linux
@pytest.mark.skipif(bool(obstacle()), reason=obstacle() or "none")
def test_the_trial_finds_no_flaw_here(environment: Environment) -> None:
    assert trial.flaw(environment) == ""


def test_a_system_without_a_sandbox_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "system", lambda: "Windows")
    assert obstacle() == "Windows has no sandbox that quizapp can use"
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    assert obstacle() == "the system calls of riscv64 are not known to quizapp"
    assert trial.flaw({}) == obstacle()
    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    monkeypatch.setattr(walls, "SEATBELT", Path("/nowhere/sandbox-exec"))
    assert obstacle() == "/nowhere/sandbox-exec is missing"


@linux
@pytest.mark.parametrize(("abi", "what"), [(0, "missing or switched off"), (2, "too old")])
def test_an_old_kernel_is_told_what_it_lacks(
    monkeypatch: pytest.MonkeyPatch, abi: int, what: str
) -> None:
    from quizapp.demos.confinement import landlock

    monkeypatch.setattr(landlock, "abi", lambda: abi)
    assert obstacle().startswith(f"Landlock is {what} (kernel ")


def test_the_profile_of_macos_denies_by_default() -> None:
    rules = seatbelt.profile().splitlines()
    assert rules[:2] == ["(version 1)", "(deny default)"]
    assert not any("network" in rule or "process-fork" in rule for rule in rules)
    writing = [rule for rule in rules if "file-write" in rule]
    assert writing == ['(allow file-read* file-write* (literal "/dev/null") (literal "/dev/zero"))']
    assert seatbelt.prefix()[:2] == ["/usr/bin/sandbox-exec", "-p"]
    assert sum(rule.count("(") - rule.count(")") for rule in rules) == 0

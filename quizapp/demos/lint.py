"""What a demo's source must not do, read and not run: choose its device, read the clock, or seed.

These belong to the runner. A demo that does one of them proves less than it says: its numbers hang
on the machine's load, or every seed is the same.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from quizapp.demos.declaration import Demo
from quizapp.errors import Fault

_DEVICES = ("cuda", "mps")
_CLOCKS = frozenset(
    f"time.{name}{unit}"
    for name in ("time", "perf_counter", "monotonic", "process_time", "thread_time")
    for unit in ("", "_ns")
) | {"datetime.now", "datetime.datetime.now", "datetime.utcnow", "datetime.datetime.utcnow"}
_SEEDS = frozenset({"torch.manual_seed", "np.random.seed", "numpy.random.seed", "random.seed"})
_GENERATORS = frozenset({"np.random.default_rng", "numpy.random.default_rng", "default_rng"})
_SENTENCES = frozenset({"quizapp.demos.api.Claim", "quizapp.demos.api.Myth"})

_Remark = tuple[ast.AST, str, str]


def lint(demo: Demo) -> tuple[Fault, ...]:
    """Everything that is wrong with the way a demo's source goes to work."""
    tree = ast.parse(demo.source)
    full = _full_names(tree)
    found = {
        Fault(str(demo.file), node.lineno, node.col_offset + 1, what, remedy)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        for node, what, remedy in _remarks(call, full, demo)
        if isinstance(node, ast.expr)
    }
    return tuple(sorted(found))


def _full_names(tree: ast.Module) -> dict[str, str]:
    """What `from module import name` has brought in, by the name that the source uses."""
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def _remarks(call: ast.Call, full: dict[str, str], demo: Demo) -> Iterator[_Remark]:
    name = ast.unparse(call.func)
    name = full.get(name, name)
    yield from _about_device(call, name)
    if name in _CLOCKS and not demo.timed:
        remedy = "count steps with ctx.pick, or declare timed=True where time is what is measured"
        yield call, f"{name}() reads the clock", remedy
    if name in _SEEDS:
        yield call, f"{name}() undoes the run's seed", "leave it out: the runner seeds everything"
    if name in _GENERATORS and not call.args and not call.keywords:
        yield call, "this generator has no seed", "use ctx.rng"


def _about_device(call: ast.Call, name: str) -> Iterator[_Remark]:
    method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if method == "cuda":
        yield call, f"{name}() chooses the device", "write .to(ctx.device)"
    if name in _SENTENCES:
        return  # theirs says which device can decide the sentence
    told = [keyword.value for keyword in call.keywords if keyword.arg == "device"]
    if method == "to" or name == "torch.device":
        told += call.args
    for node in told:
        if isinstance(node, ast.Constant) and str(node.value).partition(":")[0] in _DEVICES:
            yield node, f"{node.value!r} chooses the device", "write ctx.device"

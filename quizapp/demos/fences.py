"""Demos that stand inside a card: a fence of Python, and a fence of claims behind it.

    ```python demo id=sigmoid-slope quick=0.1
    #| layers: 10 in 1..40 : layers at their best
    x = torch.linspace(-6, 6, 1001, requires_grad=True)
    torch.sigmoid(x).sum().backward()
    ctx.metric("best_case", x.grad.max() ** layers)
    ```
    ```claims
    - vanishes: `best_case < 1e-6` when `layers >= 10` : ten slopes leave less than a millionth
    ```

Cards are read line by line and nothing of theirs runs: what comes out is the same value as for a
file of its own, and a fault stands at the card's own line.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from quizapp.demos.declaration import (
    RESERVED,
    Bool,
    Choice,
    Claim,
    Control,
    Demo,
    LogRange,
    Myth,
    Parameter,
    Range,
    Value,
)
from quizapp.demos.rules import build_parameter, check_claim, check_words, packages
from quizapp.errors import DemoError, Fault

MARK = "python demo"
"""What the info string of such a fence begins with."""

_FENCE = re.compile(r"( *)(`{3,}|~{3,})(.*)")
_CONTROL = re.compile(r"#\|\s*(\w+)\s*:\s*(.+?)(?:\s+in\s+(.+?))?(?:\s+:\s+(.+))?\s*")
_CLAIM = re.compile(
    r"- (?:(?P<myth>myth)(?: (?P<slug>[\w-]+))?: |(?P<id>[\w-]+): )?"
    r"`(?P<holds>[^`]+)`(?: when `(?P<given>[^`]+)`)? : (?P<text>.+)"
)
_CLAIM_FORM = "write - an-id: `ratio < 1e-6` when `depth >= 20` : the sentence"
_CONTROL_FORM = "write #| depth: 20 in 2..50 : what it is"
_TORCH = {"torch", "nn", "F"}
_HEAD = "import math; import numpy as np"
_TORCH_HEAD = "; import torch; import torch.nn.functional as F; from torch import nn"


class _Block(NamedTuple):
    """A fence, and the heading that it stands below."""

    line: int
    """Of its opening."""
    margin: bool
    """Whether it stands at the margin, and not in a list."""
    info: str
    body: tuple[str, ...]
    title: str
    after: int
    """The number of the first line behind it."""


def find(text: str, *, file: Path, topic: str) -> tuple[list[Demo], list[Fault]]:
    """The demos in the fences of one card's file, and everything that is wrong with the others."""
    demos: list[Demo] = []
    faults: list[Fault] = []
    lines = text.replace("\r\n", "\n").split("\n")
    blocks = list(_blocks(lines))
    for index, block in enumerate(blocks):
        if f"{block.info} ".startswith(f"{MARK} "):
            following = blocks[index + 1] if index + 1 < len(blocks) else None
            if following and "".join(lines[block.after - 1 : following.line - 1]).strip():
                following = None
            reader = _Reader(file, block)
            demo = reader.demo(following, topic)
            faults += reader.faults
            demos += [demo] if demo else []
    return demos, faults


def _blocks(lines: Sequence[str]) -> Iterator[_Block]:
    title, opened, start, body = "", None, 0, list[str]()
    for number, line in enumerate(lines, 1):
        mark = _FENCE.fullmatch(line.rstrip())
        if opened is None:
            if mark:
                opened, start, body = mark, number, []
            elif line.startswith("# "):
                title = re.sub(r"\s*\{#[^}]*\}\s*$|[`*]", "", line[2:]).strip()
        elif mark and mark[2].startswith(opened[2]) and not mark[3]:
            info = " ".join(opened[3].split())
            yield _Block(start, not opened[1], info, tuple(body), title, number + 1)
            opened = None
        else:
            body.append(line)


@dataclass
class _Reader:
    """Reads one fence with its claims, and goes on after a fault."""

    file: Path
    block: _Block
    faults: list[Fault] = field(default_factory=list)

    @contextmanager
    def at(self, line: int) -> Iterator[None]:
        """Whatever is wrong inside belongs to this line of the card."""
        try:
            yield
        except DemoError as error:
            self.faults.append(Fault(str(self.file), line, 1, error.what, error.remedy))

    def demo(self, claims: _Block | None, topic: str) -> Demo | None:
        """The demo of the fence; None where anything is wrong with it."""
        words: dict[str, Any] = {}
        with self.at(self.block.line):
            words = _words(self.block)
        before = len(self.faults)
        parameters = tuple(self._parameters())
        readable = len(self.faults) == before  # else every `given` would be wrong too
        claimed = tuple(self._claims(claims, parameters)) if readable else ()
        source = self._source(claims)
        if self.faults:
            return None
        return Demo(
            **words,
            topic=topic,
            file=self.file,
            line=self.block.line,
            function="",
            source=source,
            claims=claimed,
            parameters=parameters,
            requires=packages(source),
        )

    def _parameters(self) -> Iterator[Parameter]:
        for number, line in enumerate(self.block.body, self.block.line + 1):
            if line.startswith("#|"):
                with self.at(number):
                    yield _parameter(line)

    def _claims(
        self, claims: _Block | None, parameters: tuple[Parameter, ...]
    ) -> Iterator[Claim | Myth]:
        seen: set[str] = set()
        written = list(_items(claims)) if claims and claims.info == "claims" else []
        if not written:
            with self.at(self.block.line):
                raise DemoError("the demo claims nothing", "write a ```claims fence right after it")
        for place, (number, line) in enumerate(written, 1):
            with self.at(number):
                claim = _claim(line, place)
                check_claim(claim, parameters)
                if claim.id in seen:
                    raise DemoError(f"the claim {claim.id} is there twice", "rename one of them")
                seen.add(claim.id)
                yield claim

    def _source(self, claims: _Block | None) -> str:
        """What runs: the fence's lines where they stand in the card, so that errors name them.

        The claims follow as a comment: they are part of what a recorded result is a result of.
        """
        body = "\n".join(self.block.body)
        with self.at(self.block.line):
            head = _HEAD + (_TORCH_HEAD if _uses_torch(self._checked(body)) else "")
        if self.faults:
            return ""
        said = "".join(f"\n# {line}" for line in (claims.body if claims else ()))
        return "\n" * (self.block.line - 1) + f"{head}\n{body}{said}\n"

    def _checked(self, body: str) -> ast.Module:
        """The tree of the fence's lines. Compiled once: a `return` is no fault of syntax alone."""
        padded = "\n" * self.block.line + body
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                compile(padded, self.file.name, "exec")
                return ast.parse(padded)
        except SyntaxError as error:
            with self.at(error.lineno or self.block.line):
                raise DemoError(f"this is not Python ({error.msg})", "mend it") from error
        except (ValueError, MemoryError, RecursionError) as error:
            raise DemoError(
                f"Python cannot read this ({error or 'too deep'})", "mend it"
            ) from error
        return ast.Module([], [])


def _uses_torch(tree: ast.Module) -> bool:
    return any(isinstance(node, ast.Name) and node.id in _TORCH for node in ast.walk(tree))


def _words(block: _Block) -> dict[str, Any]:
    """The declaration in the fence's first line. Raises DemoError."""
    if not block.margin:
        raise DemoError("a demo stands inside a list", "move its fence to the margin")
    said: dict[str, str] = {}
    for word in block.info.removeprefix(MARK).split():
        name, equals, told = word.partition("=")
        if name not in ("id", "quick", "device", "timed") or not equals or name in said:
            raise DemoError(f"{word!r} declares nothing", "write id=, quick=, device= or timed=")
        said[name] = told
    words: dict[str, Any] = {
        "id": said.get("id", ""),
        "title": block.title,
        "device": said.get("device", "cpu"),
        "quick_s": _typed(said.get("quick", "1")),
        "timed": _typed(said.get("timed", "false")),
    }
    check_words(words)
    return words


def _parameter(line: str) -> Parameter:
    match = _CONTROL.fullmatch(line)
    if not match:
        raise DemoError("this declares no parameter", _CONTROL_FORM)
    name, default, options, help_ = match.groups()
    if name in RESERVED or name == "ctx" or not name.isidentifier():
        raise DemoError(f"{name} cannot be a parameter's name", "choose another")
    control, type_ = _control(options, _typed(default))
    return build_parameter(name, type_, control, _typed(default), (help_,) if help_ else ())


def _control(options: str | None, default: Value) -> tuple[Control, type[Value]]:
    """The control that is meant, and the type that fits it and the default."""
    if options is None:
        if not isinstance(default, bool):
            raise DemoError("a number needs bounds and a word its choices", _CONTROL_FORM)
        return Bool(), bool
    text, _, scale = options.partition(" ")
    low, dots, high = text.partition("..")
    if not dots:
        chosen = tuple(_typed(option.strip()) for option in options.split(","))
        return Choice(*chosen), type(default)
    bounds = _typed(low), _typed(high)
    if any(type(bound) not in (int, float) for bound in bounds) or scale not in ("", "log"):
        raise DemoError(f"{options!r} is no range", "write 2..50, or 0.001..1 log")
    kind = LogRange if scale else Range
    whole = all(type(number) is int for number in (*bounds, default))
    return kind(*map(float, bounds)), int if whole else float


def _typed(text: str) -> Value:
    """What a word stands for: yes or no, a number, or itself."""
    if text in ("true", "false"):
        return text == "true"
    for read in (int, float):
        try:
            return read(text)
        except ValueError:
            continue
    return text


def _items(block: _Block) -> Iterator[tuple[int, str]]:
    """The bullets of a fence of claims, each with its line; indented lines continue one."""
    item: tuple[int, str] | None = None
    for number, line in enumerate(block.body, block.line + 1):
        if item and line.startswith("  "):
            item = item[0], f"{item[1]} {line.strip()}"
        elif line.strip():
            if item:
                yield item
            item = number, line.rstrip()
    if item:
        yield item


def _claim(line: str, place: int) -> Claim | Myth:
    match = _CLAIM.fullmatch(line)
    if not match:
        raise DemoError("this is no claim", _CLAIM_FORM)
    kind = "myth" if match["myth"] else "claim"
    id_ = match["slug"] or match["id"] or f"{kind}-{place}"
    make = Myth if match["myth"] else Claim
    return make(id_, match["text"].strip(), match["holds"], given=match["given"] or "")

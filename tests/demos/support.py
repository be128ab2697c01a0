"""Demos written for a test."""

from __future__ import annotations

from pathlib import Path

from quizapp.demos.address import Run
from quizapp.demos.declaration import Demo
from quizapp.demos.discover import discover

HEAD = """
from typing import Annotated
from quizapp.demos.api import *

@demo("trial", title="A trial", quick_s=0.1, claims=[Claim("one", "x is one", "x == 1")])
def trial(ctx: Context):
"""


def trial(body: str) -> Run:
    """A run of a demo that does what `body` says; its first line is line 7 of the file."""
    lines = "".join(f"    {line}\n" for line in body.strip().splitlines())
    found = discover(HEAD + lines, file=Path("trial.py"), topic="tests")
    assert isinstance(found, Demo), found
    return Run(found, found.defaults)

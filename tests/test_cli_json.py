"""The documented JSON: what docs/json.md shows has the keys that the program prints."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from quizapp.clock import Clock

Command = Callable[..., "subprocess.CompletedProcess[str]"]

DOCUMENT = (Path(__file__).parent.parent / "docs" / "json.md").read_text("utf-8")
EXAMPLES = {
    title: json.loads(example)
    for title, example in re.findall(
        r"^## `quizapp (.+?)`.*?```json\n(.*?)```", DOCUMENT, re.M | re.S
    )
}
CALLS = {
    "bank list --json": ["bank", "list", "--json"],
    "bank list --coverage --json": ["bank", "list", "--coverage", "--json"],
    "search QUERY --json": ["search", "vanish", "grad", "--json"],
    "stats --json": ["stats", "--json"],
    "optimize --json": ["optimize", "--json"],
    "plan --json": ["plan", "--json"],
    "demo list --json": ["demo", "list", "--json"],
    "demo run ADDRESS --json": ["demo", "run", "vanishing-gradient?depth=30&seed=3", "--json"],
    "demo check NAME --json": ["demo", "check", "vanishing-gradient", "--seeds", "2", "--json"],
    "pack list --json": ["pack", "list", "--json"],
}
PACK = 'name = "acme"\ntitle = "A"\npublisher = "B"\nversion = "1"\n'
FREE = {"metrics", "parameters", "heat", "leeches", "levels", "kinds", "languages"}
"""Keys whose own keys are names or days, where they hold an object."""


def shape(value: Any) -> Any:
    """The keys of a value, however deep, without what they hold."""
    match value:
        case dict():
            return {
                key: None if key in FREE and isinstance(inner, dict) else shape(inner)
                for key, inner in value.items()
            }
        case list():
            return [shape(value[0])] if value else []
        case _:
            return None


def test_every_json_command_is_documented() -> None:
    assert EXAMPLES.keys() == CALLS.keys()


@pytest.mark.parametrize("title", CALLS)
def test_the_program_prints_what_is_documented(
    quizapp: Command, title: str, tmp_path: Path
) -> None:
    if title == "pack list --json":
        (tmp_path / "pack.toml").write_text(PACK)
        assert quizapp("pack", "add", str(tmp_path)).returncode == 0
    if title == "plan --json":
        today = Clock().today()
        day, off = str(today + timedelta(days=9)), str(today + timedelta(days=5))
        goal = ["--date", day, "--minutes", "10", "--off", off, "--topic", "normalization=3"]
        assert quizapp("plan", *goal).returncode == 0
    done = quizapp(*CALLS[title])
    assert (done.returncode, done.stderr) == (0, "")
    printed, documented = json.loads(done.stdout), EXAMPLES[title]
    if title == "demo list --json":  # parameters of other kinds come first
        printed = {
            "demos": [demo for demo in printed["demos"] if demo["id"] == "vanishing-gradient"]
        }
    if title == "bank list --json":
        printed = {"cards": [card for card in printed["cards"] if card["demos"]]}
    assert shape(printed) == shape(documented)

"""How a listing is printed: JSON for programs, columns aligned by terminal cells for people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from quizapp.bank.source import clean
from quizapp.maths.width import cells


def say(line: str) -> None:
    """Print a line, or several; nothing in it is a command to the terminal."""
    click.echo(clean(line))


def from_here(file: Path) -> str:
    """A path that an editor opens from the current folder."""
    here = Path.cwd()
    return str(file.relative_to(here) if file.is_relative_to(here) else file)


def as_json(value: Any) -> None:
    """Print a value as JSON, two spaces deep, Korean as itself."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def columns(rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns, each as wide as its widest cell; the last column is left as it is."""
    if not rows:
        return
    widths = [max(cells(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    say("\n".join(_line(row, widths) for row in rows))


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    padded = [
        text + " " * (width - cells(text)) for text, width in zip(row[:-1], widths, strict=True)
    ]
    return "  ".join([*padded, row[-1]]).rstrip()

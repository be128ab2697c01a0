"""Where content/ and db/ are: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    inside = _PACKAGE / f"_{name}"
    return inside if inside.is_dir() else _PACKAGE.parent / name


def content() -> Path:
    """The built-in question bank."""
    return _shipped("content")


def migrations() -> Path:
    """The Alembic environment of the study database."""
    return _shipped("db")

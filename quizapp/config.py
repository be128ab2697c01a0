"""The learner's settings: one TOML file, changed line by line to keep comments.

A value that cannot be used is an error; a key that is not known, perhaps that of a newer version,
is kept and ignored.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from quizapp.errors import SettingError

Tongue = Literal["en", "ko"]
Theme = Literal["dark", "light", "ansi"]


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a learner may choose. Each field's default is what a newcomer gets."""

    language: Tongue = "en"
    """The language that cards are shown in; `l` switches one card at a time."""
    interface: Tongue = "en"
    """The language of the program's own words."""
    theme: Theme = "dark"
    """`ansi` uses the terminal's own sixteen colours."""
    new_per_day: Annotated[int, Meta(ge=0, le=1000)] = 10
    """Cards seen for the first time, a day."""
    retention: Annotated[float, Meta(ge=0.70, le=0.97)] = 0.9
    """The chance of recall at which a card comes back."""
    session_size: Annotated[int, Meta(ge=1, le=1000)] = 20
    """Cards in one session."""
    typing: bool = False
    """Open each card with the cursor in the answer field."""
    confidence: bool = False
    """Ask how sure the learner is before an answer is shown."""
    worker_minutes: Annotated[int, Meta(ge=0, le=1440)] = 5
    """Minutes without a demo in sight for which a worker waits; 0: it starts when a demo is run."""
    worker_memory: Annotated[int, Meta(ge=0, le=1_000_000)] = 1000
    """MiB of free memory below which no worker waits."""
    editor: str = ""
    """The command that opens a card's file; empty: $VISUAL, then $EDITOR."""


def load(path: Path, environment: Mapping[str, str]) -> Settings:
    """The settings of the file, or the defaults where there is none yet.

    A Korean locale makes Korean the default of both languages. Raises SettingError that names the
    file, the key and what it may hold.
    """
    kept = _parsed(path, _text(path))
    known = {key: kept[key] for key in Settings.__struct_fields__ if key in kept}
    return _checked(
        _defaults(environment) | known, f"{path}: ", ": mend the line, or delete it for the default"
    )


def changed(settings: Settings, **values: Any) -> Settings:
    """Settings with some values replaced. Raises SettingError where a value cannot be used."""
    return _checked(msgspec.structs.asdict(settings) | values, "", "")


def strays(path: Path) -> dict[str, str]:
    """The keys of the file that are no settings but look like one, each with the one that it looks
    like.
    """
    from difflib import get_close_matches

    known = Settings.__struct_fields__
    unknown = [key for key in _parsed(path, _text(path)) if key not in known]
    return {key: near[0] for key in unknown if (near := get_close_matches(key, known, 1))}


def save(path: Path, settings: Settings) -> None:
    """Write the settings; lines that are not ours, comments among them, stay as they are.

    New ones come first: below them a table may begin, which they would fall into.
    """
    text = _text(path)
    kept, missing = _parsed(path, text), ""
    for key, value in msgspec.structs.asdict(settings).items():
        line = f"{key} = {json.dumps(value, ensure_ascii=False)}"
        if key not in kept:
            missing += line + "\n"
        elif found := re.search(rf"""(?m)^[ \t]*["']?{key}["']?[ \t]*=.*$""", text):
            text = text[: found.start()] + line + text[found.end() :]
    _replace(path, missing + text)


def _text(path: Path) -> str:
    """What the file holds; nothing where it is not there yet, nor can be."""
    try:
        if path.exists() and not path.is_file():  # a pipe would never end
            raise SettingError(f"{path}: not a plain file", "remove it")
        return path.read_text("utf-8")
    except (FileNotFoundError, NotADirectoryError):  # of the folder, whoever makes it tells
        return ""
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SettingError(
            f"{path}: line {line} is not UTF-8", "save the file as UTF-8, or delete it"
        ) from error
    except OSError as error:
        raise SettingError(
            f"{path}: cannot be read ({error.strerror})", "check its permissions"
        ) from error


def _parsed(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # an endless number is a mere ValueError
        raise SettingError(
            f"{path}: not valid TOML: {error}", "mend the line or delete the file"
        ) from error


def _replace(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    draft = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, "utf-8")
        os.replace(draft, path)
    except OSError as error:
        raise SettingError(
            f"{path}: cannot be written ({error.strerror})",
            "free some space or check the folder's permissions",
        ) from error


def _defaults(environment: Mapping[str, str]) -> dict[str, Any]:
    locale = (
        environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG", "")
    )
    return {"language": "ko", "interface": "ko"} if locale.lower().startswith("ko") else {}


def _checked(values: dict[str, Any], where: str, how: str) -> Settings:
    """`where` stands before what is wrong, `how` behind what is allowed."""
    try:
        return msgspec.convert(values, Settings)
    except msgspec.ValidationError as error:
        key = next(key for key, value in values.items() if not _fits(key, value))
        told = json.dumps(values[key], default=str, ensure_ascii=False)[:40]
        raise SettingError(f"{where}{key} is {told}", _allowed(key) + how) from error


def _fits(key: str, value: object) -> bool:
    try:
        msgspec.convert({key: value}, Settings)
    except msgspec.ValidationError:
        return False
    return True


def _allowed(key: str) -> str:
    """What a setting may hold, as an order to whoever edits the file."""
    from msgspec import inspect

    described = inspect.type_info(Settings)
    assert isinstance(described, inspect.StructType)
    match next((field.type for field in described.fields if field.name == key), None):
        case inspect.LiteralType(values=values):
            *others, last = (json.dumps(value) for value in values)
            return f"write {', '.join(others)} or {last}"
        case inspect.IntType(ge=low, le=high):
            return f"choose a whole number from {low} to {high}"
        case inspect.FloatType(ge=low, le=high):
            return f"choose a number from {low:g} to {high:g}"
        case inspect.BoolType():
            return "write true or false"
        case inspect.StrType():
            return "write text in quotes"
        case _:
            return "there is no such setting"

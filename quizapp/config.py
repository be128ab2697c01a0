"""The learner's settings: one TOML file, read strictly, changed line by line to keep comments."""

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
    values = _defaults(environment)
    try:
        values |= tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        pass
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError(
            f"{path}: not valid TOML: {error}", "mend the line or delete the file"
        ) from error
    except OSError as error:
        raise SettingError(
            f"{path}: cannot be read ({error.strerror})", "check its permissions"
        ) from error
    return _checked(values, str(path))


def changed(settings: Settings, **values: Any) -> Settings:
    """Settings with some values replaced. Raises SettingError where a value cannot be used."""
    return _checked(msgspec.structs.asdict(settings) | values, "settings")


def save(path: Path, settings: Settings) -> None:
    """Write the settings; lines that are not ours, comments among them, stay as they are."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        text = ""
    for key, value in msgspec.structs.asdict(settings).items():
        line = f"{key} = {json.dumps(value, ensure_ascii=False)}"
        if found := re.search(rf"(?m)^{key}\s*=.*$", text):
            text = text[: found.start()] + line + text[found.end() :]
        else:
            text += line + "\n"
    _replace(path, text)


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


def _checked(values: dict[str, Any], where: str) -> Settings:
    try:
        return msgspec.convert(values, Settings)
    except msgspec.ValidationError as error:
        raise SettingError(
            f"{where}: {error}", "see the settings screen for what is allowed"
        ) from error

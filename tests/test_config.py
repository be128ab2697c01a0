"""The settings file: what is said of a wrong one, and what is kept of one that is not all ours."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from quizapp import config
from quizapp.config import Settings
from quizapp.errors import SettingError

MEND = ": mend the line, or delete it for the default"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("retention = 7", "retention is 7; choose a number from 0.7 to 0.97"),
        ("retention = nan", "retention is NaN; choose a number from 0.7 to 0.97"),
        ("new_per_day = 1.5", "new_per_day is 1.5; choose a whole number from 0 to 1000"),
        ("session_size = 1979-05-27", 'session_size is "1979-05-27"; choose a whole number from'),
        ('theme = "pink"', 'theme is "pink"; write "ansi", "dark" or "light"'),
        ('language = "de"', 'language is "de"; write "en" or "ko"'),
        ("typing = 1", "typing is 1; write true or false"),
        ("editor = 1", "editor is 1; write text in quotes"),
    ],
)
def test_a_wrong_value_says_what_is_allowed(file: Path, line: str, told: str) -> None:
    file.write_text(f"worker_minutes = 3\n{line}\n")
    with pytest.raises(SettingError) as raised:
        config.load(file, {})
    assert str(raised.value).startswith(f"{file}: {told}")
    assert str(raised.value).endswith(MEND)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b'typing = true\neditor = "caf\xe9"\n', "line 2 is not UTF-8; save the file as UTF-8"),
        (b"typing", "not valid TOML"),
        (b"x = " + b"9" * 5000, "not valid TOML"),
        (b"x = " + b"[" * 50_000, "not valid TOML"),
    ],
)
def test_what_cannot_be_read_is_told_in_plain_words(file: Path, data: bytes, told: str) -> None:
    file.write_bytes(data)
    with pytest.raises(SettingError) as raised:
        config.load(file, {})
    assert f"{file}: {told}" in str(raised.value)
    with pytest.raises(SettingError):
        config.save(file, Settings())
    assert file.read_bytes() == data


def test_a_pipe_is_not_waited_for(file: Path) -> None:
    os.mkfifo(file)
    with pytest.raises(SettingError, match="not a plain file; remove it"):
        config.load(file, {})


def test_keys_of_a_newer_version_are_ignored_and_kept(file: Path) -> None:
    newer = '# mine\nsound = true\n"retention" = 0.8\n\n[keys]\nretention = 3\n'
    file.write_text(newer)
    settings = config.load(file, {})
    assert settings.retention == 0.8
    changed = config.changed(settings, retention=0.85, new_per_day=3)
    config.save(file, changed)
    assert config.load(file, {}) == changed
    kept = file.read_text()
    assert "# mine\nsound = true\n" in kept
    assert kept.endswith("[keys]\nretention = 3\n")


def test_only_what_looks_like_a_setting_is_a_stray(file: Path) -> None:
    file.write_text("retenton = 0.8\ntyping = true\nfrom_the_future = 1\n")
    assert config.strays(file) == {"retenton": "retention"}


def test_there_is_no_setting_of_another_name() -> None:
    with pytest.raises(SettingError):
        config.changed(Settings(), retenton=0.8)

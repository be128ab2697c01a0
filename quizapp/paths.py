"""Where the learner's files lie. Nothing is created before `Paths.make` is asked to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from quizapp.errors import StoreError


@dataclass(frozen=True)
class Paths:
    """The three folders of one learner on one machine."""

    data: Path
    config: Path
    cache: Path

    @property
    def study(self) -> Path:
        """The study database: the history, precious."""
        return self.data / "study.db"

    @property
    def library(self) -> Path:
        """The parsed bank and its index: disposable, rebuilt when it is gone."""
        return self.cache / "library.db"

    @property
    def backups(self) -> Path:
        """Copies of the study database, made before each migration."""
        return self.data / "backups"

    @property
    def packs(self) -> Path:
        """The packs in use, one folder each."""
        return self.data / "packs"

    @property
    def secret(self) -> Path:
        """What approvals of packs are sealed with; no pack may know it."""
        return self.config / "secret"

    @property
    def outlook(self) -> Path:
        """The last plan for an interview: disposable, planned again when it is gone."""
        return self.cache / "outlook.json"

    @property
    def settings(self) -> Path:
        """The settings file, TOML."""
        return self.config / "config.toml"

    @property
    def log(self) -> Path:
        """The program's log: the screen is drawn on stderr, so nothing may be logged there."""
        return self.cache / "quizapp.log"

    def make(self) -> None:
        """Create the folders. Raises StoreError where the system does not let us."""
        for folder in (self.data, self.config, self.cache):
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                reason = error.strerror or str(error)
                raise StoreError(
                    f"cannot create {folder} ({reason})",
                    "set QUIZAPP_HOME to a folder that you can write to",
                ) from error


def find(environment: Mapping[str, str]) -> Paths:
    """The folders to use: under QUIZAPP_HOME where it is set, else the system's usual places."""
    if home := environment.get("QUIZAPP_HOME"):
        root = Path(home).expanduser().absolute()
        return Paths(data=root / "data", config=root / "config", cache=root / "cache")
    from platformdirs import PlatformDirs

    dirs = PlatformDirs("quizapp", appauthor=False)
    return Paths(dirs.user_data_path, dirs.user_config_path, dirs.user_cache_path)

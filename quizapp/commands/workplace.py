"""Where a command works: the learner's files, the bank, the language to speak."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from quizapp import paths, resources
from quizapp.paths import Paths

if TYPE_CHECKING:
    from quizapp.locale.words import Words
    from quizapp.study.desk import Desk


@dataclass(frozen=True)
class Workplace:
    """What every command is handed: values, and where to find the rest. Nothing is opened yet."""

    paths: Paths
    bank: Path
    environment: Mapping[str, str]
    with_packs: bool = True
    """Whether the packs in use belong to the bank: not to one that the command line names."""

    @staticmethod
    def find(environment: Mapping[str, str], bank: Path | None) -> Workplace:
        """The place that the environment names, on `bank` or on the built-in one.

        Another bank has a library of its own: going from one to the other indexes neither again.
        """
        found = paths.find(environment)
        if bank is not None:
            bank = bank.resolve()
            key = sha256(str(bank).encode()).hexdigest()[:12]
            found = replace(found, cache=found.cache / "banks" / key)
        return Workplace(found, bank or resources.content(), environment, bank is None)

    @cached_property
    def words(self) -> Words:
        """The program's own words in the learner's language."""
        from quizapp import config
        from quizapp.locale.words import Words

        return Words(config.load(self.paths.settings, self.environment).interface)

    def desk(self) -> Desk:
        """The learner's desk, nothing heavy opened; whoever asks closes it."""
        from random import Random

        from quizapp.clock import Clock
        from quizapp.study.desk import Desk

        return Desk(
            self.paths,
            content=self.bank,
            clock=Clock(),
            randomness=Random(),
            environment=self.environment,
            with_packs=self.with_packs,
        )


def at_terminal(stream: TextIO | None) -> bool:
    """Whether a person sits at a standard stream; None is one that was closed before we began."""
    return stream is not None and stream.isatty()

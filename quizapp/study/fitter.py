"""Fits weights away from the screen: `python -m quizapp.study.fitter`.

The Rust library holds Python's lock while it works, so a thread would stop every key for as long.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from quizapp.scheduling.fitting import Answer, Verdict, refit
from quizapp.study.away import Away


class Question(Struct, array_like=True):
    """A log, oldest first, and the weights to be beaten."""

    log: Sequence[Answer]
    champion: tuple[float, ...]


class Fitter:
    """`fitting.refit` in a process of its own."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._away = Away("quizapp.study.fitter", environment)

    def __call__(self, log: Sequence[Answer], champion: tuple[float, ...]) -> Verdict | None:
        """The verdict; None when the process was stopped."""
        said = self._away.ask(msgspec.msgpack.encode(Question(log, champion)))
        return None if said is None else msgspec.json.decode(said, type=Verdict)

    def close(self) -> None:
        """Stop the process."""
        self._away.close()


def main() -> None:
    """Answer the one question on stdin."""
    asked = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Question)
    sys.stdout.buffer.write(msgspec.json.encode(refit(asked.log, asked.champion)))


if __name__ == "__main__":
    main()

"""The app's workers: made at the first need, warm while demos are in sight."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from quizapp.demos import address
from quizapp.demos.keeper import Keeper, Thrift
from quizapp.errors import DemoError

if TYPE_CHECKING:
    from quizapp.config import Settings
    from quizapp.demos.catalogue import Catalogue
    from quizapp.demos.runner import Runner


class Laboratory:
    """One runner and its keeper, for as long as the app is open."""

    def __init__(self, runner: Runner, settings: Settings) -> None:
        self.runner = runner
        self.keeper = Keeper(runner, _thrift(settings))

    async def warm(self, text: str, catalogue: Catalogue) -> None:
        """Have a worker wait for the demo of an address; what is wrong with it is told when it is
        opened.
        """
        with suppress(DemoError):
            await self.keeper.want(address.parse(text, catalogue).demo)

    def follow(self, settings: Settings) -> None:
        """Take changed settings up at the keeper's next look."""
        self.keeper.thrift = _thrift(settings)


def _thrift(settings: Settings) -> Thrift:
    return Thrift(idle_s=settings.worker_minutes * 60, memory=settings.worker_memory << 20)

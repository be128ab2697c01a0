"""The one door through which time enters: everything else takes a `Clock` or a value of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

ROLLOVER_HOUR = 4
"""The local hour at which a new study day begins: an evening past midnight still counts as that
evening."""

Now = Callable[[], datetime]


@dataclass(frozen=True)
class Clock:
    """Tells the aware local time; tests hand in another `now`."""

    now: Now = lambda: datetime.now().astimezone()

    def today(self) -> date:
        """The study day of this moment."""
        return study_day(self.now())


def study_day(at: datetime) -> date:
    """The study day that an aware local moment belongs to; days begin at 04:00 local time."""
    return (at.replace(tzinfo=None) - timedelta(hours=ROLLOVER_HOUR)).date()


def milliseconds(at: datetime) -> int:
    """An aware moment as milliseconds since 1970 UTC, the form in which moments are stored."""
    return round(at.timestamp() * 1000)

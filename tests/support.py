"""What tests of several rooms share."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")


class Hands:
    """A clock's hands: 20:00 in Seoul, a millisecond later at each look, turned by the test."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 2, 20, 0, tzinfo=SEOUL)

    def __call__(self) -> datetime:
        self.at += timedelta(milliseconds=1)
        return self.at

    def turn(self, **step: float) -> None:
        self.at += timedelta(**step)

"""One review as the formats see it, and what every format has to know of our log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timezone
from enum import IntEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct

from quizapp.bank.cards import CardId
from quizapp.clock import milliseconds, study_day
from quizapp.errors import ExchangeError
from quizapp.scheduling import fsrs6
from quizapp.scheduling.memory import OWN_WEIGHTS, Memory, Rating, Weights
from quizapp.store.standing import standing
from quizapp.store.values import Entry


class State(IntEnum):
    """Where a card stood before the review, in Anki's terms."""

    NEW = 0
    LEARNING = 1
    """Met before, on this very day for the first time."""
    REVIEW = 2
    """Last reviewed on an earlier day."""
    RELEARNING = 3
    """Reviewed on this day already, and known from earlier ones."""


class Review(Struct, frozen=True):
    """One review that stands, and the memory before and after it."""

    card: CardId
    rating: Rating
    at: int
    """UTC milliseconds."""
    tz: str
    day: date
    """The study day as it was written then."""
    seconds: float
    state: State
    before: Memory | None
    after: Memory


def reviews(entries: Iterable[Entry], sets: Mapping[str, Weights]) -> list[Review]:
    """The grades of a log that stand, oldest first, each replayed with the weights of its time.

    `sets`: the fitted weights by their ids.
    """
    events = list(entries)
    numbers = {entry.id: number for number, entry in enumerate(events)}
    voids = [None if entry.voids is None else numbers[entry.voids] for entry in events]
    by_card: dict[CardId, list[int]] = {}
    for number, entry in enumerate(events):
        by_card.setdefault(entry.card, []).append(number)
    found: dict[int, Review] = {}
    for card, own in by_card.items():
        stand = standing((number, events[number].kind, voids[number]) for number in own)
        found |= _card(card, {number: events[number] for number in stand}, sets)
    return [found[number] for number in sorted(found)]


def _card(
    card: CardId, grades: Mapping[int, Entry], sets: Mapping[str, Weights]
) -> dict[int, Review]:
    known = {OWN_WEIGHTS.id: OWN_WEIGHTS, **sets}
    memory: Memory | None = None
    begun: date | None = None
    made: dict[int, Review] = {}
    for number, entry in grades.items():
        assert entry.rating is not None
        assert entry.retention is not None
        before, rating = memory, Rating(entry.rating)
        begun = begun or entry.study_day
        memory = fsrs6.review(
            before,
            rating,
            entry.study_day,
            card=card,
            retention=entry.retention,
            weights=known[fsrs6.weights_of(entry.model or "")],
        )
        made[number] = Review(
            card=card,
            rating=rating,
            at=entry.at,
            tz=entry.tz,
            day=entry.study_day,
            seconds=entry.seconds or 0.0,
            state=_state(before, begun, entry.study_day),
            before=before,
            after=memory,
        )
    return made


def _state(before: Memory | None, begun: date, day: date) -> State:
    if before is None:
        return State.NEW
    if before.last_day < day:
        return State.REVIEW
    return State.LEARNING if begun >= day else State.RELEARNING


def zone(name: str) -> ZoneInfo | timezone:
    """A time zone as the log names it: `Asia/Seoul`, `UTC` or `UTC+09:00`."""
    offset = name.removeprefix("UTC")
    try:
        if offset != name and offset:
            signed = datetime.strptime(offset[:6], "%z").utcoffset()
            assert signed is not None
            return timezone(signed)
        return ZoneInfo(name)
    except (ValueError, ZoneInfoNotFoundError) as error:
        raise ExchangeError(
            f"{name!r} is no time zone that this machine knows", "install the package tzdata"
        ) from error


def moment(review: Review, home: str) -> int:
    """When a review was, in UTC milliseconds, for a reader who knows the one time zone `home`.

    A review that was made elsewhere is moved to the same hour of the same day at home: so the study
    day that the reader computes is the one that was written.
    """
    if review.tz == home:
        return review.at
    then = datetime.fromtimestamp(review.at / 1000, zone(review.tz))
    return milliseconds(then.replace(tzinfo=zone(home)))


def day_of(at: int, home: str) -> date:
    """The study day of a moment in UTC milliseconds, in the time zone `home`."""
    return study_day(datetime.fromtimestamp(at / 1000, zone(home)))


def home_of(log: Iterable[Review]) -> str:
    """The time zone of the last review: that of the reader."""
    home = "UTC"
    for review in log:
        home = review.tz
    return home

"""Identities for events: UUIDs of version 7, which sort by the moment they were made."""

from __future__ import annotations

from random import Random
from uuid import UUID

_RANDOM_BITS = 74
_LOW_BITS = 62
_STEP_BITS = 32


def new_id(ms: int, randomness: Random, after: str | None = None) -> str:
    """An id for a moment in UTC milliseconds that sorts behind the id `after`.

    The order holds when the clock stands still or goes back: the 74 random bits then count on from
    those of `after` by a random step (RFC 9562, section 6.2, method 2).
    """
    value = ms << _RANDOM_BITS | randomness.getrandbits(_RANDOM_BITS)
    if after is not None and value <= (last := _value(after)):
        value = last + 1 + randomness.getrandbits(_STEP_BITS)
    high, low = value >> _LOW_BITS, value & (1 << _LOW_BITS) - 1
    moment, middle = high >> 12, high & 0xFFF
    return str(UUID(int=moment << 80 | 7 << 76 | middle << 64 | 2 << 62 | low))


def _value(text: str) -> int:
    """The 48 bits of time and the 74 random ones, without version and variant."""
    number = UUID(text).int
    return (
        number >> 80 << _RANDOM_BITS
        | (number >> 64 & 0xFFF) << _LOW_BITS
        | number & ((1 << _LOW_BITS) - 1)
    )

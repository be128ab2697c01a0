"""What was typed, as a number: `1.2e6`, `1,200,000`, `1.2M`, `25%`, `1/4`, `2^20`, `120만`.

Never fails, whatever was typed: what cannot be read as one number is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import isfinite
from typing import NamedTuple

LONGEST = 80
"""Characters: nobody types a longer number."""

_SAME = str.maketrans(
    {
        **{chr(0xFF01 + n): chr(0x21 + n) for n in range(94)},  # full-width
        **dict.fromkeys("−–‐‑﹣", "-"),
        **dict.fromkeys("×·⋅", "*"),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f\u3000\t", " "),
        "⁄": "/",
    }
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_POWERS = re.compile(r"[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_BEFORE = re.compile(r"\A(?:[~≈=]|약|about )\s*")


def _named(*sizes: tuple[str, float]) -> dict[str, float]:
    return {name: size for names, size in sizes for name in names.split()}


_SCALES = _named(
    ("k thousand", 1e3), ("m million", 1e6), ("g b bn billion", 1e9), ("t trillion", 1e12)
)
_SCALED = re.compile(r"(.*?[0-9.])\s*([a-z]+)\Z", re.IGNORECASE)
_TENS = {"십": 1e1, "백": 1e2, "천": 1e3, "만": 1e4, "억": 1e8, "조": 1e12}
_COUNTED = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)\s*([십백천]?[만억조]|[십백천])?\s*")
_PREFIXES = {"": 1.0} | _named(
    *(("n", 1e-9), ("u µ μ", 1e-6), ("m", 1e-3)),
    *(("k K", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("P", 1e15)),
    *(("Ki", 2.0**10), ("Mi", 2.0**20), ("Gi", 2.0**30), ("Ti", 2.0**40), ("Pi", 2.0**50)),
)
"""Of units: what comes before `B`, `s`, `FLOP/s`."""
_UNIT = re.compile(r"(.*[0-9.])\s*([^\W\d_][^\d]*)\Z")
_PLAIN = re.compile(
    r"(?:[0-9]{1,3}(?:([, '])[0-9]{3})(?:\1[0-9]{3})*|[0-9]+|(?=\.[0-9]))"
    r"(?:\.[0-9]*)?(?:e[+-]?[0-9]+)?\Z",
    re.IGNORECASE,
)


class Reading(NamedTuple):
    """A number that was typed."""

    value: float
    """In the unit that was asked for."""
    bare: float
    """Without regard to a unit of the same kind behind it: 1.2 of `1.2 GB`, asked for in MB."""


def number(text: str, unit: str = "") -> float | None:
    """The number that `text` says, in `unit`; None where it says none, or too large a one."""
    found = read(text, unit)
    return found.value if found else None


def read(text: str, unit: str = "") -> Reading | None:
    """As `number`, and what stood there but for its unit."""
    if len(text) > LONGEST:
        return None
    words = _BEFORE.sub("", _plain(text))
    words, factor = _without(words, unit)
    bare = _percent(words, unit)
    if bare is None or not isfinite(bare * factor):
        return None
    return Reading(bare * factor, bare)


def _plain(text: str) -> str:
    text = _POWERS.sub(lambda found: "^" + found[0].translate(_RAISED), text)
    return " ".join(text.translate(_SAME).replace("**", "^").split())


def _without(words: str, unit: str) -> tuple[str, float]:
    """The words without the unit behind them, and its size in `unit`."""
    words = words.removesuffix("개").rstrip()
    for before, said in _parted(words, unit) if unit else ():
        if said.casefold().removesuffix("s") == unit.casefold().removesuffix("s"):
            return before, 1.0
        for kind in _kinds(unit):
            if said.endswith(kind) and said.removesuffix(kind) in _PREFIXES:
                asked = _PREFIXES[unit.removesuffix(kind)]
                return before, _PREFIXES[said.removesuffix(kind)] / asked
    return words, 1.0


def _parted(words: str, unit: str) -> Iterator[tuple[str, str]]:
    """Where a unit may begin: behind the last digit, at the last word, or as long as it is."""
    if found := _UNIT.match(words):
        yield found[1], found[2].strip()
    before, space, said = words.rpartition(" ")
    if space:
        yield before, said
        yield words[: -len(unit)].rstrip(), words[-len(unit) :]


def _kinds(unit: str) -> list[str]:
    """What `unit` may be a multiple of: `MB` of `B`."""
    return [
        unit.removeprefix(prefix)
        for prefix in sorted(_PREFIXES, key=len, reverse=True)
        if unit.startswith(prefix) and unit != prefix
    ]


def _percent(words: str, unit: str) -> float | None:
    if not words.endswith("%"):
        return _scaled(words)
    value = _scaled(words[:-1].rstrip())
    return value if value is None or unit == "%" else value / 100


def _scaled(words: str) -> float | None:
    """A number and how many thousands or millions of it."""
    if _TENS.keys() & set(words):
        return _counted(words)
    if (parts := _SCALED.match(words)) and (scale := _scale(parts[2])):
        value = _quotient(parts[1])
        return None if value is None else value * scale
    return _quotient(words)


def _scale(name: str) -> float | None:
    # `m` may be a thousandth: as a letter alone, only the capital is a million.
    return None if name == "m" else _SCALES.get(name.casefold())


def _counted(words: str) -> float | None:
    """A Korean count, the greatest part first: `1억 2천만`."""
    sign, words = (-1.0, words[1:]) if words.startswith("-") else (1.0, words)
    total, last, at = 0.0, float("inf"), 0
    while at < len(words):
        part = _COUNTED.match(words, at)
        size = 1.0
        for unit in (part[2] or "") if part else "":
            size *= _TENS[unit]
        value = _single(part[1]) if part else None
        if part is None or value is None or size >= last:
            return None
        total, last, at = total + value * size, size, part.end()
    return sign * total


def _quotient(words: str) -> float | None:
    """`1/4`, or a number alone."""
    above, slash, below = words.partition("/")
    one = _product(above)
    if not slash or one is None:
        return one
    other = _product(below)
    return one / other if other else None


def _product(words: str) -> float | None:
    """`1.2 * 10^6`, or a power alone."""
    first, times, second = words.partition("*")
    if not times:
        first, times, second = words.partition(" x ")
    one = _power(first)
    if not times or one is None:
        return one
    other = _power(second)
    return None if other is None else one * other


def _power(words: str) -> float | None:
    """`2^20`, or a number alone; a sign in front is that of the whole."""
    words = words.strip()
    if words[:1] in ("-", "+"):
        value = _unsigned(words[1:].lstrip())
        return -value if value is not None and words[0] == "-" else value
    return _unsigned(words)


def _unsigned(words: str) -> float | None:
    base, caret, exponent = words.partition("^")
    value = _single(base.strip())
    if not caret or value is None:
        return value
    exponent = exponent.strip().removeprefix("(").removesuffix(")")
    minus = exponent.startswith("-")
    power = _single(exponent.lstrip("+-"))
    if power is None:
        return None
    try:
        return float(value ** (-power if minus else power))
    except (OverflowError, ZeroDivisionError):
        return None


def _single(words: str) -> float | None:
    """Digits, perhaps in groups of three, with a point and an exponent."""
    if not (found := _PLAIN.match(words)):
        return None
    value = float(words.replace(found[1], "") if found[1] else words)
    return value if isfinite(value) else None

"""A number is read as people write it, and nothing that can be typed does harm."""

from __future__ import annotations

from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.study.reading import LONGEST, number, read

READ = [
    *[("3", 3), ("-3", -3), ("−3", -3), ("+3", 3), ("- 3", -3), (".5", 0.5), ("3.", 3)],
    *[("1.2e6", 1.2e6), ("1.2E+6", 1.2e6), ("3e-4", 3e-4), ("007", 7), ("0", 0)],
    *[("1,200,000", 1.2e6), ("1 200 000", 1.2e6), ("1'200'000.5", 1_200_000.5)],
    *[("1\u202f200\u00a0000", 1.2e6)],
    *[("1.2M", 1.2e6), ("1.2k", 1200), ("1.2 K", 1200), ("7B", 7e9), ("2G", 2e9), ("1T", 1e12)],
    *[("1.2 million", 1.2e6), ("3 billion", 3e9), ("5 thousand", 5000)],
    *[("25%", 0.25), ("25 %", 0.25), ("0.5%", 0.005), ("２５％", 0.25)],
    *[("1/4", 0.25), ("-1/4", -0.25), ("1/1e3", 1e-3), ("1 / 3", 1 / 3)],
    *[("2^20", 2**20), ("2**20", 2**20), ("2²⁰", 2**20), ("-2^2", -4), ("2^-3", 0.125)],
    *[("10⁻³", 1e-3), ("1.2×10^6", 1.2e6), ("1.2 x 10^6", 1.2e6), ("3·10⁻⁴", 3e-4)],
    *[("１２３", 123), ("１，２００", 1200), ("1　200", 1200)],
    *[("120만", 1.2e6), ("120 만", 1.2e6), ("1.5억", 1.5e8), ("2조", 2e12), ("3천", 3000)],
    *[("1억 2천만", 1.2e8), ("3만 5000", 35_000), ("12만5천", 125_000), ("-2만", -20_000)],
    *[("120만 개", 1.2e6), ("5개", 5), ("1,200만", 1.2e7)],
    *[("~5", 5), ("≈ 0.25", 0.25), ("= 4", 4), ("약 120만", 1.2e6), ("about 3k", 3000)],
]
UNREAD = [
    *["", " ", "-", "--3", "+-3", ".", "e5", "1e", "%", "k", "만", "천만", "1만 2만", "1천 2만"],
    *["1,5", "1,2345", "1 20", "1,200 000", "12_000", "0x10", "1.2.3", "1..2", "½", "٣", "Ⅷ", "三"],
    *["nan", "inf", "-Infinity", "1e999", "-1e999", "10^400", "10**400", "2^99999999999", "9^9^9"],
    *["1/0", "0^-1", "1/2/3", "1*2*3", "(2)", "2+2", "5 m", "5 apples", "sqrt(2)", "1e5000만"],
    *["5%5", "%5", "k5", "3 to 4", "3-4", "1 = 1", "true", "٢٥%", "1e308k", "9" * 500],
]


@pytest.mark.parametrize(("text", "value"), READ)
def test_a_number_is_read_as_people_write_it(text: str, value: float | None) -> None:
    assert number(text) == (None if value is None else pytest.approx(value, rel=1e-12))


@pytest.mark.parametrize("text", UNREAD)
def test_what_says_no_number_is_not_read(text: str) -> None:
    assert number(text) is None


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        *[("1.2 MB", "MB", 1.2), ("1.2MB", "MB", 1.2), ("1.2 mb", "MB", 1.2), ("1.2", "MB", 1.2)],
        *[("1,200 kB", "MB", 1.2), ("1.2 GB", "MB", 1200), ("2 MiB", "MB", 2.097152)],
        *[("1 GiB", "MiB", 1024), ("5 ms", "s", 0.005), ("0.5 s", "ms", 500), ("3 µs", "us", 3)],
        *[("7 B", "B", 7), ("7B", "", 7e9), ("7 byte", "bytes", 7), ("1/4 GB", "GB", 0.25)],
        *[
            ("1.5 TFLOP/s", "GFLOP/s", 1500),
            ("120 FLOPs", "FLOP", 120),
            ("2M tokens", "tokens", 2e6),
        ],
        *[("25%", "%", 25), ("25", "%", 25), ("25 %", "%", 25), ("0.25", "%", 0.25)],
        *[("2M floating point operations", "floating point operations", 2e6)],
        *[("120만 개", "parameters", 1.2e6), ("1.2 apples", "MB", None), ("MB", "MB", None)],
        *[("1e300 PB", "nB", None), ("5 m", "m", 5), ("5 km", "m", 5000), ("3 min", "min", 3)],
    ],
)
def test_a_unit_may_stand_behind_it(text: str, unit: str, value: float | None) -> None:
    assert number(text, unit) == (None if value is None else pytest.approx(value, rel=1e-12))


def test_what_stood_there_is_told_beside_what_it_means() -> None:
    found = read("1.2 GB", "MB")
    assert found is not None
    assert found == pytest.approx((1200, 1.2))


@given(text=st.text(), unit=st.sampled_from(["", "%", "MB", "s", "개", "/"]) | st.text())
def test_no_text_does_harm(text: str, unit: str) -> None:
    value = number(text, unit)
    assert value is None or isfinite(value)


ODD = st.text(st.sampled_from("0123456789.,' -+−%/^*eExkMBG만억천조개²⁰~약 ()"), max_size=LONGEST)


@given(text=ODD, unit=st.sampled_from(["", "%", "MB", "B"]))
def test_nothing_that_looks_like_a_number_does_harm(text: str, unit: str) -> None:
    value = number(text, unit)
    assert value is None or isfinite(value)


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(["", "MB"]))
def test_whatever_python_writes_is_read(value: float, unit: str) -> None:
    assert number(repr(value), unit) == value
    assert number(f"{value:,.3f}", unit) == (
        pytest.approx(float(f"{value:.3f}")) if len(f"{value:,.3f}") <= LONGEST else None
    )


def test_a_text_without_end_is_not_looked_at() -> None:
    assert number("1" * 10_000_000) is None
    assert number("1" * LONGEST) == pytest.approx(float("1" * LONGEST))

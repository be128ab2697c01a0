"""Ids sort by the moment they were made, and never fall behind the one before."""

from __future__ import annotations

from random import Random
from uuid import RFC_4122, UUID

from hypothesis import given
from hypothesis import strategies as st

from quizapp.store.ids import new_id

MOMENTS = st.integers(min_value=0, max_value=2**47)


@given(MOMENTS, st.integers())
def test_an_id_is_a_version_7_uuid_of_its_moment(ms: int, seed: int) -> None:
    id_ = UUID(new_id(ms, Random(seed)))
    assert (id_.version, id_.variant) == (7, RFC_4122)
    assert id_.int >> 80 == ms


@given(st.lists(MOMENTS, min_size=2), st.integers())
def test_ids_rise_whatever_the_clock_does(moments: list[int], seed: int) -> None:
    randomness = Random(seed)
    made: list[str] = []
    for ms in moments:
        made.append(new_id(ms, randomness, made[-1] if made else None))
    assert made == sorted(set(made))


class Highest(Random):
    """Randomness that always draws only ones."""

    def getrandbits(self, k: int) -> int:
        return (1 << k) - 1


def test_the_random_bits_carry_over_into_the_time() -> None:
    first = new_id(5, Highest())
    second = new_id(5, Highest(), first)
    assert second > first
    assert UUID(second).version == 7

"""Ids sort newest first, to the microsecond or by an order of their own, beside ids that were made before."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.ids import MOST_ORDER, is_of_seed, moment_prefix, order_of_arrival, reverse_time_id

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SEEDS = st.text(max_size=20)


def _id_without_order(at: datetime, seed: str) -> str:
    """As ids were made before they had an order; such ids are stored."""
    tail = int.from_bytes(sha256(seed.encode()).digest()[:10], "big")
    value = (((1 << 48) - 1 - int(at.timestamp() * 1000)) << 80) | tail
    return str(UUID(int=value & ~(0xF << 76) & ~(0x3 << 62) | (0x8 << 76) | (0x2 << 62)))


def test_ids_are_version_8_uuids_and_follow_from_their_arguments() -> None:
    id_ = reverse_time_id(NOW, "seed")
    assert (UUID(id_).version, UUID(id_).variant, str(UUID(id_))) == (8, "specified in RFC 4122", id_)
    assert id_ == reverse_time_id(NOW, "seed") != reverse_time_id(NOW, "other")


@given(st.integers(0, 10**9), st.integers(1, 10**7), SEEDS, SEEDS)
def test_later_ids_sort_before_earlier_ones(start: int, later: int, first: str, second: str) -> None:
    at = NOW + timedelta(microseconds=start)
    assert reverse_time_id(at + timedelta(microseconds=later), second) < reverse_time_id(at, first)


@given(st.integers(0, MOST_ORDER), st.integers(0, MOST_ORDER), SEEDS, SEEDS)
def test_ids_of_one_moment_sort_by_their_order(one: int, other: int, first: str, second: str) -> None:
    ids = {one: reverse_time_id(NOW, first, one), other: reverse_time_id(NOW, second, other)}
    assert sorted(ids.values()) == [ids[order] for order in sorted(ids, reverse=True)]


@pytest.mark.parametrize("order", [MOST_ORDER + 1, 1 << 60])
def test_an_order_that_is_too_large_counts_as_the_largest(order: int) -> None:
    assert reverse_time_id(NOW, "seed", order) == reverse_time_id(NOW, "seed", MOST_ORDER)


def test_arrival_orders_what_storage_dates_by_the_second() -> None:
    """Also a little before that second, by a clock that is behind, and half a year after."""
    arrivals = [timedelta(seconds=-3), timedelta(), timedelta(milliseconds=1), timedelta(seconds=2), timedelta(days=180)]
    ids = [reverse_time_id(NOW, f"file {n}", order_of_arrival(NOW, NOW + late)) for n, late in enumerate(arrivals)]
    assert all(newer < older for older, newer in pairwise(ids))


def test_ids_from_before_sort_by_their_milliseconds_among_new_ones() -> None:
    moments = [NOW + timedelta(milliseconds=n) for n in range(8)]
    ids = [(_id_without_order, reverse_time_id)[n % 2](at, f"{n}") for n, at in enumerate(moments)]
    assert sorted(ids) == ids[::-1]


@given(st.integers(0, 10**15), SEEDS, st.integers(0, MOST_ORDER))
def test_an_id_tells_its_moment_and_whether_it_is_of_a_seed(later: int, seed: str, order: int) -> None:
    at = NOW + timedelta(microseconds=later)
    id_ = reverse_time_id(at, seed, order)
    assert id_.startswith(moment_prefix(at))
    assert not id_.startswith(moment_prefix(at + timedelta(milliseconds=1)))
    assert is_of_seed(id_, seed)
    assert not is_of_seed(id_, seed + "!")


def test_an_id_from_before_tells_it_too() -> None:
    assert _id_without_order(NOW, "seed").startswith(moment_prefix(NOW))
    assert is_of_seed(_id_without_order(NOW, "seed"), "seed")

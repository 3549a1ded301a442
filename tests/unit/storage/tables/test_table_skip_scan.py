"""The skip scan against a partition held in memory: what it finds and how many requests it takes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.storage.tables.keys import table_order
from shared.storage.tables.reader import Continuation, Row, TableReader


class PartitionInMemory(TableReader):
    """Answers pages of `size` rows between the two keys of the filter; some may be empty, as the service's may."""

    def __init__(self, keys: Iterable[str], size: int, empty: Iterable[int] = ()) -> None:
        self._keys = sorted(keys, key=table_order)
        self._size = size
        self._empty = set(empty)
        self.requests = 0

    async def page(
        self,
        where: str = "",
        select: Iterable[str] = (),
        top: int = 1000,
        continuation: Continuation | None = None,
        *,
        with_etags: bool = False,
    ) -> tuple[list[Row], Continuation | None]:
        self.requests += 1
        bounds = [text.replace("''", "'") for text in where.split("RowKey ", 1)[1].split("'")[1::2]]
        low, high = table_order(bounds[0]), table_order(bounds[-1])
        keys = [key for key in self._keys if low <= table_order(key) <= high]
        start = keys.index(continuation.partition_key) if continuation else 0
        end = start if self.requests in self._empty else start + self._size
        following = Continuation(keys[end], None) if end < len(keys) else None
        return [{"RowKey": key} for key in keys[start:end]], following


async def found(reader: PartitionInMemory, wanted: Sequence[str]) -> list[str]:
    return [row["RowKey"] for row in await reader.scan_wanted("g", wanted, ["role"])]


def is_between(low: str, key: str, high: str) -> bool:
    return table_order(low) <= table_order(key) <= table_order(high)


keys = st.text("abc😀\uffff", min_size=1, max_size=3)


@given(st.sets(keys), st.sets(keys), st.integers(1, 5))
async def test_finds_what_exists_in_few_requests(stored: set[str], wanted: set[str], size: int) -> None:
    reader = PartitionInMemory(stored, size)
    ordered = sorted(wanted, key=table_order)
    assert await found(reader, ordered) == [key for key in ordered if key in stored]
    in_range = [key for key in stored if ordered and is_between(ordered[0], key, ordered[-1])]
    pages = max(1, math.ceil(len(in_range) / size))
    assert reader.requests <= min(pages, len(ordered))


@given(st.sets(keys), st.sets(keys), st.sets(st.integers(1, 6)))
async def test_an_empty_page_is_not_the_end(stored: set[str], wanted: set[str], empty: set[int]) -> None:
    reader = PartitionInMemory(stored, 2, empty)
    ordered = sorted(wanted, key=table_order)
    assert await found(reader, ordered) == [key for key in ordered if key in stored]


@pytest.mark.parametrize(
    ("wanted", "requests"),
    [
        (range(0, 10000, 5000), 2),
        (range(10), 1),
        ([4321], 1),
        (range(10000), 10),
        ([*range(5), 9000], 2),
        ([], 0),
        ([20000], 1),
    ],
)
async def test_requests_of_typical_chunks(wanted: Iterable[int], requests: int) -> None:
    reader = PartitionInMemory([f"+{n:05d}" for n in range(10000)], 1000)
    await found(reader, [f"+{n:05d}" for n in wanted])
    assert reader.requests == requests

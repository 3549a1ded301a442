"""Cutting groups into chunks, and chunk files."""

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.members.membership import Role
from shared.domain.uploads.chunks import (
    GroupSlice,
    WantedGroup,
    WantedRow,
    decode_chunk,
    encode_chunk,
    split_into_chunks,
)


def _group(name: str, count: int, start: int = 0) -> WantedGroup:
    roles = [Role.ADMIN if n % 3 == 0 else Role.MEMBER for n in range(count)]
    rows = [WantedRow(f"+9198{start + n:08d}", role, n + 2) for n, role in enumerate(roles)]
    return WantedGroup(name, name.casefold(), rows)


@given(st.lists(st.integers(0, 30), max_size=8), st.integers(1, 12))
def test_chunks_keep_every_row_in_order_and_are_no_larger(sizes: list[int], size: int) -> None:
    groups = [_group(f"G{index}", count) for index, count in enumerate(sizes)]

    chunks = list(split_into_chunks(groups, size))

    assert all(sum(max(1, len(s.roles)) for s in chunk) <= size for chunk in chunks)
    rows = [(s.normalised, n, r) for chunk in chunks for s in chunk for n, r in s.roles.items()]
    assert rows == [(g.normalised, n, r) for g in groups for n, r, _ in g.rows]
    assert [s.normalised for chunk in chunks for s in chunk if s.is_first] == [g.normalised for g in groups]


@given(st.integers(0, 40), st.integers(1, 12))
def test_bounds_tile_the_whole_group(count: int, size: int) -> None:
    slices = [s for chunk in split_into_chunks([_group("G", count)], size) for s in chunk]

    assert slices[0].lo is None
    assert slices[-1].hi is None
    assert [s.hi for s in slices[:-1]] == [s.lo for s in slices[1:]]
    assert all((s.lo or "") <= n and (s.hi is None or n < s.hi) for s in slices for n in s.roles)


def test_the_same_groups_give_the_same_bytes_and_come_back() -> None:
    slices = [s for chunk in split_into_chunks([_group("A, “quoted”\n", 3), _group("Empty", 0)], 10) for s in chunk]

    content = encode_chunk(slices)

    assert content == encode_chunk(slices)
    assert decode_chunk(content) == slices
    assert isinstance(slices[1], GroupSlice)
    assert slices[1].roles == {}

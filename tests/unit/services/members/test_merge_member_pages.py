"""The members of many groups are one list by number, of which only as much is read as is taken."""

import pytest

from shared.domain.groups.group import Group
from shared.domain.members.membership import Membership
from shared.services.members.merge_member_pages import merge_members
from tests.fakes.world import FakeWorld
from tests.people import number, person


async def groups_of(world: FakeWorld, *members: range) -> list[Group]:
    """Groups with these members, and number(0) as the admin of each."""
    return [await world.group(person(0), numbers=[number(n) for n in part]) for part in members]


async def merged(
    world: FakeWorld, groups: list[Group], after: str | None = None, limit: int = 5, prefix: str = ""
) -> list[tuple[str, set[str]]]:
    """Every number with the groups it is in."""
    ids = [group.id for group in groups]
    pairs = merge_members(world.groups, ids, after, limit, prefix)
    return [(each, _group_ids(rows)) async for each, rows in pairs]


def _group_ids(rows: list[Membership]) -> set[str]:
    ids = [row.group_id for row in rows]
    assert len(ids) == len(set(ids))
    return set(ids)


@pytest.mark.parametrize("limit", [1, 10, 1000])
async def test_every_number_comes_once_in_order_with_all_its_memberships(limit: int) -> None:
    world = FakeWorld()
    parts = [range(1, 120), range(60, 61), range(50, 300, 2), range(400, 440)]
    groups = await groups_of(world, *parts)
    expected = [
        (number(n), {group.id for group, part in zip(groups, parts, strict=True) if n == 0 or n in part})
        for n in sorted({0, *(n for part in parts for n in part)})
    ]
    assert await merged(world, groups, limit=limit) == expected
    assert await merged(world, groups[::-1], limit=limit) == expected


async def test_it_goes_on_after_a_number_whether_that_is_a_member_or_not() -> None:
    world = FakeWorld()
    groups = await groups_of(world, range(1, 40, 2), range(2, 40, 4))
    whole = await merged(world, groups)
    for n in (0, 9, 12, 39, 99):
        assert await merged(world, groups, after=number(n)) == [pair for pair in whole if pair[0] > number(n)]


async def test_it_finds_the_numbers_that_begin_with_digits() -> None:
    world = FakeWorld()
    groups = await groups_of(world, range(1, 40), range(20, 130))
    prefix = number(100)[:-2]
    whole = await merged(world, groups)
    assert await merged(world, groups, prefix=prefix) == [pair for pair in whole if pair[0].startswith(prefix)]
    assert await merged(world, groups, after=number(105), prefix=prefix) == [
        pair for pair in whole if pair[0].startswith(prefix) and pair[0] > number(105)
    ]


async def test_groups_without_members_and_no_groups_at_all_end_at_once() -> None:
    world = FakeWorld()
    assert await merged(world, []) == []
    (group,) = await groups_of(world, range(0))
    assert await merged(world, [group], after=number(0)) == []


async def test_a_page_of_many_groups_reads_a_share_of_each() -> None:
    world = FakeWorld()
    groups = await groups_of(world, *(range(1, 30) for _ in range(20)))
    read: list[int] = []
    original = world.fakes.members.numbers_after

    async def counting(group_id: str, after: str | None, limit: int, prefix: str = "") -> tuple[list[Membership], bool]:
        rows, ended = await original(group_id, after, limit, prefix)
        read.append(len(rows))
        return rows, ended

    vars(world.fakes.members)["numbers_after"] = counting
    pairs = merge_members(world.groups, [group.id for group in groups], None, 8, "")
    for n in range(8):
        assert (await anext(pairs))[0] == number(n)
    assert len(read) == 20, "one request a group is enough for a page"
    assert sum(read) <= 20 * 10

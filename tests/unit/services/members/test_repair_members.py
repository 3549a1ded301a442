"""The nightly repair makes the member index and the counts what the memberships are, and leaves alone what changes."""

import copy
import logging

import pytest

from shared.domain.groups.group import Group
from shared.domain.members.membership import IndexRow, MemberCount, Role
from shared.services.members.change_members import add_members, remove_member
from shared.services.members.repair_members import repair_members
from tests.fakes.faults import ProcessDied, before_call, fail
from tests.fakes.world import FakeWorld
from tests.people import number, person
from tests.use_cases import any_version

OWNER = person(1)


async def depot(world: FakeWorld) -> Group:
    """A group with three members."""
    return await world.group(OWNER, numbers=[number(2), number(3)])


async def count_of(world: FakeWorld, group: Group) -> MemberCount:
    """The count that lists of groups show."""
    return (await world.fakes.members.totals([group.id]))[group.id]


async def add(world: FakeWorld, group: Group, n: int) -> None:
    """Add one member over HTTP."""
    await add_members(world.groups, group, "asha", [number(n)], None, Role.MEMBER)


async def miscount(world: FakeWorld, group: Group, by: int) -> None:
    """Let the count be wrong."""
    world.fakes.members.counted[group.id]["wrong"] = MemberCount(by, 0)


async def test_what_is_right_is_left_alone() -> None:
    world = FakeWorld()
    group = await depot(world)
    rows, counted = dict(world.fakes.member_index.rows), copy.deepcopy(world.fakes.members.counted)
    assert await repair_members(FakeWorld().imports) == 0
    assert await repair_members(world.imports) == 0
    assert world.fakes.member_index.rows == rows
    assert world.fakes.members.counted == counted
    assert await count_of(world, group) == MemberCount(3, 1)


async def test_rows_of_the_index_that_are_missing_wrong_or_too_many_are_put_right_and_counted() -> None:
    world = FakeWorld()
    group, other = await depot(world), await world.private(OWNER)
    await world.fakes.member_index.write(
        [
            IndexRow(number(1), group.id, Role.MEMBER),
            IndexRow(number(2), group.id, None),
            IndexRow(number(9), group.id, Role.ADMIN),
            IndexRow(number(3), "no group", Role.MEMBER),
        ]
    )
    assert await repair_members(world.imports) == 4
    assert world.indexed(group) == world.roles(group.name)
    assert world.indexed(other) == {number(1): Role.ADMIN}
    assert len(world.fakes.member_index.rows) == 4
    assert await repair_members(world.imports) == 0


async def test_more_rows_than_are_checked_at_once_are_all_put_right() -> None:
    world = FakeWorld()
    wrong = [IndexRow(number(n), "no group", Role.MEMBER) for n in range(2500)]
    await world.fakes.member_index.write(wrong)
    assert await repair_members(world.imports) == 2500
    assert not world.fakes.member_index.rows


async def test_a_member_who_changes_while_the_repair_reads_is_written_as_they_are_then() -> None:
    world = FakeWorld()
    group = await depot(world)
    await world.fakes.member_index.write([IndexRow(number(2), group.id, None), IndexRow(number(3), group.id, None)])

    async def removed_elsewhere() -> None:
        await remove_member(world.groups, group.id, "asha", number(2), any_version)

    before_call(world.fakes.members, "roles", removed_elsewhere)
    assert await repair_members(world.imports) == 2
    assert world.indexed(group) == {number(1): Role.ADMIN, number(3): Role.MEMBER}


@pytest.mark.parametrize("by", [-3, 5])
async def test_a_wrong_count_is_put_right(by: int) -> None:
    world = FakeWorld()
    group, right = await depot(world), await depot(world)
    await miscount(world, group, by)
    assert await repair_members(world.imports) == 1
    assert await count_of(world, group) == await count_of(world, right) == MemberCount(3, 1)
    assert await repair_members(world.imports) == 0


async def test_a_count_of_a_group_without_members_becomes_none() -> None:
    world = FakeWorld()
    world.fakes.members.counted["no group"]["wrong"] = MemberCount(7, 1)
    assert await repair_members(world.imports) == 1
    assert await world.fakes.members.totals(["no group"]) == {"no group": MemberCount()}


async def test_a_wrong_count_is_an_alert_and_names_no_number(caplog: pytest.LogCaptureFixture) -> None:
    world = FakeWorld()
    group = await depot(world)
    with caplog.at_level(logging.INFO):
        assert await repair_members(world.imports) == 0
        assert not caplog.records
        await miscount(world, group, 5)
        await repair_members(world.imports)
    (error,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert group.id in error.getMessage()
    assert any('"name":"counts_repaired","groups":1' in record.getMessage() for record in caplog.records)
    assert "+91" not in caplog.text


async def test_a_count_that_keeps_changing_waits_for_the_next_night() -> None:
    world = FakeWorld()
    group = await depot(world)
    await miscount(world, group, 5)
    world.fakes.members.keep_changing.add(group.id)
    assert await repair_members(world.imports) == 0
    assert await count_of(world, group) == MemberCount(8, 1)


async def test_a_process_that_dies_leaves_work_that_the_next_night_does() -> None:
    world = FakeWorld()
    group = await depot(world)
    world.fakes.member_index.rows.clear()
    await miscount(world, group, 5)
    fail(world.fakes.members, "recount", ProcessDied())
    with pytest.raises(ProcessDied):
        await repair_members(world.imports)
    assert world.indexed(group) == world.roles(group.name)
    assert await repair_members(world.imports) == 1
    assert await count_of(world, group) == MemberCount(3, 1)

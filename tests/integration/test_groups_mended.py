"""A process that dies between a change and what follows it: the next operation, or a look at the audit, mends it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from shared.domain.audit import Action
from shared.domain.groups.group import Group
from shared.domain.members.membership import IndexRow, Role
from shared.services.context import GroupContext
from shared.services.groups.manage_groups import GroupChange, update_group
from shared.services.groups.view_groups import GroupFilter, list_groups, view_group
from shared.services.hierarchy.link_subgroups import link_subgroup
from shared.services.members.change_members import add_members, change_role, remove_member
from shared.services.ports.members import MemberIndexStore
from tests.groups_world import World, number, person
from tests.integration.world import world
from tests.use_cases import audit_page

__all__ = ["world"]


class Killed(BaseException):
    """Ends whatever runs, as a kill does: nobody catches it."""


@dataclass
class DyingPersons:
    """The second copies of a process that is killed when it comes to them."""

    stored: MemberIndexStore

    async def groups_of(self, number: str) -> dict[str, Role]:
        return await self.stored.groups_of(number)

    async def write(self, rows: Sequence[IndexRow]) -> None:
        raise Killed


def dying(context: GroupContext) -> GroupContext:
    """The context of a process that dies between the two copies."""
    return replace(context, member_index=DyingPersons(context.member_index))  # type: ignore[arg-type]  # no more is used


@dataclass
class SlowPersons:
    """The second copies of a process that falls asleep before it writes them."""

    stored: MemberIndexStore
    awake: asyncio.Event = field(default_factory=asyncio.Event)

    async def groups_of(self, number: str) -> dict[str, Role]:
        return await self.stored.groups_of(number)

    async def write(self, rows: Sequence[IndexRow]) -> None:
        await self.awake.wait()
        await self.stored.write(rows)


def any_version(_: str) -> None:
    """No If-Match."""


async def half_changed(world: World) -> tuple[Group, dict[str, str]]:
    """A group whose first copies are ahead of the second: one added, one removed, one made admin."""
    group = await world.group(person(1))
    await world.add(group, [number(2), number(3)])
    context = dying(world.context)
    with pytest.raises(Killed):
        await add_members(context, group, "test", [number(4)], None, Role.MEMBER)
    with pytest.raises(Killed):
        await remove_member(context, group.id, "test", number(2), any_version)
    with pytest.raises(Killed):
        await change_role(context, group.id, "test", number(3), Role.ADMIN, any_version)
    wanted = {number(1): "Admin", number(3): "Admin", number(4): "Member"}
    assert await world.numbers(group) == wanted
    assert await world.copies(group) == {number(1): "Admin", number(2): "Member", number(3): "Member"}
    return group, wanted


async def test_the_next_change_mends_the_second_copies(world: World) -> None:
    group, wanted = await half_changed(world)
    world.clock.ahead += timedelta(minutes=1)
    await add_members(world.context, group, "test", [number(5)], None, Role.MEMBER)
    assert await world.copies(group) == wanted | {number(5): "Member"}


async def test_a_look_at_the_group_mends_the_second_copies(world: World) -> None:
    group, wanted = await half_changed(world)
    await view_group(world.context, group, None)
    assert await world.copies(group) != wanted, "what may still be under way is left alone"
    world.clock.ahead += timedelta(minutes=1)
    await view_group(world.context, group, None)
    assert await world.copies(group) == wanted


async def test_the_audit_is_whole_whatever_was_killed(world: World) -> None:
    group, _ = await half_changed(world)
    child = await world.group(person(1))

    @dataclass
    class DyingAudit:
        async def put(self, event: object) -> None:
            raise Killed

    context = replace(world.context, audit=DyingAudit())  # type: ignore[arg-type]  # page is not used
    with pytest.raises(Killed):
        await update_group(context, group, "test", GroupChange(welcome_message="Hi"), any_version)
    with pytest.raises(Killed):
        await link_subgroup(context, person(1), group, child.id)
    world.clock.ahead += timedelta(minutes=1)
    events, _ = await audit_page(world.context, group)
    assert [event.action for event in events].count(Action.MEMBERS_CHANGED) == 5
    assert {Action.GROUP_UPDATED, Action.SUBGROUP_ADDED, Action.GROUP_CREATED} <= {event.action for event in events}
    again, _ = await audit_page(world.context, group)
    assert again == events
    for store in (world.context.members, world.context.groups, world.context.hierarchy):
        assert await store.pending(group.id) == []


async def test_second_copies_written_in_the_wrong_order_end_right(world: World) -> None:
    group = await world.group(person(1))
    slow = SlowPersons(world.context.member_index)
    late = replace(world.context, member_index=slow)  # type: ignore[arg-type]  # no more is used
    adding = asyncio.create_task(add_members(late, group, "slow", [number(2)], None, Role.MEMBER))
    while number(2) not in await world.numbers(group):  # noqa: ASYNC110 -- it happens in the store
        await asyncio.sleep(0.01)
    await remove_member(world.context, group.id, "quick", number(2), any_version)
    slow.awake.set()
    await adding
    assert await world.copies(group) == await world.numbers(group) == {number(1): "Admin"}


async def test_a_stale_copy_lets_nobody_see_a_group(world: World) -> None:
    private = await world.private(person(1))
    await world.add(private, [number(9)])
    with pytest.raises(Killed):
        await remove_member(dying(world.context), private.id, "test", number(9), any_version)
    assert number(9) in await world.copies(private)
    views, _ = await list_groups(world.context, person(9), GroupFilter(), 100, None)
    assert private.id not in {view.group.id for view in views}
    assert number(9) not in await world.copies(private), "the list mends what it finds"

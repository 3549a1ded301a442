"""What follows a change happens once, also when the process that made the change did not live to do it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.audit import Action, AuditEvent
from shared.domain.connectors import EventType
from shared.domain.groups.group import Group
from shared.domain.members.membership import MemberCount, Role
from shared.errors import StorageUnavailable
from shared.services.audit.record_change import (
    IN_FLIGHT,
    record_change,
    replay_group,
    replay_organization,
    update_member_index,
)
from shared.services.groups.manage_groups import GroupChange, update_group
from shared.services.hierarchy.link_subgroups import link_subgroup, unlink_subgroup
from shared.services.identities import put_identity
from shared.services.members.change_members import add_members, change_role, remove_member, tidy
from tests.fakes.faults import ProcessDied, before_call, fail
from tests.fakes.world import FakeWorld
from tests.people import number, person
from tests.use_cases import any_version

OWNER = person(1)
LATER = IN_FLIGHT + timedelta(seconds=1)


async def add(world: FakeWorld, group: Group, n: int) -> None:
    """Add one member over HTTP."""
    await add_members(world.groups, group, OWNER.subject, [number(n)], None, Role.MEMBER)


async def rename(world: FakeWorld, group: Group) -> None:
    """Change the group itself."""
    await update_group(world.groups, group, OWNER.subject, GroupChange(name="renamed"), any_version)


async def link(world: FakeWorld, group: Group) -> None:
    """Link a subgroup below the group."""
    await link_subgroup(world.groups, OWNER, group, (await world.group(OWNER)).id)


async def add_second(world: FakeWorld, group: Group) -> None:
    """Add the second member."""
    await add(world, group, 2)


def pending(world: FakeWorld, group: Group) -> list[AuditEvent]:
    """The group's events of whatever store that are not recorded."""
    stores = (world.fakes.groups, world.fakes.members, world.fakes.hierarchy)
    return [event for store in stores for event in store.events.values() if event.group_id == group.id]


async def test_a_change_is_audited_indexed_counted_and_then_no_longer_pending() -> None:
    world = FakeWorld()
    group = await world.group(OWNER)
    await add(world, group, 2)
    assert world.audited(group)[0].after == {"members": {number(2): "Member"}}
    assert world.indexed(group) == {number(1): Role.ADMIN, number(2): Role.MEMBER}
    assert await world.fakes.members.totals([group.id]) == {group.id: MemberCount(2, 1)}
    assert pending(world, group) == []


@pytest.mark.parametrize("change", [add_second, rename, link], ids=["members", "group", "hierarchy"])
@pytest.mark.parametrize("error", [StorageUnavailable("away"), ProcessDied()], ids=["storage away", "process dead"])
async def test_what_was_left_pending_is_replayed_once(
    error: BaseException, change: Callable[[FakeWorld, Group], Awaitable[None]]
) -> None:
    world = FakeWorld()
    group = await world.group(OWNER)
    audited = world.audited(group)
    await _interrupted(world, error, change, group)
    (event,) = pending(world, group)

    await replay_group(world.groups, group.id)
    assert pending(world, group) == [event], "the process that made the change may be about to record it"

    world.clock.advance(LATER)
    for _ in range(2):
        await replay_group(world.groups, group.id)
    assert pending(world, group) == []
    assert world.audited(group) == [event, *audited]
    assert world.indexed(group) == world.roles((await _stored(world, group)).name)


async def test_unavailable_storage_does_not_fail_a_change_that_is_written() -> None:
    world = FakeWorld()
    group = await world.group(OWNER)
    fail(world.fakes.member_index, "write", StorageUnavailable("away"))
    await add(world, group, 2)
    assert await world.fakes.members.get(group.id, number(2)) is not None
    assert number(2) not in world.indexed(group)
    assert len(pending(world, group)) == 1


async def test_the_next_change_of_members_replays_the_one_before() -> None:
    world = FakeWorld()
    group = await world.group(OWNER)
    await _interrupted(world, ProcessDied(), add_second, group)
    world.clock.advance(LATER)
    await add(world, group, 3)
    actions = [event.after["members"] for event in world.audited(group) if event.action is Action.MEMBERS_CHANGED]
    assert actions == [{number(3): "Member"}, {number(2): "Member"}, {number(1): "Admin"}]
    assert world.indexed(group).keys() == {number(1), number(2), number(3)}
    assert await world.fakes.members.totals([group.id]) == {group.id: MemberCount(3, 1)}


async def test_a_replay_of_an_old_event_leaves_the_index_as_the_memberships_are_now() -> None:
    world = FakeWorld()
    group = await world.group(OWNER)
    await _interrupted(world, ProcessDied(), add_second, group)
    await remove_member(world.groups, group.id, OWNER.subject, number(2), any_version)
    world.clock.advance(LATER)
    await tidy(world.groups, group.id)
    assert number(2) not in world.indexed(group)
    assert await world.fakes.members.totals([group.id]) == {group.id: MemberCount(1, 1)}


async def test_recording_an_event_twice_changes_nothing() -> None:
    world = FakeWorld()
    group = await world.group(OWNER)
    await world.subscriber(group)
    await add(world, group, 2)
    (event, *_) = world.audited(group)
    await world.deliver()
    audited, delivered = world.audited(group), list(world.fakes.sender.deliveries)
    await record_change(world.groups, world.fakes.members, event)
    await world.deliver()
    assert world.audited(group) == audited
    assert world.fakes.sender.deliveries == delivered
    assert await world.fakes.members.totals([group.id]) == {group.id: MemberCount(2, 1)}


async def test_the_index_follows_a_membership_that_changes_while_it_is_written(no_pauses: None) -> None:
    world = FakeWorld()
    group = await world.group(OWNER)
    rows = world.fakes.members.groups[group.id]

    async def promoted_elsewhere() -> None:
        rows.put(number(2), replace(rows.rows[number(2)], role=Role.ADMIN))

    before_call(world.fakes.member_index, "write", promoted_elsewhere)
    await add(world, group, 2)
    assert world.indexed(group)[number(2)] is Role.ADMIN


async def test_when_memberships_keep_changing_the_index_is_left_to_a_replay(no_pauses: None) -> None:
    world = FakeWorld()
    group = await world.group(OWNER, numbers=[number(2)])
    rows = world.fakes.members.groups[group.id]

    async def changed_elsewhere() -> None:
        row = rows.rows[number(2)]
        rows.put(number(2), replace(row, role=Role.MEMBER if row.role is Role.ADMIN else Role.ADMIN))

    before_call(world.fakes.member_index, "write", changed_elsewhere, times=100)
    with pytest.raises(StorageUnavailable):
        await update_member_index(world.groups, group.id, {number(2): Role.MEMBER})


async def test_subscribers_hear_of_what_a_replay_records() -> None:
    world = FakeWorld()
    group = await world.group(OWNER)
    await world.subscriber(group, events=[EventType.MEMBER_ADDED])
    await _interrupted(world, ProcessDied(), add_second, group)
    world.clock.advance(LATER)
    await tidy(world.groups, group.id)
    await world.deliver()
    (post,) = world.fakes.sender.deliveries
    assert number(2).encode() in post.body


async def unlink(world: FakeWorld, group: Group) -> None:
    """Remove the link to the subgroup that the group has."""
    (child_id,) = (await world.fakes.hierarchy.load())[0].children[group.id]
    await unlink_subgroup(world.groups, OWNER, group, child_id)


@pytest.mark.parametrize("change", [add_second, rename, link, unlink])
async def test_the_timer_delivers_what_a_dead_process_did_not_enqueue(
    change: Callable[[FakeWorld, Group], Awaitable[None]],
) -> None:
    world = FakeWorld()
    group = await world.group(OWNER)
    await link(world, group)
    await world.subscriber(group)
    fail(world.fakes.outbox, "head", ProcessDied())
    with pytest.raises(ProcessDied):
        await change(world, group)
    await world.deliver()
    assert world.fakes.sender.deliveries == []
    await world.tick(timedelta(minutes=1))
    assert len(world.fakes.sender.deliveries) == 1


async def test_nobody_is_notified_of_what_is_not_published() -> None:
    world = FakeWorld()
    group = await world.group(OWNER, numbers=[number(2)])
    await world.subscriber(group)
    world.fakes.delivery_blobs.events.clear()
    await put_identity(world.groups, "boss", "person-2", number(2), any_version)
    assert world.notified == []
    await change_role(world.groups, group.id, OWNER.subject, number(2), Role.ADMIN, any_version)
    assert world.notified == [group.id]


async def test_changes_that_concern_no_group_are_replayed_for_the_organization() -> None:
    world = FakeWorld()
    fail(world.fakes.audit, "put", StorageUnavailable("away"))
    await put_identity(world.groups, "boss", "person-2", number(2), any_version)
    assert not world.fakes.audit.events
    world.clock.advance(LATER)
    await replay_organization(world.connectors)
    (event,) = world.fakes.audit.events.values()
    assert (event.action, event.actor) == (Action.IDENTITY_CHANGED, "boss")
    assert not world.fakes.identities.events


async def _interrupted(
    world: FakeWorld, error: BaseException, change: Callable[[FakeWorld, Group], Awaitable[None]], group: Group
) -> None:
    """Make the change, and nothing that follows it."""
    recorded = world.fakes.audit.put

    async def broken(event: AuditEvent) -> None:
        if event.group_id == group.id:
            raise error
        await recorded(event)

    vars(world.fakes.audit)["put"] = broken
    try:
        await change(world, group)
    except ProcessDied:
        pass
    finally:
        del vars(world.fakes.audit)["put"]


async def _stored(world: FakeWorld, group: Group) -> Group:
    stored = await world.fakes.groups.get(group.id)
    assert stored is not None
    return stored

"""The audit of a group, newest first, with what was left pending."""

from datetime import timedelta

from shared.domain.audit import Action
from shared.domain.groups.group import Group
from shared.domain.members.membership import Role
from shared.errors import StorageUnavailable
from shared.services.groups.manage_groups import GroupChange, delete_group, restore_group, update_group
from shared.services.hierarchy.link_subgroups import link_subgroup, unlink_subgroup
from shared.services.members.change_members import add_members, change_role, remove_member
from tests.fakes.faults import fail
from tests.fakes.world import FakeWorld
from tests.people import number, person
from tests.use_cases import all_of, any_version, audit_page, pages_of

OWNER = person(1)


async def busy_group(world: FakeWorld) -> Group:
    """A group with a history of every kind."""
    group, child = await world.group(OWNER, "Depot"), await world.group(OWNER, "Gate")
    groups, actor = world.groups, OWNER.subject
    await add_members(groups, group, actor, [number(2)], None, Role.MEMBER)
    await change_role(groups, group.id, actor, number(2), Role.ADMIN, any_version)
    await remove_member(groups, group.id, actor, number(2), any_version)
    await link_subgroup(groups, OWNER, group, child.id)
    await unlink_subgroup(groups, OWNER, group, child.id)
    group = await update_group(groups, group, actor, GroupChange(name="Yard"), any_version)
    await delete_group(groups, group, actor, any_version)
    deleted = await world.fakes.groups.get(group.id)
    assert deleted is not None
    return await restore_group(groups, deleted, actor)


async def test_every_change_is_told_newest_first_with_what_differs() -> None:
    world = FakeWorld()
    group = await busy_group(world)
    events, position = await audit_page(world.groups, group, 100, None)
    assert position is None
    assert {event.actor for event in events} == {OWNER.subject}
    two = number(2)
    assert [(event.action, event.before, event.after) for event in events[:-2]] == [
        (Action.GROUP_RESTORED, {"deleted": True}, {"deleted": False}),
        (Action.GROUP_DELETED, {"deleted": False}, {"deleted": True}),
        (Action.GROUP_UPDATED, {"name": "Depot"}, {"name": "Yard"}),
        (Action.SUBGROUP_REMOVED, {"id": events[3].before["id"], "name": "Gate"}, {}),
        (Action.SUBGROUP_ADDED, {}, {"id": events[3].before["id"], "name": "Gate"}),
        (Action.MEMBERS_CHANGED, {"members": {two: "Admin"}}, {"members": {}}),
        (Action.MEMBERS_CHANGED, {"members": {two: "Member"}}, {"members": {two: "Admin"}}),
        (Action.MEMBERS_CHANGED, {"members": {}}, {"members": {two: "Member"}}),
    ]
    assert {event.action for event in events[-2:]} == {Action.GROUP_CREATED, Action.MEMBERS_CHANGED}


async def test_pages_have_every_event_once() -> None:
    world = FakeWorld()
    group = await busy_group(world)
    pages = await pages_of(lambda after: audit_page(world.groups, group, 3, after))
    assert [len(page) for page in pages] == [3, 3, 3, 1]
    assert [event for page in pages for event in page] == world.audited(group)


async def test_another_groups_events_are_not_among_them() -> None:
    world = FakeWorld()
    group, other = await busy_group(world), await world.group(OWNER)
    events = await all_of(lambda after: audit_page(world.groups, other, 100, after))
    assert {event.group_id for event in events} == {other.id}
    assert group.id != other.id


async def test_the_first_page_has_what_a_dead_process_left_and_later_pages_do_not_look() -> None:
    world = FakeWorld()
    group = await world.group(OWNER)
    fail(world.fakes.audit, "put", StorageUnavailable("away"))
    await add_members(world.groups, group, OWNER.subject, [number(2)], None, Role.MEMBER)
    world.clock.advance(timedelta(minutes=1))
    (newest, *_), position = await audit_page(world.groups, group, 1, "0")
    assert newest.after != {"members": {number(2): "Member"}}
    assert position is not None
    (newest, *_), _ = await audit_page(world.groups, group, 1, None)
    assert newest.after == {"members": {number(2): "Member"}}

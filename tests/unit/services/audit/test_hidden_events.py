"""The audit shows what its reader may know: no private group by its links, no history from before a mapping."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from shared.domain.access import Caller
from shared.domain.audit import Action, AuditEvent
from shared.domain.groups.group import Group
from shared.domain.members.membership import Role
from shared.services.audit.view_audit import list_audit
from shared.services.groups.change_group_type import link_group, unlink_group
from shared.services.groups.manage_groups import GroupChange, delete_group, update_group
from shared.services.groups.purge_groups import purge_group
from shared.services.hierarchy.link_subgroups import link_subgroup, unlink_subgroup
from shared.services.members.change_members import change_role, remove_member
from shared.services.uploads.control_upload import apply_upload
from tests.fakes.world import FakeWorld
from tests.people import number, organization_admin, person
from tests.use_cases import any_version, pages_of

OWNER, OTHER, BOSS = person(1), person(2), organization_admin(9)
LINKS = {Action.SUBGROUP_ADDED, Action.SUBGROUP_REMOVED}


async def pages(world: FakeWorld, caller: Caller, group: Group, limit: int = 100) -> list[list[AuditEvent]]:
    """The audit as this caller gets it now, a page at a time."""
    current = await world.fakes.groups.get(group.id)
    assert current is not None
    access = await world.access(caller, current)
    return await pages_of(lambda after: list_audit(world.groups, caller, access, limit, after))


async def seen(world: FakeWorld, caller: Caller, group: Group, limit: int = 100) -> list[AuditEvent]:
    return [event for page in await pages(world, caller, group, limit) for event in page]


def names(events: Sequence[AuditEvent]) -> list[str]:
    """The groups that the links among the events name, oldest first."""
    return [str((e.after or e.before)["name"]) for e in reversed(events) if e.action in LINKS]


async def link(world: FakeWorld, parent: Group, child: Group) -> None:
    await link_subgroup(world.groups, OWNER, parent, child.id)


async def secretly_linked(world: FakeWorld) -> tuple[Group, Group]:
    """An organization group of 1 and 2 above a private one of 1."""
    parent, secret = await world.group(OWNER, "Depot"), await world.private(OWNER, "Layoffs 2027")
    await world.add(parent, number(2), role=Role.ADMIN)
    await link(world, parent, secret)
    return parent, secret


async def test_a_link_of_a_private_group_is_shown_to_those_who_are_in_it() -> None:
    world = FakeWorld()
    parent, secret = await secretly_linked(world)
    assert names(await seen(world, OWNER, parent)) == ["Layoffs 2027"]
    for caller in (OTHER, BOSS):
        assert names(await seen(world, caller, parent)) == []
    await world.add(secret, number(2))
    assert names(await seen(world, OTHER, parent)) == ["Layoffs 2027"]
    await remove_member(world.groups, secret.id, OWNER.subject, number(2), any_version)
    await unlink_subgroup(world.groups, OWNER, parent, secret.id)
    assert names(await seen(world, OWNER, parent)) == ["Layoffs 2027"] * 2
    assert names(await seen(world, OTHER, parent)) == []


async def test_a_group_that_became_private_is_named_no_longer() -> None:
    world = FakeWorld()
    parent, child = await world.group(OWNER), await world.group(OWNER, "Restructuring")
    await link(world, parent, child)
    assert names(await seen(world, BOSS, parent)) == ["Restructuring"]
    await unlink_group(world.groups, child, OWNER.subject, any_version)
    assert names(await seen(world, BOSS, parent)) == []


async def test_a_deleted_and_a_purged_private_group_stay_hidden() -> None:
    world = FakeWorld()
    parent, secret = await secretly_linked(world)
    await delete_group(world.groups, secret, OWNER.subject, any_version)
    assert names(await seen(world, BOSS, parent)) == []
    await purge_group(world.groups, secret.id)
    for caller in (BOSS, OTHER, OWNER):
        assert names(await seen(world, caller, parent)) == []


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
async def test_pages_are_those_of_a_world_without_the_private_group(limit: int) -> None:
    shapes = []
    for is_there in (False, True):
        world = FakeWorld()
        parent = await world.group(OWNER, "Depot")
        for n in range(3):
            if is_there:
                secret = await world.private(OWNER)
                await link(world, parent, secret)
                await unlink_subgroup(world.groups, OWNER, parent, secret.id)
            await update_group(world.groups, parent, BOSS.subject, GroupChange(welcome_message=f"Hi {n}"), any_version)
        if is_there:
            await link(world, parent, await world.private(OWNER))
        shapes.append([[event.action for event in page] for page in await pages(world, BOSS, parent, limit)])
    without, there = shapes
    assert there == without


async def mapped(world: FakeWorld) -> Group:
    """A group that was private for a day, had members 2 and 3 then, of whom 3 is gone, and another name."""
    group = await world.private(OWNER, "Layoffs 2027")
    await world.add(group, number(2), number(3))
    await remove_member(world.groups, group.id, OWNER.subject, number(3), any_version)
    group = await update_group(world.groups, group, OWNER.subject, GroupChange(name="Team"), any_version)
    world.clock.advance(timedelta(days=1))
    group = await link_group(world.groups, group, OWNER.subject, any_version)
    world.clock.advance(timedelta(days=1))
    await world.add(group, number(4))
    return group


def text(events: Sequence[AuditEvent]) -> str:
    return " ".join(f"{event.before} {event.after}" for event in events)


async def test_organization_admins_see_what_is_from_the_mapping_on() -> None:
    world = FakeWorld()
    group = await mapped(world)
    for limit in (1, 2, 100):
        found = await pages(world, BOSS, group, limit)
        events = [event for page in found for event in page]
        assert [event.action for event in events] == [Action.MEMBERS_CHANGED, Action.GROUP_LINKED]
        assert found[-1], "nothing tells how much there is before"
    assert number(3) not in text(events)
    assert "Layoffs" not in text(events)


async def test_admins_of_the_private_group_go_on_seeing_all_of_it() -> None:
    world = FakeWorld()
    group = await mapped(world)
    events = await seen(world, OWNER, group, 2)
    assert Action.GROUP_CREATED in {event.action for event in events}
    assert number(3) in text(events)
    assert events == world.audited(group)


async def test_who_is_made_an_admin_after_the_mapping_sees_nothing_of_before() -> None:
    world = FakeWorld()
    group = await mapped(world)
    await world.add(group, number(9), role=Role.ADMIN)
    assert number(3) not in text(await seen(world, BOSS, group))
    group = await unlink_group(world.groups, group, OWNER.subject, any_version)
    assert number(3) not in text(await seen(world, BOSS, group))
    await link_group(world.groups, group, OWNER.subject, any_version)
    assert number(3) not in text(await seen(world, BOSS, group))
    assert number(3) in text(await seen(world, OWNER, group))


async def test_an_admin_who_came_to_the_private_group_later_keeps_what_was_since() -> None:
    world = FakeWorld()
    group = await mapped(world)
    await change_role(world.groups, group.id, OWNER.subject, number(2), Role.ADMIN, any_version)
    events = await seen(world, OTHER, group)
    assert number(3) in text(events)
    assert Action.GROUP_LINKED in {event.action for event in events}


async def test_a_private_group_that_never_was_another_shows_all_to_every_admin() -> None:
    world = FakeWorld()
    group = await world.private(OWNER)
    world.clock.advance(timedelta(days=1))
    await world.add(group, number(2), role=Role.ADMIN)
    assert await seen(world, OTHER, group) == world.audited(group)


async def test_links_from_before_the_mapping_name_the_group_to_those_who_were_in_it() -> None:
    world = FakeWorld()
    parent, secret = await secretly_linked(world)
    secret = await update_group(world.groups, secret, OWNER.subject, GroupChange(name="Team"), any_version)
    secret = await link_group(world.groups, secret, OWNER.subject, any_version)
    await world.add(secret, number(9))
    for caller in (BOSS, OTHER):
        assert names(await seen(world, caller, parent)) == []
    assert names(await seen(world, OWNER, parent)) == ["Layoffs 2027"]
    await unlink_subgroup(world.groups, OWNER, parent, secret.id)
    assert names(await seen(world, OTHER, parent)) == ["Team"]


async def test_a_mapping_that_is_not_recorded_yet_hides_all_the_same() -> None:
    world = FakeWorld()
    group = await world.private(OWNER, "Layoffs 2027")
    await link_group(world.groups, group, OWNER.subject, any_version)
    event = world.audited(group)[0]
    assert event.action is Action.GROUP_LINKED
    del world.fakes.audit.events[group.id, event.id]
    assert await seen(world, BOSS, group) == []


async def test_a_member_whom_an_old_upload_adds_after_a_mapping_sees_nothing_from_before() -> None:
    """Its members have the upload's time, which may be long before it is applied."""
    world = FakeWorld()
    group = await world.private(OWNER, "Depot")
    world.put("old/users.csv", f"Group Name,Phone Number,User Type\nDepot,{number(2)},Admin\n", review="true")
    await world.run()
    await world.add(group, number(3))
    await link_group(world.groups, group, "asha", any_version)
    await apply_upload(world.imports, (await world.job("old")).id, "asha")
    await world.run()
    assert world.roles("Depot")[number(2)] is Role.ADMIN
    before = [event for event in await seen(world, OTHER, group) if number(3) in str(event.after)]
    assert before == []

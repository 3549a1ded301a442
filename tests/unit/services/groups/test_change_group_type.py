"""A private group becomes an organization group and the other way round; a private group always keeps an admin."""

from datetime import timedelta

import pytest

from shared.domain.audit import Action
from shared.domain.conflicts import LastAdmin, NameTaken, NoAdmin, WrongType
from shared.domain.groups.group import Group, GroupType
from shared.domain.members.membership import Role
from shared.errors import Conflict, PreconditionFailed
from shared.services.audit.record_change import IN_FLIGHT
from shared.services.groups.change_group_type import link_group, unlink_group
from shared.services.groups.manage_groups import GroupChange, update_group
from shared.services.members.change_members import change_role, remove_member
from tests.fakes.faults import ProcessDied, before_call, fail
from tests.fakes.world import FakeWorld
from tests.people import number, organization_admin, person
from tests.use_cases import any_version, if_match

OWNER = person(1)


async def make_private(world: FakeWorld, group: Group) -> Group:
    """Change the organization group."""
    return await unlink_group(world.groups, group, OWNER.subject, any_version)


async def make_public(world: FakeWorld, group: Group) -> Group:
    """Change the private group."""
    return await link_group(world.groups, group, OWNER.subject, any_version)


async def leave(world: FakeWorld, group: Group, n: int = 1) -> None:
    """Remove a member."""
    await remove_member(world.groups, group.id, OWNER.subject, number(n), any_version)


async def test_it_becomes_private_and_back_with_an_event_each() -> None:
    world = FakeWorld()
    group = await world.group(OWNER, "Depot")
    private = await make_private(world, group)
    assert private.type is GroupType.PRIVATE
    assert private.updated_at > group.updated_at
    assert await world.fakes.groups.find("depot") is None
    back = await make_public(world, private)
    assert back.type is GroupType.ORGANIZATION
    assert await world.fakes.groups.find("depot") == group.id
    linked, unlinked = world.audited(group)[:2]
    assert (linked.action, unlinked.action) == (Action.GROUP_LINKED, Action.GROUP_UNLINKED)
    assert (unlinked.before, unlinked.after) == ({"type": "organization"}, {"type": "private"})


async def test_the_last_admin_is_held_while_the_group_is_private_and_only_then() -> None:
    world = FakeWorld()
    private = await make_private(world, await world.group(OWNER, numbers=[number(2)]))
    with pytest.raises(LastAdmin):
        await leave(world, private)
    await make_public(world, private)
    await leave(world, private)
    assert world.roles(private.name) == {number(2): Role.MEMBER}


async def test_a_group_without_an_admin_stays_an_organization_group() -> None:
    world = FakeWorld()
    group = await world.group(organization_admin(), numbers=[number(2)])
    with pytest.raises(NoAdmin):
        await make_private(world, group)
    assert await world.fakes.groups.get(group.id) == group


async def test_a_private_group_whose_name_is_taken_stays_private() -> None:
    world = FakeWorld()
    private, _ = await world.private(OWNER, "Depot"), await world.group(OWNER, "depot")
    with pytest.raises(NameTaken):
        await make_public(world, private)
    assert await world.fakes.groups.get(private.id) == private
    with pytest.raises(LastAdmin):
        await leave(world, private)


async def test_what_it_is_already_it_cannot_become() -> None:
    world = FakeWorld()
    with pytest.raises(WrongType):
        await make_public(world, await world.group(OWNER))
    with pytest.raises(WrongType):
        await make_private(world, await world.private(OWNER))


async def test_a_request_for_another_version_changes_nothing() -> None:
    world = FakeWorld()
    group, private = await world.group(OWNER), await world.private(OWNER)
    with pytest.raises(PreconditionFailed):
        await unlink_group(world.groups, group, OWNER.subject, if_match("another"))
    with pytest.raises(PreconditionFailed):
        await link_group(world.groups, private, OWNER.subject, if_match("another"))
    assert [await world.fakes.groups.get(each.id) for each in (group, private)] == [group, private]
    await leave(world, group)
    with pytest.raises(LastAdmin):
        await leave(world, private)


async def test_a_change_of_the_group_meanwhile_is_kept(no_pauses: None) -> None:
    world = FakeWorld()
    group = await world.group(OWNER)

    async def welcomed_elsewhere() -> None:
        await update_group(world.groups, group, "asha", GroupChange(welcome_message="Hello"), any_version)

    before_call(world.fakes.groups, "replace", welcomed_elsewhere)
    private = await make_private(world, group)
    assert (private.type, private.welcome_message) == (GroupType.PRIVATE, "Hello")


async def test_when_somebody_else_changes_the_type_meanwhile_it_is_written_once(no_pauses: None) -> None:
    world = FakeWorld()
    group = await world.group(OWNER)
    before_call(world.fakes.groups, "replace", lambda: make_private(world, group))
    assert (await make_private(world, group)).type is GroupType.PRIVATE
    assert [event.action for event in world.audited(group)].count(Action.GROUP_UNLINKED) == 1


async def test_an_admin_who_leaves_while_the_group_becomes_private_was_not_the_last(no_pauses: None) -> None:
    world = FakeWorld()
    group = await world.group(OWNER, numbers=[number(2)])
    before_call(world.fakes.members, "commit", lambda: leave(world, group))
    with pytest.raises(NoAdmin):
        await make_private(world, group)

    await world.add(group, number(1), number(3), role=Role.ADMIN)
    before_call(world.fakes.members, "commit", lambda: leave(world, group))
    await make_private(world, group)
    with pytest.raises(LastAdmin):
        await leave(world, group, 3)


async def test_when_admins_keep_changing_the_request_conflicts(no_pauses: None) -> None:
    world = FakeWorld()
    group = await world.group(OWNER, numbers=[number(2)])

    async def admins_change() -> None:
        for role in (Role.ADMIN, Role.MEMBER):
            await change_role(world.groups, group.id, "asha", number(2), role, any_version)

    before_call(world.fakes.members, "commit", admins_change, times=50)
    with pytest.raises(Conflict):
        await make_private(world, group)


async def test_a_process_that_dies_in_between_holds_no_admin_for_long() -> None:
    world = FakeWorld()
    group = await world.group(OWNER)
    fail(world.fakes.groups, "replace", ProcessDied())
    with pytest.raises(ProcessDied):
        await make_private(world, group)
    with pytest.raises(LastAdmin):
        await leave(world, group)
    world.clock.advance(IN_FLIGHT + timedelta(seconds=1))
    await leave(world, group)
    assert world.roles(group.name) == {}
    assert not (await world.fakes.members.partition_state(group.id)).admin_lock.keeps_admin

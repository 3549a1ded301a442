"""Deleted groups are removed for good when they can no longer be restored, with everything that belongs to them."""

from datetime import timedelta

import pytest

from shared.domain.audit import Action
from shared.domain.groups.group import Group
from shared.domain.groups.hierarchy import Link
from shared.domain.members.membership import Role
from shared.errors import Conflict
from shared.services.groups.manage_groups import delete_group
from shared.services.groups.purge_groups import purge_deleted_groups
from shared.services.hierarchy.link_subgroups import link_subgroup
from shared.services.members.repair_members import repair_members
from tests.fakes.faults import ProcessDied, before_call, fail
from tests.fakes.world import FakeWorld
from tests.people import number, person
from tests.use_cases import any_version

OWNER = person(1)
THIRTY_DAYS = timedelta(days=30)


async def deleted_group(world: FakeWorld, *below: Group) -> Group:
    """A group with a member and these subgroups, deleted now."""
    group = await world.group(OWNER, numbers=[number(2)])
    for child in below:
        await link_subgroup(world.groups, OWNER, group, child.id)
    await delete_group(world.groups, group, OWNER.subject, any_version)
    return group


async def test_a_group_is_removed_an_hour_after_it_could_be_restored_last() -> None:
    world = FakeWorld()
    group = await deleted_group(world)
    world.clock.advance(THIRTY_DAYS + timedelta(minutes=59))
    assert await purge_deleted_groups(world.groups) == 0
    assert world.indexed(group).keys() == {number(1), number(2)}
    world.clock.advance(timedelta(minutes=2))
    assert await purge_deleted_groups(world.groups) == 1
    assert await world.fakes.groups.get(group.id) is None
    assert await world.fakes.member_index.groups_of(number(2)) == {}
    assert group.id not in world.fakes.members.groups
    (event, *_) = world.audited(group)
    assert (event.action, event.actor, event.before["name"]) == (Action.GROUP_PURGED, "timer", group.name)


async def test_groups_that_are_in_use_or_not_due_stay() -> None:
    world = FakeWorld()
    due, kept = await deleted_group(world), await world.group(OWNER)
    world.clock.advance(timedelta(days=20))
    later = await deleted_group(world)
    world.clock.advance(timedelta(days=20))
    assert await purge_deleted_groups(world.groups) == 1
    assert {*world.fakes.groups.groups.rows} == {kept.id, later.id}
    assert due.id not in world.fakes.members.groups
    assert world.roles(kept.name) == world.indexed(kept) == {number(1): Role.ADMIN}


async def test_more_groups_than_a_page_are_removed_in_one_run() -> None:
    world = FakeWorld()
    for _ in range(105):
        group = await world.group(OWNER)
        await delete_group(world.groups, group, OWNER.subject, any_version)
    world.clock.advance(timedelta(days=60))
    assert await purge_deleted_groups(world.groups) == 105
    assert await purge_deleted_groups(world.groups) == 0


async def test_its_links_go_with_it_however_many_and_no_others() -> None:
    world = FakeWorld()
    above, below = await world.group(OWNER), await world.group(OWNER)
    group = await deleted_group(world, below)
    links = [Link(above.id, below.id), Link(above.id, group.id), *(Link(group.id, f"child-{n}") for n in range(95))]
    await world.fakes.hierarchy.add(links, world.fakes.hierarchy.version)
    world.clock.advance(timedelta(days=60))
    assert await purge_deleted_groups(world.groups) == 1
    assert list(world.fakes.hierarchy.links) == [(above.id, below.id)]


async def test_links_that_others_make_meanwhile_are_kept(no_pauses: None) -> None:
    world = FakeWorld()
    parent, child = await world.group(OWNER), await world.group(OWNER)
    await deleted_group(world, child)
    world.clock.advance(timedelta(days=60))
    before_call(world.fakes.hierarchy, "change", lambda: link_subgroup(world.groups, OWNER, parent, child.id))
    assert await purge_deleted_groups(world.groups) == 1
    assert list(world.fakes.hierarchy.links) == [(parent.id, child.id)]


async def test_when_others_keep_changing_the_links_the_group_waits_for_the_next_run(no_pauses: None) -> None:
    world = FakeWorld()
    parent, child = await world.group(OWNER), await world.group(OWNER)
    await deleted_group(world, child)
    world.clock.advance(timedelta(days=60))

    async def linked_elsewhere() -> None:
        await link_subgroup(world.groups, OWNER, parent, (await world.group(OWNER)).id)

    before_call(world.fakes.hierarchy, "change", linked_elsewhere, times=20)
    with pytest.raises(Conflict):
        await purge_deleted_groups(world.groups)
    assert await purge_deleted_groups(world.groups) == 1


@pytest.mark.parametrize(("store", "method"), [("members", "purge"), ("member_index", "write"), ("groups", "remove")])
async def test_the_next_run_goes_on_where_a_dead_process_stopped(store: str, method: str) -> None:
    world = FakeWorld()
    child = await world.group(OWNER)
    group = await deleted_group(world, child)
    world.clock.advance(timedelta(days=60))
    fail(getattr(world.fakes, store), method, ProcessDied())
    with pytest.raises(ProcessDied):
        await purge_deleted_groups(world.groups)
    assert await world.fakes.groups.get(group.id) is not None
    assert await purge_deleted_groups(world.groups) == 1
    assert not world.fakes.hierarchy.links
    assert group.id not in world.fakes.members.groups
    await repair_members(world.imports)  # index rows whose numbers died with the process
    assert world.indexed(group) == {}

"""Groups are linked below groups: several parents are allowed, cycles are not, and no name leaks in the error."""

from functools import partial

import pytest

from shared.domain.audit import Action
from shared.domain.conflicts import Cycle
from shared.domain.groups.group import Group
from shared.domain.members.membership import Role
from shared.errors import Conflict, NotFound
from shared.services.groups.manage_groups import delete_group
from shared.services.hierarchy.link_subgroups import link_subgroup, unlink_subgroup
from tests.fakes.faults import before_call
from tests.fakes.world import FakeWorld
from tests.people import number, organization_admin, person
from tests.use_cases import any_version

OWNER, OTHER = person(1), person(2)


async def link(world: FakeWorld, parent: Group, child: Group) -> None:
    """Link the child below the parent."""
    await link_subgroup(world.groups, OWNER, parent, child.id)


async def named(world: FakeWorld, *names: str) -> list[Group]:
    """Organization groups of these names."""
    return [await world.group(OWNER, name) for name in names]


def links(world: FakeWorld) -> set[tuple[str, str]]:
    """Parent and child of every link."""
    return set(world.fakes.hierarchy.links)


async def test_a_link_is_made_and_removed_with_an_event_each() -> None:
    world = FakeWorld()
    parent, child = await named(world, "top", "below")
    await link(world, parent, child)
    assert links(world) == {(parent.id, child.id)}
    await unlink_subgroup(world.groups, OWNER, parent, child.id)
    assert links(world) == set()
    described = {"id": child.id, "name": "below"}
    assert [(e.action, e.actor, e.before, e.after) for e in world.audited(parent)[:2]] == [
        (Action.SUBGROUP_REMOVED, OWNER.subject, described, {}),
        (Action.SUBGROUP_ADDED, OWNER.subject, {}, described),
    ]
    assert not world.fakes.hierarchy.events


async def test_a_link_that_is_there_is_not_made_again() -> None:
    world = FakeWorld()
    parent, child = await named(world, "top", "below")
    await link(world, parent, child)
    audited = world.audited(parent)
    await link(world, parent, child)
    assert world.audited(parent) == audited


async def test_a_group_may_have_several_parents() -> None:
    world = FakeWorld()
    one, two, both = await named(world, "one", "two", "both")
    await link(world, one, two)
    await link(world, one, both)
    await link(world, two, both)
    assert links(world) == {(one.id, two.id), (one.id, both.id), (two.id, both.id)}
    await unlink_subgroup(world.groups, OWNER, one, both.id)
    assert (two.id, both.id) in links(world)


async def test_only_a_group_that_the_caller_sees_can_be_linked() -> None:
    world = FakeWorld()
    parent, child = await named(world, "top", "below")
    private, gone = await world.private(OWNER), await world.group(OTHER)
    await delete_group(world.groups, gone, OWNER.subject, any_version)
    for caller, hidden in ((OTHER, child), (organization_admin(), private), (OTHER, gone)):
        with pytest.raises(NotFound):
            await link_subgroup(world.groups, caller, parent, hidden.id)
    with pytest.raises(NotFound):
        await link_subgroup(world.groups, OWNER, parent, world.new_id())
    assert links(world) == set()


async def test_no_group_is_below_itself() -> None:
    world = FakeWorld()
    (group,) = await named(world, "top")
    with pytest.raises(Cycle) as caught:
        await link(world, group, group)
    assert "top > top" in caught.value.detail


async def test_a_cycle_is_rejected_and_shown_from_group_to_group() -> None:
    world = FakeWorld()
    top, middle, bottom = await named(world, "top", "middle", "bottom")
    await link(world, top, middle)
    await link(world, middle, bottom)
    with pytest.raises(Cycle) as caught:
        await link(world, bottom, top)
    assert "top > middle > bottom > top" in caught.value.detail
    assert links(world) == {(top.id, middle.id), (middle.id, bottom.id)}


async def test_a_cycle_hides_the_names_of_groups_that_the_caller_does_not_see() -> None:
    world = FakeWorld()
    top, secret, bottom = (
        await world.group(OWNER, "top"),
        await world.private(OWNER, "secret"),
        await world.group(OTHER),
    )
    await world.add(top, number(2))
    await link(world, top, secret)
    await link_subgroup(world.groups, organization_admin(1), secret, bottom.id)
    with pytest.raises(Cycle) as caught:
        await link_subgroup(world.groups, OTHER, bottom, top.id)
    assert f"top > … > {bottom.name} > top" in caught.value.detail
    assert "secret" not in caught.value.detail


async def test_two_links_that_would_close_a_cycle_together_are_not_both_made(no_pauses: None) -> None:
    world = FakeWorld()
    one, two = await named(world, "one", "two")
    before_call(world.fakes.hierarchy, "change", lambda: link(world, two, one))
    with pytest.raises(Cycle):
        await link(world, one, two)
    assert links(world) == {(two.id, one.id)}


@pytest.mark.parametrize("conflicts", [1, 5])
async def test_links_that_others_make_meanwhile_are_kept(conflicts: int, no_pauses: None) -> None:
    world = FakeWorld()
    parent, child, *others = await named(world, "top", "below", *(f"other {n}" for n in range(conflicts)))
    left = iter(others)
    before_call(world.fakes.hierarchy, "change", lambda: link(world, parent, next(left)), conflicts)
    await link(world, parent, child)
    assert links(world) == {(parent.id, group.id) for group in (child, *others)}


async def test_when_others_keep_changing_the_hierarchy_the_request_conflicts(no_pauses: None) -> None:
    world = FakeWorld()
    parent, child = await named(world, "top", "below")

    async def changed_elsewhere() -> None:
        await world.fakes.hierarchy.add([], world.fakes.hierarchy.version)

    before_call(world.fakes.hierarchy, "change", changed_elsewhere, times=50)
    with pytest.raises(Conflict):
        await link(world, parent, child)
    assert links(world) == set()


async def test_a_link_that_is_removed_meanwhile_is_not_found(no_pauses: None) -> None:
    world = FakeWorld()
    parent, child = await named(world, "top", "below")
    await link(world, parent, child)
    removal = partial(unlink_subgroup, world.groups, OWNER, parent, child.id)
    before_call(world.fakes.hierarchy, "change", removal)
    with pytest.raises(NotFound):
        await removal()


async def test_what_is_not_linked_cannot_be_unlinked() -> None:
    world = FakeWorld()
    parent, child = await named(world, "top", "below")
    for child_id in (child.id, world.new_id()):
        with pytest.raises(NotFound):
            await unlink_subgroup(world.groups, OWNER, parent, child_id)


async def test_a_private_subgroup_is_unlinked_by_those_who_are_in_it_only() -> None:
    world = FakeWorld()
    parent, secret = await world.group(OWNER, "top"), await world.private(OWNER, "secret")
    elsewhere = await world.private(OWNER)
    await world.add(parent, number(2), role=Role.ADMIN)
    await link(world, parent, secret)
    for caller in (OTHER, organization_admin()):
        details = set()
        for child_id in (secret.id, elsewhere.id, world.new_id()):
            with pytest.raises(NotFound) as caught:
                await unlink_subgroup(world.groups, caller, parent, child_id)
            details.add(caught.value.detail)
        assert details == {"The group has no such subgroup."}, "the same whether or not it is linked"
    assert links(world) == {(parent.id, secret.id)}
    await world.add(secret, number(2))
    await unlink_subgroup(world.groups, OTHER, parent, secret.id)
    assert links(world) == set()


async def test_several_hidden_groups_in_a_row_are_shown_as_one() -> None:
    world = FakeWorld()
    top, bottom = await named(world, "top", "bottom")
    await world.add(top, number(2))
    await world.add(bottom, number(2), role=Role.ADMIN)
    one, two = await world.private(OWNER, "one"), await world.private(OWNER, "two")
    for parent, child in ((top, one), (one, two), (two, bottom)):
        await link(world, parent, child)
    with pytest.raises(Cycle) as caught:
        await link_subgroup(world.groups, OTHER, bottom, top.id)
    assert "top > … > bottom > top." in caught.value.detail


async def test_a_deleted_subgroup_can_still_be_unlinked() -> None:
    world = FakeWorld()
    parent, child = await named(world, "top", "below")
    await link(world, parent, child)
    await delete_group(world.groups, child, OWNER.subject, any_version)
    await unlink_subgroup(world.groups, OWNER, parent, child.id)
    assert links(world) == set()

"""What of the hierarchy below a group a caller sees."""

from itertools import pairwise

from shared.domain.access import AccessLevel, Caller
from shared.domain.groups.group import Group
from shared.domain.members.membership import IndexRow, Role
from shared.services.access.visible_groups import own_roles, visible_descendants
from shared.services.groups.manage_groups import delete_group
from shared.services.hierarchy.link_subgroups import link_subgroup
from tests.fakes.world import FakeWorld
from tests.people import application_of, number, organization_admin, person
from tests.use_cases import any_version

OWNER, OTHER = person(1), person(2)


async def below(world: FakeWorld, caller: Caller, group: Group) -> set[str]:
    """The names of the groups below that the caller sees."""
    found = await visible_descendants(world.groups, caller, group.id)
    return {access.group.name for access in found.values()}


async def chain(world: FakeWorld, *groups: Group) -> None:
    """Link each group below the one before."""
    for parent, child in pairwise(groups):
        await link_subgroup(world.groups, OWNER, parent, child.id)


async def test_organization_groups_below_are_seen_at_every_depth_as_a_member_at_least() -> None:
    world = FakeWorld()
    top = await world.group(OWNER, "top", numbers=[number(2)])
    middle, bottom = await world.group(OWNER, "middle"), await world.group(OWNER, "bottom")
    await chain(world, top, middle, bottom)
    found = await visible_descendants(world.groups, OTHER, top.id)
    assert {access.group.name for access in found.values()} == {"middle", "bottom"}
    assert {(a.access_level, a.role, a.sees_numbers) for a in found.values()} == {(AccessLevel.MEMBER, None, False)}
    own = await visible_descendants(world.groups, OWNER, top.id)
    assert {(a.access_level, a.role) for a in own.values()} == {(AccessLevel.ADMIN, Role.ADMIN)}
    assert await below(world, OTHER, bottom) == set()


async def test_a_private_group_of_others_hides_what_lies_below_it_only() -> None:
    world = FakeWorld()
    top, hidden = await world.group(OWNER, "top"), await world.private(OWNER, "hidden")
    under, both = await world.group(OWNER, "under"), await world.group(OWNER, "both")
    await chain(world, top, hidden, under)
    await chain(world, hidden, both)
    await chain(world, top, both)
    for caller in (OTHER, organization_admin()):
        assert await below(world, caller, top) == {"both"}
    assert await below(world, OWNER, top) == {"hidden", "under", "both"}


async def test_a_private_group_is_seen_by_its_members() -> None:
    world = FakeWorld()
    top, private = await world.group(OWNER, "top"), await world.private(OWNER, "private")
    await chain(world, top, private)
    await world.add(private, number(2))
    found = await visible_descendants(world.groups, OTHER, top.id)
    assert found[private.id].role is Role.MEMBER
    assert not found[private.id].sees_numbers


async def test_a_deleted_group_hides_what_lies_below_it_only() -> None:
    world = FakeWorld()
    top, gone, under = [await world.group(OWNER, name) for name in ("top", "gone", "under")]
    await chain(world, top, gone, under)
    await delete_group(world.groups, gone, OWNER.subject, any_version)
    assert await below(world, OWNER, top) == set()


async def test_a_connector_sees_private_groups_only_where_it_is_linked() -> None:
    world = FakeWorld()
    top, mine, other = [await world.group(OWNER, "top"), await world.private(OWNER, "mine"), await world.private(OWNER)]
    await chain(world, top, mine)
    await chain(world, top, other)
    application = application_of(await world.subscriber(top, mine))
    found = await visible_descendants(world.groups, application, top.id)
    assert list(found) == [mine.id]
    assert found[mine.id].is_linked
    assert found[mine.id].sees_numbers


async def test_roles_are_the_memberships_and_not_the_indexs() -> None:
    world = FakeWorld()
    group, left, never = [await world.group(OWNER) for _ in range(3)]
    await world.add(group, number(2), role=Role.ADMIN)
    stale = [IndexRow(number(2), group.id, Role.MEMBER), IndexRow(number(2), left.id, Role.ADMIN)]
    await world.fakes.member_index.write(stale)
    ids = [group.id, left.id, never.id]
    assert await own_roles(world.groups, OTHER, ids) == {group.id: Role.ADMIN}
    assert await own_roles(world.groups, OTHER, [never.id]) == {}
    assert await own_roles(world.groups, organization_admin(), ids) == {}

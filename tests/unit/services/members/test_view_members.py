"""Members as a caller sees them: masked or not, page by page, direct ones and those of all groups below."""

from functools import partial

import pytest

from shared.domain.groups.group import Group, GroupType
from shared.domain.members.membership import Membership, Role
from shared.errors import Forbidden
from shared.services.access.authorize_connector import authorize_connector
from shared.services.groups.manage_groups import delete_group
from shared.services.members.member_views import MemberFilter
from shared.services.members.view_effective_members import Totals, count_totals, list_effective_members
from tests.fakes.world import FakeWorld
from tests.people import application_of, number, organization_admin, person
from tests.unit.services.members.member_lists import direct, effective, link, masked, numbers_of
from tests.use_cases import any_version, pages_of

OWNER, MEMBER, OFFICE = person(1), person(2), organization_admin()


async def test_admins_see_numbers_whole_and_members_masked() -> None:
    world = FakeWorld()
    group = await world.group(OWNER, numbers=[number(2), number(3)])
    whole, hidden = [number(n) for n in (1, 2, 3)], [masked(n) for n in (1, 2, 3)]
    for caller, expected in ((OWNER, whole), (OFFICE, whole), (MEMBER, hidden)):
        assert numbers_of(await direct(world, caller, group)) == expected
        assert numbers_of(await effective(world, caller, group)) == expected


async def test_a_connector_sees_numbers_whole() -> None:
    world = FakeWorld()
    group = await world.group(OWNER, kind=GroupType.PRIVATE, numbers=[number(2)])
    application = application_of(await world.subscriber(group))
    assert numbers_of(await direct(world, application, group)) == [number(1), number(2)]
    assert numbers_of(await effective(world, application, group)) == [number(1), number(2)]


async def test_a_member_is_shown_with_role_and_who_added_them_when() -> None:
    world = FakeWorld()
    group = await world.group(OWNER)
    await world.add(group, number(2))
    admin, member = await direct(world, OWNER, group)
    assert (admin.role, admin.added_by, admin.added_at) == (Role.ADMIN, OWNER.subject, group.created_at)
    assert (member.role, member.added_by, member.via) == (Role.MEMBER, "test", ())


@pytest.mark.parametrize("limit", [1, 2, 7, 25, 100])
async def test_pages_have_every_direct_member_once_by_number(limit: int) -> None:
    world = FakeWorld()
    group = await world.group(OWNER, numbers=[number(n) for n in range(25, 1, -1)])
    assert numbers_of(await direct(world, OWNER, group, limit=limit)) == [number(n) for n in range(1, 26)]
    assert len(await direct(world, MEMBER, group, limit=limit)) == 25


async def test_members_are_filtered_by_role_and_by_the_first_digits() -> None:
    world = FakeWorld()
    group = await world.group(OWNER, numbers=[number(2), number(30), number(31)])
    await world.add(group, number(31), role=Role.ADMIN)
    prefix = number(30)[:-1]
    for listed in (direct, effective):
        assert numbers_of(await listed(world, OWNER, group, MemberFilter(Role.ADMIN), 1)) == [number(1), number(31)]
        assert numbers_of(await listed(world, OFFICE, group, MemberFilter(prefix=prefix), 1)) == [
            number(30),
            number(31),
        ]
        both = MemberFilter(Role.ADMIN, prefix)
        assert numbers_of(await listed(world, OWNER, group, both, 1)) == [number(31)]
        assert await listed(world, OWNER, group, MemberFilter(prefix="+44"), 1) == []


async def test_who_sees_numbers_masked_cannot_search_by_them() -> None:
    world = FakeWorld()
    group = await world.group(OWNER, numbers=[number(2)])
    for listed in (direct, effective):
        with pytest.raises(Forbidden):
            await listed(world, MEMBER, group, MemberFilter(prefix="+91"))


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
async def test_everybody_below_is_an_effective_member_once_with_the_groups_they_come_through(limit: int) -> None:
    world = FakeWorld()
    top = await world.group(OWNER, "top", numbers=[number(2)])
    left = await world.group(OWNER, "left", numbers=[number(3), number(5)])
    right = await world.group(OWNER, "right", numbers=[number(2), number(3), number(4)])
    await link(world, top, left, right)
    await link(world, left, right)
    found = await effective(world, OWNER, top, limit=limit)
    assert [(view.phone_number, [group.name for group in view.via]) for view in found] == [
        (number(1), ["left", "right", "top"]),
        (number(2), ["right", "top"]),
        (number(3), ["left", "right"]),
        (number(4), ["right"]),
        (number(5), ["left"]),
    ]


async def test_the_role_is_that_in_the_group_itself() -> None:
    world = FakeWorld()
    top, child = await world.group(OWNER, numbers=[number(2)]), await world.group(person(3))
    await world.add(child, number(2), role=Role.ADMIN)
    await link(world, top, child)
    found = {view.phone_number: view.role for view in await effective(world, OFFICE, top)}
    assert found == {number(1): Role.ADMIN, number(2): Role.MEMBER, number(3): Role.MEMBER}
    assert numbers_of(await effective(world, OFFICE, top, MemberFilter(Role.ADMIN), 1)) == [number(1)]
    assert numbers_of(await effective(world, OFFICE, top, MemberFilter(Role.MEMBER), 1)) == [number(2), number(3)]


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
async def test_numbers_that_the_caller_sees_come_first_and_masked_members_follow_by_group(limit: int) -> None:
    world = FakeWorld()
    top = await world.group(MEMBER, "top")
    own = await world.group(MEMBER, "own", numbers=[number(3), number(9)])
    child = await world.group(OWNER, "child", numbers=[number(2), number(3)])
    below = await world.group(OWNER, "below", numbers=[number(3)])
    await world.add(top, number(3))
    await link(world, top, own, child)
    await link(world, child, below)
    found = await effective(world, MEMBER, top, limit=limit)
    assert [(view.phone_number, [group.name for group in view.via]) for view in found] == [
        (number(2), ["own", "top"]),
        (number(3), ["own", "top"]),
        (number(9), ["own"]),
        (masked(1), ["below"]),
        (masked(3), ["below"]),
        (masked(1), ["child"]),
        (masked(2), ["child"]),
        (masked(3), ["child"]),
    ]
    assert numbers_of(await effective(world, OWNER, child, limit=limit)) == [number(1), number(2), number(3)]


async def test_the_role_of_who_is_masked_is_shown_with_the_masked_entry_only() -> None:
    world = FakeWorld()
    top = await world.group(OWNER, "top", numbers=[number(2)])
    own = await world.group(MEMBER, "own", numbers=[number(1)])
    await world.add(own, number(1), role=Role.ADMIN)
    await link(world, top, own)
    found = await effective(world, MEMBER, top)
    assert [(view.phone_number, view.role) for view in found] == [
        (number(1), Role.MEMBER),
        (number(2), Role.MEMBER),
        (masked(1), Role.ADMIN),
        (masked(2), Role.MEMBER),
    ]
    assert numbers_of(await effective(world, MEMBER, top, MemberFilter(Role.ADMIN))) == [masked(1)]
    below = await effective(world, MEMBER, await _below(world, own, top), MemberFilter(Role.ADMIN))
    assert numbers_of(below) == [number(2)]


async def _below(world: FakeWorld, *children: Group) -> Group:
    """A group of MEMBER's with these below it."""
    parent = await world.group(MEMBER)
    await link(world, parent, *children)
    return parent


async def test_of_many_masked_groups_a_page_reads_some_and_the_next_one_goes_on() -> None:
    world = FakeWorld()
    top = await world.group(MEMBER)
    children = [await world.group(OWNER, f"child {n:03d}") for n in range(120)]
    await link(world, top, *children)
    access = await world.access(MEMBER, top)
    pages = await pages_of(partial(list_effective_members, world.groups, MEMBER, access, MemberFilter(), 100))
    assert [len(page) for page in pages] == [51, 50, 20]
    through = [group.id for page in pages for view in page[-100:] for group in view.via]
    assert through == [top.id, *(child.id for child in children)]


async def test_nobody_comes_through_a_group_that_the_caller_does_not_see() -> None:
    world = FakeWorld()
    top, gone = await world.group(OWNER, numbers=[number(2)]), await world.group(OWNER, numbers=[number(4)])
    secret = await world.group(OWNER, kind=GroupType.PRIVATE, numbers=[number(3)])
    await link(world, top, secret, gone)
    await delete_group(world.groups, gone, OWNER.subject, any_version)
    assert numbers_of(await effective(world, OFFICE, top)) == [number(1), number(2)]
    assert numbers_of(await effective(world, MEMBER, top)) == [masked(1), masked(2)]
    owner_sees = await effective(world, OWNER, top)
    assert numbers_of(owner_sees) == [number(1), number(2), number(3)]


async def test_a_connector_lists_only_members_of_groups_that_it_is_linked_to() -> None:
    world = FakeWorld()
    top = await world.group(OWNER)
    linked = await world.group(OWNER, kind=GroupType.PRIVATE, numbers=[number(2)])
    other = await world.group(OWNER, numbers=[number(3)])
    await link(world, top, linked, other)
    application = application_of(await world.subscriber(top, linked))
    found = await effective(world, application, top)
    assert [(view.phone_number, {group.id for group in view.via}) for view in found] == [
        (number(1), {top.id, linked.id}),
        (number(2), {linked.id}),
    ]


async def test_what_a_connector_may_not_list_is_counted_and_not_compared() -> None:
    """It may add numbers to one group and only read of another how many members it has."""
    world = FakeWorld()
    top = await world.group(OWNER, numbers=[number(2)])
    other = await world.group(OWNER, numbers=[number(2), number(3)])
    await link(world, top, other)
    application = application_of(await world.subscriber(top))
    grant = application.connector
    assert grant is not None
    access = await authorize_connector(world.groups, grant, "get_group", top.id)
    assert await count_totals(world.groups, application, access) == Totals(2 + 3, 1)
    assert numbers_of(await effective(world, application, top)) == [number(1), number(2)]


async def test_a_page_by_role_may_be_short_and_the_next_one_goes_on() -> None:
    world = FakeWorld()
    group = await world.group(OWNER)
    for n in range(2, 2101):
        role = Role.ADMIN if n == 2050 else Role.MEMBER
        row = Membership(group.id, number(n), role, group.created_at, "test")
        world.fakes.members.groups[group.id].put(number(n), row)
    access = await world.access(OWNER, group)
    wanted = MemberFilter(Role.ADMIN)
    pages = await pages_of(partial(list_effective_members, world.groups, OWNER, access, wanted, 2))
    assert [numbers_of(page) for page in pages] == [[number(1)], [], [number(2050)]]


async def test_totals_count_the_entries_of_the_list_and_the_groups_that_the_caller_sees() -> None:
    world = FakeWorld()
    top = await world.group(OWNER, numbers=[number(2)])
    child = await world.group(OWNER, numbers=[number(2), number(3)])
    secret = await world.group(OWNER, kind=GroupType.PRIVATE, numbers=[number(3), number(4)])
    await link(world, top, child, secret)
    await link(world, child, secret)
    for caller, expected in ((OWNER, Totals(4, 2)), (OFFICE, Totals(3, 1)), (MEMBER, Totals(5, 1))):
        assert await count_totals(world.groups, caller, await world.access(caller, top)) == expected
        assert len(await effective(world, caller, top)) == expected.unique_members

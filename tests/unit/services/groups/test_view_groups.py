"""The groups that a caller sees, page by page: by name, with member counts and the caller's own role."""

from datetime import timedelta
from functools import partial

import pytest

from shared.domain.access import Caller
from shared.domain.connectors import ConnectorGrant
from shared.domain.groups.group import Group, GroupType
from shared.domain.members.membership import IndexRow, Role
from shared.errors import StorageUnavailable
from shared.services.groups.manage_groups import delete_group
from shared.services.groups.view_groups import (
    GroupFilter,
    GroupView,
    list_deleted_groups,
    list_groups,
    list_linked_groups,
    view_group,
)
from shared.services.members.change_members import add_members
from tests.fakes.faults import fail
from tests.fakes.world import FakeWorld
from tests.people import number, organization_admin, person
from tests.use_cases import all_of, any_version, pages_of

OWNER, MEMBER, STRANGER = person(1), person(2), person(3)
OFFICE, OFFICE_MEMBER = organization_admin(), organization_admin(2)
ALL = GroupFilter()
ORGANIZATION, PRIVATE = GroupType.ORGANIZATION, GroupType.PRIVATE


async def seen(world: FakeWorld, caller: Caller, wanted: GroupFilter = ALL, limit: int = 100) -> list[GroupView]:
    """All pages of the caller's groups."""
    return await all_of(partial(list_groups, world.groups, caller, wanted, limit))


async def names(world: FakeWorld, caller: Caller, wanted: GroupFilter = ALL, limit: int = 100) -> list[str]:
    """The names of the caller's groups in their order."""
    return [view.group.name for view in await seen(world, caller, wanted, limit)]


async def town(world: FakeWorld) -> None:
    """Organization and private groups, in some of which the member is."""
    await world.group(OWNER, "Depot", numbers=[number(2)])
    await world.group(OWNER, "Yard")
    await world.private(OWNER, "Club")
    await world.group(OWNER, "Quiz", PRIVATE, [number(2)])
    await world.group(MEMBER, "Gate")


async def delete(world: FakeWorld, group: Group) -> None:
    """Delete the group."""
    await delete_group(world.groups, group, OWNER.subject, any_version)


@pytest.mark.parametrize(
    ("caller", "expected"),
    [
        (OWNER, ["Club", "Depot", "Quiz", "Yard"]),
        (MEMBER, ["Depot", "Gate", "Quiz"]),
        (STRANGER, []),
        (Caller("nobody"), []),
        (OFFICE, ["Depot", "Gate", "Yard"]),
        (OFFICE_MEMBER, ["Depot", "Gate", "Quiz", "Yard"]),
    ],
    ids=["owner", "member", "stranger", "no number", "organization admin", "organization admin and member"],
)
@pytest.mark.parametrize("limit", [1, 2, 100])
async def test_everybody_sees_the_own_groups_and_organization_admins_all_but_others_private_ones(
    caller: Caller, expected: list[str], limit: int
) -> None:
    world = FakeWorld()
    await town(world)
    assert await names(world, caller, limit=limit) == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (GroupFilter(type=ORGANIZATION), ["Depot", "Gate", "Yard"]),
        (GroupFilter(type=PRIVATE), ["Quiz"]),
        (GroupFilter(prefix="  dE"), ["Depot"]),
        (GroupFilter(prefix="q"), ["Quiz"]),
        (GroupFilter(prefix="club"), []),
        (GroupFilter(role=Role.ADMIN), ["Gate"]),
        (GroupFilter(role=Role.MEMBER), ["Depot", "Quiz"]),
        (GroupFilter(PRIVATE, "q", Role.MEMBER), ["Quiz"]),
        (GroupFilter(PRIVATE, "q", Role.ADMIN), []),
    ],
)
async def test_an_organization_admins_filters_narrow_the_list(wanted: GroupFilter, expected: list[str]) -> None:
    world = FakeWorld()
    await town(world)
    assert await names(world, OFFICE_MEMBER, wanted, limit=1) == expected
    own = [name for name in expected if name != "Yard"]
    assert await names(world, MEMBER, wanted, limit=1) == own


async def test_a_view_has_the_callers_role_and_the_number_of_members() -> None:
    world = FakeWorld()
    await town(world)
    views = {view.group.name: (view.role, view.member_count) for view in await seen(world, OFFICE_MEMBER)}
    assert views == {"Depot": (Role.MEMBER, 2), "Gate": (Role.ADMIN, 1), "Quiz": (Role.MEMBER, 2), "Yard": (None, 1)}


@pytest.mark.parametrize("caller", [OFFICE_MEMBER, MEMBER], ids=["organization admin", "member"])
@pytest.mark.parametrize("limit", [1, 3, 7, 10, 100])
async def test_pages_have_every_group_once_and_in_order(caller: Caller, limit: int) -> None:
    world = FakeWorld()
    for n in range(20):
        await world.group(MEMBER, f"{n % 10} of {n // 10}", PRIVATE if n % 3 else ORGANIZATION)
    for name in ("same", "same", "ｚ", "😀", "\ufb00"):
        await world.private(MEMBER, name)
    found = await seen(world, caller, limit=limit)
    assert len(found) == len({view.group.id for view in found}) == 25
    order = [(view.group.normalised.encode("utf-16-be"), view.group.id) for view in found]
    assert order == sorted(order)


async def test_no_page_is_longer_than_asked_for() -> None:
    world = FakeWorld()
    for n in range(10):
        await world.group(MEMBER, f"Depot {n}")
    for caller in (OFFICE, MEMBER):
        pages = await pages_of(partial(list_groups, world.groups, caller, ALL, 4))
        assert [len(page) for page in pages] == [4, 4, 2]


async def test_excluded_groups_are_left_out_without_gaps_even_where_they_fill_pages() -> None:
    world = FakeWorld()
    groups = [await world.group(MEMBER, f"Depot {n:02d}") for n in range(40)]
    exclude = {group.id for group in groups[:33]}
    for caller in (OFFICE, MEMBER):
        found = await all_of(partial(list_groups, world.groups, caller, ALL, 2, exclude=exclude))
        assert [view.group for view in found] == groups[33:]


async def test_deleted_groups_are_not_listed() -> None:
    world = FakeWorld()
    await delete(world, await world.group(OWNER, "gone"))
    await delete(world, await world.private(OWNER, "gone too"))
    for caller in (OWNER, OFFICE, organization_admin(1)):
        assert await names(world, caller) == []


async def test_an_index_that_is_behind_grants_nothing_and_is_corrected() -> None:
    world = FakeWorld()
    left, promoted = await world.private(OWNER, "left"), await world.private(OWNER, "promoted")
    await world.add(promoted, number(2), role=Role.ADMIN)
    stale = [IndexRow(number(2), left.id, Role.ADMIN), IndexRow(number(2), promoted.id, Role.MEMBER)]
    await world.fakes.member_index.write(stale)
    views = await seen(world, MEMBER)
    assert [(view.group.name, view.role) for view in views] == [("promoted", Role.ADMIN)]
    assert world.indexed(left) == world.roles("left")
    assert world.indexed(promoted) == world.roles("promoted")


async def test_an_index_row_of_a_group_that_does_not_exist_is_passed_over() -> None:
    world = FakeWorld()
    await world.fakes.member_index.write([IndexRow(number(2), "none", Role.ADMIN)])
    assert await names(world, MEMBER) == []
    assert (await list_deleted_groups(world.groups, MEMBER, 10, None)) == ([], None)


async def test_one_group_is_viewed_with_members_that_are_not_recorded_yet() -> None:
    world = FakeWorld()
    group = await world.group(OWNER)
    fail(world.fakes.audit, "put", StorageUnavailable("away"))
    await add_members(world.groups, group, OWNER.subject, [number(2)], None, Role.MEMBER)
    world.clock.advance(timedelta(minutes=1))
    assert await view_group(world.groups, group, Role.ADMIN) == GroupView(group, Role.ADMIN, 2)
    assert not world.fakes.members.events
    assert [view.member_count for view in await seen(world, OWNER)] == [2]


@pytest.mark.parametrize(
    ("caller", "expected"),
    [
        (OWNER, {"Depot", "Club"}),
        (MEMBER, set[str]()),
        (STRANGER, set[str]()),
        (OFFICE, {"Depot"}),
        (organization_admin(1), {"Depot", "Club"}),
        (OFFICE_MEMBER, {"Depot"}),
    ],
    ids=["owner", "member", "stranger", "organization admin", "who is an admin of them too", "and a member"],
)
@pytest.mark.parametrize("limit", [1, 10])
async def test_deleted_groups_are_listed_for_those_who_may_restore_them(
    caller: Caller, expected: set[str], limit: int
) -> None:
    world = FakeWorld()
    for kind, name in ((ORGANIZATION, "Depot"), (PRIVATE, "Club")):
        await delete(world, await world.group(OWNER, name, kind, [number(2)]))
        world.clock.advance(timedelta(minutes=1))
    await world.group(OWNER, "Yard")
    found = await all_of(partial(list_deleted_groups, world.groups, caller, limit))
    assert len(found) == len(expected)
    assert {view.group.name for view in found} == expected


@pytest.mark.parametrize("limit", [1, 2, 5])
async def test_pages_of_deleted_groups_do_not_tell_of_private_ones_between_them(limit: int) -> None:
    world = FakeWorld()
    for name in ("a", "b", "c"):
        await delete(world, await world.private(person(7)))
        world.clock.advance(timedelta(minutes=1))
        await delete(world, await world.group(OWNER, name))
        world.clock.advance(timedelta(minutes=1))
    for _ in range(2):
        await delete(world, await world.private(person(7)))
    pages = await pages_of(partial(list_deleted_groups, world.groups, OFFICE, limit))
    names = ["c", "b", "a"]
    expected = [names[at : at + limit] for at in range(0, 3, limit)]
    assert [[view.group.name for view in page] for page in pages] == expected


async def test_deleted_groups_are_listed_latest_first_or_by_name() -> None:
    world = FakeWorld()
    for name in ("b", "c", "a"):
        await delete(world, await world.group(OWNER, name))
        world.clock.advance(timedelta(minutes=1))
    by_office = await all_of(partial(list_deleted_groups, world.groups, OFFICE, 2))
    by_owner = await all_of(partial(list_deleted_groups, world.groups, OWNER, 2))
    assert [view.group.name for view in by_office] == ["a", "c", "b"]
    assert [view.group.name for view in by_owner] == ["a", "b", "c"]


async def test_a_connector_sees_the_groups_that_it_is_linked_to() -> None:
    world = FakeWorld()
    depot, club = await world.group(OWNER, "Depot"), await world.group(OWNER, "Club", PRIVATE, [number(2)])
    gone, _ = await world.group(OWNER, "gone"), await world.group(OWNER, "Yard")
    connector = await world.subscriber(depot, club, gone)
    await delete(world, gone)
    grant = ConnectorGrant(connector.id, connector.permissions, connector.client_id)

    async def listed(wanted: GroupFilter = ALL) -> list[tuple[str, Role | None, int]]:
        views = await all_of(partial(list_linked_groups, world.groups, grant, wanted, 1))
        return [(view.group.name, view.role, view.member_count) for view in views]

    assert await listed() == [("Depot", None, 1), ("Club", None, 2)]
    assert await listed(GroupFilter(PRIVATE)) == await listed(GroupFilter(prefix="cl")) == [("Club", None, 2)]
    assert await listed(GroupFilter(role=Role.ADMIN)) == []

"""Lists of groups: who sees what, in which order, page by page."""

from datetime import timedelta

import pytest

from shared.domain.access import Caller
from shared.domain.groups.group import Group, GroupType
from shared.domain.members.membership import Role
from shared.domain.names import normalise
from shared.services.groups.manage_groups import delete_group, restore_group
from shared.services.groups.purge_groups import purge_deleted_groups
from shared.services.groups.view_groups import GroupFilter, list_deleted_groups, list_groups
from shared.services.hierarchy.link_subgroups import link_subgroup
from shared.services.hierarchy.view_subgroups import list_candidates, list_subgroups
from tests.groups_world import World, number, organization_admin, person
from tests.integration.world import world

__all__ = ["world"]

NAMES = [
    "Ärzte",
    "apfel",
    "Zoo / West",
    "zoo #1",
    "Почта",
    "日本",
    "😀 team",
    "\uffee end",
    "O'Neil",
    "100% \\ a",
    "İzmir",
    "ßtraße",
]


def any_version(_: str) -> None:
    """No If-Match."""


async def listed(world: World, caller: Caller, wanted: GroupFilter, limit: int) -> list[Group]:
    """All pages together."""
    found: list[Group] = []
    after = None
    while True:
        views, after = await list_groups(world.context, caller, wanted, limit, after)
        assert len(views) <= limit
        found += [view.group for view in views]
        if after is None:
            return found


@pytest.fixture(scope="module")
async def many(world: World) -> dict[str, Group]:
    """Organization groups of odd names, and some private ones of person 50 in between."""
    groups = {}
    for i, name in enumerate(NAMES * 3):
        is_private = i % 3 == 2
        full = f"{name} {i // len(NAMES)}" if i >= len(NAMES) else name
        maker = world.private if is_private else world.group
        group = await maker(person(50 if is_private else 51), full)
        groups[group.id] = group
    await world.add(await world.private(person(52), "hidden"), [number(53)])
    return groups


@pytest.mark.parametrize("limit", [1, 2, 7, 100])
async def test_pages_hold_each_visible_group_once_in_order(world: World, many: dict[str, Group], limit: int) -> None:
    boss = organization_admin(50)
    groups = await listed(world, boss, GroupFilter(), limit)
    assert [group.id for group in groups] == [
        group.id for group in sorted(many.values(), key=lambda g: (g.normalised.encode("utf-16-be"), g.id))
    ]
    assert {g.id for g in await listed(world, organization_admin(), GroupFilter(), limit)} == {
        g.id for g in many.values() if g.type is GroupType.ORGANIZATION
    }
    assert {g.id for g in await listed(world, person(50), GroupFilter(), limit)} == {
        g.id for g in many.values() if g.type is GroupType.PRIVATE
    }


@pytest.mark.parametrize("prefix", ["Z", "ZOO ", "ä", "日", "100%", "o'n", "i̇", "SS", "", "nothing"])
async def test_a_prefix_finds_names_in_any_case(world: World, many: dict[str, Group], prefix: str) -> None:
    wanted = GroupFilter(GroupType.ORGANIZATION, prefix)
    found = {g.id for g in await listed(world, organization_admin(), wanted, 3)}
    assert found == {
        g.id for g in many.values() if g.type is GroupType.ORGANIZATION and g.normalised.startswith(normalise(prefix))
    }


async def test_filters_of_type_and_role(world: World, many: dict[str, Group]) -> None:
    boss = organization_admin(50)
    some = next(g for g in many.values() if g.type is GroupType.ORGANIZATION)
    await world.add(some, [number(50)])
    private = [g for g in many.values() if g.type is GroupType.PRIVATE]
    assert len(await listed(world, boss, GroupFilter(GroupType.PRIVATE), 5)) == len(private)
    assert len(await listed(world, boss, GroupFilter(role=Role.ADMIN), 5)) == len(private)
    assert [g.id for g in await listed(world, boss, GroupFilter(role=Role.MEMBER), 5)] == [some.id]


async def test_deleted_groups_are_listed_for_those_who_may_restore_them(world: World) -> None:
    mine, other, hidden = [await world.group(person(n), f"Gone {n}") for n in (60, 61)] + [
        await world.private(person(61), "Gone private")
    ]
    await world.add(mine, [number(61)])
    for group in (mine, other, hidden):
        await delete_group(world.context, group, "test", any_version)

    async def deleted(caller: Caller) -> list[str]:
        views, _ = await list_deleted_groups(world.context, caller, 100, None)
        return [view.group.id for view in views]

    assert sorted(await deleted(organization_admin())) == sorted([mine.id, other.id])
    assert await deleted(person(60)) == [mine.id]
    assert sorted(await deleted(person(61))) == sorted([other.id, hidden.id])
    assert await deleted(person(62)) == []
    gone = await world.context.groups.get(mine.id)
    assert gone is not None
    await restore_group(world.context, gone, "test")
    assert await deleted(person(60)) == []


async def test_purge_leaves_nothing_of_a_group_but_its_audit(world: World) -> None:
    parent, gone, child = [await world.group(person(70)) for _ in range(3)]
    kept = await world.group(person(70))
    boss = organization_admin()
    await link_subgroup(world.context, boss, parent, gone.id)
    await link_subgroup(world.context, boss, gone, child.id)
    await world.add(gone, [number(n) for n in range(700, 950)])
    await delete_group(world.context, gone, "test", any_version)
    await delete_group(world.context, kept, "test", any_version)
    assert await purge_deleted_groups(world.context) == 0
    world.clock.ahead += timedelta(days=31)
    fresh = await world.group(person(70))
    await delete_group(world.context, fresh, "test", any_version)
    assert await purge_deleted_groups(world.context) >= 2
    assert await world.context.groups.get(gone.id) is None
    assert await world.context.groups.get(fresh.id) is not None
    assert await world.rows("Memberships", f"PartitionKey eq '{gone.id}'") == []
    assert await world.copies(gone) == {}
    hierarchy, _ = await world.context.hierarchy.load()
    assert not hierarchy.linked(parent.id, gone.id)
    assert not hierarchy.linked(gone.id, child.id)
    assert await world.rows("AuditEvents", f"PartitionKey eq '{gone.id}'") != []
    world.clock.ahead -= timedelta(days=31)


async def test_candidates_leave_out_what_would_make_a_cycle(world: World) -> None:
    names = ["top", "middle", "bottom", "beside", "invisible"]
    by_name = {name: await world.group(person(80 if name != "invisible" else 81), f"Cand {name}") for name in names}
    me = person(80)
    await link_subgroup(world.context, me, by_name["top"], by_name["middle"].id)
    await link_subgroup(world.context, me, by_name["middle"], by_name["bottom"].id)

    async def candidates(caller: Caller, group: str, limit: int) -> set[str]:
        found: set[str] = set()
        after = None
        while True:
            views, after = await list_candidates(world.context, caller, by_name[group].id, "CAND", limit, after)
            found |= {view.group.name.removeprefix("Cand ") for view in views}
            if after is None:
                return found

    for limit in (1, 100):
        assert await candidates(me, "middle", limit) == {"beside"}
        assert await candidates(me, "top", limit) == {"bottom", "beside"}
        assert await candidates(me, "bottom", limit) == {"beside"}
        assert await candidates(organization_admin(), "bottom", limit) == {"beside", "invisible"}


async def test_subgroups_show_parents_and_hide_what_the_caller_may_not_see(world: World) -> None:
    top, left, right, below = [await world.group(person(90), f"Tree {n}") for n in range(4)]
    private = await world.private(person(90), "Tree private")
    deleted = await world.group(person(90), "Tree deleted")
    under_deleted = await world.group(person(90), "Tree under deleted")
    me = person(90)
    for parent, child in [
        (top, left),
        (top, right),
        (left, below),
        (right, below),
        (top, private),
        (top, deleted),
        (deleted, under_deleted),
    ]:
        await link_subgroup(world.context, me, parent, child.id)
    await delete_group(world.context, deleted, "test", any_version)
    await world.add(top, [number(91)])

    async def shown(caller: Caller, *, recursive: bool) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        after = None
        while True:
            page, after = await list_subgroups(world.context, caller, top.id, 2, after, recursive=recursive)
            found |= {sub.view.group.id: set(sub.parent_ids) for sub in page}
            if after is None:
                return found

    assert await shown(me, recursive=False) == {left.id: {top.id}, right.id: {top.id}, private.id: {top.id}}
    everything = {left.id: {top.id}, right.id: {top.id}, below.id: {left.id, right.id}}
    assert await shown(me, recursive=True) == everything | {private.id: {top.id}}
    assert await shown(person(91), recursive=True) == everything
    assert await shown(organization_admin(), recursive=True) == everything

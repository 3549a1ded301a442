"""Effective members: everybody in a group or below it, without a query a member."""

import pytest

from shared.domain.access import Caller
from shared.domain.groups.group import Group
from shared.domain.groups.hierarchy import Link
from shared.domain.members.membership import Role
from shared.errors import Forbidden
from shared.services.groups.manage_groups import delete_group
from shared.services.hierarchy.link_subgroups import link_subgroup
from shared.services.members.member_views import MemberFilter, MemberView
from shared.services.members.view_effective_members import count_totals, list_effective_members
from shared.services.members.view_members import list_members
from tests.groups_world import World, number, organization_admin, person
from tests.integration.world import world

__all__ = ["world"]


def any_version(_: str) -> None:
    """No If-Match."""


async def effective(
    world: World, caller: Caller, group: Group, limit: int = 100, wanted: MemberFilter | None = None
) -> list[MemberView]:
    """All pages together."""
    access = await world.access(caller, group)
    found: list[MemberView] = []
    after = None
    while True:
        views, after = await list_effective_members(
            world.context, caller, access, wanted or MemberFilter(), limit, after
        )
        assert len(views) <= limit
        found += views
        if after is None:
            return found


@pytest.fixture(scope="module")
async def family(world: World) -> dict[str, Group]:
    """top > (left, right) > bottom, and below top a private and a deleted group; person 1 made them all."""
    names = ["top", "left", "right", "bottom", "deleted"]
    groups = {name: await world.group(person(1), f"Family {name}") for name in names}
    groups["private"] = await world.private(person(1))
    for parent, child in [
        ("top", "left"),
        ("top", "right"),
        ("left", "bottom"),
        ("right", "bottom"),
        ("top", "deleted"),
        ("top", "private"),
    ]:
        await link_subgroup(world.context, person(1), groups[parent], groups[child].id)
    await world.add(groups["top"], [number(2)])
    await world.add(groups["left"], [number(2), number(3)], Role.ADMIN)
    await world.add(groups["bottom"], [number(3), number(4)])
    await world.add(groups["private"], [number(5)])
    await world.add(groups["deleted"], [number(6)])
    await delete_group(world.context, groups["deleted"], "test", any_version)
    return groups


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
async def test_each_person_comes_once_with_the_groups_they_come_through(
    world: World, family: dict[str, Group], limit: int
) -> None:
    found = await effective(world, organization_admin(), family["top"], limit)
    assert [(view.phone_number, view.role, [group.name for group in view.via]) for view in found] == [
        (number(1), Role.ADMIN, ["Family bottom", "Family left", "Family right", "Family top"]),
        (number(2), Role.MEMBER, ["Family left", "Family top"]),
        (number(3), Role.MEMBER, ["Family bottom", "Family left"]),
        (number(4), Role.MEMBER, ["Family bottom"]),
    ]


async def test_private_groups_count_for_those_who_are_in_them_only(world: World, family: dict[str, Group]) -> None:
    mine = await effective(world, person(1), family["top"])
    assert number(5) in {view.phone_number for view in mine}
    boss = organization_admin()
    totals = await count_totals(world.context, boss, await world.access(boss, family["top"]))
    assert (totals.unique_members, totals.subgroups) == (4, 3)
    totals = await count_totals(world.context, person(1), await world.access(person(1), family["top"]))
    assert (totals.unique_members, totals.subgroups) == (5, 4)


@pytest.mark.parametrize("limit", [1, 2, 100])
async def test_numbers_are_masked_except_through_groups_one_administers(
    world: World, family: dict[str, Group], limit: int
) -> None:
    # Person 2 is a member of top and an admin of left, and so sees whole numbers of those who are in left.
    found = await effective(world, person(2), family["top"], limit)
    shown = [(view.phone_number, [group.name.removeprefix("Family ") for group in view.via]) for view in found]
    assert shown == [
        *((number(n), ["left"]) for n in (1, 2, 3)),
        *((f"+91••••••{n:04d}", ["bottom"]) for n in (1, 3, 4)),
        ("+91••••••0001", ["right"]),
        *((f"+91••••••{n:04d}", ["top"]) for n in (1, 2)),
    ]
    access = await world.access(person(2), family["top"])
    direct, _ = await list_members(world.context, access, MemberFilter(), 100, None)
    assert [view.phone_number for view in direct] == ["+91••••••0001", "+91••••••0002"]


async def test_who_sees_masked_numbers_may_not_search_by_number(world: World, family: dict[str, Group]) -> None:
    access = await world.access(person(2), family["top"])
    wanted = MemberFilter(prefix="+9198")
    with pytest.raises(Forbidden):
        await list_members(world.context, access, wanted, 10, None)
    with pytest.raises(Forbidden):
        await list_effective_members(world.context, person(2), access, wanted, 10, None)


async def test_filters(world: World, family: dict[str, Group]) -> None:
    boss = organization_admin()
    admins = await effective(world, boss, family["top"], 1, MemberFilter(Role.ADMIN))
    assert [view.phone_number for view in admins] == [number(1)]
    some = await effective(world, boss, family["top"], 1, MemberFilter(prefix=number(3)[:-1]))
    assert len(some) == 4
    one = await effective(world, boss, family["top"], 1, MemberFilter(prefix=number(3)))
    assert [view.phone_number for view in one] == [number(3)]


async def test_a_thousand_groups_ten_deep_without_a_query_a_member(world: World) -> None:
    boss = organization_admin()
    # Of its eight members each group shares three with the next one.
    groups = await world.many({f"Deep {n}": [number(10_000 + n * 5 + i) for i in range(8)] for n in range(1000)})
    await _link_levels(world, groups, 10)
    await world.context.hierarchy.load()
    before = world.transactions.reads
    access = await world.access(boss, groups[0])
    views, after = await list_effective_members(world.context, boss, access, MemberFilter(), 100, None)
    assert len(views) == 100
    assert after is not None
    assert world.transactions.reads - before <= 1000 + 120, "a request a group, and some for more of a few"
    assert [view.phone_number for view in views] == [number(10_000 + n) for n in range(100)]
    assert [len(view.via) for view in views[:8]] == [1, 1, 1, 1, 1, 2, 2, 2]
    totals = await count_totals(world.context, boss, access)
    assert (totals.unique_members, totals.subgroups) == (999 * 5 + 8, 999)


async def _link_levels(world: World, groups: list[Group], depth: int) -> None:
    """A chain of ten, below whose links hang the others, each also below a second parent."""
    chain, rest = groups[:depth], groups[depth:]
    links = [Link(chain[n].id, chain[n + 1].id) for n in range(depth - 1)]
    for n, group in enumerate(rest):
        links += [Link(chain[n % depth].id, group.id), Link(chain[(n + 3) % depth].id, group.id)]
    for at in range(0, len(links), 40):
        _, version = await world.context.hierarchy.load()
        await world.context.hierarchy.change(links[at : at + 40], [], version, None)

"""The groups below a group that a caller sees, and the groups that may be linked below it."""

from functools import partial

import pytest

from shared.domain.access import Caller
from shared.domain.groups.group import Group
from shared.domain.members.membership import Role
from shared.services.hierarchy.link_subgroups import link_subgroup
from shared.services.hierarchy.view_subgroups import Subgroup, list_candidates, list_subgroups
from tests.fakes.world import FakeWorld
from tests.people import application_of, number, organization_admin, person
from tests.use_cases import all_of, pages_of

OWNER, OTHER = person(1), person(2)


async def link(world: FakeWorld, parent: Group, *children: Group) -> None:
    """Link the children below the parent."""
    for child in children:
        await link_subgroup(world.groups, OWNER, parent, child.id)


async def named(world: FakeWorld, *names: str) -> list[Group]:
    """Organization groups of these names."""
    return [await world.group(OWNER, name) for name in names]


async def below(world: FakeWorld, caller: Caller, group: Group, *, recursive: bool, limit: int = 100) -> list[Subgroup]:
    """All pages of the groups below."""
    return await all_of(partial(list_subgroups, world.groups, caller, group.id, limit, recursive=recursive))


def names_of(subgroups: list[Subgroup]) -> list[str]:
    """Their names in their order."""
    return [subgroup.view.group.name for subgroup in subgroups]


async def candidates(world: FakeWorld, caller: Caller, group: Group, prefix: str = "", limit: int = 100) -> list[str]:
    """The names of all pages of candidates."""
    views = await all_of(partial(list_candidates, world.groups, caller, group.id, prefix, limit))
    return [view.group.name for view in views]


@pytest.mark.parametrize("limit", [1, 2, 100])
async def test_direct_subgroups_or_all_below_are_listed_by_name(limit: int) -> None:
    world = FakeWorld()
    top, zoo, arch, mill = await named(world, "top", "zoo", "arch", "mill")
    await link(world, top, zoo, mill)
    await link(world, zoo, arch)
    assert names_of(await below(world, OWNER, top, recursive=False, limit=limit)) == ["mill", "zoo"]
    assert names_of(await below(world, OWNER, top, recursive=True, limit=limit)) == ["arch", "mill", "zoo"]
    assert names_of(await below(world, OWNER, arch, recursive=True)) == []


async def test_pages_have_every_subgroup_once() -> None:
    world = FakeWorld()
    top, *children = await named(world, "top", *(f"below {n:02d}" for n in range(10)))
    await link(world, top, *children)
    pages = await pages_of(partial(list_subgroups, world.groups, OWNER, top.id, 4, recursive=True))
    assert [names_of(page) for page in pages] == [
        [f"below {n:02d}" for n in part] for part in (range(4), range(4, 8), range(8, 10))
    ]


async def test_a_group_with_several_parents_is_listed_once_with_those_that_are_below() -> None:
    world = FakeWorld()
    top, left, right, both, elsewhere = await named(world, "top", "left", "right", "both", "elsewhere")
    await link(world, top, left, right)
    for parent in (left, right, elsewhere):
        await link(world, parent, both)
    found = {each.view.group.name: set(each.parent_ids) for each in await below(world, OWNER, top, recursive=True)}
    assert found == {"left": {top.id}, "right": {top.id}, "both": {left.id, right.id}}


async def test_a_private_group_of_others_is_neither_listed_nor_named_as_a_parent() -> None:
    world = FakeWorld()
    top, both = await named(world, "top", "both")
    secret = await world.private(OWNER, "secret")
    await world.add(top, number(2))
    await link(world, top, secret, both)
    await link(world, secret, both)
    for caller in (OTHER, organization_admin()):
        (seen,) = await below(world, caller, top, recursive=True)
        assert (seen.view.group, seen.parent_ids) == (both, (top.id,))
    assert names_of(await below(world, OWNER, top, recursive=True)) == ["both", "secret"]


async def test_a_view_has_the_number_of_members_and_the_callers_role() -> None:
    world = FakeWorld()
    top, one, two = await named(world, "top", "one", "two")
    await link(world, top, one, two)
    await world.add(one, number(2), number(3))
    views = [each.view for each in await below(world, OTHER, top, recursive=False)]
    assert [(view.group, view.role, view.member_count) for view in views] == [(one, Role.MEMBER, 3), (two, None, 1)]


async def test_a_connector_is_shown_the_organization_groups_below() -> None:
    world = FakeWorld()
    top, public = await named(world, "top", "public")
    await link(world, top, public, await world.private(OWNER))
    application = application_of(await world.subscriber(top))
    assert names_of(await below(world, application, top, recursive=True)) == ["public"]


@pytest.mark.parametrize("limit", [1, 100])
async def test_candidates_are_groups_that_are_seen_and_would_close_no_cycle(limit: int) -> None:
    world = FakeWorld()
    above, group, child, grandchild = await named(world, "above", "group", "child", "grandchild")
    await link(world, above, group)
    await link(world, group, child)
    await link(world, child, grandchild)
    await named(world, "other")
    await world.private(OWNER, "own")
    await world.group(OTHER, "others")
    assert await candidates(world, OWNER, group, limit=limit) == ["grandchild", "other", "own"]
    assert await candidates(world, organization_admin(), group, limit=limit) == ["grandchild", "other", "others"]
    assert await candidates(world, OTHER, group, limit=limit) == ["others"]


async def test_every_candidate_can_be_linked() -> None:
    world = FakeWorld()
    above, group, *_ = await named(world, "above", "group", "one", "two")
    await link(world, above, group)
    for view in (await list_candidates(world.groups, OWNER, group.id, "", 100, None))[0]:
        await link_subgroup(world.groups, OWNER, group, view.group.id)
    assert await candidates(world, OWNER, group) == []


async def test_candidates_are_searched_by_the_beginning_of_the_name() -> None:
    world = FakeWorld()
    group, *_ = await named(world, "depot 1", "Depot 2", "yard")
    for caller in (OWNER, organization_admin()):
        assert await candidates(world, caller, group, "DEP") == ["Depot 2"]

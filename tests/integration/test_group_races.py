"""What must hold when several do it at once, raced for real against Azurite, many times."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace

import pytest

from functions.http.etags import etag_of
from shared.domain.conflicts import Cycle, LastAdmin, NameTaken, NoAdmin
from shared.domain.groups.group import Group, GroupType
from shared.domain.groups.hierarchy import Hierarchy
from shared.domain.members.membership import Role
from shared.errors import MusterError, PreconditionFailed
from shared.services.groups.change_group_type import link_group, unlink_group
from shared.services.groups.manage_groups import GroupChange, delete_group, restore_group, update_group
from shared.services.hierarchy.link_subgroups import link_subgroup
from shared.services.members.change_members import change_role, remove_member
from tests.groups_world import World, number, organization_admin, person
from tests.integration.world import world

__all__ = ["world"]
TIMES = 15


async def outcomes(*racers: Awaitable[object]) -> list[object]:
    """What each of them answered or raised; anything but an answer or an error of the family fails the test."""
    results = await asyncio.gather(*racers, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, MusterError):
            raise result
    return list(results)


def any_version(_: str) -> None:
    """No If-Match."""


async def test_of_two_creates_of_one_name_one_succeeds_and_the_other_leaves_nothing(world: World) -> None:
    for round_ in range(TIMES):
        name = f"Contested  {round_}"
        results = await outcomes(world.group(person(1), name), world.group(person(2), name.upper()))
        made = [result for result in results if isinstance(result, Group)]
        assert len(made) == 1
        assert sum(isinstance(result, NameTaken) for result in results) == 1
        stored = await world.rows(
            "Groups", f"RowKey ge 'name!contested ~{round_}' and RowKey lt 'name!contested ~{round_}!'"
        )
        assert [row["groupId"] for row in stored] == [made[0].id]
    members = await world.rows("Memberships", "RowKey ge '+'")
    assert len(members) == TIMES
    assert len(await world.rows("MemberGroups", "RowKey ge '+'")) == TIMES


async def test_rename_create_link_and_restore_fight_for_one_name(world: World) -> None:
    for round_ in range(TIMES):
        name = f"Wanted {round_}"
        renamed, linked = await world.group(person(1)), await world.private(person(2), name)
        restored = await world.group(person(3), name)
        await delete_group(world.context, restored, "test", any_version)
        gone = replace((await world.context.groups.get(restored.id)) or restored)
        results = await outcomes(
            update_group(world.context, renamed, "test", GroupChange(name=name), any_version),
            link_group(world.context, linked, "test", any_version),
            restore_group(world.context, gone, "test"),
            world.group(person(4), name),
        )
        assert sum(isinstance(result, Group) for result in results) == 1, results
        assert sum(isinstance(result, NameTaken) for result in results) == 3, results


async def test_of_two_patches_of_one_version_one_succeeds(world: World) -> None:
    group = await world.group(person(1))
    for round_ in range(TIMES):
        seen = etag_of(group.etag)

        def same_version(stored: str, seen: str = seen) -> None:
            if etag_of(stored) != seen:
                raise PreconditionFailed

        results = await outcomes(
            *(
                update_group(world.context, group, "test", GroupChange(welcome_message=f"{round_} {n}"), same_version)
                for n in range(3)
            )
        )
        won = [result for result in results if isinstance(result, Group)]
        assert len(won) == 1, results
        assert sum(isinstance(result, PreconditionFailed) for result in results) == 2
        group = won[0]


async def test_patches_without_if_match_all_succeed_and_lose_no_field(world: World) -> None:
    group = await world.group(person(1))
    changes = [GroupChange(name="Both fields"), GroupChange(welcome_message="Hello"), GroupChange(name="Both fields")]
    await asyncio.gather(*(update_group(world.context, group, "test", change, any_version) for change in changes))
    stored = await world.context.groups.get(group.id)
    assert stored is not None
    assert (stored.name, stored.welcome_message) == ("Both fields", "Hello")


async def test_links_made_at_once_never_close_a_cycle(world: World) -> None:
    boss = organization_admin()
    for _ in range(TIMES):
        a, b, c = [await world.group(person(1)) for _ in range(3)]
        results = await outcomes(
            link_subgroup(world.context, boss, a, b.id),
            link_subgroup(world.context, boss, b, c.id),
            link_subgroup(world.context, boss, c, a.id),
            link_subgroup(world.context, boss, b, a.id),
        )
        assert any(isinstance(result, Cycle) for result in results)
        assert None in results
        hierarchy, _ = await world.context.hierarchy.load()
        assert not _has_cycle(hierarchy)


async def test_the_last_admins_of_a_private_group_cannot_both_go(world: World) -> None:
    for round_ in range(TIMES):
        group = await world.private(person(1))
        await world.add(group, [number(2)], Role.ADMIN)
        leave = remove_member(world.context, group.id, "test", number(1), any_version)
        if round_ % 2:
            step_down = change_role(world.context, group.id, "test", number(2), Role.MEMBER, any_version)
            results = await outcomes(leave, step_down)
        else:
            results = await outcomes(leave, remove_member(world.context, group.id, "test", number(2), any_version))
        assert sum(isinstance(result, LastAdmin) for result in results) == 1, results
        assert list((await world.numbers(group)).values()).count("Admin") == 1


async def test_a_group_never_becomes_private_without_an_admin(world: World) -> None:
    async def unlink_later(group: Group, seconds: float) -> Group:
        await asyncio.sleep(seconds)
        return await unlink_group(world.context, group, "test", any_version)

    for round_ in range(TIMES):
        group = await world.group(person(1))
        results = await outcomes(
            unlink_later(group, 0.012 * (round_ % 8)),
            remove_member(world.context, group.id, "test", number(1), any_version),
        )
        stored = await world.context.groups.get(group.id)
        assert stored is not None
        if stored.type is GroupType.PRIVATE:
            assert list((await world.numbers(group)).values()) == ["Admin"], results
        else:
            assert any(isinstance(result, NoAdmin) for result in results), results


async def test_counts_and_copies_are_right_after_many_changes_at_once(world: World) -> None:
    group = await world.group(person(1))
    people = [number(n) for n in range(100, 140)]

    async def churn(offset: int) -> None:
        for n in range(offset, offset + 12):
            mine = people[n % len(people)]
            await world.add(group, [mine, people[(n + 7) % len(people)]], Role.ADMIN if n % 3 else Role.MEMBER)
            await outcomes(remove_member(world.context, group.id, "test", mine, any_version))

    await asyncio.gather(*(churn(5 * n) for n in range(8)))
    stored = await world.numbers(group)
    member_count = (await world.context.members.partition_state(group.id)).member_count
    assert (member_count.members, member_count.admins) == (len(stored), list(stored.values()).count("Admin"))
    assert await world.copies(group) == stored


async def test_counts_are_folded_while_others_count(world: World) -> None:
    group = await world.group(person(1))

    async def add(first: int) -> None:
        for n in range(first, first + 40):
            await world.add(group, [number(n)])

    async def fold() -> None:
        for _ in range(10):
            await world.context.members.fold(group.id)
            await asyncio.sleep(0.05)

    await asyncio.gather(add(1000), add(2000), add(3000), fold(), fold())
    await world.context.members.fold(group.id)
    partition_state = await world.context.members.partition_state(group.id)
    assert partition_state.member_count.members == 121
    assert not partition_state.needs_folding


def _has_cycle(hierarchy: Hierarchy) -> bool:
    return any(group_id in hierarchy.descendants(group_id) for group_id in hierarchy.children)


@pytest.mark.parametrize("role", list(Role))
async def test_one_number_added_by_many_at_once_counts_once(world: World, role: Role) -> None:
    group = await world.group(person(1))
    await asyncio.gather(*(world.add(group, [number(7), number(8)], role) for _ in range(10)))
    assert (await world.context.members.partition_state(group.id)).member_count.members == 3

"""Members are added, changed and removed: each number has its outcome, and a private group keeps an admin."""

from dataclasses import replace

import pytest

from shared.domain.audit import Action
from shared.domain.conflicts import LastAdmin
from shared.domain.groups.group import Group, GroupType
from shared.domain.members.membership import MemberCount, Membership, Role
from shared.domain.members.number_requests import NumberResult, Outcome
from shared.errors import Conflict, NotFound, PreconditionFailed
from shared.services.members.change_members import (
    CHANGES_AT_ONCE,
    add_members,
    change_role,
    remove_member,
    set_roles,
    tidy,
)
from shared.services.members.view_members import view_member
from tests.fakes.faults import before_call
from tests.fakes.world import FakeWorld
from tests.people import number, person
from tests.use_cases import any_version, if_match

OWNER = person(1)
ADDED, CHANGED = Outcome.ADDED, Outcome.ROLE_CHANGED
UNCHANGED, REJECTED = Outcome.UNCHANGED, Outcome.REJECTED


async def add(
    world: FakeWorld, group: Group, *texts: str, region: str | None = None, role: Role = Role.MEMBER
) -> list[NumberResult]:
    """Add what the texts name."""
    return await add_members(world.groups, group, "asha", texts, region, role)


async def promote(world: FakeWorld, group: Group, n: int, role: Role = Role.ADMIN) -> Membership:
    """Change a member's role."""
    return await change_role(world.groups, group.id, "asha", number(n), role, any_version)


async def remove(world: FakeWorld, group: Group, n: int) -> None:
    """Remove a member."""
    await remove_member(world.groups, group.id, "asha", number(n), any_version)


async def counted(world: FakeWorld, group: Group) -> MemberCount:
    """The group's count."""
    return (await world.fakes.members.partition_state(group.id)).member_count


async def test_every_number_of_a_request_has_its_outcome_in_the_requests_order() -> None:
    world = FakeWorld()
    group = await world.group(OWNER, numbers=[number(2)])
    results = await add(world, group, "98000 00003; +919800000002", "12", "9800000003")
    assert [(each.input, each.outcome, each.phone_number) for each in results] == [
        ("98000 00003", ADDED, number(3)),
        ("+919800000002", UNCHANGED, number(2)),
        ("12", REJECTED, ""),
        ("9800000003", UNCHANGED, number(3)),
    ]
    assert results[2].code != ""
    assert results[3].code == "duplicate"
    assert world.roles(group.name) == world.indexed(group)
    assert world.roles(group.name) == {number(1): Role.ADMIN, number(2): Role.MEMBER, number(3): Role.MEMBER}
    assert await counted(world, group) == MemberCount(3, 1)


async def test_adding_again_changes_nothing_and_another_role_changes_the_role() -> None:
    world = FakeWorld()
    group = await world.group(OWNER)
    assert [each.outcome for each in await add(world, group, number(2))] == [ADDED]
    audited = world.audited(group)
    assert [each.outcome for each in await add(world, group, number(2))] == [UNCHANGED]
    assert world.audited(group) == audited
    before = await view_member(world.groups, group.id, number(2))
    assert [each.outcome for each in await add(world, group, number(2), role=Role.ADMIN)] == [CHANGED]
    after = await view_member(world.groups, group.id, number(2))
    assert (after.role, after.added_at, after.added_by) == (Role.ADMIN, before.added_at, "asha")
    assert await counted(world, group) == MemberCount(2, 2)


@pytest.mark.parametrize(
    ("asked", "of_group", "default", "expected"),
    [("GB", "US", "IN", "+447400123456"), (None, "GB", "IN", "+447400123456"), (None, "", "GB", "+447400123456")],
    ids=["the request's", "else the group's", "else the default"],
)
async def test_a_number_is_read_by_a_region(asked: str | None, of_group: str, default: str, expected: str) -> None:
    world = FakeWorld(default_region=default)
    group = await world.group(OWNER)
    group = await world.fakes.groups.replace(group, replace(group, region=of_group), world.audited(group)[0])
    (result,) = await add(world, group, "07400 123456", region=asked)
    assert (result.outcome, result.phone_number) == (ADDED, expected)


async def test_many_numbers_are_written_in_transactions_that_fit_with_an_event_each() -> None:
    world = FakeWorld()
    group = await world.group(OWNER)
    audited = len(world.audited(group))
    results = await add(world, group, *(number(n) for n in range(2, 302)))
    assert {each.outcome for each in results} == {ADDED}
    assert await counted(world, group) == MemberCount(301, 1)
    events = world.audited(group)[:-audited]
    assert [len(event.after["members"]) for event in events] == [30, 90, 90, 90]
    assert CHANGES_AT_ONCE == 90


async def test_the_time_of_addition_does_not_tell_which_of_many_numbers_are_smaller() -> None:
    """Members, who see numbers masked, see when each was added. The transactions of a request are ranges of numbers."""
    world = FakeWorld()
    group = await world.group(OWNER, numbers=[number(n) for n in range(2, 202)])
    await add(world, group, ";".join(number(n) for n in range(300, 500)))
    rows = world.fakes.members.groups[group.id].rows
    assert len({row.added_at for each, row in rows.items() if number(2) <= each < number(300)}) == 1
    assert len({row.added_at for each, row in rows.items() if each >= number(300)}) == 1


async def test_a_role_is_changed_and_a_member_removed_with_an_event_each() -> None:
    world = FakeWorld()
    group = await world.group(OWNER, numbers=[number(2)])
    assert (await promote(world, group, 2)).role is Role.ADMIN
    await promote(world, group, 2)
    await remove(world, group, 2)
    events = [(e.action, e.before["members"], e.after["members"]) for e in world.audited(group)[:2]]
    assert events == [
        (Action.MEMBERS_CHANGED, {number(2): "Admin"}, {}),
        (Action.MEMBERS_CHANGED, {number(2): "Member"}, {number(2): "Admin"}),
    ]
    assert world.roles(group.name) == world.indexed(group) == {number(1): Role.ADMIN}
    assert await counted(world, group) == MemberCount(1, 1)


async def test_who_is_no_member_is_not_found() -> None:
    world = FakeWorld()
    group = await world.group(OWNER)
    with pytest.raises(NotFound):
        await promote(world, group, 2)
    with pytest.raises(NotFound):
        await remove(world, group, 2)
    with pytest.raises(NotFound):
        await view_member(world.groups, group.id, number(2))


async def test_a_request_for_another_version_changes_nothing() -> None:
    world = FakeWorld()
    group = await world.group(OWNER, numbers=[number(2)])
    first = await view_member(world.groups, group.id, number(2))
    second = await promote(world, group, 2)
    with pytest.raises(PreconditionFailed):
        await change_role(world.groups, group.id, "asha", number(2), Role.MEMBER, if_match(first.etag))
    with pytest.raises(PreconditionFailed):
        await remove_member(world.groups, group.id, "asha", number(2), if_match(first.etag))
    assert await view_member(world.groups, group.id, number(2)) == second
    await remove_member(world.groups, group.id, "asha", number(2), if_match(second.etag))


async def test_the_last_admin_of_a_private_group_stays_whatever_the_request() -> None:
    world = FakeWorld()
    group = await world.group(OWNER, kind=GroupType.PRIVATE, numbers=[number(2)])
    with pytest.raises(LastAdmin):
        await promote(world, group, 1, Role.MEMBER)
    with pytest.raises(LastAdmin):
        await remove(world, group, 1)
    results = await add(world, group, number(1), number(2), number(3))
    assert [(each.outcome, each.code) for each in results] == [(REJECTED, "last_admin"), (UNCHANGED, ""), (ADDED, "")]
    assert world.roles(group.name)[number(1)] is Role.ADMIN
    await promote(world, group, 2)
    await remove(world, group, 1)
    with pytest.raises(LastAdmin):
        await remove(world, group, 2)


async def test_of_all_admins_of_a_private_group_that_lose_the_role_at_once_one_stays() -> None:
    world = FakeWorld()
    group = await world.private(OWNER)
    await add(world, group, number(2), number(3), role=Role.ADMIN)
    results = await add(world, group, number(1), number(2), number(3))
    assert sorted(each.outcome for each in results) == [REJECTED, CHANGED, CHANGED]
    assert list(world.roles(group.name).values()).count(Role.ADMIN) == 1


async def test_an_organization_group_may_lose_its_last_admin() -> None:
    world = FakeWorld()
    group = await world.group(OWNER)
    await promote(world, group, 1, Role.MEMBER)
    await remove(world, group, 1)
    assert world.roles(group.name) == {}


async def test_of_two_admins_who_leave_at_once_one_stays(no_pauses: None) -> None:
    world = FakeWorld()
    group = await world.private(OWNER)
    await add(world, group, number(2), role=Role.ADMIN)
    before_call(world.fakes.members, "commit", lambda: remove(world, group, 2))
    with pytest.raises(LastAdmin):
        await remove(world, group, 1)
    assert world.roles(group.name) == {number(1): Role.ADMIN}


async def test_a_change_by_somebody_else_meanwhile_is_the_one_that_is_changed(no_pauses: None) -> None:
    world = FakeWorld()
    group = await world.group(OWNER)
    before_call(world.fakes.members, "commit", lambda: world.add(group, number(2), role=Role.ADMIN), times=1)
    (result,) = await add(world, group, number(2))
    assert result.outcome is CHANGED
    assert world.roles(group.name)[number(2)] is Role.MEMBER
    assert world.indexed(group)[number(2)] is Role.MEMBER
    assert await counted(world, group) == MemberCount(2, 1)


async def test_a_member_who_is_removed_meanwhile_is_not_found(no_pauses: None) -> None:
    world = FakeWorld()
    group = await world.group(OWNER, numbers=[number(2)])
    before_call(world.fakes.members, "commit", lambda: remove(world, group, 2))
    with pytest.raises(NotFound):
        await promote(world, group, 2)


async def test_a_conditional_request_is_not_made_on_a_version_of_meanwhile(no_pauses: None) -> None:
    world = FakeWorld()
    group = await world.group(OWNER, numbers=[number(2)])
    row = await view_member(world.groups, group.id, number(2))
    before_call(world.fakes.members, "commit", lambda: promote(world, group, 2))
    with pytest.raises(PreconditionFailed):
        await remove_member(world.groups, group.id, "asha", number(2), if_match(row.etag))
    assert world.roles(group.name)[number(2)] is Role.ADMIN


async def test_when_others_keep_changing_the_members_the_request_conflicts(no_pauses: None) -> None:
    world = FakeWorld()
    group = await world.group(OWNER, numbers=[number(2)])
    roles = iter([Role.ADMIN, Role.MEMBER] * 25)
    before_call(world.fakes.members, "commit", lambda: promote(world, group, 2, next(roles)), times=50)
    with pytest.raises(Conflict):
        await remove(world, group, 2)
    assert number(2) in world.roles(group.name)


async def test_a_count_of_many_changes_is_folded_and_stays_right() -> None:
    world = FakeWorld()
    group = await world.group(OWNER)
    for n in range(2, 62):
        await set_roles(world.groups, group.id, "asha", [number(n)], Role.MEMBER)
    assert (await world.fakes.members.partition_state(group.id)).needs_folding
    await tidy(world.groups, group.id)
    state = await world.fakes.members.partition_state(group.id)
    assert not state.needs_folding
    assert state.member_count == MemberCount(61, 1)

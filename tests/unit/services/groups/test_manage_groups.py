"""Groups are created, changed, deleted and restored; of an organization group's name there is one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.access import Caller
from shared.domain.audit import Action
from shared.domain.conflicts import NameTaken, NumberNeeded
from shared.domain.groups.group import Group, GroupType
from shared.domain.members.membership import MemberCount, Role
from shared.domain.members.number_requests import Outcome
from shared.errors import Conflict, NotFound, PreconditionFailed
from shared.services.groups.manage_groups import (
    RESTORABLE_FOR,
    GroupChange,
    NewGroup,
    create_group,
    delete_group,
    restore_group,
    update_group,
)
from tests.fakes.faults import ProcessDied, before_call, fail
from tests.fakes.world import FakeWorld
from tests.people import number, organization_admin, person
from tests.use_cases import any_version, if_match

OWNER = person(1)
ORGANIZATION, PRIVATE = GroupType.ORGANIZATION, GroupType.PRIVATE


def depot(kind: GroupType = ORGANIZATION, *numbers: str, region: str = "") -> NewGroup:
    """A request for a group with these numbers."""
    return NewGroup("Depot", kind, "Welcome", region, numbers)


async def stored(world: FakeWorld, group: Group) -> Group:
    """The group as it is now."""
    found = await world.fakes.groups.get(group.id)
    assert found is not None
    return found


async def deleted(world: FakeWorld, group: Group) -> Group:
    """Delete the group."""
    await delete_group(world.groups, await stored(world, group), OWNER.subject, any_version)
    return await stored(world, group)


async def rename(world: FakeWorld, group: Group, name: str) -> Group:
    """Give the group another name, whatever its version."""
    return await update_group(world.groups, group, OWNER.subject, GroupChange(name=name), any_version)


def actions(world: FakeWorld, group: Group) -> list[Action]:
    """What was done to the group itself, oldest first."""
    return [e.action for e in reversed(world.audited(group)) if e.action is not Action.MEMBERS_CHANGED]


@pytest.mark.parametrize("kind", GroupType)
async def test_the_creator_is_its_admin_and_the_numbers_its_members(kind: GroupType) -> None:
    world = FakeWorld()
    group, role, results = await create_group(
        world.groups, OWNER, depot(kind, number(2), "98000 00003; 98000 00002", "12")
    )
    assert (group.name, group.normalised, group.type, group.created_by) == ("Depot", "depot", kind, OWNER.subject)
    assert await stored(world, group) == group
    assert role is Role.ADMIN
    assert world.roles("Depot") == {number(1): Role.ADMIN, number(2): Role.MEMBER, number(3): Role.MEMBER}
    assert world.indexed(group) == world.roles("Depot")
    assert await world.fakes.members.totals([group.id]) == {group.id: MemberCount(3, 1)}
    assert [(result.outcome, result.phone_number) for result in results] == [
        (Outcome.ADDED, number(2)),
        (Outcome.ADDED, number(3)),
        (Outcome.UNCHANGED, number(2)),
        (Outcome.REJECTED, ""),
    ]
    assert actions(world, group) == [Action.GROUP_CREATED]
    assert (await world.fakes.members.partition_state(group.id)).admin_lock.keeps_admin is (kind is PRIVATE)


async def test_the_creators_own_number_among_the_others_stays_admin() -> None:
    world = FakeWorld()
    _, _, results = await create_group(world.groups, OWNER, depot(ORGANIZATION, number(1)))
    assert world.roles("Depot") == {number(1): Role.ADMIN}
    assert [result.outcome for result in results] == [Outcome.ADDED]


async def test_numbers_without_a_country_are_read_by_the_groups_region() -> None:
    world = FakeWorld()
    await create_group(world.groups, OWNER, depot(ORGANIZATION, "07400 123456", region="GB"))
    assert set(world.roles("Depot")) == {number(1), "+447400123456"}


async def test_an_organization_admin_without_a_number_makes_a_group_without_an_admin() -> None:
    world = FakeWorld()
    _, role, _ = await create_group(world.groups, organization_admin(), depot(ORGANIZATION, number(2)))
    assert role is None
    assert world.roles("Depot") == {number(2): Role.MEMBER}


@pytest.mark.parametrize(
    ("caller", "kind"), [(Caller("nobody"), ORGANIZATION), (Caller("nobody"), PRIVATE), (organization_admin(), PRIVATE)]
)
async def test_who_could_not_see_the_group_cannot_create_it(caller: Caller, kind: GroupType) -> None:
    world = FakeWorld()
    with pytest.raises(NumberNeeded):
        await create_group(world.groups, caller, depot(kind))
    assert not world.fakes.groups.groups.rows


@pytest.mark.parametrize("name", ["Depot", "DEPOT", " depot ", "Ｄｅｐｏｔ"])
async def test_a_name_is_taken_in_any_spelling_and_nothing_is_written(name: str) -> None:
    world = FakeWorld()
    await world.group(OWNER, "Depot")
    with pytest.raises(NameTaken):
        await create_group(world.groups, person(2), replace(depot(ORGANIZATION, number(3)), name=name))
    assert len(world.fakes.groups.groups.rows) == 1
    assert await world.fakes.member_index.groups_of(number(2)) == {}


async def test_private_groups_share_names_with_each_other_and_with_an_organization_group() -> None:
    world = FakeWorld()
    for kind in (PRIVATE, PRIVATE, ORGANIZATION, PRIVATE):
        await world.group(OWNER, "Depot", kind)
    assert len(world.fakes.groups.groups.rows) == 4


async def test_of_two_groups_created_at_once_the_second_leaves_no_members() -> None:
    world = FakeWorld()
    before_call(world.fakes.groups, "insert", lambda: world.group(person(2), "Depot"))
    with pytest.raises(NameTaken):
        await create_group(world.groups, OWNER, depot(ORGANIZATION, number(3)))
    assert world.roles("Depot") == {number(2): Role.ADMIN}
    for n in (1, 3):
        assert await world.fakes.member_index.groups_of(number(n)) == {}
    assert len(world.fakes.members.groups) == 1


async def test_a_process_that_dies_while_it_creates_a_group_leaves_no_group() -> None:
    world = FakeWorld()
    fail(world.fakes.groups, "insert", ProcessDied())
    with pytest.raises(ProcessDied):
        await create_group(world.groups, OWNER, depot())
    assert not world.fakes.groups.groups.rows
    await create_group(world.groups, OWNER, depot())


async def test_an_id_that_is_taken_is_a_conflict() -> None:
    world = FakeWorld()
    group = await world.group(OWNER)
    context = replace(world.groups, new_id=lambda: group.id)
    with pytest.raises(Conflict):
        await create_group(context, OWNER, depot())


async def test_the_fields_that_are_given_change_and_the_others_stay() -> None:
    world = FakeWorld()
    group, _, _ = await create_group(world.groups, OWNER, depot())
    renamed = await rename(world, group, "Yard")
    assert (renamed.name, renamed.normalised, renamed.welcome_message) == ("Yard", "yard", "Welcome")
    assert renamed.updated_at > group.updated_at
    silent = await update_group(world.groups, renamed, "asha", GroupChange(welcome_message=""), any_version)
    assert (silent.name, silent.welcome_message) == ("Yard", "")
    (event, *_) = world.audited(group)
    assert (event.actor, event.before, event.after) == ("asha", {"welcomeMessage": "Welcome"}, {"welcomeMessage": ""})
    assert await stored(world, group) == silent


async def test_a_change_to_the_same_writes_nothing() -> None:
    world = FakeWorld()
    group, _, _ = await create_group(world.groups, OWNER, depot())
    same = GroupChange(name="Depot", welcome_message="Welcome")
    assert await update_group(world.groups, group, "asha", same, any_version) == group
    assert actions(world, group) == [Action.GROUP_CREATED]


async def test_another_spelling_of_its_own_name_is_not_taken() -> None:
    world = FakeWorld()
    group = await world.group(OWNER, "Depot")
    assert (await rename(world, group, "DEPOT")).name == "DEPOT"


async def test_a_name_that_another_group_has_stays_theirs() -> None:
    world = FakeWorld()
    group, _ = await world.group(OWNER, "Yard"), await world.group(OWNER, "Depot")
    with pytest.raises(NameTaken):
        await rename(world, group, "depot")
    assert await stored(world, group) == group


async def test_a_name_is_free_after_a_rename_and_after_a_delete() -> None:
    world = FakeWorld()
    group = await world.group(OWNER, "Depot")
    await rename(world, group, "Yard")
    second = await world.group(OWNER, "Depot")
    await deleted(world, second)
    await world.group(OWNER, "Depot")


async def test_a_change_is_made_to_the_version_asked_for_and_no_other() -> None:
    world = FakeWorld()
    group = await world.group(OWNER, "Depot")
    renamed = await rename(world, group, "Yard")
    change = GroupChange(name="Gate")
    with pytest.raises(PreconditionFailed):
        await update_group(world.groups, renamed, "asha", change, if_match(group.etag))
    with pytest.raises(PreconditionFailed):
        await update_group(world.groups, group, "asha", change, if_match(group.etag))
    with pytest.raises(PreconditionFailed):
        await delete_group(world.groups, renamed, "asha", if_match(group.etag))
    assert await stored(world, group) == renamed
    assert (await update_group(world.groups, renamed, "asha", change, if_match(renamed.etag))).name == "Gate"


@pytest.mark.parametrize("conflicts", [1, 5])
async def test_changes_of_others_at_the_same_time_are_kept(conflicts: int, no_pauses: None) -> None:
    world = FakeWorld()
    group = await world.group(OWNER, "Depot")
    names = iter(f"Yard {n}" for n in range(conflicts))

    async def renamed_elsewhere() -> None:
        await rename(world, await stored(world, group), next(names))

    before_call(world.fakes.groups, "replace", renamed_elsewhere, conflicts)
    done = await update_group(world.groups, group, "asha", GroupChange(welcome_message="Hello"), any_version)
    assert (done.name, done.welcome_message) == (f"Yard {conflicts - 1}", "Hello")
    assert actions(world, group) == [Action.GROUP_CREATED, *[Action.GROUP_UPDATED] * (conflicts + 1)]


async def test_when_others_keep_changing_the_group_the_request_conflicts(no_pauses: None) -> None:
    world = FakeWorld()
    group = await world.group(OWNER, "Depot")
    names = iter(f"Yard {n}" for n in range(100))

    async def renamed_elsewhere() -> None:
        await rename(world, await stored(world, group), next(names))

    before_call(world.fakes.groups, "replace", renamed_elsewhere, times=100)
    with pytest.raises(Conflict):
        await update_group(world.groups, group, "asha", GroupChange(welcome_message="Hello"), any_version)
    assert (await stored(world, group)).welcome_message == ""


async def test_a_group_that_is_deleted_or_purged_meanwhile_is_not_found() -> None:
    world = FakeWorld()
    group, other = await world.group(OWNER), await world.group(OWNER)
    before_call(world.fakes.groups, "replace", lambda: deleted(world, group))
    with pytest.raises(NotFound):
        await rename(world, group, "Yard")

    async def purged_elsewhere() -> None:
        await world.fakes.groups.remove(await stored(world, other))

    before_call(world.fakes.groups, "replace", purged_elsewhere)
    with pytest.raises(NotFound):
        await rename(world, other, "Gate")


async def test_a_deleted_group_keeps_what_it_had_and_comes_back_with_it() -> None:
    world = FakeWorld()
    group = await world.group(OWNER, "Depot", numbers=[number(2)])
    gone = await deleted(world, group)
    assert gone.deleted_at is not None
    assert await world.fakes.groups.find("depot") is None
    world.clock.advance(RESTORABLE_FOR - timedelta(minutes=1))
    back = await restore_group(world.groups, gone, "asha")
    assert back == replace(group, etag=back.etag)
    assert world.roles("Depot") == {number(1): Role.ADMIN, number(2): Role.MEMBER}
    assert actions(world, group) == [Action.GROUP_CREATED, Action.GROUP_DELETED, Action.GROUP_RESTORED]


async def test_after_thirty_days_it_does_not_come_back() -> None:
    world = FakeWorld()
    gone = await deleted(world, await world.group(OWNER))
    world.clock.advance(timedelta(days=30, seconds=1))
    with pytest.raises(NotFound):
        await restore_group(world.groups, gone, "asha")


async def test_what_is_not_deleted_cannot_be_restored() -> None:
    world = FakeWorld()
    with pytest.raises(NotFound):
        await restore_group(world.groups, await world.group(OWNER), "asha")


async def test_a_group_whose_name_was_taken_meanwhile_stays_deleted() -> None:
    world = FakeWorld()
    gone = await deleted(world, await world.group(OWNER, "Depot"))
    await world.group(OWNER, "depot")
    with pytest.raises(NameTaken):
        await restore_group(world.groups, gone, "asha")
    assert (await stored(world, gone)).deleted_at is not None


async def test_a_private_group_comes_back_beside_one_of_its_name() -> None:
    world = FakeWorld()
    gone = await deleted(world, await world.private(OWNER, "Depot"))
    await world.group(OWNER, "Depot")
    assert (await restore_group(world.groups, gone, "asha")).deleted_at is None

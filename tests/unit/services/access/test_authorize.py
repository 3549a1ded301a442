"""Who the caller is, and what they are to a group: by the role of their number, the office, and the type of the group."""

import pytest

from shared.domain.access import AccessLevel, Caller, Rule
from shared.domain.groups.group import Group, GroupType
from shared.domain.members.membership import Role
from shared.errors import Forbidden, NotFound
from shared.services.access.authorize import GroupAccess, authorize, with_number
from shared.services.groups.manage_groups import delete_group
from shared.services.identities import put_identity
from tests.fakes.world import FakeWorld
from tests.people import application_of, number, organization_admin, person
from tests.use_cases import any_version

ADMIN, MEMBER, STRANGER, OFFICE = person(1), person(2), person(3), organization_admin()


async def group_of(world: FakeWorld, kind: GroupType = GroupType.ORGANIZATION) -> Group:
    """A group with an admin and a member."""
    return await world.group(ADMIN, kind=kind, numbers=[number(2)])


async def store_number(world: FakeWorld, caller: Caller, n: int) -> None:
    """Let the caller's subject have another number than the token says."""
    await put_identity(world.groups, "boss", caller.subject, number(n), any_version)


@pytest.mark.parametrize(
    ("caller", "level", "role"),
    [
        (ADMIN, AccessLevel.ADMIN, Role.ADMIN),
        (MEMBER, AccessLevel.MEMBER, Role.MEMBER),
        (OFFICE, AccessLevel.ADMIN, None),
        (organization_admin(2), AccessLevel.ADMIN, Role.MEMBER),
    ],
    ids=["its admin", "a member", "an organization admin", "an organization admin who is a member"],
)
async def test_an_organization_group_is_seen_by_its_members_and_organization_admins(
    caller: Caller, level: AccessLevel, role: Role | None
) -> None:
    world = FakeWorld()
    group = await group_of(world)
    known, access = await authorize(world.groups, caller, Rule.GROUP_VIEWER, group.id)
    assert known == caller
    assert access == GroupAccess(group, level, role)
    assert access.manages is access.sees_numbers is (level is AccessLevel.ADMIN)


@pytest.mark.parametrize("rule", [Rule.GROUP_VIEWER, Rule.GROUP_ADMIN, Rule.DELETED_GROUP_ADMIN])
@pytest.mark.parametrize("caller", [STRANGER, Caller("nobody"), OFFICE])
async def test_a_private_group_does_not_exist_for_others_not_even_for_organization_admins(
    caller: Caller, rule: Rule
) -> None:
    world = FakeWorld()
    group = await group_of(world, GroupType.PRIVATE)
    with pytest.raises(NotFound):
        await authorize(world.groups, caller, rule, group.id)


async def test_the_error_does_not_tell_a_hidden_group_from_none() -> None:
    world = FakeWorld()
    group = await group_of(world, GroupType.PRIVATE)
    details = set()
    for group_id in (group.id, world.new_id()):
        with pytest.raises(NotFound) as caught:
            await authorize(world.groups, STRANGER, Rule.GROUP_VIEWER, group_id)
        details.add(caught.value.detail)
    assert len(details) == 1


async def test_a_member_may_look_and_not_manage() -> None:
    world = FakeWorld()
    group = await group_of(world)
    with pytest.raises(Forbidden):
        await authorize(world.groups, MEMBER, Rule.GROUP_ADMIN, group.id)
    with pytest.raises(NotFound):
        await authorize(world.groups, STRANGER, Rule.GROUP_ADMIN, group.id)
    _, access = await authorize(world.groups, MEMBER, Rule.GROUP_ADMIN_OR_SELF, group.id)
    assert not access.manages


async def test_a_deleted_group_is_there_only_for_those_who_may_restore_it() -> None:
    world = FakeWorld()
    group = await group_of(world)
    with pytest.raises(NotFound):
        await authorize(world.groups, ADMIN, Rule.DELETED_GROUP_ADMIN, group.id)
    await delete_group(world.groups, group, ADMIN.subject, any_version)
    for caller in (ADMIN, OFFICE):
        _, access = await authorize(world.groups, caller, Rule.DELETED_GROUP_ADMIN, group.id)
        assert access.manages
        with pytest.raises(NotFound):
            await authorize(world.groups, caller, Rule.GROUP_VIEWER, group.id)
    with pytest.raises(NotFound):
        await authorize(world.groups, MEMBER, Rule.DELETED_GROUP_ADMIN, group.id)


async def test_the_stored_number_counts_and_not_the_tokens() -> None:
    world = FakeWorld()
    group = await group_of(world)
    await store_number(world, STRANGER, 2)
    await store_number(world, ADMIN, 9)
    known, access = await authorize(world.groups, STRANGER, Rule.GROUP_VIEWER, group.id)
    assert known.phone_number == number(2)
    assert access.role is Role.MEMBER
    with pytest.raises(NotFound):
        await authorize(world.groups, ADMIN, Rule.GROUP_VIEWER, group.id)


async def test_without_a_stored_number_the_tokens_counts() -> None:
    world = FakeWorld()
    assert await with_number(world.groups, STRANGER) == STRANGER
    assert await with_number(world.groups, OFFICE) == OFFICE


async def test_an_application_has_no_number_even_if_one_is_stored_for_its_subject() -> None:
    world = FakeWorld()
    caller = application_of(await world.subscriber())
    await store_number(world, caller, 1)
    assert await with_number(world.groups, caller) == caller

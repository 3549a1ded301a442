"""A connector reaches the groups that it is linked to, within its permissions, and no other."""

from dataclasses import replace

import pytest

from shared.domain.access import AccessLevel
from shared.domain.connectors import Connector, ConnectorGrant, ConnectorLink
from shared.errors import Forbidden, NotFound
from shared.services.access.authorize_connector import authorize_connector, grants_in
from shared.services.groups.manage_groups import delete_group
from tests.fakes.world import BEGINNING, FakeWorld
from tests.people import person
from tests.use_cases import any_version


def grant_of(connector: Connector) -> ConnectorGrant:
    """What the connector's application may do."""
    return ConnectorGrant(connector.id, connector.permissions, connector.client_id)


async def test_a_linked_group_is_seen_with_its_members_numbers_but_not_managed() -> None:
    world = FakeWorld()
    for group in (await world.group(person(1)), await world.private(person(1))):
        grant = grant_of(await world.subscriber(group))
        access = await authorize_connector(world.groups, grant, "list_members", group.id)
        assert (access.group, access.access_level, access.role) == (group, AccessLevel.MEMBER, None)
        assert access.sees_numbers
        assert not access.manages


async def test_another_group_does_not_exist_for_it() -> None:
    world = FakeWorld()
    group, other = await world.group(person(1)), await world.group(person(1))
    grant = grant_of(await world.subscriber(group))
    for group_id in (other.id, world.new_id()):
        with pytest.raises(NotFound):
            await authorize_connector(world.groups, grant, "get_group", group_id)


async def test_it_may_do_what_it_has_the_permission_for_and_nothing_else() -> None:
    world = FakeWorld()
    group = await world.group(person(1))
    grant = grant_of(await world.subscriber(group))
    for operation in ("add_members", "update_group", "delete_group"):
        with pytest.raises(Forbidden):
            await authorize_connector(world.groups, grant, operation, group.id)
    without = replace(grant, permissions=frozenset())
    with pytest.raises(Forbidden):
        await authorize_connector(world.groups, without, "get_group", group.id)
    with pytest.raises(NotFound):
        await authorize_connector(world.groups, grant, "restore_group", group.id)


async def test_a_deleted_group_does_not_exist_for_it() -> None:
    world = FakeWorld()
    group = await world.group(person(1))
    grant = grant_of(await world.subscriber(group))
    await delete_group(world.groups, group, "person-1", any_version)
    for operation in ("get_group", "restore_group"):
        with pytest.raises(NotFound):
            await authorize_connector(world.groups, grant, operation, group.id)


async def test_its_groups_are_found_among_thousands_of_links() -> None:
    world = FakeWorld()
    connector = await world.subscriber()
    linked = [f"group-{n:04d}" for n in range(2100)]
    for group_id in linked:
        link = ConnectorLink(group_id, connector.id, BEGINNING, "test")
        world.fakes.connector_links.links.put((group_id, connector.id), link)
    asked = {linked[0], linked[1000], linked[-1], "group-of-another"}
    groups = {group_id: replace(await world.group(person(1)), id=group_id) for group_id in asked}
    found = await grants_in(world.groups, grant_of(connector), groups)
    assert found.keys() == asked - {"group-of-another"}
    assert await grants_in(world.groups, grant_of(connector), {}) == {}

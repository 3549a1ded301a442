"""A connector is told of links only to groups that it may know of: when the event is made, and when it is sent."""

from shared.domain.audit import Action
from shared.domain.groups.group import Group
from shared.services.connectors.link_connectors import link_connector
from shared.services.groups.change_group_type import link_group, unlink_group
from shared.services.groups.manage_groups import delete_group
from shared.services.groups.purge_groups import purge_group
from shared.services.hierarchy.link_subgroups import link_subgroup, unlink_subgroup
from tests.fakes.world import FakeWorld
from tests.people import person
from tests.unit.services.webhooks.receivers import events_of
from tests.use_cases import any_version

OWNER = person(1)


async def link(world: FakeWorld, parent: Group, child: Group) -> None:
    await link_subgroup(world.groups, OWNER, parent, child.id)


async def told(world: FakeWorld) -> list[tuple[str, str]]:
    """(type, name of the subgroup) of all that was delivered about links."""
    await world.deliver()
    events = [event for post in world.fakes.sender.deliveries for event in events_of(post)]
    return [(e["type"].removeprefix("muster."), e["data"]["subgroupName"]) for e in events if "subgroupId" in e["data"]]


async def test_a_private_subgroup_is_not_told_to_a_connector_that_does_not_have_it() -> None:
    world = FakeWorld()
    parent, child = await world.group(OWNER), await world.group(OWNER, "Gate")
    secret = await world.private(OWNER, "Layoffs")
    connector = await world.subscriber(parent)
    await link(world, parent, secret)
    await link(world, parent, child)
    await unlink_subgroup(world.groups, OWNER, parent, secret.id)
    assert await told(world) == [("SubgroupAdded", "Gate")]
    assert not world.fakes.outbox.queues.get((parent.id, connector.id))


async def test_a_connector_that_has_the_private_subgroup_is_told() -> None:
    world = FakeWorld()
    parent, secret = await world.group(OWNER), await world.private(OWNER, "Layoffs")
    await world.subscriber(parent, secret)
    await world.subscriber(parent)
    await link(world, parent, secret)
    assert await told(world) == [("SubgroupAdded", "Layoffs")]


async def test_a_subgroup_that_becomes_private_while_its_event_waits_is_not_told() -> None:
    world = FakeWorld()
    parent, child = await world.group(OWNER), await world.group(OWNER, "Restructuring")
    await world.subscriber(parent)
    await link(world, parent, child)
    await unlink_group(world.groups, child, OWNER.subject, any_version)
    assert await told(world) == []


async def test_a_subgroup_that_is_mapped_while_its_event_waits_is_not_told_by_it() -> None:
    world = FakeWorld()
    parent, secret = await world.group(OWNER), await world.private(OWNER, "Layoffs")
    connector = await world.subscriber(parent)
    world.fakes.hierarchy.leave(
        world.groups.event(parent.id, "asha", Action.SUBGROUP_ADDED, {}, {"id": secret.id, "name": "Layoffs"})
    )
    await link_group(world.groups, secret, OWNER.subject, any_version)
    await link_connector(world.connectors, secret.id, OWNER.subject, connector.id, any_version)
    child = await world.group(OWNER, "Gate")
    await link(world, parent, child)
    assert await told(world) == [("SubgroupAdded", "Gate")]


async def test_a_subgroup_that_is_gone_is_not_told() -> None:
    world = FakeWorld()
    parent, child = await world.group(OWNER), await world.group(OWNER, "Gate")
    await world.subscriber(parent)
    await link(world, parent, child)
    await delete_group(world.groups, child, OWNER.subject, any_version)
    await purge_group(world.groups, child.id)
    assert await told(world) == []


"""From changes of groups to a receiver, over a real Azurite and a real HTTP server."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.bootstrap import assemble
from shared.domain.connectors import EventType
from shared.domain.members.membership import Role
from shared.errors import InvalidInput
from shared.services.connectors.link_connectors import unlink_connector
from shared.services.connectors.manage_connectors import (
    ConnectorChange,
    read_health,
    remove_connector,
    rotate_secret,
    update_connector,
)
from shared.services.groups.manage_groups import GroupChange, delete_group, update_group
from shared.services.hierarchy.link_subgroups import link_subgroup, unlink_subgroup
from shared.services.members.change_members import change_role, remove_member, set_roles
from shared.services.webhooks.deliver_events import deliver_requested
from shared.storage.clients import open_clients
from tests.azurite import TestAzurite
from tests.groups_world import Clock
from tests.integration.webhook_world import ADMIN, WebhookWorld, told
from tests.receiver import Receiver
from tests.store import PAGE_KEY, settings_for, wipe

A, B, C = "+919812340001", "+919812340002", "+919812340003"


def any_version(_: str) -> None:
    """Every version will do."""


@pytest.fixture
async def world(azurite: TestAzurite) -> AsyncIterator[WebhookWorld]:
    settings = settings_for(azurite.connection_string, WEBHOOKS_ALLOW_LOCAL="true")
    clients, clock = open_clients(settings.storage), Clock()
    await wipe(clients)
    services = assemble(settings, clients, PAGE_KEY, clock.now)
    world = WebhookWorld(services, clients, clock)
    await world.receiver.start()
    yield world
    await services.close()
    await world.receiver.stop()
    await clients.close()


async def test_every_kind_of_change_is_told_in_order(world: WebhookWorld) -> None:
    group, child = await world.group("Depot"), await world.group("Drivers")
    await world.connector(group)
    context = world.services.groups
    await world.add(group, A)
    await change_role(context, group.id, "asha", A, Role.ADMIN, any_version)
    await remove_member(context, group.id, "asha", A, any_version)
    await link_subgroup(context, ADMIN, group, child.id)
    await unlink_subgroup(context, ADMIN, group, child.id)
    changed = await update_group(context, group, "asha", GroupChange("Depot 2"), any_version)
    await delete_group(context, changed, "asha", any_version)
    await world.wait_idle()
    types = [event["type"] for event in world.receiver.events]
    assert types == [
        "muster.MemberAdded",
        "muster.MemberRoleChanged",
        "muster.MemberRemoved",
        "muster.SubgroupAdded",
        "muster.SubgroupRemoved",
        "muster.GroupUpdated",
        "muster.GroupDeleted",
    ]
    first = world.receiver.events[0]
    assert first["specversion"] == "1.0"
    assert first["source"] == f"/api/v1/groups/{group.id}"
    assert first["data"] == {"groupId": group.id, "phoneNumber": A, "role": "Member"}
    assert world.receiver.events[5]["data"]["after"] == {"name": "Depot 2"}
    assert world.receiver.deliveries[0]["type"].startswith("application/cloudevents-batch+json")
    assert len({(event["source"], event["id"]) for event in world.receiver.events}) == len(types)


async def test_nothing_is_kept_once_all_is_told(world: WebhookWorld) -> None:
    group = await world.group("Depot")
    await world.connector(group)
    await world.add(group, A, B)
    await world.wait_idle()
    assert [row["PartitionKey"] for row in await world.outbox()] == ["due"]
    await world.tick(timedelta(seconds=20))
    await world.tick(timedelta(minutes=3))
    assert await world.outbox() == []
    rows = [row async for row in world.clients.table("Memberships").list_entities()]
    assert not [row["RowKey"] for row in rows if row["RowKey"].startswith("!event!")]


async def test_groups_without_a_listener_pay_two_reads_and_write_nothing(world: WebhookWorld) -> None:
    group = await world.group("Depot")
    await world.add(group, A)
    assert await world.outbox() == []


async def test_only_chosen_events_are_told(world: WebhookWorld) -> None:
    group = await world.group("Depot")
    await world.connector(group, events=[EventType.MEMBER_REMOVED])
    await world.add(group, A, B)
    await remove_member(world.services.groups, group.id, "asha", B, any_version)
    await world.wait_idle()
    assert told(world.receiver) == [("MemberRemoved", B)]


async def test_many_changes_go_out_up_to_five_hundred_at_once(world: WebhookWorld) -> None:
    group = await world.group("Depot")
    await world.connector(group)
    world.receiver.mode = "fail"
    await world.add(group, A)
    await world.wait_idle()
    await world.add(group, *(f"+9198123{n:05d}" for n in range(1100)))
    world.receiver.mode = "ok"
    await world.tick(timedelta(minutes=5))
    await world.wait_idle()
    sizes = [len(delivery["events"]) for delivery in world.receiver.deliveries]
    assert sum(sizes) == 1101
    assert max(sizes) <= 500
    assert len(sizes) <= 5


@pytest.mark.parametrize("mode", ["fail", "redirect", "busy"])
async def test_a_receiver_that_comes_back_gets_everything_in_order(world: WebhookWorld, mode: str) -> None:
    group = await world.group("Depot")
    connector, _ = await world.connector(group)
    world.receiver.mode = mode
    for number in (A, B, C):
        await world.add(group, number)
        await world.wait_idle()
    assert world.receiver.deliveries == []
    assert len(world.receiver.tried) == 1, "what is behind a failure waits"
    health = (await read_health(world.services.connectors, [connector]))[connector.id]
    assert not health.failing
    world.receiver.mode = "ok"
    await world.tick(timedelta(seconds=10))
    assert world.receiver.deliveries == []
    await world.tick(timedelta(minutes=11))
    assert told(world.receiver) == [("MemberAdded", A), ("MemberAdded", B), ("MemberAdded", C)]
    assert world.receiver.tried[0][0] == world.receiver.tried[1][0], "tried again under the same id"
    assert world.receiver.elsewhere == 0
    assert await read_health(world.services.connectors, [connector]) == {}


async def test_a_receiver_that_is_away_gets_everything_when_it_is_back(world: WebhookWorld) -> None:
    group = await world.group("Depot")
    await world.connector(group)
    await world.receiver.stop()
    await world.add(group, A)
    await world.wait_idle()
    await world.tick(timedelta(minutes=1))
    await world.receiver.start()
    await world.tick(timedelta(minutes=3))
    assert told(world.receiver) == [("MemberAdded", A)]


async def test_after_two_days_it_is_given_up_until_it_is_validated_again(world: WebhookWorld) -> None:
    group = await world.group("Depot")
    connector, _ = await world.connector(group)
    world.receiver.mode = "fail"
    await world.add(group, A)
    await world.wait_idle()
    tries = 0
    while not (await read_health(world.services.connectors, [connector]))[connector.id].failing:
        await world.tick(timedelta(minutes=20))
        tries += 1
        assert tries < 160
    assert world.clock.ahead >= timedelta(days=2)
    assert 15 <= len(world.receiver.tried) <= 25
    world.receiver.mode = "ok"
    await world.add(group, B)
    await world.wait_idle()
    await world.tick(timedelta(hours=5))
    assert world.receiver.deliveries == []
    change = ConnectorChange(callback_url=world.receiver.url)
    await update_connector(world.services.connectors, "asha", connector.id, change, any_version)
    assert await read_health(world.services.connectors, [connector]) == {}
    await world.add(group, C)
    await world.wait_idle()
    assert told(world.receiver) == [("MemberAdded", C)]


async def test_gone_means_no_more(world: WebhookWorld) -> None:
    group = await world.group("Depot")
    connector, _ = await world.connector(group)
    world.receiver.mode = "gone"
    await world.add(group, A)
    await world.wait_idle()
    assert (await read_health(world.services.connectors, [connector]))[connector.id].failing
    await world.add(group, B)
    await world.wait_idle()
    assert len(world.receiver.tried) == 1


async def test_one_receiver_that_fails_keeps_no_other_waiting(world: WebhookWorld) -> None:
    group, other = await world.group("Depot"), Receiver()
    await other.start()
    try:
        await world.connector(group)
        await world.connector(group, receiver=other)
        world.receiver.mode = "fail"
        await world.add(group, A)
        await world.wait_idle()
        assert told(other) == [("MemberAdded", A)]
    finally:
        await other.stop()


async def test_an_unlinked_or_removed_connector_hears_nothing_more(world: WebhookWorld) -> None:
    group, second = await world.group("Depot"), await world.group("Drivers")
    connector, _ = await world.connector(group, second)
    world.receiver.mode = "fail"
    await world.add(group, A)
    await world.add(second, B)
    await world.wait_idle()
    world.receiver.mode = "ok"
    await unlink_connector(world.services.connectors, group.id, "asha", connector.id, any_version)
    await world.tick(timedelta(minutes=5))
    assert told(world.receiver) == [("MemberAdded", B)]
    world.receiver.mode = "fail"
    await world.add(second, C)
    await world.wait_idle()
    world.receiver.mode = "ok"
    await remove_connector(world.services.connectors, "asha", connector.id, any_version)
    await world.tick(timedelta(minutes=5))
    assert told(world.receiver) == [("MemberAdded", B)]


async def test_both_secrets_sign_for_a_day_after_rotation(world: WebhookWorld) -> None:
    group = await world.group("Depot")
    connector, old = await world.connector(group)
    _, new = await rotate_secret(world.services.connectors, "asha", connector.id)
    assert old != new
    assert new.startswith("whsec_")
    await world.add(group, A)
    await world.wait_idle()
    assert told(world.receiver) == [("MemberAdded", A)], "the old secret still verifies"
    world.receiver.verifier = world.verifier(new)
    await world.add(group, B)
    await world.wait_idle()
    assert told(world.receiver)[1:] == [("MemberAdded", B)]


async def test_registration_wants_the_token_back(world: WebhookWorld) -> None:
    group = await world.group("Depot")
    world.receiver.mode = "no-echo"
    with pytest.raises(InvalidInput) as rejected:
        await world.connector(group)
    assert [(e.field, e.code) for e in rejected.value.errors] == [("callbackUrl", "callback_not_validated")]


@pytest.mark.parametrize(
    "url", ["https://10.0.0.1/", "https://169.254.169.254/x", "http://example.com/", "https://[::ffff:10.0.0.1]/"]
)
async def test_registration_rejects_what_is_not_public(world: WebhookWorld, url: str) -> None:
    receiver = Receiver()
    stand_in = replace(receiver)
    stand_in.__class__ = type("Elsewhere", (Receiver,), {"url": url})
    with pytest.raises(InvalidInput) as rejected:
        await world.connector(receiver=stand_in)
    assert rejected.value.errors[0].code == "callback_refused"


async def test_a_delivery_goes_to_no_address_that_is_not_public(azurite: TestAzurite, world: WebhookWorld) -> None:
    """What was registered may resolve to something else later; here it is the instance that has become strict."""
    group = await world.group("Depot")
    connector, _ = await world.connector(group)
    strict = assemble(settings_for(azurite.connection_string), world.clients, PAGE_KEY, world.clock.now)
    try:
        await set_roles(strict.groups, group.id, "asha", [A], Role.MEMBER)
        await deliver_requested(strict.groups.webhooks, group.id)
    finally:
        await strict.close()
    assert world.receiver.tried == []
    health = (await read_health(world.services.connectors, [connector]))[connector.id]
    assert "https" in health.error or "public" in health.error
    await world.tick(timedelta(minutes=2))
    assert told(world.receiver) == [("MemberAdded", A)]

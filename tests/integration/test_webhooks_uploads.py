"""What connectors hear of uploads, over a real Azurite and a real HTTP server."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from shared.bootstrap import assemble
from shared.domain.members.membership import Change, Membership, Role
from shared.services.members.change_members import remove_member
from shared.services.uploads.apply.connector_events import event_factories
from shared.services.uploads.control_upload import undo_upload
from shared.storage.clients import open_clients
from tests.azurite import TestAzurite
from tests.bulk import write_members
from tests.groups_world import Clock
from tests.integration.driver import HEADER, PARENT_HEADER, Driver
from tests.integration.webhook_world import WebhookWorld, told
from tests.store import PAGE_KEY, settings_for, wipe
from tests.use_cases import audit_page


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


def rows(name: str, numbers: range, role: str = "Member") -> str:
    return "".join(f"{name},+9198123{n:05d},{role}\n" for n in numbers)


def types(world: WebhookWorld) -> Counter[str]:
    return Counter(event["type"].removeprefix("muster.") for event in world.receiver.events)


async def test_a_linked_group_hears_of_each_member_in_few_deliveries_and_of_the_end_last(world: WebhookWorld) -> None:
    group, other = await world.group("Depot"), await world.group("Drivers")
    await world.connector(group)
    driver = Driver(world.services, world.clients)
    view = await driver.drop("a/users.csv", HEADER + rows("Depot", range(1200)) + rows("Drivers", range(300)))
    assert view.counts.added == 1500
    await world.wait_idle()
    assert types(world) == {"MemberAdded": 1200, "UploadCompleted": 1}
    assert {event["data"]["groupId"] for event in world.receiver.events} == {group.id}
    assert other.id not in str(world.receiver.events)
    last = world.receiver.events[-1]
    assert last["type"] == "muster.UploadCompleted"
    assert last["data"]["state"] == "completed"
    assert last["data"]["uploadId"] == view.job.id
    assert len(world.receiver.deliveries) <= 14
    assert max(len(delivery["events"]) for delivery in world.receiver.deliveries) <= 500
    await world.tick(timedelta(minutes=3))
    await world.tick(timedelta(minutes=3))
    assert await world.outbox() == []
    left = [row["RowKey"] async for row in world.clients.table("Memberships").list_entities()]
    assert not [key for key in left if key.startswith(("!event!", "!news!"))]


async def test_the_same_file_again_tells_only_that_it_completed(world: WebhookWorld) -> None:
    group = await world.group("Depot")
    await world.connector(group)
    driver = Driver(world.services, world.clients)
    await driver.drop("a/users.csv", HEADER + rows("Depot", range(5)))
    await driver.drop("b/users.csv", HEADER + rows("Depot", range(5)))
    await world.wait_idle()
    assert types(world) == {"MemberAdded": 5, "UploadCompleted": 2}


async def test_roles_removals_and_undo_are_told(world: WebhookWorld) -> None:
    group = await world.group("Depot")
    await world.add(group, *(f"+9198123{n:05d}" for n in range(4)))
    await world.connector(group)
    driver = Driver(world.services, world.clients)
    content = HEADER + rows("Depot", range(2), "Admin") + rows("Depot", range(10, 13))
    view = await driver.drop("a/users.csv", content, mode="replace")
    assert (view.counts.added, view.counts.role_changed, view.counts.removed) == (3, 2, 3)
    await world.wait_idle()
    assert types(world) == {"MemberAdded": 3, "MemberRoleChanged": 2, "MemberRemoved": 3, "UploadCompleted": 1}
    world.receiver.deliveries.clear()
    await undo_upload(world.services.imports, view.job.id, "asha")
    await driver.run()
    await world.wait_idle()
    assert types(world) == {"MemberAdded": 3, "MemberRoleChanged": 2, "MemberRemoved": 3}


async def test_a_change_over_http_during_a_chunk_keeps_its_place(world: WebhookWorld) -> None:
    """The upload adds a member, somebody removes it before the chunk comes to telling: added first, removed then."""
    group = await world.group("Depot")
    await world.connector(group)
    imports, number = world.services.imports, "+919812300001"
    driver = Driver(world.services, world.clients)
    view = await driver.drop("a/users.csv", HEADER + rows("Depot", range(1)))
    await world.wait_idle()
    world.receiver.deliveries.clear()
    factories = await event_factories(imports, view.job, {group.id})
    change = _insert(group.id, number)
    await write_members(imports.members, group.id, [change], factories(group.id))
    await remove_member(world.services.groups, group.id, "asha", number, lambda _: None)
    await world.wait_idle()
    assert told(world.receiver) == [("MemberAdded", number), ("MemberRemoved", number)]


async def test_what_a_dead_chunk_wrote_is_told_by_the_timer(world: WebhookWorld) -> None:
    group = await world.group("Depot")
    await world.connector(group)
    imports = world.services.imports
    view = await Driver(world.services, world.clients).drop("a/users.csv", HEADER + rows("Depot", range(1)))
    await world.wait_idle()
    world.receiver.deliveries.clear()
    factories = await event_factories(imports, view.job, {group.id})
    await write_members(imports.members, group.id, [_insert(group.id, "+919812300002")], factories(group.id))
    assert world.receiver.deliveries == []
    await world.tick(timedelta(seconds=20))
    assert told(world.receiver) == [("MemberAdded", "+919812300002")]


async def test_what_an_older_version_left_pending_is_told_and_goes(world: WebhookWorld) -> None:
    """It kept events of uploads under `!news!`, and wrote the members in the same transaction."""
    group = await world.group("Depot")
    await world.connector(group)
    imports, number = world.services.imports, "+919812300003"
    view = await Driver(world.services, world.clients).drop("a/users.csv", HEADER + rows("Depot", range(1)))
    await world.wait_idle()
    world.receiver.deliveries.clear()
    made = (await event_factories(imports, view.job, {group.id}))(group.id)
    assert made is not None
    change = _insert(group.id, number)
    await write_members(imports.members, group.id, [change], made)
    table = world.clients.table("Memberships")
    (row,) = [row async for row in table.query_entities("RowKey ge '!event!' and RowKey lt '!event~'")]
    await table.delete_entity(row)
    await table.create_entity({**row, "RowKey": row["RowKey"].replace("!event!", "!news!")})
    await remove_member(world.services.groups, group.id, "asha", number, lambda _: None)
    await world.wait_idle()
    assert told(world.receiver) == [("MemberAdded", number), ("MemberRemoved", number)]
    left = [row["RowKey"] async for row in table.list_entities()]
    assert not [key for key in left if key.startswith(("!event!", "!news!"))]
    events, _ = await audit_page(world.services.groups, group)
    assert [event for event in events if number in event.before.get("members", {})]
    assert not [event for event in events if number in event.after.get("members", {})], "an upload audits by itself"


async def test_links_of_an_upload_are_told_before_its_end_and_so_is_their_undoing(world: WebhookWorld) -> None:
    group = await world.group("Depot")
    await world.connector(group)
    driver = Driver(world.services, world.clients)
    children = [f"Team {n:02d}" for n in range(40)]
    content = HEADER + rows("Depot", range(1)) + "".join(rows(name, range(1)) for name in children)
    await driver.put("a/parents.csv", PARENT_HEADER + "".join(f"Depot,{name}\n" for name in children))
    view = await driver.drop("a/users.csv", content)
    assert view.counts.links_added == 40
    await world.wait_idle()
    assert types(world) == {"MemberAdded": 1, "SubgroupAdded": 40, "UploadCompleted": 1}
    assert world.receiver.events[-1]["type"] == "muster.UploadCompleted"
    names = {e["data"]["subgroupName"] for e in world.receiver.events if e["type"] == "muster.SubgroupAdded"}
    assert names == set(children)
    world.receiver.deliveries.clear()
    await undo_upload(world.services.imports, view.job.id, "asha")
    await driver.run()
    await world.wait_idle()
    assert types(world) == {"MemberRemoved": 1, "SubgroupRemoved": 40}
    await world.tick(timedelta(minutes=3))
    await world.tick(timedelta(minutes=3))
    assert types(world) == {"MemberRemoved": 1, "SubgroupRemoved": 40}, "nothing is told twice"


def _insert(group_id: str, number: str) -> Change:
    row = Membership(group_id, number, Role.MEMBER, datetime.now(UTC), "asha", "job")
    return Change(number, None, row)

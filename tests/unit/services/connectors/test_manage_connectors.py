"""The catalogue of connectors: entries with ETags, one connector a clientId, and secrets that are shown once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.audit import Action
from shared.domain.conflicts import ClientTaken
from shared.domain.connectors import Connector, EventType, Permission
from shared.errors import Conflict, InvalidInput, NotFound, PreconditionFailed
from shared.services.connectors.link_connectors import link_connector
from shared.services.connectors.manage_connectors import (
    ConnectorChange,
    NewConnector,
    create_connector,
    list_connectors,
    read_connector,
    read_health,
    remove_connector,
    rotate_secret,
    update_connector,
)
from shared.services.ports.webhooks import Health, Response
from tests.fakes.world import BEGINNING, FakeWorld
from tests.people import person
from tests.unit.services.preconditions import NEVER, meanwhile, organization_events
from tests.use_cases import any_version, if_match

READER = NewConnector(
    name="Payroll",
    description="Reads members",
    client_id="app-1",
    permissions=frozenset({Permission.MEMBER_LIST}),
    active=True,
    callback_url="",
    events=frozenset(),
)
SUBSCRIBER = NewConnector(
    name="Shifts",
    description="",
    client_id="",
    permissions=frozenset({Permission.OUTGOING_WEBHOOKS}),
    active=True,
    callback_url="https://shifts.example/hook",
    events=frozenset({EventType.MEMBER_ADDED}),
)
FAILING = Health(failing=True, since=BEGINNING, error="The receiver returned 500.")


async def created(world: FakeWorld, new: NewConnector = READER) -> Connector:
    connector, _ = await create_connector(world.connectors, "asha", new)
    return connector


async def test_a_new_connector_can_be_read_and_is_audited() -> None:
    world = FakeWorld()
    connector, secret = await create_connector(world.connectors, "asha", READER)
    assert connector == await read_connector(world.connectors, connector.id)
    assert (connector.normalised, connector.created_by, bool(connector.etag)) == ("payroll", "asha", True)
    assert secret == ""
    (event,) = organization_events(world)
    assert (event.action, event.actor, event.before) == (Action.CONNECTOR_CREATED, "asha", {})
    assert event.after == {
        "id": connector.id,
        "name": "Payroll",
        "description": "Reads members",
        "clientId": "app-1",
        "permissions": ["memberList"],
        "active": True,
        "callbackUrl": "",
        "events": [],
    }
    assert not world.fakes.connectors.events, "what is recorded is pending no more"


async def test_connectors_are_listed_by_name_a_page_at_a_time() -> None:
    world = FakeWorld()
    for number, name in enumerate(("Shifts", "payroll", "Attendance", "Pay slips")):
        await created(world, replace(READER, name=name, client_id=f"app-{number}"))
    first, following = await list_connectors(world.connectors, "", 3, None)
    rest, end = await list_connectors(world.connectors, "", 3, following)
    assert [connector.name for connector in (*first, *rest)] == ["Attendance", "Pay slips", "payroll", "Shifts"]
    assert end is None
    found, _ = await list_connectors(world.connectors, "PAY", 3, None)
    assert [connector.name for connector in found] == ["Pay slips", "payroll"]


async def test_of_a_client_id_there_is_one_connector() -> None:
    world = FakeWorld()
    first = await created(world)
    with pytest.raises(ClientTaken):
        await created(world, replace(READER, name="Other"))
    other = await created(world, replace(READER, client_id="app-2"))
    with pytest.raises(ClientTaken):
        await update_connector(world.connectors, "asha", other.id, ConnectorChange(client_id="app-1"), any_version)
    assert await read_connector(world.connectors, other.id) == other
    await remove_connector(world.connectors, "asha", first.id, any_version)
    await update_connector(world.connectors, "asha", other.id, ConnectorChange(client_id="app-1"), any_version)


async def test_a_subscriber_whose_client_id_is_taken_leaves_no_secret() -> None:
    world = FakeWorld()
    await created(world)
    with pytest.raises(ClientTaken):
        await created(world, replace(SUBSCRIBER, client_id="app-1"))
    assert not world.fakes.webhooks.stored_secrets.rows


@pytest.mark.parametrize(
    ("new", "errors"),
    [
        (replace(READER, client_id=""), [("clientId", "missing")]),
        (replace(SUBSCRIBER, callback_url=""), [("callbackUrl", "missing")]),
        (replace(SUBSCRIBER, events=frozenset()), [("events", "missing")]),
        (
            replace(READER, callback_url="https://shifts.example/", events=SUBSCRIBER.events),
            [("callbackUrl", "not_allowed"), ("events", "not_allowed")],
        ),
    ],
)
async def test_fields_that_contradict_each_other_are_rejected(new: NewConnector, errors: list[tuple[str, str]]) -> None:
    world = FakeWorld()
    with pytest.raises(InvalidInput) as rejected:
        await created(world, new)
    assert [(error.field, error.code) for error in rejected.value.errors] == errors
    assert not world.fakes.connectors.entries.rows
    assert not world.fakes.sender.posts


async def test_a_secret_is_shown_once_and_stands_in_no_event() -> None:
    world = FakeWorld()
    connector, secret = await create_connector(world.connectors, "asha", SUBSCRIBER)
    assert secret.startswith("whsec_")
    _, rotated = await rotate_secret(world.connectors, "asha", connector.id)
    events = organization_events(world)
    assert [event.action for event in events] == [Action.CONNECTOR_CREATED, Action.CONNECTOR_SECRET_ROTATED]
    shown = repr(
        (await read_connector(world.connectors, connector.id), events, world.fakes.webhooks.stored_secrets.rows)
    )
    assert secret not in shown
    assert rotated not in shown


async def test_a_receiver_that_does_not_confirm_makes_no_connector() -> None:
    world = FakeWorld()
    world.fakes.sender.respond = lambda _: Response(404, None)
    with pytest.raises(InvalidInput):
        await created(world, SUBSCRIBER)
    assert not world.fakes.connectors.entries.rows
    assert not world.fakes.webhooks.stored_secrets.rows


async def test_a_change_writes_only_what_differs_into_the_audit() -> None:
    world = FakeWorld()
    before = await created(world)
    change = ConnectorChange(name="Salaries", description="Reads members", active=False)
    after, secret = await update_connector(world.connectors, "ravi", before.id, change, if_match(before.etag))
    assert (after.name, after.normalised, after.active, secret) == ("Salaries", "salaries", False, "")
    assert after.etag != before.etag
    assert after.updated_at > before.updated_at
    event = organization_events(world)[-1]
    assert (event.action, event.actor) == (Action.CONNECTOR_CHANGED, "ravi")
    assert event.before == {"id": before.id, "name": "Payroll", "active": True}
    assert event.after == {"id": before.id, "name": "Salaries", "active": False}


async def test_a_change_to_what_is_so_already_writes_nothing() -> None:
    world = FakeWorld()
    before = await created(world)
    after, _ = await update_connector(world.connectors, "asha", before.id, ConnectorChange("Payroll"), any_version)
    assert after == before
    assert len(organization_events(world)) == 1


async def test_a_change_of_an_old_version_fails() -> None:
    world = FakeWorld()
    connector = await created(world)
    with pytest.raises(PreconditionFailed):
        await update_connector(world.connectors, "asha", connector.id, ConnectorChange("Salaries"), if_match(NEVER))
    assert await read_connector(world.connectors, connector.id) == connector


async def test_what_another_changes_in_the_meantime_is_kept() -> None:
    world = FakeWorld()
    connector = await created(world)
    others = replace(connector, description="Changed by another")
    check = meanwhile(lambda: world.fakes.connectors.entries.put(connector.id, others), read=2)
    after, _ = await update_connector(world.connectors, "asha", connector.id, ConnectorChange("Salaries"), check)
    assert (after.name, after.description) == ("Salaries", "Changed by another")


async def test_who_names_a_version_overwrites_no_other() -> None:
    world = FakeWorld()
    connector = await created(world)
    others = replace(connector, description="Changed by another")
    check = meanwhile(lambda: world.fakes.connectors.entries.put(connector.id, others), if_match(connector.etag), read=2)
    with pytest.raises(PreconditionFailed):
        await update_connector(world.connectors, "asha", connector.id, ConnectorChange("Salaries"), check)
    found = await read_connector(world.connectors, connector.id)
    assert (found.name, found.description) == ("Payroll", "Changed by another")


async def test_who_begins_to_subscribe_gets_a_secret_and_all_events() -> None:
    world = FakeWorld()
    connector = await created(world)
    change = ConnectorChange(
        permissions=frozenset({Permission.OUTGOING_WEBHOOKS}), callback_url="https://payroll.example/hook"
    )
    after, secret = await update_connector(world.connectors, "asha", connector.id, change, any_version)
    assert after.events == frozenset(EventType)
    stored = await world.fakes.webhooks.secrets(connector.id)
    assert stored is not None
    assert secret
    assert stored.current == secret
    assert [post.url for post in world.fakes.sender.posts] == ["https://payroll.example/hook"]


async def test_who_ceases_to_subscribe_has_neither_address_nor_events() -> None:
    world = FakeWorld()
    connector = await created(world, replace(SUBSCRIBER, client_id="app-1"))
    change = ConnectorChange(permissions=frozenset({Permission.MEMBER_LIST}))
    after, secret = await update_connector(world.connectors, "asha", connector.id, change, any_version)
    assert (after.callback_url, after.events, secret) == ("", frozenset(), "")
    with pytest.raises(InvalidInput, match="client id"):
        await update_connector(world.connectors, "asha", connector.id, ConnectorChange(client_id=""), any_version)


async def test_an_address_that_is_given_again_is_validated_again_and_ends_the_failing() -> None:
    world = FakeWorld()
    connector = await created(world, SUBSCRIBER)
    await world.fakes.webhooks.put_health(connector.id, FAILING)
    await update_connector(world.connectors, "asha", connector.id, ConnectorChange("Rosters"), any_version)
    assert await read_health(world.connectors, [connector]) == {connector.id: FAILING}
    assert len(world.fakes.sender.posts) == 1

    again = ConnectorChange(callback_url=SUBSCRIBER.callback_url)
    _, secret = await update_connector(world.connectors, "asha", connector.id, again, any_version)
    assert await read_health(world.connectors, [connector]) == {}
    assert len(world.fakes.sender.posts) == 2
    assert secret == "", "the secret of before stays"


async def test_an_address_that_is_not_confirmed_changes_nothing() -> None:
    world = FakeWorld()
    connector = await created(world, SUBSCRIBER)
    await world.fakes.webhooks.put_health(connector.id, FAILING)
    world.fakes.sender.respond = lambda _: Response(200, None, b"no token")
    change = ConnectorChange(callback_url="https://elsewhere.example/hook")
    with pytest.raises(InvalidInput):
        await update_connector(world.connectors, "asha", connector.id, change, any_version)
    assert await read_connector(world.connectors, connector.id) == connector
    assert await read_health(world.connectors, [connector]) == {connector.id: FAILING}


async def test_health_is_asked_for_of_subscribers_only() -> None:
    world = FakeWorld()
    reader, subscriber = await created(world), await created(world, SUBSCRIBER)
    for connector in (reader, subscriber):
        await world.fakes.webhooks.put_health(connector.id, FAILING)
    assert await read_health(world.connectors, [reader, subscriber]) == {subscriber.id: FAILING}


async def test_a_rotation_keeps_the_old_secret_for_a_day() -> None:
    world = FakeWorld()
    connector, old = await create_connector(world.connectors, "asha", SUBSCRIBER)
    same, new = await rotate_secret(world.connectors, "asha", connector.id)
    assert same == connector
    secrets, now = await world.fakes.webhooks.secrets(connector.id), world.clock.now()
    assert secrets is not None
    assert old != new
    assert secrets.valid(now + timedelta(hours=23, minutes=59)) == [new, old]
    assert secrets.valid(now + timedelta(days=1)) == [new]


async def test_a_connector_that_gets_no_events_has_no_secret_to_rotate() -> None:
    world = FakeWorld()
    connector = await created(world)
    with pytest.raises(Conflict, match="needs no signing secret"):
        await rotate_secret(world.connectors, "asha", connector.id)
    assert not world.fakes.webhooks.stored_secrets.rows


async def test_a_connector_is_removed_with_its_secret_its_health_and_its_links() -> None:
    world = FakeWorld()
    connector = await created(world, SUBSCRIBER)
    group = await world.group(person(1))
    await link_connector(world.connectors, group.id, "asha", connector.id, any_version)
    await world.fakes.webhooks.put_health(connector.id, FAILING)

    await remove_connector(world.connectors, "ravi", connector.id, if_match(connector.etag))

    with pytest.raises(NotFound, match="no such connector"):
        await read_connector(world.connectors, connector.id)
    assert not world.fakes.webhooks.stored_secrets.rows
    assert not world.fakes.webhooks.stored_health
    assert await world.fakes.connector_links.of_group(group.id) == []
    event = organization_events(world)[-1]
    assert (event.action, event.actor, event.after) == (Action.CONNECTOR_REMOVED, "ravi", {})
    assert event.before["name"] == "Shifts"


async def test_only_the_version_that_was_seen_is_removed() -> None:
    world = FakeWorld()
    connector = await created(world)
    with pytest.raises(PreconditionFailed):
        await remove_connector(world.connectors, "asha", connector.id, if_match(NEVER))
    assert await read_connector(world.connectors, connector.id) == connector


async def test_who_removes_any_version_removes_what_another_wrote_meanwhile() -> None:
    world = FakeWorld()
    connector = await created(world)
    check = meanwhile(lambda: world.fakes.connectors.entries.put(connector.id, replace(connector, name="Salaries")))
    await remove_connector(world.connectors, "asha", connector.id, check)
    assert organization_events(world)[-1].before["name"] == "Salaries"
    assert not world.fakes.connectors.entries.rows


async def test_what_is_not_in_the_catalogue_can_be_neither_changed_nor_removed() -> None:
    context = FakeWorld().connectors
    with pytest.raises(NotFound):
        await update_connector(context, "asha", "gone", ConnectorChange("Payroll"), any_version)
    with pytest.raises(NotFound):
        await rotate_secret(context, "asha", "gone")
    with pytest.raises(NotFound):
        await remove_connector(context, "asha", "gone", any_version)

"""What the catalogues of connectors and actions, the links of groups to them, and the count of calls promise."""

from dataclasses import fields, replace

import pytest

from shared.domain.actions import ActionKind, ActionLink, CatalogueAction, stock_actions
from shared.domain.audit import ORGANIZATION, Action, AuditEvent
from shared.domain.conflicts import ClientTaken
from shared.domain.connectors import Connector, ConnectorGrant, ConnectorLink, EventType, Granted, Permission
from shared.domain.members.membership import Role
from shared.domain.names import normalise
from shared.errors import PreconditionFailed
from shared.services.ports.connectors import CallCount
from tests.contract.stores import Stores, an_event, later, new_id


def a_connector(name: str, client_id: str = "", callback_url: str = "") -> Connector:
    return Connector(
        id=new_id(),
        name=name,
        normalised=normalise(name),
        description="Dépôt",
        client_id=client_id,
        permissions=frozenset({Permission.MEMBER_LIST, Permission.OUTGOING_WEBHOOKS}),
        active=True,
        callback_url=callback_url,
        events=frozenset({EventType.MEMBER_ADDED}),
        created_at=later(),
        created_by="asha",
        updated_at=later(),
    )


def an_action(name: str) -> CatalogueAction:
    at = later()
    return CatalogueAction(new_id(), name, normalise(name), "What", ActionKind.CUSTOM, 3, False, at, "asha", later())


def changed() -> AuditEvent:
    return an_event(ORGANIZATION, Action.CONNECTOR_CHANGED)


async def test_entries_come_back_with_every_field(stores: Stores) -> None:
    connector, action = a_connector("Round trip", new_id(), "https://example.org/hook"), an_action("Round trip")
    for entry in (connector, action):
        assert [f.name for f in fields(entry) if getattr(entry, f.name) == f.default] == ["etag"]
    found = await stores.connectors.insert(connector, changed())
    assert found.etag
    assert replace(found, etag="") == connector
    assert await stores.connectors.get(connector.id) == found
    assert await stores.connectors.get_many([connector.id, new_id()]) == {connector.id: found}
    assert found in await stores.connectors.subscribers()
    stored = await stores.actions.insert(action, changed())
    assert replace(stored, etag="") == action
    assert await stores.actions.get(action.id) == stored
    assert await stores.actions.get(new_id()) is None
    assert await stores.actions.get_many([]) == {}


async def test_an_entry_is_changed_on_its_version_only(stores: Stores) -> None:
    first = await stores.connectors.insert(a_connector("Version"), changed())
    with pytest.raises(PreconditionFailed):
        await stores.connectors.insert(replace(first, etag=""), changed())
    renamed = replace(first, name="Version 2", normalised="version 2", active=False)
    second = await stores.connectors.replace(first, renamed, changed())
    assert await stores.connectors.page("version", None, 10) == ([second], None)
    with pytest.raises(PreconditionFailed):
        await stores.connectors.replace(first, first, changed())
    with pytest.raises(PreconditionFailed):
        await stores.connectors.delete(first, changed())
    await stores.connectors.delete(second, changed())
    assert await stores.connectors.get(first.id) is None
    assert await stores.connectors.page("version", None, 10) == ([], None)
    with pytest.raises(PreconditionFailed):
        await stores.connectors.delete(second, changed())


async def test_a_client_is_one_connector(stores: Stores) -> None:
    client, other = new_id(), new_id()
    connector = await stores.connectors.insert(a_connector("Client", client), changed())
    late = changed()
    with pytest.raises(ClientTaken):
        await stores.connectors.insert(a_connector("Client", client), late)
    assert late not in await stores.connectors.pending(ORGANIZATION)
    second = await stores.connectors.insert(a_connector("Client", other), changed())
    with pytest.raises(ClientTaken):
        await stores.connectors.replace(second, replace(second, client_id=client), changed())
    assert await stores.connectors.find_client(client) == ConnectorGrant(connector.id, connector.permissions, client)
    fewer = replace(connector, permissions=frozenset({Permission.MEMBER_LIST}))
    connector = await stores.connectors.replace(connector, fewer, changed())
    grant = await stores.connectors.find_client(client)
    assert grant == ConnectorGrant(connector.id, frozenset({Permission.MEMBER_LIST}), client)
    await stores.connectors.replace(connector, replace(connector, client_id=""), changed())
    assert await stores.connectors.find_client(client) is None
    await stores.connectors.replace(second, replace(second, client_id=client), changed())
    assert await stores.connectors.find_client(other) is None


async def test_entries_are_listed_by_name(stores: Stores) -> None:
    names = ["Liste a", "Liste", "Liste b", "Liste a"]
    entries = [await stores.actions.insert(an_action(name), changed()) for name in names]
    await stores.actions.insert(an_action("List"), changed())
    found: list[CatalogueAction] = []
    after: str | None = None
    while True:
        page, after = await stores.actions.page("liste", after, 2)
        found += page
        if after is None:
            break
    assert {entry.id for entry in found} == {entry.id for entry in entries}
    assert [entry.normalised for entry in found if " " in entry.normalised] == ["liste a", "liste a", "liste b"]
    assert len(found) == len(entries)


async def test_the_stock_comes_once(stores: Stores) -> None:
    stock = stock_actions(later())
    await stores.actions.stock(later())
    found = await stores.actions.get_many([action.id for action in stock])
    assert len(found) == len(stock)
    gone = found[stock[0].id]
    await stores.actions.delete(gone, changed())
    await stores.actions.stock(later())
    assert await stores.actions.get(gone.id) is None


async def test_a_link_comes_back_with_every_field(stores: Stores) -> None:
    group_id, at = new_id(), later()
    action = ActionLink(group_id, new_id(), frozenset({Role.ADMIN}), at, "asha", later())
    connector = ConnectorLink(group_id, new_id(), at, "asha", Granted.of(a_connector("Granted", "app", "https://example.org")))
    for link in (action, connector):
        assert [f.name for f in fields(link) if getattr(link, f.name) == f.default] == ["etag"]
    await stores.action_links.insert(action, an_event(group_id))
    await stores.connector_links.insert(connector, an_event(group_id))
    found = await stores.action_links.get(group_id, action.item_id)
    assert found is not None
    assert found.etag
    assert replace(found, etag="") == action
    assert await stores.action_links.of_group(group_id) == [found]
    (linked,) = await stores.connector_links.of_group(group_id)
    assert replace(linked, etag="") == connector
    assert await stores.connector_links.get(group_id, action.item_id) is None


async def test_a_link_is_changed_on_its_version_only(stores: Stores) -> None:
    link = ActionLink(new_id(), new_id(), frozenset({Role.ADMIN}), later(), "asha")
    await stores.action_links.insert(link, an_event(link.group_id))
    with pytest.raises(PreconditionFailed):
        await stores.action_links.insert(link, an_event(link.group_id))
    first = await stores.action_links.get(link.group_id, link.item_id)
    assert first is not None
    await stores.action_links.replace(first, replace(first, published_at=later()), an_event(link.group_id))
    for write in (
        stores.action_links.replace(first, first, an_event(link.group_id)),
        stores.action_links.delete(first, an_event(link.group_id)),
    ):
        with pytest.raises(PreconditionFailed):
            await write
    second = await stores.action_links.get(link.group_id, link.item_id)
    assert second is not None
    await stores.action_links.delete(second, an_event(link.group_id))
    assert await stores.action_links.of_group(link.group_id) == []
    assert await stores.action_links.groups_of(link.item_id, None, 10) == ([], None)
    assert len(await stores.action_links.pending(link.group_id)) == 3


async def test_groups_of_an_item_by_page_and_both_purges(stores: Stores) -> None:
    item, other, groups = new_id(), new_id(), sorted(new_id() for _ in range(5))
    for group_id in groups:
        for item_id in (item, other):
            link = ConnectorLink(group_id, item_id, later(), "asha")
            await stores.connector_links.insert(link, an_event(group_id))
    first, after = await stores.connector_links.groups_of(item, None, 3)
    assert (first, after) == (groups[:3], groups[2])
    assert await stores.connector_links.groups_of(item, after, 3) == (groups[3:], None)
    listed = [group_id async for ids in stores.connector_links.group_ids() for group_id in ids]
    assert [group_id for group_id in listed if group_id in groups] == groups, "each once, with its two links"
    await stores.connector_links.purge_group(groups[0])
    assert await stores.connector_links.of_group(groups[0]) == []
    assert await stores.connector_links.pending(groups[0]) == []
    assert len(await stores.connector_links.pending(groups[1])) == 2
    await stores.connector_links.purge_item(item)
    assert await stores.connector_links.groups_of(item, None, 9) == ([], None)
    assert await stores.connector_links.groups_of(other, None, 9) == (groups[1:], None)


async def test_calls_are_counted_on_a_version(stores: Stores) -> None:
    empty = await stores.calls.read()
    assert (empty.minute, empty.calls, empty.etag) == (0, {}, "")
    assert await stores.calls.write(CallCount(7, {"a": 1}))
    assert not await stores.calls.write(CallCount(7, {"a": 1})), "another instance was quicker"
    first = await stores.calls.read()
    assert (first.minute, first.calls) == (7, {"a": 1})
    assert await stores.calls.write(replace(first, calls={"a": 1, "b": 1}))
    assert not await stores.calls.write(replace(first, calls={"a": 2}))
    assert (await stores.calls.read()).calls == {"a": 1, "b": 1}

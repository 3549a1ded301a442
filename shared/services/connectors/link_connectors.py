"""The connectors of a group: list, candidates, add and remove."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from shared.concurrency import Precondition, conditional_write, retry_on_conflict
from shared.domain.audit import Action
from shared.domain.conflicts import Inactive
from shared.domain.connectors import Connector, ConnectorLink, Granted
from shared.domain.names import normalise
from shared.errors import Conflict, NotFound
from shared.services.audit.record_change import record_change
from shared.services.catalogue import pages_without, slice_entries
from shared.services.connectors.manage_connectors import read_connector
from shared.services.context import ConnectorContext

MOST_CONNECTORS = 90
"""An event of the group and its entry in every connector's queue must fit into one transaction (enqueue_events.py)."""


@dataclass(frozen=True, slots=True)
class GroupConnector:
    """A connector that a group has."""

    connector: Connector
    link: ConnectorLink


async def list_group_connectors(
    context: ConnectorContext, group_id: str, limit: int, after: str | None
) -> tuple[list[GroupConnector], str | None]:
    """Returns up to `limit` of the group's connectors by name, and the position to continue from."""
    links = {link.item_id: link for link in await context.connector_links.of_group(group_id)}
    connectors = await context.connectors.get_many(list(links))
    shown, following = slice_entries(connectors.values(), limit, after)
    return [GroupConnector(connector, links[connector.id]) for connector in shown], following


async def list_connector_candidates(
    context: ConnectorContext, group_id: str, prefix: str, limit: int, after: str | None
) -> tuple[list[Connector], str | None]:
    """Returns up to `limit` active connectors that the group does not have, by name, and the position to continue from."""
    linked = {link.item_id for link in await context.connector_links.of_group(group_id)}
    return await pages_without(
        lambda position: context.connectors.page(normalise(prefix), position, limit),
        lambda connector: connector.active and connector.id not in linked,
        limit,
        after,
    )


async def link_connector(
    context: ConnectorContext, group_id: str, actor: str, connector_id: str, check: Precondition
) -> GroupConnector:
    """Add a connector to the group, which grants what it asks for now. Where the group has it, the grant becomes that;
    it is no error if it is that already. Raises NotFound, Inactive, PreconditionFailed, Conflict."""
    groups = context.groups
    connector = await read_connector(context, connector_id)
    granted = Granted.of(connector)

    async def attempt() -> GroupConnector:
        link = await context.connector_links.get(group_id, connector_id)
        check(link.etag if link else "")
        if link is not None and link.granted == granted:
            return GroupConnector(connector, link)
        if not connector.active:
            raise Inactive("The connector is deactivated and cannot be linked to more groups.")
        if link is None and len(await context.connector_links.of_group(group_id)) >= MOST_CONNECTORS:
            raise Conflict(f"A group has at most {MOST_CONNECTORS} connectors.")
        new = ConnectorLink(group_id, connector_id, groups.now(), actor, granted)
        before = _describe(connector, link.granted) if link else {}
        event = groups.event(group_id, actor, Action.CONNECTOR_LINKED, before, _describe(connector, granted))
        with conditional_write():
            if link is None:
                await context.connector_links.insert(new, event)
            else:
                await context.connector_links.replace(link, replace(link, granted=granted), event)
        await record_change(groups, context.connector_links, event)
        stored = await context.connector_links.get(group_id, connector_id)
        return GroupConnector(connector, stored or new)

    return await retry_on_conflict("the group's connectors", attempt)


async def unlink_connector(
    context: ConnectorContext, group_id: str, actor: str, connector_id: str, check: Precondition
) -> None:
    """Remove a connector from the group, which ends its permissions there at once. Raises NotFound, PreconditionFailed,
    Conflict."""

    async def attempt() -> None:
        connector = (await context.connectors.get_many([connector_id])).get(connector_id)
        link = await context.connector_links.get(group_id, connector_id)
        if link is None or connector is None:
            raise NotFound("The group has no such connector.")
        check(link.etag)
        event = context.groups.event(group_id, actor, Action.CONNECTOR_UNLINKED, _describe(connector, link.granted), {})
        with conditional_write():
            await context.connector_links.delete(link, event)
        await record_change(context.groups, context.connector_links, event)

    await retry_on_conflict("the group's connectors", attempt)


def _describe(connector: Connector, granted: Granted | None) -> Mapping[str, Any]:
    permissions = granted.permissions if granted else connector.permissions
    return {"id": connector.id, "name": connector.name, "permissions": sorted(permissions)}

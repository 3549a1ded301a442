"""The catalogue of connectors."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from shared.domain.audit import Action
from shared.domain.connectors import Connector, EventType, Permission, check_connector
from shared.domain.names import fold
from shared.errors import InvalidInput
from shared.services.change_catalogue import Kind, add_entry, change_entry, read_entry, remove_entry
from shared.services.change_members import Precondition
from shared.services.connector_context import ConnectorContext


@dataclass(frozen=True, slots=True)
class NewConnector:
    """What a caller asks for; the name is checked and trimmed."""

    name: str
    description: str
    client_id: str
    permissions: frozenset[Permission]
    active: bool
    callback_url: str
    events: frozenset[EventType]


@dataclass(frozen=True, slots=True)
class ConnectorChange:
    """Fields to change; None leaves one as it is. Taking outgoingWebhooks away takes callback address and events along."""

    name: str | None = None
    description: str | None = None
    client_id: str | None = None
    permissions: frozenset[Permission] | None = None
    active: bool | None = None
    callback_url: str | None = None
    events: frozenset[EventType] | None = None

    def applied(self, connector: Connector, at: datetime) -> Connector:
        """The connector with the fields changed. Raises InvalidInput when they contradict each other then."""
        fields = ("name", "description", "client_id", "permissions", "active", "callback_url", "events")
        given = {field: getattr(self, field) for field in fields if getattr(self, field) is not None}
        changed = replace(connector, **given)
        if connector.listens and not changed.listens:
            changed = replace(changed, callback_url=self.callback_url or "", events=self.events or frozenset())
        elif not connector.listens and changed.listens and self.events is None:
            changed = replace(changed, events=frozenset(EventType))
        if changed == connector:
            return connector
        return _checked(replace(changed, folded=fold(changed.name), updated_at=at))


async def list_connectors(
    context: ConnectorContext, prefix: str, limit: int, after: str | None
) -> tuple[list[Connector], str | None]:
    """Up to `limit` connectors by name, and the position to go on from."""
    return await context.connectors.page(fold(prefix), after, limit)


async def read_connector(context: ConnectorContext, connector_id: str) -> Connector:
    """One connector. Raises NotFound."""
    return await read_entry(_kind(context), connector_id)


async def create_connector(context: ConnectorContext, actor: str, new: NewConnector) -> Connector:
    """Add a connector to the catalogue. Raises InvalidInput, ClientTaken."""
    groups = context.groups
    at = groups.now()
    connector = Connector(
        id=groups.new_id(),
        name=new.name,
        folded=fold(new.name),
        description=new.description,
        client_id=new.client_id,
        permissions=new.permissions,
        active=new.active,
        callback_url=new.callback_url,
        events=new.events,
        created_at=at,
        created_by=actor,
        updated_at=at,
    )
    return await add_entry(groups, _kind(context), actor, Action.CONNECTOR_CREATED, _checked(connector))


async def update_connector(
    context: ConnectorContext, actor: str, connector_id: str, change: ConnectorChange, check: Precondition
) -> Connector:
    """Change the fields. Raises NotFound, PreconditionFailed, InvalidInput, ClientTaken."""
    at = context.groups.now()
    return await change_entry(
        context.groups,
        _kind(context),
        actor,
        Action.CONNECTOR_CHANGED,
        connector_id,
        lambda connector: change.applied(connector, at),
        check,
    )


async def remove_connector(context: ConnectorContext, actor: str, connector_id: str, check: Precondition) -> None:
    """Take a connector out of the catalogue, which revokes it everywhere at once: without an entry its clientId is
    nobody's. What a process that dies leaves of its links grants nothing, and its id is never given again."""
    await remove_entry(context.groups, _kind(context), actor, Action.CONNECTOR_REMOVED, connector_id, check)
    await context.connector_links.purge_item(connector_id)


def _kind(context: ConnectorContext) -> Kind[Connector]:
    return Kind(context.connectors, "connector", _describe)


def _checked(connector: Connector) -> Connector:
    faults = check_connector(connector)
    if faults:
        raise InvalidInput(errors=faults)
    return connector


def _describe(connector: Connector) -> Mapping[str, Any]:
    return {
        "id": connector.id,
        "name": connector.name,
        "description": connector.description,
        "clientId": connector.client_id,
        "permissions": sorted(connector.permissions),
        "active": connector.active,
        "callbackUrl": connector.callback_url,
        "events": sorted(connector.events),
    }

"""The catalogue of connectors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from shared.concurrency import Precondition
from shared.domain.audit import ORGANIZATION, Action
from shared.domain.connectors import Connector, EventType, Permission, check_connector
from shared.domain.names import normalise
from shared.errors import Conflict, InvalidInput
from shared.services.catalogue import CatalogueKind, add_entry, change_entry, read_entry, remove_entry
from shared.services.context import ConnectorContext
from shared.services.ports.webhooks import Health
from shared.services.webhooks.register_webhook import make_secret, validate_callback


@dataclass(frozen=True, slots=True)
class NewConnector:
    """The fields of a new connector. The name is validated and trimmed."""

    name: str
    description: str
    client_id: str
    permissions: frozenset[Permission]
    active: bool
    callback_url: str
    events: frozenset[EventType]


@dataclass(frozen=True, slots=True)
class ConnectorChange:
    """The fields to change; None keeps a field. Removing outgoingWebhooks also removes callback address and events."""

    name: str | None = None
    description: str | None = None
    client_id: str | None = None
    permissions: frozenset[Permission] | None = None
    active: bool | None = None
    callback_url: str | None = None
    events: frozenset[EventType] | None = None

    def applied(self, connector: Connector, at: datetime) -> Connector:
        """The connector with the fields changed. Raises InvalidInput when they then contradict each other."""
        fields = ("name", "description", "client_id", "permissions", "active", "callback_url", "events")
        given = {field: getattr(self, field) for field in fields if getattr(self, field) is not None}
        changed = replace(connector, **given)
        if connector.subscribes and not changed.subscribes:
            changed = replace(changed, callback_url=self.callback_url or "", events=self.events or frozenset())
        elif not connector.subscribes and changed.subscribes and self.events is None:
            changed = replace(changed, events=frozenset(EventType))
        if changed == connector:
            return connector
        return _checked(replace(changed, normalised=normalise(changed.name), updated_at=at))


async def list_connectors(
    context: ConnectorContext, prefix: str, limit: int, after: str | None
) -> tuple[list[Connector], str | None]:
    """Returns up to `limit` connectors by name, and the position to continue from."""
    return await context.connectors.page(normalise(prefix), after, limit)


async def read_connector(context: ConnectorContext, connector_id: str) -> Connector:
    """One connector. Raises NotFound."""
    return await read_entry(_catalogue(context), connector_id)


async def create_connector(context: ConnectorContext, actor: str, new: NewConnector) -> tuple[Connector, str]:
    """Add a connector to the catalogue. Returns it with its signing secret, "" when it receives no events. Raises
    InvalidInput, also when the callback address does not confirm the validation, and ClientTaken."""
    groups = context.groups
    at = groups.now()
    connector = Connector(
        id=groups.new_id(),
        name=new.name,
        normalised=normalise(new.name),
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
    if _checked(connector).subscribes:
        await validate_callback(groups.webhooks, connector.callback_url)
    # The secret is stored first: a stored connector must be able to sign.
    secret = await make_secret(groups.webhooks, connector) if connector.subscribes else ""
    try:
        stored = await add_entry(groups, _catalogue(context), actor, Action.CONNECTOR_CREATED, connector)
    except Conflict:
        await groups.webhooks.store.purge(connector.id)
        raise
    return stored, secret


async def update_connector(
    context: ConnectorContext, actor: str, connector_id: str, change: ConnectorChange, check: Precondition
) -> tuple[Connector, str]:
    """Change the fields. One that begins to listen gets a signing secret. A callback address that is given is validated,
    also if it is the one of before: that is how a connector that was given up is taken up again. Raises NotFound,
    PreconditionFailed, InvalidInput, ClientTaken."""
    at, webhooks = context.groups.now(), context.groups.webhooks
    before = await read_connector(context, connector_id)
    check(before.etag)
    wanted = change.applied(before, at)
    if wanted.subscribes and change.callback_url:
        await validate_callback(webhooks, wanted.callback_url)
    begins = wanted.subscribes and not before.subscribes
    secret = await make_secret(webhooks, wanted) if begins else ""
    stored = await change_entry(
        context.groups,
        _catalogue(context),
        actor,
        Action.CONNECTOR_CHANGED,
        connector_id,
        lambda connector: change.applied(connector, at),
        check,
    )
    if stored.subscribes and change.callback_url:
        await webhooks.store.put_health(connector_id, None)
    return stored, secret


async def rotate_secret(context: ConnectorContext, actor: str, connector_id: str) -> tuple[Connector, str]:
    """Returns a new signing secret; the old one stays valid for a day. Raises NotFound, Conflict."""
    groups = context.groups
    connector = await read_connector(context, connector_id)
    if not connector.subscribes:
        raise Conflict("The connector does not have the permission outgoingWebhooks and needs no signing secret.")
    secret = await make_secret(groups.webhooks, connector)
    about = {"id": connector.id, "name": connector.name}
    await groups.audit.put(groups.event(ORGANIZATION, actor, Action.CONNECTOR_SECRET_ROTATED, {}, about))
    return connector, secret


async def read_health(context: ConnectorContext, connectors: Sequence[Connector]) -> dict[str, Health]:
    """The health of connectors whose deliveries fail, by connector id."""
    subscribers = [connector.id for connector in connectors if connector.subscribes]
    return await context.groups.webhooks.store.health(subscribers)


async def remove_connector(context: ConnectorContext, actor: str, connector_id: str, check: Precondition) -> None:
    """Take a connector out of the catalogue, which revokes it everywhere at once: without an entry its clientId is
    nobody's. What a process that dies leaves of its links grants nothing, and its id is never given again."""
    await remove_entry(context.groups, _catalogue(context), actor, Action.CONNECTOR_REMOVED, connector_id, check)
    await context.groups.webhooks.store.purge(connector_id)
    await context.connector_links.purge_item(connector_id)


def _catalogue(context: ConnectorContext) -> CatalogueKind[Connector]:
    return CatalogueKind(context.connectors, "connector", _describe)


def _checked(connector: Connector) -> Connector:
    errors = check_connector(connector)
    if errors:
        raise InvalidInput(errors=errors)
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

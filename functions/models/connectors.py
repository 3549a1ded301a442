"""Bodies of connectors, in the catalogue and in groups."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from functions.http.models import Body, Out
from functions.http.paging import Page
from functions.models.fields import CatalogueName, MessageText
from shared.domain.connectors import Connector, EventType, Permission, asks_for_more, connector_in_group
from shared.domain.groups.group import Group
from shared.services.connectors.link_connectors import GroupConnector
from shared.services.ports.webhooks import Health

ClientId = Annotated[
    str,
    Field(
        max_length=200,
        pattern=r"^[!-~]*$",
        description="The id of the application in the identity provider: `azp` or `client_id` of its tokens. Required for "
        "the permission memberManagement, and for groupInformation and memberList without outgoingWebhooks. No two "
        "connectors have the same.",
        examples=["5ab0f2c4-6f62-4a58-9f56-2f0f3a0a52d1"],
    ),
]
CallbackUrl = Annotated[
    str,
    Field(
        max_length=2000,
        description="The https URL that events are sent to. Required for the permission outgoingWebhooks.",
        examples=["https://example.com/muster"],
    ),
]
Permissions = Annotated[list[Permission], Field(max_length=len(Permission))]
Events = Annotated[list[EventType], Field(max_length=len(EventType))]


class NewConnectorBody(Body):
    """A connector to add to the catalogue."""

    name: CatalogueName
    description: MessageText = ""
    client_id: ClientId = ""
    permissions: Permissions
    active: bool = True
    callback_url: CallbackUrl = ""
    events: Events | None = Field(None, description="Which events to send; all events if it is left out.")


class ConnectorChangeBody(Body):
    """The fields to change; a field that is left out stays as it is. A connector that loses the permission outgoingWebhooks
    loses its callbackUrl and events too."""

    name: CatalogueName | None = None
    description: MessageText | None = None
    client_id: ClientId | None = None
    permissions: Permissions | None = None
    active: bool | None = None
    callback_url: CallbackUrl | None = None
    events: Events | None = None


class DeliveryFailureOut(Out):
    """`retrying`: deliveries fail and are tried again. `failing`: deliveries failed for two days, or the receiver answered
    410. Nothing is sent and events are lost until a PATCH with a callbackUrl, which may be the same, succeeds."""

    state: Literal["retrying", "failing"]
    since: datetime
    error: str


class SigningSecretOut(Out):
    """The new signing secret of a connector."""

    secret: str = Field(description="Not shown again. The secret before it stays valid for a day.")


class ConnectorOut(Out):
    """A connector of the catalogue. A connector that is not active gets no new links."""

    id: str
    name: str
    description: str
    client_id: str | None
    permissions: list[Permission]
    active: bool
    callback_url: str | None
    events: list[EventType]
    created_at: datetime
    created_by: str
    updated_at: datetime
    delivery: DeliveryFailureOut | None = Field(description="Present while deliveries of events fail.")
    secret: str | None = Field(
        None, description="The signing secret of its webhooks, which is not shown again.", examples=["whsec_..."]
    )


class ConnectorPage(Page[ConnectorOut]):
    """Connectors by name."""


class ConnectorCandidateOut(Out):
    """A connector that the group can link."""

    id: str
    name: str
    description: str
    permissions: list[Permission]


class ConnectorCandidatePage(Page[ConnectorCandidateOut]):
    """Connectors by name."""


class GroupConnectorOut(ConnectorCandidateOut):
    """A connector of a group. Its permissions are those that it has in the group: granted when it was linked, and still in
    the catalogue."""

    requested_permissions: list[Permission] = Field(
        description="What the connector asks for in the catalogue. Linking it again grants all of it."
    )
    asks_for_more: bool = Field(
        description="Whether the connector would get permissions or events by being linked again: it asks for more than "
        "was granted, or the group is private and the connector's application or callback address is no longer the one "
        "that was linked."
    )
    active: bool
    added_at: datetime
    added_by: str


class GroupConnectorPage(Page[GroupConnectorOut]):
    """Connectors by name."""


def connector_out(connector: Connector, health: Health | None = None, secret: str = "") -> ConnectorOut:
    """The body for a connector of the catalogue."""
    delivery = None
    if health:
        delivery = DeliveryFailureOut(
            state="failing" if health.failing else "retrying", since=health.since, error=health.error
        )
    return ConnectorOut(
        id=connector.id,
        name=connector.name,
        description=connector.description,
        client_id=connector.client_id or None,
        permissions=sorted(connector.permissions),
        active=connector.active,
        callback_url=connector.callback_url or None,
        events=sorted(connector.events),
        created_at=connector.created_at,
        created_by=connector.created_by,
        updated_at=connector.updated_at,
        delivery=delivery,
        secret=secret or None,
    )


def connector_candidate_out(connector: Connector) -> ConnectorCandidateOut:
    """The body for a connector that a group can link."""
    return ConnectorCandidateOut(
        id=connector.id,
        name=connector.name,
        description=connector.description,
        permissions=sorted(connector.permissions),
    )


def group_connector_out(found: GroupConnector, group: Group) -> GroupConnectorOut:
    """The body for a connector of the group."""
    return GroupConnectorOut(
        id=found.connector.id,
        name=found.connector.name,
        description=found.connector.description,
        permissions=sorted(connector_in_group(found.connector, found.link, group).permissions),
        requested_permissions=sorted(found.connector.permissions),
        asks_for_more=asks_for_more(found.connector, found.link, group),
        active=found.connector.active,
        added_at=found.link.added_at,
        added_by=found.link.added_by,
    )

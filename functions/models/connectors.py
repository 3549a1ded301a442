"""Bodies of connectors, in the catalogue and in groups."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from functions.http.models import Body, Out
from functions.http.paging import Page
from functions.models.fields import CatalogueName, MessageText
from shared.domain.connectors import Connector, EventType, Permission
from shared.services.connectors.link_connectors import GroupConnector
from shared.services.ports.webhooks import Health

ClientId = Annotated[
    str,
    Field(
        max_length=200,
        pattern=r"^[!-~]*$",
        description="The application's id in the identity provider: `azp` or `client_id` of its tokens. Needed for the "
        "permission memberManagement, and without outgoingWebhooks for groupInformation and memberList; one connector "
        "has it at most.",
        examples=["5ab0f2c4-6f62-4a58-9f56-2f0f3a0a52d1"],
    ),
]
CallbackUrl = Annotated[
    str,
    Field(
        max_length=2000,
        description="Where events are sent; https. Needed for the permission outgoingWebhooks.",
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
    events: Events | None = Field(None, description="Which events to send; all, where this is left out.")


class ConnectorChangeBody(Body):
    """Fields to change; what is left out stays. Without outgoingWebhooks, callback address and events go."""

    name: CatalogueName | None = None
    description: MessageText | None = None
    client_id: ClientId | None = None
    permissions: Permissions | None = None
    active: bool | None = None
    callback_url: CallbackUrl | None = None
    events: Events | None = None


class DeliveryOut(Out):
    """`retrying`: deliveries fail and are tried again. `failing`: after two days, or as the receiver answered 410, nothing
    is sent any more, and events are lost, until PATCH with a callbackUrl, even the same, succeeds."""

    state: Literal["retrying", "failing"]
    since: datetime
    error: str


class SecretOut(Out):
    """A signing secret."""

    secret: str = Field(description="Shown this once; the one before it signs along for a day.")


class ConnectorOut(Out):
    """A connector of the catalogue. One that is not active gets no new links."""

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
    delivery: DeliveryOut | None = Field(description="Where deliveries of events fail.")
    secret: str | None = Field(None, description="Of its webhooks; shown this once.", examples=["whsec_..."])


class ConnectorPage(Page[ConnectorOut]):
    """Connectors by name."""


class ConnectorCandidateOut(Out):
    """A connector that the group may get."""

    id: str
    name: str
    description: str
    permissions: list[Permission]


class ConnectorCandidatePage(Page[ConnectorCandidateOut]):
    """Connectors by name."""


class GroupConnectorOut(ConnectorCandidateOut):
    """A connector that the group has; its permissions hold there."""

    active: bool
    added_at: datetime
    added_by: str


class GroupConnectorPage(Page[GroupConnectorOut]):
    """Connectors by name."""


def connector_out(connector: Connector, health: Health | None = None, secret: str = "") -> ConnectorOut:
    """The body for a connector of the catalogue."""
    delivery = None
    if health:
        delivery = DeliveryOut(
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
    """The body for a connector that a group may get."""
    return ConnectorCandidateOut(
        id=connector.id,
        name=connector.name,
        description=connector.description,
        permissions=sorted(connector.permissions),
    )


def group_connector_out(found: GroupConnector) -> GroupConnectorOut:
    """The body for a connector of a group."""
    return GroupConnectorOut(
        id=found.connector.id,
        name=found.connector.name,
        description=found.connector.description,
        permissions=sorted(found.connector.permissions),
        active=found.connector.active,
        added_at=found.link.added_at,
        added_by=found.link.added_by,
    )

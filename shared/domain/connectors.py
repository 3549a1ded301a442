"""Connectors: third-party systems in the organization's catalogue, and what linking one to a group lets it do."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.errors import FieldError


class Permission(StrEnum):
    """What a connector may do on the groups that it is linked to."""

    GROUP_INFORMATION = "groupInformation"
    """Read the group, its subgroups, its connectors and its published actions."""
    MEMBER_LIST = "memberList"
    """Read the members with their full phone numbers."""
    MEMBER_MANAGEMENT = "memberManagement"
    """Add and remove members, and change their roles."""
    OUTGOING_WEBHOOKS = "outgoingWebhooks"
    """Receive events about changes."""


_READING = frozenset({Permission.GROUP_INFORMATION, Permission.MEMBER_LIST})
"""They also decide what the events of a connector with webhooks contain."""


class EventType(StrEnum):
    """The events that a connector with the permission outgoingWebhooks can receive."""

    MEMBER_ADDED = "MemberAdded"
    MEMBER_REMOVED = "MemberRemoved"
    MEMBER_ROLE_CHANGED = "MemberRoleChanged"
    GROUP_UPDATED = "GroupUpdated"
    GROUP_DELETED = "GroupDeleted"
    SUBGROUP_ADDED = "SubgroupAdded"
    SUBGROUP_REMOVED = "SubgroupRemoved"
    UPLOAD_COMPLETED = "UploadCompleted"


@dataclass(frozen=True, slots=True)
class Connector:
    """One connector. `client_id` is the application's id in the identity provider, "" for one that never calls the API;
    `callback_url` and `events` are empty without outgoingWebhooks. An inactive one cannot be added to groups."""

    id: str
    name: str
    normalised: str
    description: str
    client_id: str
    permissions: frozenset[Permission]
    active: bool
    callback_url: str
    events: frozenset[EventType]
    created_at: datetime
    created_by: str
    updated_at: datetime
    etag: str = ""

    @property
    def subscribes(self) -> bool:
        """Whether it receives events."""
        return Permission.OUTGOING_WEBHOOKS in self.permissions


@dataclass(frozen=True, slots=True)
class ConnectorLink:
    """A connector added to a group."""

    group_id: str
    item_id: str
    added_at: datetime
    added_by: str
    etag: str = ""


@dataclass(frozen=True, slots=True)
class ConnectorGrant:
    """The connector, with its permissions, that a call's application token belongs to."""

    connector_id: str
    permissions: frozenset[Permission]


def check_connector(connector: Connector) -> list[FieldError]:
    """Returns an error for each field that contradicts another one."""
    errors = []
    calls_in = Permission.MEMBER_MANAGEMENT in connector.permissions
    calls_in = calls_in or (bool(connector.permissions & _READING) and not connector.subscribes)
    if calls_in and not connector.client_id:
        message = "With these permissions the connector calls the API and needs its application's client id."
        errors.append(FieldError("clientId", "missing", message))
    if connector.subscribes and not connector.callback_url:
        errors.append(FieldError("callbackUrl", "missing", "outgoingWebhooks needs an address to send events to."))
    if connector.subscribes and not connector.events:
        errors.append(FieldError("events", "missing", "outgoingWebhooks needs at least one event."))
    if not connector.subscribes and connector.callback_url:
        message = "Only a connector with outgoingWebhooks has a callback address."
        errors.append(FieldError("callbackUrl", "not_allowed", message))
    if not connector.subscribes and connector.events:
        errors.append(FieldError("events", "not_allowed", "Only a connector with outgoingWebhooks has events."))
    return errors

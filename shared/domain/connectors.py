"""Connectors: third-party systems in the organization's catalogue, and what linking one to a group lets it do."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from shared.domain.groups.group import Group
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
class Granted:
    """What an admin of a group granted by linking a connector: permissions and events, to this application and to this
    callback address. What the catalogue says later can take from it and not add to it (docs/contract.md, Connectors)."""

    permissions: frozenset[Permission]
    events: frozenset[EventType]
    client_id: str
    callback_url: str

    @classmethod
    def of(cls, connector: Connector) -> "Granted":
        """All that the connector asks for now."""
        return cls(connector.permissions, connector.events, connector.client_id, connector.callback_url)


@dataclass(frozen=True, slots=True)
class ConnectorLink:
    """A connector added to a group. `granted` is None for a link made before grants were stored: in an organization group
    that is what the catalogue says, in a private group nothing."""

    group_id: str
    item_id: str
    added_at: datetime
    added_by: str
    granted: Granted | None = None
    etag: str = ""


@dataclass(frozen=True, slots=True)
class ConnectorGrant:
    """The connector that a call's application token belongs to, with its permissions: those of the catalogue, or in one
    group those that hold there."""

    connector_id: str
    permissions: frozenset[Permission]
    client_id: str

    def in_group(self, link: ConnectorLink | None, group: Group) -> "ConnectorGrant | None":
        """What is left of it in the group, which has this link; None where the connector has no part in the group: a
        private group is linked to one application, and another one is a stranger."""
        if link is None or (group.is_private and (link.granted is None or link.granted.client_id != self.client_id)):
            return None
        if link.granted is None:
            return self
        return replace(self, permissions=self.permissions & link.granted.permissions)


def connector_in_group(connector: Connector, link: ConnectorLink, group: Group) -> Connector:
    """The connector with the permissions and events that it has in the group. A private group sends its events only to
    the address that it was linked with."""
    grant = ConnectorGrant(connector.id, connector.permissions, connector.client_id).in_group(link, group)
    permissions = grant.permissions if grant else frozenset[Permission]()
    events = connector.events
    if link.granted is not None:
        events &= link.granted.events
        if group.is_private and link.granted.callback_url != connector.callback_url:
            permissions -= {Permission.OUTGOING_WEBHOOKS}
    if Permission.OUTGOING_WEBHOOKS not in permissions:
        events = frozenset()
    return replace(connector, permissions=permissions, events=events)


def asks_for_more(connector: Connector, link: ConnectorLink, group: Group) -> bool:
    """Whether linking the connector again would give it something in the group that it does not have."""
    here = connector_in_group(connector, link, group)
    return not (connector.permissions <= here.permissions and connector.events <= here.events)


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

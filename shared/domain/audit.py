"""Audit events: who changed what in a group, when, and the values before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from shared.domain.members.membership import Change

ORGANIZATION = "org"
"""The `group_id` of events that concern no single group, such as identities."""


class Action(StrEnum):
    """The change that an audit event is about."""

    GROUP_CREATED = "groupCreated"
    GROUP_UPDATED = "groupUpdated"
    GROUP_DELETED = "groupDeleted"
    GROUP_RESTORED = "groupRestored"
    GROUP_PURGED = "groupPurged"
    GROUP_LINKED = "groupLinked"
    GROUP_UNLINKED = "groupUnlinked"
    MEMBERS_CHANGED = "membersChanged"
    SUBGROUP_ADDED = "subgroupAdded"
    SUBGROUP_REMOVED = "subgroupRemoved"
    IDENTITY_CHANGED = "identityChanged"
    CONNECTOR_CREATED = "connectorCreated"
    CONNECTOR_CHANGED = "connectorChanged"
    CONNECTOR_REMOVED = "connectorRemoved"
    CONNECTOR_SECRET_ROTATED = "connectorSecretRotated"  # noqa: S105  # an event name, no secret
    CONNECTOR_LINKED = "connectorLinked"
    CONNECTOR_UNLINKED = "connectorUnlinked"
    ACTION_CREATED = "actionCreated"
    ACTION_CHANGED = "actionChanged"
    ACTION_REMOVED = "actionRemoved"
    ACTION_LINKED = "actionLinked"
    ACTION_UNLINKED = "actionUnlinked"
    ACTION_SENDERS_CHANGED = "actionSendersChanged"
    ACTION_PUBLISHED = "actionPublished"
    ACTION_UNPUBLISHED = "actionUnpublished"
    UPLOAD_COMPLETED = "uploadCompleted"
    COLUMNS_CHOSEN = "columnsChosen"
    COLUMNS_FORGOTTEN = "columnsForgotten"


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One change. `before` and `after` hold the fields that differ; `before` is empty for something that was created.

    `id` sorts newest first (ids.reverse_time_id). `actor` is the caller's subject; `job_id` is the upload that made
    the change, "" for one over HTTP.
    """

    id: str
    group_id: str
    at: datetime
    actor: str
    action: Action
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    job_id: str = ""

    @property
    def is_for_subscribers_only(self) -> bool:
        """Whether nothing but the outbox waits for it while it is pending. What an upload does to members it counts, puts
        into the member index and audits itself, once a chunk; the events of its transactions are for connectors."""
        return bool(self.job_id) and self.action in (Action.MEMBERS_CHANGED, Action.UPLOAD_COMPLETED)


def members_before(changes: Sequence[Change]) -> dict[str, Any]:
    """The `before` of an event: role by number, of the memberships that the changes remove or replace."""
    return {"members": {c.phone_number: str(c.before.role) for c in changes if c.before}}


def members_after(changes: Sequence[Change]) -> dict[str, Any]:
    """The `after` of an event: role by number, of the memberships that the changes write."""
    return {"members": {c.phone_number: str(c.after.role) for c in changes if c.after}}


def numbers_of(event: AuditEvent) -> set[str]:
    """The numbers whose memberships the event changed."""
    return {*event.before.get("members", ()), *event.after.get("members", ())}


def other_group(event: AuditEvent) -> str | None:
    """The id of the other group that the event names: the child of a link, in its parent's audit."""
    if event.action not in (Action.SUBGROUP_ADDED, Action.SUBGROUP_REMOVED):
        return None
    return str((event.after or event.before)["id"])

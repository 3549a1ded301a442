"""The stores by their ports, over fakes or over Azurite, and what tests of both write into them.

The stores of one module share what is stored; tests keep out of each other's way by ids of their own.
"""

import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from shared.domain.audit import Action, AuditEvent
from shared.domain.groups.group import Group, GroupType
from shared.domain.ids import reverse_time_id
from shared.domain.members.membership import Change, Membership, Role
from shared.domain.names import normalise
from shared.services.context import ConnectorContext, ExportContext, ImportContext
from shared.services.ports.audit import AuditStore
from shared.services.ports.blobs import ContentStore, UploadStore, UploadUrls
from shared.services.ports.column_choices import ColumnChoiceStore
from shared.services.ports.connectors import ActionLinks, ActionStore, CallCounter, ConnectorLinks, ConnectorStore
from shared.services.ports.exports import ExportFiles, ExportStore
from shared.services.ports.groups import GroupStore
from shared.services.ports.hierarchy import HierarchyStore
from shared.services.ports.identities import IdentityStore
from shared.services.ports.jobs import JobStore, LogStore
from shared.services.ports.members import MemberIndexStore, MemberStore
from shared.services.ports.webhooks import OutboxStore, WebhookStore

BEGINNING = datetime(2026, 3, 2, 9, tzinfo=UTC)
_moments = itertools.count(1)

DropUpload = Callable[[str, bytes, dict[str, str]], Awaitable[None]]
"""Puts a file (name, content, metadata) into the uploads container, as an administrator does."""


@dataclass(frozen=True)
class Stores:
    """Every store that use cases are handed."""

    groups: GroupStore
    members: MemberStore
    member_index: MemberIndexStore
    hierarchy: HierarchyStore
    audit: AuditStore
    jobs: JobStore
    log: LogStore
    uploads: UploadStore
    blobs: ContentStore
    upload_urls: UploadUrls
    exports: ExportStore
    export_files: ExportFiles
    identities: IdentityStore
    column_choices: ColumnChoiceStore
    connectors: ConnectorStore
    actions: ActionStore
    connector_links: ConnectorLinks
    action_links: ActionLinks
    calls: CallCounter
    outbox: OutboxStore
    webhooks: WebhookStore
    drop_upload: DropUpload


def stores_of(
    imports: ImportContext, connectors: ConnectorContext, exports: ExportContext, drop_upload: DropUpload
) -> Stores:
    """The stores in these contexts."""
    groups = connectors.groups
    return Stores(
        groups=imports.groups,
        members=imports.members,
        member_index=imports.member_index,
        hierarchy=imports.hierarchy,
        audit=imports.audit,
        jobs=imports.jobs,
        log=imports.log,
        uploads=imports.uploads,
        blobs=imports.job_files,
        upload_urls=imports.upload_urls,
        exports=exports.exports,
        export_files=exports.files,
        identities=groups.identities,
        column_choices=imports.column_choices,
        connectors=connectors.connectors,
        actions=connectors.actions,
        connector_links=connectors.connector_links,
        action_links=connectors.action_links,
        calls=connectors.calls,
        outbox=groups.webhooks.outbox,
        webhooks=groups.webhooks.store,
        drop_upload=drop_upload,
    )


def new_id() -> str:
    """An id that no other test has."""
    return str(uuid4())


def later() -> datetime:
    """A moment after all that were asked for before."""
    return BEGINNING + timedelta(seconds=next(_moments))


def an_event(group_id: str, action: Action = Action.GROUP_UPDATED, *, job_id: str = "", **fields: Any) -> AuditEvent:
    """A new event with these fields before and after."""
    at = later()
    sides: dict[str, Any] = {"before": {}, "after": {}, **fields}
    return AuditEvent(reverse_time_id(at, new_id()), group_id, at, "asha", action, job_id=job_id, **sides)


def a_group(name: str, kind: GroupType = GroupType.ORGANIZATION) -> Group:
    """A new group."""
    at = later()
    return Group(new_id(), name, normalise(name), kind, at, "asha", at)


def a_membership(group_id: str, number: str, role: Role = Role.MEMBER, job_id: str = "") -> Membership:
    """A new membership."""
    return Membership(group_id, number, role, later(), "asha", job_id)


def added(*rows: Membership) -> list[Change]:
    """The changes that add them."""
    return [Change(row.phone_number, None, row) for row in rows]

"""The contexts that use cases receive: stores by their ports, settings, the clock and the source of ids."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.domain.audit import Action, AuditEvent
from shared.domain.ids import reverse_time_id
from shared.domain.uploads.chunks import MAX_CHUNK_ROWS
from shared.services.ports.audit import AuditStore, PendingEvents
from shared.services.ports.blobs import ContentStore, UploadStore, UploadUrls
from shared.services.ports.column_choices import ColumnChoiceStore
from shared.services.ports.connectors import ActionLinks, ActionStore, CallCounter, ConnectorLinks, ConnectorStore
from shared.services.ports.exports import ExportFiles, ExportStore, StepBlobs
from shared.services.ports.groups import GroupStore
from shared.services.ports.hierarchy import HierarchyStore
from shared.services.ports.identities import IdentityStore
from shared.services.ports.jobs import JobStore, LogStore
from shared.services.ports.members import MemberIndexStore, MemberStore
from shared.services.ports.webhooks import OutboxStore, Sender, WebhookStore


@dataclass(frozen=True, slots=True)
class WebhookContext:
    """Stores, network, clock and randomness for webhooks.

    `changes` are the tables that hold pending events. `members` is one of them and also holds the events of uploads,
    which are removed when they are in the outbox; record_change removes all others. `groups` tell which are private.
    `steps` is the container whose blobs trigger deliveries.
    """

    groups: GroupStore
    connectors: ConnectorStore
    links: ConnectorLinks
    outbox: OutboxStore
    store: WebhookStore
    changes: Sequence[PendingEvents]
    members: MemberStore
    sender: Sender
    allow_local: bool
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    random: Callable[[int], bytes]
    jitter: Callable[[], float]
    steps: StepBlobs


@dataclass(frozen=True, slots=True)
class GroupResource:
    """Something that is stored of a group (groups/group_resources.py lists all).

    `events` is the store that keeps the pending events of its changes, None for what keeps none; with
    `concerns_subscribers` connectors hear of them. `purge` removes it of a group that is deleted for good or was never
    made, by the group's id, and may be run twice.
    """

    events: PendingEvents | None
    concerns_subscribers: bool
    purge: "Purge"


Purge = Callable[["GroupContext", str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class GroupContext:
    """Stores, clock and ids. `default_region` reads numbers where neither request nor group has a region."""

    resources: Sequence[GroupResource]

    groups: GroupStore
    members: MemberStore
    member_index: MemberIndexStore
    hierarchy: HierarchyStore
    connector_links: ConnectorLinks
    action_links: ActionLinks
    identities: IdentityStore
    column_choices: ColumnChoiceStore
    audit: AuditStore
    webhooks: WebhookContext
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    default_region: str | None

    def event(
        self, group_id: str, actor: str, action: Action, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> AuditEvent:
        """A new audit event with the present time."""
        at = self.now()
        return AuditEvent(reverse_time_id(at, self.new_id()), group_id, at, actor, action, before, after)


@dataclass(frozen=True, slots=True)
class CallLimits:
    """Calls a minute: of one connector, and of all together."""

    each: int
    together: int


@dataclass(frozen=True, slots=True)
class ConnectorContext:
    """The catalogues, and the context of the groups that have entries of theirs, with clock and ids.

    `counting` lets one call of this process count at a time, so that only instances compete for the shared count.
    """

    groups: GroupContext
    connectors: ConnectorStore
    actions: ActionStore
    calls: CallCounter
    limits: CallLimits
    counting: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def organization_stores(self) -> tuple[PendingEvents, ...]:
        """The stores of what concerns no single group; the group of their events is audit.ORGANIZATION."""
        return self.groups.identities, self.groups.column_choices, self.connectors, self.actions

    @property
    def connector_links(self) -> ConnectorLinks:
        """Connectors of groups."""
        return self.groups.connector_links

    @property
    def action_links(self) -> ActionLinks:
        """Actions of groups."""
        return self.groups.action_links


@dataclass(frozen=True, slots=True)
class ImportContext:
    """Storage by its ports. `chunk_blobs` is the container whose blobs fire the apply step; `job_files` fires nothing."""

    uploads: UploadStore
    chunk_blobs: ContentStore
    job_files: ContentStore
    log: LogStore
    jobs: JobStore
    groups: GroupStore
    members: MemberStore
    member_index: MemberIndexStore
    hierarchy: HierarchyStore
    audit: AuditStore
    column_choices: ColumnChoiceStore
    upload_urls: UploadUrls
    webhooks: WebhookContext
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    max_rows: int
    max_bytes: int
    default_region: str | None
    chunk_rows: int = MAX_CHUNK_ROWS


@dataclass(frozen=True, slots=True)
class ExportContext:
    """The context of exports."""

    groups: GroupStore
    members: MemberStore
    hierarchy: HierarchyStore
    files: ExportFiles
    exports: ExportStore
    steps: StepBlobs
    now: Callable[[], datetime]
    new_id: Callable[[], str]

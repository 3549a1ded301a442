"""The composition root: the only module that knows both the services' ports and the stores behind them."""

import asyncio
import secrets
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from shared.network.webhook_sender import WebhookSender
from shared.services.context import (
    CallLimits,
    ConnectorContext,
    ExportContext,
    GroupContext,
    ImportContext,
    WebhookContext,
)
from shared.services.groups.group_resources import events_for_subscribers, group_resources
from shared.settings import Settings, settings
from shared.storage.audit.audit_events import AuditTable
from shared.storage.blobs.containers import ContentBlobs, UploadBlobs
from shared.storage.blobs.job_logs import JobLogs
from shared.storage.blobs.upload_urls import UploadUrlSigner
from shared.storage.clients import StorageClients, check_reachable, create_missing, open_clients
from shared.storage.column_choices import ColumnChoiceTable
from shared.storage.connectors.actions import ActionTable
from shared.storage.connectors.call_counter import CallCounterRow
from shared.storage.connectors.connectors import ConnectorTable
from shared.storage.connectors.group_links import ActionLinkTable, ConnectorLinkTable
from shared.storage.exports import ExportTable
from shared.storage.groups.groups import GroupTable
from shared.storage.hierarchy import HierarchyTable
from shared.storage.identities import IdentityTable
from shared.storage.jobs import JobTable
from shared.storage.members.member_index import MemberGroupTable
from shared.storage.members.memberships import MembershipTable
from shared.storage.paging_key import read_or_create_page_key
from shared.storage.reachability import ReachabilityCheck
from shared.storage.tables.batch import TableBatchWriter
from shared.storage.tables.limiter import RequestLimiter
from shared.storage.tables.pipeline import Backoff, Transactions
from shared.storage.tables.reader import TableReader
from shared.storage.webhooks.outbox import OutboxTable
from shared.storage.webhooks.secrets import WebhookRows

_REQUESTS_OF_JOBS = 8
_REQUESTS_OF_CALLERS = 64
"""HTTP has a limiter of its own, so that an import does not make callers wait."""
_PATIENCE = Backoff(total=10.0)
"""A caller over HTTP does not wait a minute, as an import does."""


@dataclass(frozen=True, slots=True)
class Services:
    """What triggers hand to service functions: settings, clock, maker of ids, and the stores.

    `check_storage` raises StorageUnavailable when the account does not answer. `page_key` seals continuations.
    """

    settings: Settings
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    check_storage: Callable[[], Awaitable[None]]
    page_key: bytes
    imports: ImportContext
    groups: GroupContext
    connectors: ConnectorContext
    exports: ExportContext
    transactions: Transactions
    sender: WebhookSender

    async def close(self) -> None:
        """Close the connections to receivers; the storage's are not ours."""
        await self.sender.close()


@dataclass(frozen=True, slots=True)
class _Built:
    loop: asyncio.AbstractEventLoop
    clients: StorageClients
    services: Services


class _Process:
    """The one built container of this process, for the event loop that all its async functions share."""

    built: _Built | None = None
    building: asyncio.Lock | None = None
    builders_loop: asyncio.AbstractEventLoop | None = None


async def services() -> Services:
    """The container of this process, built on first use. Raises SettingInvalid or StorageUnavailable; then the next
    call tries again. The clients belong to the running loop, hence another loop (as in tests) gets its own."""
    loop = asyncio.get_running_loop()
    if _Process.built is not None and _Process.built.loop is loop:
        return _Process.built.services
    if _Process.building is None or _Process.builders_loop is not loop:
        _Process.building, _Process.builders_loop = asyncio.Lock(), loop
    async with _Process.building:
        if _Process.built is None or _Process.built.loop is not loop:
            _Process.built = await _build(loop, settings())
        return _Process.built.services


async def close_services() -> None:
    """Close the clients; for tests and the local host. The next use builds anew."""
    built, _Process.built = _Process.built, None
    if built is not None:
        await built.services.close()
        await built.clients.close()


async def _build(loop: asyncio.AbstractEventLoop, checked: Settings) -> _Built:
    clients = open_clients(checked.storage)
    try:
        await create_missing(clients)
        container = assemble(checked, clients, await read_or_create_page_key(clients.table("Identities")))
        await container.connectors.actions.stock(container.now())
    except BaseException:
        await clients.close()
        raise
    return _Built(loop, clients, container)


def assemble(
    checked: Settings,
    clients: StorageClients,
    page_key: bytes,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    new_id: Callable[[], str] = lambda: str(uuid.uuid4()),
) -> Services:
    """The container over these clients; tests hand in their own clock and ids."""
    tables = _Tables(clients, RequestLimiter(_REQUESTS_OF_JOBS), Transactions())
    callers = _Tables(clients, RequestLimiter(_REQUESTS_OF_CALLERS), tables.transactions, _PATIENCE)
    sender = WebhookSender(allow_local=checked.webhooks_allow_local)
    groups = _groups(checked, callers, sender, now, new_id)
    imports = _imports(checked, clients, tables, groups.webhooks, now, new_id)
    return Services(
        settings=checked,
        now=now,
        new_id=new_id,
        check_storage=ReachabilityCheck(lambda: check_reachable(clients)),
        page_key=page_key,
        imports=imports,
        groups=groups,
        connectors=_connectors(checked, callers, groups),
        exports=ExportContext(
            imports.groups,
            imports.members,
            imports.hierarchy,
            ContentBlobs(clients.container("exports")),
            ExportTable(clients.table("Jobs"), tables.reader("Jobs")),
            imports.chunk_blobs,
            now,
            new_id,
        ),
        transactions=tables.transactions,
        sender=sender,
    )


@dataclass(frozen=True, slots=True)
class _Tables:
    """Lean readers and writers that share one limiter: it is the account that throttles, not the table."""

    clients: StorageClients
    limiter: RequestLimiter
    transactions: Transactions
    backoff: Backoff = field(default_factory=Backoff)

    def reader(self, table: str) -> TableReader:
        return TableReader(self.clients.table(table), self.limiter, self.transactions, self.backoff)

    def writer(self, table: str) -> TableBatchWriter:
        return TableBatchWriter(self.clients.table(table), self.limiter, self.transactions, self.backoff)


@dataclass(frozen=True, slots=True)
class _Stores:
    """The stores that uploads, exports and callers over HTTP have in common."""

    groups: GroupTable
    members: MembershipTable
    member_index: MemberGroupTable
    hierarchy: HierarchyTable
    audit: AuditTable


def _stores(tables: _Tables) -> _Stores:
    """Each store over these tables' limiter. It is called once for uploads, exports and the nightly repair, and once for
    callers: a store waits as its limiter says, and a caller must not wait behind an import."""
    return _Stores(
        groups=GroupTable(tables.reader("Groups"), tables.writer("Groups")),
        members=MembershipTable(tables.reader("Memberships"), tables.writer("Memberships")),
        member_index=MemberGroupTable(tables.reader("MemberGroups"), tables.writer("MemberGroups")),
        hierarchy=HierarchyTable(tables.reader("Hierarchy"), tables.writer("Hierarchy")),
        audit=AuditTable(tables.reader("AuditEvents"), tables.writer("AuditEvents")),
    )


def _groups(
    checked: Settings,
    tables: _Tables,
    sender: WebhookSender,
    now: Callable[[], datetime],
    new_id: Callable[[], str],
) -> GroupContext:
    stores = _stores(tables)
    connector_links = ConnectorLinkTable(tables.reader("GroupConnectors"), tables.writer("GroupConnectors"))
    action_links = ActionLinkTable(tables.reader("GroupActions"), tables.writer("GroupActions"))
    outbox = OutboxTable(tables.reader("Outbox"), tables.writer("Outbox"))
    resources = group_resources(
        groups=stores.groups,
        members=stores.members,
        links=stores.hierarchy,
        connector_links=connector_links,
        action_links=action_links,
        outbox=outbox,
    )
    webhooks = WebhookContext(
        groups=stores.groups,
        connectors=ConnectorTable(tables.reader("Connectors"), tables.writer("Connectors")),
        links=connector_links,
        outbox=outbox,
        store=WebhookRows(tables.reader("Connectors"), tables.writer("Connectors")),
        changes=events_for_subscribers(resources),
        members=stores.members,
        sender=sender,
        allow_local=checked.webhooks_allow_local,
        now=now,
        new_id=new_id,
        random=secrets.token_bytes,
        jitter=secrets.SystemRandom().random,
        steps=ContentBlobs(tables.clients.container("imports")),
    )
    return GroupContext(
        resources=resources,
        groups=stores.groups,
        members=stores.members,
        member_index=stores.member_index,
        hierarchy=stores.hierarchy,
        connector_links=connector_links,
        action_links=action_links,
        identities=IdentityTable(tables.reader("Identities"), tables.writer("Identities")),
        column_choices=ColumnChoiceTable(tables.reader("ColumnChoices"), tables.writer("ColumnChoices")),
        audit=stores.audit,
        webhooks=webhooks,
        now=now,
        new_id=new_id,
        default_region=checked.default_region,
    )


def _connectors(checked: Settings, tables: _Tables, groups: GroupContext) -> ConnectorContext:
    return ConnectorContext(
        groups=groups,
        connectors=groups.webhooks.connectors,
        actions=ActionTable(tables.reader("Actions"), tables.writer("Actions")),
        calls=CallCounterRow(tables.reader("Connectors"), tables.writer("Connectors")),
        limits=CallLimits(checked.connector_calls_per_minute, checked.connectors_calls_per_minute),
    )


def _imports(
    checked: Settings,
    clients: StorageClients,
    tables: _Tables,
    webhooks: WebhookContext,
    now: Callable[[], datetime],
    new_id: Callable[[], str],
) -> ImportContext:
    stores = _stores(tables)
    return ImportContext(
        uploads=UploadBlobs(clients.container("uploads")),
        chunk_blobs=ContentBlobs(clients.container("imports")),
        job_files=ContentBlobs(clients.container("job-files")),
        log=JobLogs(clients.container("job-logs")),
        jobs=JobTable(clients.table("Jobs"), tables.reader("Jobs"), tables.writer("Jobs")),
        groups=stores.groups,
        members=stores.members,
        member_index=stores.member_index,
        hierarchy=stores.hierarchy,
        audit=stores.audit,
        column_choices=ColumnChoiceTable(tables.reader("ColumnChoices"), tables.writer("ColumnChoices")),
        upload_urls=UploadUrlSigner(clients.blobs, "uploads", clients.account_key, now),
        webhooks=webhooks,
        now=now,
        new_id=new_id,
        max_rows=checked.upload_max_rows,
        max_bytes=checked.upload_max_bytes,
        default_region=checked.default_region,
    )

"""Everything that use cases are handed, over fakes: contexts, a clock, ids, and a driver that does what triggers do.

    world = FakeWorld()
    job = await world.drop("org/users.csv", "Group Name,Phone Number,User Type\\nDepot,+919812345678,Admin\\n")
    assert job.state is JobState.COMPLETED
    assert world.roles("Depot") == {"+919812345678": Role.ADMIN}
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from shared.domain.access import Caller, Rule
from shared.domain.actions import ActionLink
from shared.domain.audit import AuditEvent
from shared.domain.connectors import Connector, ConnectorLink, EventType, Permission
from shared.domain.groups.group import Group, GroupType
from shared.domain.members.membership import Role
from shared.domain.uploads.job import Job
from shared.services.access.authorize import GroupAccess, authorize
from shared.services.audit.record_change import replay_group
from shared.services.connectors.link_connectors import link_connector
from shared.services.connectors.manage_connectors import NewConnector, create_connector
from shared.services.context import (
    CallLimits,
    ConnectorContext,
    ExportContext,
    GroupContext,
    ImportContext,
    WebhookContext,
)
from shared.services.exports.export_groups import continue_export
from shared.services.groups.group_resources import events_for_subscribers, group_resources
from shared.services.groups.manage_groups import NewGroup, create_group
from shared.services.members.change_members import set_roles
from shared.services.steps import StepKind, parse_step
from shared.services.uploads.apply.apply_chunk import apply_chunk
from shared.services.uploads.jobs.state import load_job
from shared.services.uploads.receive_upload import receive_upload
from shared.services.uploads.undo.undo_chunk import undo_chunk
from shared.services.uploads.validate.validate_upload import validate_again
from shared.services.webhooks.deliver_events import deliver_requested
from shared.services.webhooks.run_deliveries import run_deliveries
from tests.fakes.audit import FakeAudit
from tests.fakes.blobs import FakeBlobs, FakeUploads, FakeUploadUrls
from tests.fakes.column_choices import FakeColumnChoices
from tests.fakes.connectors import FakeActions, FakeCallCounter, FakeConnectors, FakeGroupItems
from tests.fakes.exports import FakeExports
from tests.fakes.groups import FakeGroups
from tests.fakes.hierarchy import FakeHierarchy
from tests.fakes.identities import FakeIdentities
from tests.fakes.jobs import FakeJobs, FakeLogs
from tests.fakes.members import FakeMemberIndex, FakeMembers
from tests.fakes.webhooks import FakeOutbox, FakeSender, FakeWebhookStore

BEGINNING = datetime(2026, 3, 2, 9, tzinfo=UTC)
_serial = itertools.count(1)


@dataclass
class FakeClock:
    """Stands still but for a millisecond a look, so that what happens later has a later time; a test moves it on."""

    time: datetime = BEGINNING

    def now(self) -> datetime:
        """The moment."""
        self.time += timedelta(milliseconds=1)
        return self.time

    def advance(self, by: timedelta) -> None:
        """Let time pass."""
        self.time += by


@dataclass
class Fakes:
    """The stores, to look into and to break."""

    clock: FakeClock
    groups: FakeGroups = field(default_factory=FakeGroups)
    member_index: FakeMemberIndex = field(default_factory=FakeMemberIndex)
    hierarchy: FakeHierarchy = field(default_factory=FakeHierarchy)
    audit: FakeAudit = field(default_factory=FakeAudit)
    column_choices: FakeColumnChoices = field(default_factory=FakeColumnChoices)
    identities: FakeIdentities = field(default_factory=FakeIdentities)
    connectors: FakeConnectors = field(default_factory=FakeConnectors)
    actions: FakeActions = field(default_factory=FakeActions)
    connector_links: FakeGroupItems[ConnectorLink] = field(default_factory=FakeGroupItems)
    action_links: FakeGroupItems[ActionLink] = field(default_factory=FakeGroupItems)
    calls: FakeCallCounter = field(default_factory=FakeCallCounter)
    outbox: FakeOutbox = field(default_factory=FakeOutbox)
    webhooks: FakeWebhookStore = field(default_factory=FakeWebhookStore)
    sender: FakeSender = field(default_factory=FakeSender)
    log: FakeLogs = field(default_factory=FakeLogs)
    chunk_blobs: FakeBlobs = field(default_factory=FakeBlobs)
    delivery_blobs: FakeBlobs = field(default_factory=FakeBlobs)
    job_files: FakeBlobs = field(default_factory=FakeBlobs)
    export_files: FakeBlobs = field(default_factory=FakeBlobs)
    exports: FakeExports = field(default_factory=FakeExports)
    upload_urls: FakeUploadUrls = field(default_factory=FakeUploadUrls)
    members: FakeMembers = field(default_factory=FakeMembers)
    jobs: FakeJobs = field(init=False)
    uploads: FakeUploads = field(init=False)

    def __post_init__(self) -> None:
        self.jobs = FakeJobs(self.clock.now)
        self.uploads = FakeUploads(self.clock.now)


class FakeWorld:
    """The contexts as bootstrap makes them; `fakes` are the stores behind them."""

    def __init__(self, *, default_region: str | None = "IN", max_rows: int = 1_000_000, chunk_rows: int = 10_000) -> None:
        self.clock = FakeClock()
        self.fakes = Fakes(self.clock)
        self._ids, self._seeds = itertools.count(1), itertools.count(1)
        self.resources = group_resources(
            groups=self.fakes.groups,
            members=self.fakes.members,
            links=self.fakes.hierarchy,
            connector_links=self.fakes.connector_links,
            action_links=self.fakes.action_links,
            outbox=self.fakes.outbox,
        )
        self.webhooks = self._webhooks()
        self.groups = self._groups(default_region)
        self.connectors = ConnectorContext(
            self.groups, self.fakes.connectors, self.fakes.actions, self.fakes.calls, CallLimits(each=60, together=300)
        )
        self.imports = self._imports(default_region, max_rows, chunk_rows)
        self.exports = self._exports()

    def new_id(self) -> str:
        """The next of ids that look like UUIDs and ascend."""
        return f"00000000-0000-4000-8000-{next(self._ids):012x}"

    def _random(self, size: int) -> bytes:
        """The next of bytes that are the same in every run, and different in every call."""
        return next(self._seeds).to_bytes(size, "big")

    def _webhooks(self) -> WebhookContext:
        fakes = self.fakes
        return WebhookContext(
            groups=fakes.groups,
            connectors=fakes.connectors,
            links=fakes.connector_links,
            outbox=fakes.outbox,
            store=fakes.webhooks,
            changes=events_for_subscribers(self.resources),
            members=fakes.members,
            sender=fakes.sender,
            allow_local=True,
            now=self.clock.now,
            new_id=self.new_id,
            random=self._random,
            jitter=lambda: 0.5,
            steps=fakes.delivery_blobs,
        )

    def _groups(self, default_region: str | None) -> GroupContext:
        fakes = self.fakes
        return GroupContext(
            resources=self.resources,
            groups=fakes.groups,
            members=fakes.members,
            member_index=fakes.member_index,
            hierarchy=fakes.hierarchy,
            connector_links=fakes.connector_links,
            action_links=fakes.action_links,
            identities=fakes.identities,
            column_choices=fakes.column_choices,
            audit=fakes.audit,
            webhooks=self.webhooks,
            now=self.clock.now,
            new_id=self.new_id,
            default_region=default_region,
        )

    def _imports(self, default_region: str | None, max_rows: int, chunk_rows: int) -> ImportContext:
        fakes = self.fakes
        return ImportContext(
            uploads=fakes.uploads,
            chunk_blobs=fakes.chunk_blobs,
            job_files=fakes.job_files,
            log=fakes.log,
            jobs=fakes.jobs,
            groups=fakes.groups,
            members=fakes.members,
            member_index=fakes.member_index,
            hierarchy=fakes.hierarchy,
            audit=fakes.audit,
            column_choices=fakes.column_choices,
            upload_urls=fakes.upload_urls,
            webhooks=self.webhooks,
            now=self.clock.now,
            new_id=self.new_id,
            max_rows=max_rows,
            max_bytes=200 * 1024 * 1024,
            default_region=default_region,
            chunk_rows=chunk_rows,
        )

    def _exports(self) -> ExportContext:
        fakes = self.fakes
        return ExportContext(
            groups=fakes.groups,
            members=fakes.members,
            hierarchy=fakes.hierarchy,
            files=fakes.export_files,
            exports=fakes.exports,
            steps=fakes.chunk_blobs,
            now=self.clock.now,
            new_id=self.new_id,
        )

    # What triggers do

    async def drop(self, name: str, content: str | bytes, **metadata: str) -> Job:
        """Put a file into uploads as an administrator would, run everything, and return the upload."""
        self.put(name, content, **metadata)
        await self.run()
        return await self.job(name.partition("/")[0])

    def put(self, name: str, content: str | bytes, **metadata: str) -> None:
        """Only put the file."""
        self.fakes.uploads.drop(name, content.encode() if isinstance(content, str) else content, metadata)

    async def run(self) -> None:
        """Hand on the blobs that were put, one after the other, until there are none."""
        uploads, steps = self.fakes.uploads.events, self.fakes.chunk_blobs.events
        while uploads or steps:
            if uploads:
                await receive_upload(self.imports, uploads.pop(0))
            else:
                await self.step(steps.pop(0))

    async def step(self, name: str) -> None:
        """One event of the imports container, as functions/blob_triggers.py handles it."""
        step = parse_step(name)
        assert step is not None, name
        if step.kind is StepKind.APPLY:
            await apply_chunk(self.imports, step.job_id, step.chunk)
        elif step.kind is StepKind.UNDO:
            await undo_chunk(self.imports, step.job_id, step.chunk)
        elif step.kind is StepKind.VALIDATE:
            await validate_again(self.imports, step.job_id)
        else:
            await continue_export(self.exports, step.job_id)

    @property
    def notified(self) -> list[str]:
        """The groups whose deliveries were triggered, which `deliver` runs."""
        return [name.partition("/")[0] for name in self.fakes.delivery_blobs.events]

    async def deliver(self) -> None:
        """The steps that a change triggers: deliver the events of its groups."""
        while self.fakes.delivery_blobs.events:
            await deliver_requested(self.webhooks, self.fakes.delivery_blobs.events.pop(0).partition("/")[0])

    async def tick(self, ahead: timedelta = timedelta()) -> int:
        """Run the timer of deliveries, so much later."""
        self.clock.advance(ahead)
        return await run_deliveries(self.webhooks, replay=partial(replay_group, self.groups))

    # Shorthands

    async def job(self, name: str) -> Job:
        """The latest upload of this name."""
        latest = await self.fakes.jobs.latest(name)
        assert latest is not None, f"no upload is called {name}"
        return await load_job(self.imports, latest.job_id)

    async def group(
        self, by: Caller, name: str | None = None, kind: GroupType = GroupType.ORGANIZATION, numbers: Sequence[str] = ()
    ) -> Group:
        """A new group, of a unique name where none is given."""
        new = NewGroup(name or f"Group {next(_serial)}", kind, "", "", numbers)
        group, _, _ = await create_group(self.groups, by, new)
        return group

    async def private(self, by: Caller, name: str | None = None) -> Group:
        """A new private group."""
        return await self.group(by, name, GroupType.PRIVATE)

    async def add(self, group: Group, *numbers: str, role: Role = Role.MEMBER) -> None:
        """Make members of the numbers, whoever may do so."""
        await set_roles(self.groups, group.id, "test", sorted(numbers), role)

    async def access(self, caller: Caller, group: Group) -> GroupAccess:
        """What the caller is to the group. Raises NotFound where that is nothing."""
        _, access = await authorize(self.groups, caller, Rule.GROUP_VIEWER, group.id)
        return access

    async def subscriber(self, *groups: Group, events: Sequence[EventType] = tuple(EventType)) -> Connector:
        """A connector that is told of the groups' changes, members' numbers whole."""
        permissions = frozenset({Permission.OUTGOING_WEBHOOKS, Permission.MEMBER_LIST, Permission.GROUP_INFORMATION})
        new = NewConnector(
            f"Connector {next(_serial)}",
            "",
            self.new_id(),
            permissions,
            active=True,
            callback_url="http://127.0.0.1:9/hook",
            events=frozenset(events),
        )
        connector, _ = await create_connector(self.connectors, "test", new)
        for group in groups:
            await link_connector(self.connectors, group.id, "test", connector.id, lambda _: None)
        return connector

    def roles(self, name: str) -> dict[str, Role]:
        """Numbers and roles of the group of this name."""
        (group,) = self.fakes.groups.groups.where(lambda group: group.name == name)
        return {number: row.role for number, row in self.fakes.members.groups[group.id].rows.items()}

    def indexed(self, group: Group) -> dict[str, Role]:
        """Numbers and roles of the group as the member index has them."""
        rows = self.fakes.member_index.rows
        return {key.number: role for key, role in rows.items() if key.group_id == group.id}

    def audited(self, group: Group) -> list[AuditEvent]:
        """The group's audit, newest first."""
        events = (event for event in self.fakes.audit.events.values() if event.group_id == group.id)
        return sorted(events, key=lambda event: event.id)

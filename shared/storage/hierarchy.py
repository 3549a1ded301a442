"""The Hierarchy table: each link in both directions, under one version entity that every change of links replaces."""

from collections.abc import Sequence
from uuid import uuid4

from shared.domain.audit import AuditEvent
from shared.domain.groups.hierarchy import Hierarchy, Link
from shared.errors import PreconditionFailed
from shared.storage.audit.pending_events import PendingEventRows, event_operation
from shared.storage.errors import domain_errors
from shared.storage.tables.batch import TableBatchWriter
from shared.storage.tables.encoding import Operation
from shared.storage.tables.reader import ETAG, Row, TableReader

PARTITION = "edge"
_VERSION = "version"


def link_operations(link: Link) -> list[Operation]:
    """Upserts of both directions."""
    return [Operation("upsert_replace", key, {"jobId": link.job_id}) for key in link_keys(link)]


def link_keys(link: Link) -> tuple[str, str]:
    """The RowKeys of both directions."""
    return f"c!{link.parent_id}!{link.child_id}", f"p!{link.child_id}!{link.parent_id}"


class HierarchyTable:
    """See ports.HierarchyStore. A transaction names the one it was planned against in the
    ETag of the version entity, so that two changes planned against the same links cannot both be written."""

    def __init__(self, reader: TableReader, writer: TableBatchWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def load(self) -> tuple[list[Link], str]:
        """See ports.HierarchyStore. The version is read first: links that are added meanwhile make it old."""
        version = await self.version()
        links: list[Link] = []
        with domain_errors("the hierarchy"):
            query = f"PartitionKey eq '{PARTITION}' and RowKey ge 'c!' and RowKey lt 'c~'"
            async for rows in self._reader.rows(query, ["RowKey", "jobId"]):
                for row in rows:
                    _, parent_id, child_id = row["RowKey"].split("!")
                    links.append(Link(parent_id, child_id, row.get("jobId", "")))
        return links, version

    async def add(self, links: Sequence[Link], version: str, events: Sequence[AuditEvent] = ()) -> str:
        """See ports.HierarchyStore."""
        event_factory = [event_operation(event) for event in events]
        return await self.change([*(op for link in links for op in link_operations(link)), *event_factory], version)

    async def remove(self, links: Sequence[Link], version: str, events: Sequence[AuditEvent] = ()) -> str:
        """See ports.HierarchyStore."""
        event_factory = [event_operation(event) for event in events]
        keys = [key for link in links for key in link_keys(link)]
        return await self.change([*(Operation("delete", key) for key in keys), *event_factory], version)

    async def change(self, operations: Sequence[Operation], version: str) -> str:
        """Write up to 99 operations if the version is still this one, and answer the new one. Raises PreconditionFailed
        too when somebody changed it right after us: what was planned before can then no longer be relied on."""
        mark = uuid4().hex
        bump = Operation("replace", _VERSION, {"mark": mark}, etag=version)
        with domain_errors("the hierarchy"):
            failed = await self._writer.submit_all([(PARTITION, [*operations, bump])])
            row = await self._version_row()
        if failed or row is None or row["mark"] != mark:
            raise PreconditionFailed("The hierarchy was changed meanwhile.")
        return str(row[ETAG])

    async def version(self) -> str:
        """The version entity's ETag; makes the entity in a store that has none."""
        with domain_errors("the hierarchy"):
            row = await self._version_row()
            if row is None:
                await self._writer.submit_all([(PARTITION, [Operation("insert", _VERSION, {"mark": ""})])])
                row = await self._version_row()
        if row is None:
            raise PreconditionFailed("The hierarchy's version was deleted.")
        return str(row[ETAG])

    async def _version_row(self) -> Row | None:
        return await self._reader.row(PARTITION, _VERSION, with_etags=True)


class LinkTable(PendingEventRows):
    """See group_ports.LinkStore. Any change of links gives the version entity a new ETag, so one small request tells
    whether the hierarchy in memory is still the one that is stored."""

    def __init__(self, reader: TableReader, writer: TableBatchWriter) -> None:
        super().__init__(reader, writer, PARTITION)
        self._table = HierarchyTable(reader, writer)
        self._known: tuple[Hierarchy, str] | None = None

    async def load(self) -> tuple[Hierarchy, str]:
        """See group_ports.LinkStore."""
        if self._known and self._known[1] == await self._table.version():
            return self._known
        links, version = await self._table.load()
        self._known = Hierarchy.of(links), version
        return self._known

    async def change(
        self, added: Sequence[Link], removed: Sequence[Link], version: str, event: AuditEvent | None
    ) -> None:
        """See group_ports.LinkStore."""
        operations = [operation for link in added for operation in link_operations(link)]
        operations += [Operation("delete", op.row_key) for link in removed for op in link_operations(link)]
        if event:
            operations.append(event_operation(event))
        try:
            await self._table.change(operations, version)
        except PreconditionFailed:
            if event is None or not await self.was_written(event):
                raise

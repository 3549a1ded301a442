"""The Hierarchy table: each link in both directions, under one version entity that every change of links replaces."""

from collections.abc import Sequence
from uuid import uuid4

from shared.domain.audit import AuditEvent
from shared.domain.groups.hierarchy import Hierarchy, Link
from shared.errors import PreconditionFailed
from shared.services.ports.hierarchy import HierarchyStore
from shared.storage.audit.pending_events import PendingEventRows, event_operation
from shared.storage.errors import domain_errors
from shared.storage.tables.batch import TableBatchWriter
from shared.storage.tables.encoding import Operation
from shared.storage.tables.reader import ETAG, Row, TableReader

PARTITION = "edge"
_VERSION = "version"
_WHAT = "the hierarchy"


class HierarchyTable(PendingEventRows, HierarchyStore):
    """A transaction names the version it was planned against in the ETag of the version entity, so that two changes
    planned against the same links cannot both be written. Any change gives that entity a new ETag, so one small request
    shows whether the hierarchy in memory is still current."""

    def __init__(self, reader: TableReader, writer: TableBatchWriter) -> None:
        super().__init__(reader, writer, PARTITION)
        self._reader = reader
        self._writer = writer
        self._known: tuple[Hierarchy, str] | None = None

    async def load(self) -> tuple[Hierarchy, str]:
        if self._known and self._known[1] == await self._version():
            return self._known
        links, version = await self.load_links()
        self._known = Hierarchy.of(links), version
        return self._known

    async def change(
        self, added: Sequence[Link], removed: Sequence[Link], version: str, event: AuditEvent | None
    ) -> None:
        events = [event] if event else []
        try:
            await self._submit([*_additions(added), *_removals(removed)], version, events)
        except PreconditionFailed:
            if event is None or not await self.was_written(event):
                raise

    async def load_links(self) -> tuple[list[Link], str]:
        """The version is read first: links that are added meanwhile make it old."""
        version = await self._version()
        links: list[Link] = []
        with domain_errors(_WHAT):
            query = f"PartitionKey eq '{PARTITION}' and RowKey ge 'c!' and RowKey lt 'c~'"
            async for rows in self._reader.rows(query, ["RowKey", "jobId"]):
                for row in rows:
                    _, parent_id, child_id = row["RowKey"].split("!")
                    links.append(Link(parent_id, child_id, row.get("jobId", "")))
        return links, version

    async def add(self, links: Sequence[Link], version: str, events: Sequence[AuditEvent] = ()) -> str:
        return await self._submit(_additions(links), version, events)

    async def remove(self, links: Sequence[Link], version: str, events: Sequence[AuditEvent] = ()) -> str:
        return await self._submit(_removals(links), version, events)

    async def _submit(self, operations: Sequence[Operation], version: str, events: Sequence[AuditEvent]) -> str:
        """The mark distinguishes our own transaction, sent twice, from another change right after it."""
        mark = uuid4().hex
        bump = Operation("replace", _VERSION, {"mark": mark}, etag=version)
        with domain_errors(_WHAT):
            failed = await self._writer.submit_all([(PARTITION, [*operations, *map(event_operation, events), bump])])
            row = await self._version_row()
        if failed or row is None or row["mark"] != mark:
            raise PreconditionFailed("The hierarchy was changed meanwhile.")
        return str(row[ETAG])

    async def _version(self) -> str:
        """The version entity's ETag; makes the entity in a store that has none."""
        with domain_errors(_WHAT):
            row = await self._version_row()
            if row is None:
                await self._writer.submit_all([(PARTITION, [Operation("insert", _VERSION, {"mark": ""})])])
                row = await self._version_row()
        if row is None:
            raise PreconditionFailed("The hierarchy's version was deleted.")
        return str(row[ETAG])

    async def _version_row(self) -> Row | None:
        return await self._reader.row(PARTITION, _VERSION, with_etags=True)


def _additions(links: Sequence[Link]) -> list[Operation]:
    return [Operation("upsert_replace", key, {"jobId": link.job_id}) for link in links for key in _keys(link)]


def _removals(links: Sequence[Link]) -> list[Operation]:
    return [Operation("delete", key) for link in links for key in _keys(link)]


def _keys(link: Link) -> tuple[str, str]:
    """The RowKeys of both directions."""
    return f"c!{link.parent_id}!{link.child_id}", f"p!{link.child_id}!{link.parent_id}"

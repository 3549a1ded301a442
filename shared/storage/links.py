"""The hierarchy as HTTP uses it: single links with their audit event, and all links from memory while they hold."""

from collections.abc import Sequence

from shared.domain.audit import AuditEvent
from shared.domain.groups.hierarchy import Hierarchy, Link
from shared.errors import PreconditionFailed
from shared.storage.events import PendingEventRows, event_operation
from shared.storage.hierarchy import PARTITION, HierarchyTable, link_operations
from shared.storage.tables.batch import TableBatchWriter
from shared.storage.tables.encoding import Operation
from shared.storage.tables.reader import TableReader


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

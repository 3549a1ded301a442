"""The AuditEvents table: one partition a group, newest first."""

from shared.domain.audit import AuditEvent
from shared.storage.events import event_of, event_properties
from shared.storage.faults import domain_errors
from shared.storage.keys import odata_literal as literal
from shared.storage.table_batch import TableBatchWriter
from shared.storage.table_encoding import Operation
from shared.storage.table_reader import TableReader

_WHAT = "the audit"


class AuditTable:
    """See group_ports.AuditStore."""

    def __init__(self, reader: TableReader, writer: TableBatchWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def put(self, event: AuditEvent) -> None:
        """See group_ports.AuditStore."""
        operation = Operation("upsert_replace", event.id, event_properties(event))
        with domain_errors(_WHAT):
            await self._writer.submit(event.group_id, [operation])

    async def page(self, group_id: str, after: str | None, limit: int) -> tuple[list[AuditEvent], str | None]:
        """See group_ports.AuditStore."""
        where = f"PartitionKey eq {literal(group_id)}" + (f" and RowKey gt {literal(after)}" if after else "")
        with domain_errors(_WHAT):
            rows, more = await self._reader.page(where, top=limit)
        return [event_of(row) for row in rows], rows[-1]["RowKey"] if more and rows else None

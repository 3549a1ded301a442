"""The AuditEvents table: one partition a group, newest first; and one partition, by group, for what concerns many groups
at once (a chunk of an upload, a change of a connector), since a transaction touches only one partition."""

import asyncio
from collections.abc import Sequence

from shared.domain.audit import AuditEvent
from shared.services.ports.audit import AuditStore
from shared.storage.audit.pending_events import event_of, event_properties
from shared.storage.errors import domain_errors
from shared.storage.tables.batch import TableBatchWriter, batches_of
from shared.storage.tables.encoding import Operation
from shared.storage.tables.keys import odata_literal as literal
from shared.storage.tables.reader import TableReader

_WHAT = "the audit"
_JOBS = "jobs"


class AuditTable(AuditStore):
    """Both partitions sort by the events' reverse-time ids, so a merge of two pages is a page."""

    def __init__(self, reader: TableReader, writer: TableBatchWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def put(self, event: AuditEvent) -> None:
        operation = Operation("upsert_replace", event.id, event_properties(event))
        with domain_errors(_WHAT):
            await self._writer.submit(event.group_id, [operation])

    async def put_all(self, events: Sequence[AuditEvent]) -> None:
        operations = [
            Operation("upsert_replace", f"{event.group_id}!{event.id}", event_properties(event)) for event in events
        ]
        with domain_errors(_WHAT):
            await self._writer.submit_all(batches_of(_JOBS, operations))

    async def page(self, group_id: str, after: str | None, limit: int) -> tuple[list[AuditEvent], str | None]:
        own = f"PartitionKey eq {literal(group_id)}" + (f" and RowKey gt {literal(after)}" if after else "")
        first = f"{group_id}!{after or ''}"
        jobs = f"PartitionKey eq '{_JOBS}' and RowKey gt {literal(first)} and RowKey lt {literal(f'{group_id}~')}"
        with domain_errors(_WHAT):
            (ours, more), (theirs, more_jobs) = await asyncio.gather(
                self._reader.page(own, top=limit), self._reader.page(jobs, top=limit)
            )
        events = sorted((event_of(row) for row in (*ours, *theirs)), key=lambda event: event.id)
        has_more = len(events) > limit or more is not None or more_jobs is not None
        return events[:limit], events[:limit][-1].id if has_more and events else None

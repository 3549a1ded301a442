"""Pending events: rows `!event!<group id>!<event id>` that are written in the transaction of their change.

A process that dies after its change leaves the row, and the process that finds it records it (services/ports/audit.py).
"""

import json
from collections.abc import Iterable
from datetime import datetime

from shared.domain.audit import Action, AuditEvent
from shared.domain.documents import versioned
from shared.services.ports.audit import PendingEvents
from shared.storage.errors import domain_errors
from shared.storage.tables.batch import TableBatchWriter
from shared.storage.tables.encoding import Operation, Value
from shared.storage.tables.keys import after_prefix
from shared.storage.tables.reader import Row, TableReader

EVENT = "!event!"


def event_key(event: AuditEvent) -> str:
    """RowKey of the pending event."""
    return f"{EVENT}{event.group_id}!{event.id}"


def event_operation(event: AuditEvent) -> Operation:
    """The event as part of its change's transaction."""
    return Operation("insert", event_key(event), event_properties(event))


def event_properties(event: AuditEvent) -> dict[str, Value]:
    """The stored columns."""
    columns = {
        "groupId": event.group_id,
        "eventId": event.id,
        "at": event.at,
        "actor": event.actor,
        "action": str(event.action),
        "before": json.dumps(event.before, ensure_ascii=False),
        "after": json.dumps(event.after, ensure_ascii=False),
        "jobId": event.job_id,
    }
    return versioned(columns)


def event_of(row: Row) -> AuditEvent:
    """The event that these columns are of."""
    return AuditEvent(
        id=row["eventId"],
        group_id=row["groupId"],
        at=datetime.fromisoformat(row["at"]),
        actor=row["actor"],
        action=Action(row["action"]),
        before=json.loads(row["before"]),
        after=json.loads(row["after"]),
        job_id=row.get("jobId", ""),
    )


class PendingEventRows(PendingEvents):
    """The events in one partition, which is the group's own where `partition` is None."""

    def __init__(self, reader: TableReader, writer: TableBatchWriter, partition: str | None) -> None:
        self._events_reader = reader
        self._events_writer = writer
        self._events_partition = partition

    async def pending(self, group_id: str) -> list[AuditEvent]:
        prefix = f"{EVENT}{group_id}!"
        partition = self._events_partition or group_id
        where = f"PartitionKey eq '{partition}' and RowKey ge '{prefix}' and RowKey lt '{after_prefix(prefix)}'"
        found: list[Row] = []
        with domain_errors("pending events"):
            async for rows in self._events_reader.rows(where):
                found += rows
        return in_order_of_commit(found)

    async def forget(self, event: AuditEvent) -> None:
        partition = self._events_partition or event.group_id
        with domain_errors("a pending event"):
            await self._events_writer.submit_unless_conflict(partition, [Operation("delete", event_key(event))])

    async def was_written(self, event: AuditEvent) -> bool:
        """Whether the event's transaction was written. A transaction whose connection broke is sent again, and then fails
        with a conflict; the stored event shows that the first one succeeded."""
        partition = self._events_partition or event.group_id
        with domain_errors("a pending event"):
            return await self._events_reader.row(partition, event_key(event), ["RowKey"]) is not None


def in_order_of_commit(rows: Iterable[Row]) -> list[AuditEvent]:
    """The events of one partition's rows."""
    return [event_of(row) for row in sorted(rows, key=_committed)]


def _committed(row: Row) -> tuple[str, str, str]:
    """Sort key: when the store wrote the row, by its one clock a partition, else when the change was made. The fraction of
    a Timestamp may be cut short."""
    whole, _, fraction = str(row.get("Timestamp", "")).rstrip("Z").partition(".")
    return whole, fraction.ljust(7, "0"), row["at"]

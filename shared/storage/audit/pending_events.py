"""Pending audit events: rows `!event!<group id>!<event id>` written in the very transaction of the change they tell of.

A process that dies after its change leaves the row behind, and whoever finds it records it (record_change.py).
"""

import json
from datetime import datetime

from shared.domain.audit import Action, AuditEvent
from shared.storage.errors import domain_errors
from shared.storage.tables.batch import TableBatchWriter
from shared.storage.tables.encoding import Operation, Value
from shared.storage.tables.keys import after_prefix
from shared.storage.tables.reader import Row, TableReader

EVENT = "!event!"
UPLOAD_EVENT = "!news!"
"""Changes of members that an upload made, for connectors alone: the upload has counts and an audit of its own."""


def event_key(event: AuditEvent, prefix: str = EVENT) -> str:
    """RowKey of the pending event."""
    return f"{prefix}{event.group_id}!{event.id}"


def event_operation(event: AuditEvent, prefix: str = EVENT) -> Operation:
    """The event as part of its change's transaction."""
    return Operation("insert", event_key(event, prefix), event_properties(event))


def event_properties(event: AuditEvent) -> dict[str, Value]:
    """The stored columns."""
    return {
        "groupId": event.group_id,
        "eventId": event.id,
        "at": event.at,
        "actor": event.actor,
        "action": str(event.action),
        "before": json.dumps(event.before, ensure_ascii=False),
        "after": json.dumps(event.after, ensure_ascii=False),
        "jobId": event.job_id,
    }


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
        job_id=row["jobId"],
    )


class PendingEventRows:
    """See group_ports.PendingEvents: the events in one partition, which is the group's own where `partition` is None."""

    def __init__(
        self, reader: TableReader, writer: TableBatchWriter, partition: str | None, prefix: str = EVENT
    ) -> None:
        self._events_reader = reader
        self._events_writer = writer
        self._events_partition = partition
        self._events_prefix = prefix

    async def pending(self, group_id: str) -> list[AuditEvent]:
        """See group_ports.PendingEvents."""
        prefix = f"{self._events_prefix}{group_id}!"
        partition = self._events_partition or group_id
        where = f"PartitionKey eq '{partition}' and RowKey ge '{prefix}' and RowKey lt '{after_prefix(prefix)}'"
        found: list[Row] = []
        with domain_errors("pending events"):
            async for rows in self._events_reader.rows(where):
                found += rows
        return [event_of(row) for row in sorted(found, key=_committed)]

    async def forget(self, event: AuditEvent) -> None:
        """See group_ports.PendingEvents."""
        partition = self._events_partition or event.group_id
        with domain_errors("a pending event"):
            delete = Operation("delete", event_key(event, self._events_prefix))
            await self._events_writer.submit_unless_conflict(partition, [delete])

    async def was_written(self, event: AuditEvent) -> bool:
        """Whether the event's transaction happened. A transaction whose connection broke is sent again and then answers
        as if somebody else had been there; the event tells that it was ourselves."""
        partition = self._events_partition or event.group_id
        with domain_errors("a pending event"):
            key = event_key(event, self._events_prefix)
            return await self._events_reader.row(partition, key, ["RowKey"]) is not None


class UploadEventRows(PendingEventRows):
    """See webhook_ports.NewsStore: in the group's Memberships partition, written with the members that they tell of."""

    def __init__(self, reader: TableReader, writer: TableBatchWriter) -> None:
        super().__init__(reader, writer, None, UPLOAD_EVENT)

    async def put(self, event: AuditEvent) -> None:
        """See webhook_ports.NewsStore."""
        operation = Operation("upsert_replace", event_key(event, UPLOAD_EVENT), event_properties(event))
        with domain_errors("news of an upload"):
            await self._events_writer.submit(event.group_id, [operation])


def _committed(row: Row) -> tuple[str, str, str]:
    """Sort key: when the store wrote the row, by its one clock a partition, else when the change was made. The fraction of
    a Timestamp may be cut short."""
    whole, _, fraction = str(row.get("Timestamp", "")).rstrip("Z").partition(".")
    return whole, fraction.ljust(7, "0"), row["at"]

"""The Outbox table. Partition `due`: a row for each group that has to be looked at. Partition of a group: `head`, the
queues `e!<connector>!<number>` and how far each is delivered, `q!<connector>`."""

import json
from collections.abc import Sequence
from datetime import datetime

from shared.domain.documents import versioned
from shared.services.ports.webhooks import Attempt, Head, Mark, OutboxStore, QueuedEvent
from shared.storage.audit.pending_events import event_of, event_properties
from shared.storage.errors import domain_errors
from shared.storage.tables.batch import TableBatchWriter, batches_of
from shared.storage.tables.encoding import Operation, Value
from shared.storage.tables.keys import after_prefix
from shared.storage.tables.reader import ETAG, Row, TableReader

_DUE = "due"
_HEAD = "head"
_MOST = 99
_WHAT = "the outbox"


class OutboxTable(OutboxStore):
    """Queues, heads, attempts and marks as entities."""

    def __init__(self, reader: TableReader, writer: TableBatchWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def mark(self, group_id: str, at: datetime, look_at: datetime) -> None:
        columns = {"at": at, "lookAt": look_at}
        with domain_errors(_WHAT):
            await self._writer.submit(_DUE, [Operation("upsert_replace", group_id, columns)])

    async def due(self, now: datetime) -> list[Mark]:
        moment = now.isoformat(timespec="microseconds").replace("+00:00", "Z")
        where = f"PartitionKey eq '{_DUE}' and lookAt le datetime'{moment}'"
        found: list[Mark] = []
        with domain_errors(_WHAT):
            async for rows in self._reader.rows(where, with_etags=True):
                found += map(_mark_of, rows)
                if len(found) >= 1000:
                    break
        return found

    async def postpone(self, mark: Mark, look_at: datetime) -> None:
        columns: dict[str, Value] = {"at": mark.at, "lookAt": look_at}
        await self._try(_DUE, [Operation("replace", mark.group_id, columns, mark.etag)])

    async def unmark(self, mark: Mark) -> None:
        await self._try(_DUE, [Operation("delete", mark.group_id, etag=mark.etag)])

    async def head(self, group_id: str) -> Head:
        with domain_errors(_WHAT):
            row = await self._reader.row(group_id, _HEAD, with_etags=True)
        return head_of(row) if row else Head()

    async def append(self, group_id: str, before: Head, after: Head, entries: Sequence[QueuedEvent]) -> bool:
        head = Operation("insert", _HEAD, head_columns(after))
        if before.etag:
            head = Operation("replace", _HEAD, head_columns(after), before.etag)
        rows = [
            Operation("insert", _entry_key(entry.connector_id, entry.number), event_properties(entry.event))
            for entry in entries
        ]
        return await self._try(group_id, [head, *rows])

    async def next_queue(self, group_id: str, after: str) -> str | None:
        start = after_prefix(_queue(after)) if after else "e!"
        where = f"PartitionKey eq '{group_id}' and RowKey ge '{start}' and RowKey lt '{after_prefix('e!')}'"
        with domain_errors(_WHAT):
            rows, _ = await self._reader.page(where, ["RowKey"], top=1)
        return rows[0]["RowKey"].split("!")[1] if rows else None

    async def waiting(self, group_id: str, connector_id: str) -> list[QueuedEvent]:
        with domain_errors(_WHAT):
            rows, _ = await self._reader.page(_in_queue(group_id, connector_id), top=_MOST)
        return [QueuedEvent(connector_id, int(row["RowKey"].rpartition("!")[2]), event_of(row)) for row in rows]

    async def attempt(self, group_id: str, connector_id: str) -> Attempt:
        with domain_errors(_WHAT):
            row = await self._reader.row(group_id, _attempt_key(connector_id), with_etags=True)
        return attempt_of(row) if row else Attempt()

    async def save_attempt(self, group_id: str, connector_id: str, attempt: Attempt) -> Attempt | None:
        """The message id distinguishes our own transaction, sent twice, from another process's."""
        key, columns = _attempt_key(connector_id), attempt_columns(attempt)
        operation = Operation("insert", key, columns)
        if attempt.etag:
            operation = Operation("replace", key, columns, attempt.etag)
        if not await self._try(group_id, [operation]):
            return None
        stored = await self.attempt(group_id, connector_id)
        same = stored.message_id == attempt.message_id and stored.leased_until == attempt.leased_until
        return stored if same else None

    async def complete(self, group_id: str, connector_id: str, attempt: Attempt, entries: Sequence[QueuedEvent]) -> bool:
        deletes = [Operation("delete", _entry_key(connector_id, entry.number)) for entry in entries]
        done = Operation("delete", _attempt_key(connector_id), etag=attempt.etag)
        return await self._try(group_id, [done, *deletes])

    async def drop(self, group_id: str, connector_id: str) -> None:
        await self._delete(group_id, _in_queue(group_id, connector_id))
        await self._try(group_id, [Operation("delete", _attempt_key(connector_id))])

    async def purge_group(self, group_id: str) -> None:
        await self._delete(group_id, f"PartitionKey eq '{group_id}'")

    async def _delete(self, group_id: str, where: str) -> None:
        with domain_errors(_WHAT):
            async for rows in self._reader.rows(where, ["RowKey"]):
                deletes = (Operation("delete", row["RowKey"]) for row in rows)
                await self._writer.submit_all(batches_of(group_id, deletes))

    async def _try(self, partition: str, operations: Sequence[Operation]) -> bool:
        with domain_errors(_WHAT):
            return await self._writer.submit_unless_conflict(partition, operations) is None


def _queue(connector_id: str) -> str:
    return f"e!{connector_id}!"


def _in_queue(group_id: str, connector_id: str) -> str:
    queue = _queue(connector_id)
    return f"PartitionKey eq '{group_id}' and RowKey ge '{queue}' and RowKey lt '{after_prefix(queue)}'"


def _entry_key(connector_id: str, number: int) -> str:
    return f"{_queue(connector_id)}{number:012d}"


def _attempt_key(connector_id: str) -> str:
    return f"q!{connector_id}"


def _mark_of(row: Row) -> Mark:
    at, look_at = datetime.fromisoformat(row["at"]), datetime.fromisoformat(row["lookAt"])
    return Mark(row["RowKey"], at, look_at, row[ETAG])


def head_columns(head: Head) -> dict[str, Value]:
    """The stored columns."""
    return versioned({"following": head.following, "numbered": json.dumps(sorted(head.numbered))})


def head_of(row: Row) -> Head:
    """The head that these columns are of."""
    return Head(row["following"], frozenset(json.loads(row.get("numbered", "[]"))), row[ETAG])


def attempt_columns(attempt: Attempt) -> dict[str, Value]:
    """The stored columns."""
    columns = {
        "attempts": attempt.attempts,
        "leasedUntil": attempt.leased_until,
        "nextAt": attempt.next_at,
        "failingSince": attempt.failing_since,
        "until": attempt.until,
        "messageId": attempt.message_id,
    }
    return versioned(columns)


def attempt_of(row: Row) -> Attempt:
    """The attempt that these columns are of."""
    return Attempt(
        attempts=row.get("attempts", 0),
        leased_until=_time(row, "leasedUntil"),
        next_at=_time(row, "nextAt"),
        failing_since=_time(row, "failingSince"),
        until=row.get("until", 0),
        message_id=row.get("messageId", ""),
        etag=row[ETAG],
    )


def _time(row: Row, name: str) -> datetime | None:
    text = row.get(name)
    return datetime.fromisoformat(text) if text else None

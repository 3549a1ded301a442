"""What the import is measured against: two ways of writing with azure-data-tables, and the ceiling over both.

The peers are handed clean memberships, do not read what is there and count nothing, so they do less than the import.
"""

import asyncio
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from azure.core.exceptions import ResourceExistsError
from azure.data.tables import TableClient
from azure.data.tables.aio import TableClient as AsyncTableClient

from benchmarks.dataset import Row
from benchmarks.meter import Cost, RequestCounter, metered

AT_ONCE = 8
"""Requests in flight of the peers that send several, as many as the import starts with."""
_OPERATIONS = 100
_BUCKETS = 64


def upsert_loop(connection: str, rows: Iterable[Row], counter: RequestCounter) -> Cost:
    """The loop a user would write: one upsert a row, one after the other, the first copy only."""
    added_at = datetime.now(UTC)
    with TableClient.from_connection_string(connection, "LoopMemberships") as table:
        _create(table)
        with metered(counter) as cost:
            for row in rows:
                table.upsert_entity(_membership(row, added_at))
    return cost


async def transactions(connection: str, rows: Iterable[Row], counter: RequestCounter) -> Cost:
    """submit_transaction in batches of a hundred upserts, eight at once, memberships and index."""
    added_at = datetime.now(UTC)
    async with (
        AsyncTableClient.from_connection_string(connection, "BatchMemberships") as members,
        AsyncTableClient.from_connection_string(connection, "BatchMemberGroups") as copies,
    ):
        for table in (members, copies):
            await _create_async(table)
        kept = list(rows)
        with metered(counter) as cost:
            await _submit_all(members, [_membership(row, added_at) for row in kept])
            await _submit_all(copies, [_copy(row) for row in kept])
    return cost


def _membership(row: Row, added_at: datetime) -> dict[str, Any]:
    return {
        "PartitionKey": _group_id(row),
        "RowKey": row.e164,
        "role": row.role,
        "addedAt": added_at,
        "addedBy": "storage",
        "jobId": "7fe9b8d8-6f2c-8d9a-9d4e-0f1e2d3c4b5a",
    }


def _copy(row: Row) -> dict[str, Any]:
    bucket = zlib.crc32(row.e164.encode()) % _BUCKETS
    return {"PartitionKey": f"{bucket:02x}", "RowKey": f"{row.e164}!{_group_id(row)}", "role": row.role}


def _group_id(row: Row) -> str:
    return str(uuid5(NAMESPACE_URL, row.group))


async def _submit_all(table: AsyncTableClient, entities: list[dict[str, Any]]) -> None:
    batches = _batches(entities)

    async def work() -> None:
        for batch in batches:
            await table.submit_transaction([("upsert", entity) for entity in batch])

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(work())


def _batches(entities: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    partitions: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for entity in entities:
        partitions[entity["PartitionKey"]].append(entity)
    for partition in partitions.values():
        for at in range(0, len(partition), _OPERATIONS):
            yield partition[at : at + _OPERATIONS]


def _create(table: TableClient) -> None:
    try:
        table.create_table()
    except ResourceExistsError:
        return


async def _create_async(table: AsyncTableClient) -> None:
    try:
        await table.create_table()
    except ResourceExistsError:
        return

"""The MemberGroups table: from a number to its groups, in 64 partitions so that bulk writes batch by the hundred."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Sequence

from shared.domain.members.membership import Role
from shared.storage.errors import domain_errors
from shared.storage.tables.batch import TableBatchWriter, batches_of
from shared.storage.tables.encoding import Operation
from shared.storage.tables.reader import TableReader

BUCKETS = 64


def bucket_of(number: str) -> str:
    """The MemberGroups partition of an E.164 number, "00" to "3f": the same in every process and version."""
    return f"{zlib.crc32(number.encode()) % BUCKETS:02x}"


_WHAT = "the groups of members"


class MemberGroupTable:
    """See group_ports.PersonStore."""

    def __init__(self, reader: TableReader, writer: TableBatchWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def groups_of(self, number: str) -> dict[str, Role]:
        """See group_ports.PersonStore."""
        found: dict[str, Role] = {}
        with domain_errors(_WHAT):
            # " follows ! in ASCII, so this is everything that begins with the number and !.
            pages = self._reader.scan_range(bucket_of(number), f"{number}!", f'{number}"', ["RowKey", "role"])
            async for rows in pages:
                found.update((row["RowKey"].partition("!")[2], Role(row["role"])) for row in rows)
        return found

    async def write(self, rows: Sequence[tuple[str, str, Role | None]]) -> None:
        """See group_ports.PersonStore."""
        with domain_errors(_WHAT):
            await write_index(self._writer, rows)


async def write_index(writer: TableBatchWriter, rows: Sequence[tuple[str, str, Role | None]]) -> None:
    """Upsert (number, group id, role), or delete where the role is None. A delete of what is gone fails its transaction;
    those rows are then sent singly."""
    buckets: dict[str, dict[str, Operation]] = defaultdict(dict)
    for number, group_id, role in rows:
        operation = _copy(f"{number}!{group_id}", role)
        buckets[bucket_of(number)][operation.row_key] = operation
    batches = [batch for bucket, ops in buckets.items() for batch in batches_of(bucket, ops.values())]
    if len(batches) == 1:
        failure = await writer.submit_unless_conflict(*batches[0])
        failed = [failure] if failure else []
    else:
        failed = await writer.submit_all(batches)
    if failed:
        await writer.submit_all((f.partition_key, [operation]) for f in failed for operation in f.operations)


def _copy(row_key: str, role: Role | None) -> Operation:
    if role is None:
        return Operation("delete", row_key)
    return Operation("upsert_replace", row_key, {"role": str(role)})

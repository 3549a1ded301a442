"""The MemberGroups table: from a number to its groups, in 64 partitions so that bulk writes batch by the hundred."""

import zlib
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence

from shared.domain.members.membership import IndexRow, Role
from shared.services.ports.members import MemberIndexStore
from shared.storage.errors import domain_errors
from shared.storage.tables.batch import TableBatchWriter, batches_of
from shared.storage.tables.encoding import Operation
from shared.storage.tables.reader import Row, TableReader

BUCKETS = 64
_ROLES = {str(role): role for role in Role}
_WHAT = "the member index"


def bucket_of(number: str) -> str:
    """The MemberGroups partition of an E.164 number, "00" to "3f": the same in every process and version."""
    return f"{zlib.crc32(number.encode()) % BUCKETS:02x}"


class MemberGroupTable(MemberIndexStore):
    """RowKey `<number>!<group id>`, so that a number's groups are one range."""

    buckets: Sequence[str] = tuple(f"{bucket:02x}" for bucket in range(BUCKETS))

    def __init__(self, reader: TableReader, writer: TableBatchWriter) -> None:
        self._reader = reader
        self._writer = writer

    def bucket_of(self, number: str) -> str:
        return bucket_of(number)

    async def groups_of(self, number: str) -> dict[str, Role]:
        found: dict[str, Role] = {}
        with domain_errors(_WHAT):
            # " follows ! in ASCII, so this is everything that begins with the number and !.
            pages = self._reader.scan_range(bucket_of(number), f"{number}!", f'{number}"', ["RowKey", "role"])
            async for rows in pages:
                found.update((row["RowKey"].partition("!")[2], _ROLES[row["role"]]) for row in rows)
        return found

    async def write(self, rows: Sequence[IndexRow]) -> None:
        """A delete of what is gone fails its transaction; those rows are then sent singly."""
        buckets: dict[str, dict[str, Operation]] = defaultdict(dict)
        for row in rows:
            operation = _operation(row)
            buckets[bucket_of(row.number)][operation.row_key] = operation
        batches = [batch for bucket, ops in buckets.items() for batch in batches_of(bucket, ops.values())]
        with domain_errors(_WHAT):
            if len(batches) == 1:
                failure = await self._writer.submit_unless_conflict(*batches[0])
                failed = [failure] if failure else []
            else:
                failed = await self._writer.submit_all(batches)
            if failed:
                await self._writer.submit_all((f.partition_key, [operation]) for f in failed for operation in f.operations)

    async def pages(self, bucket: str) -> AsyncIterator[list[IndexRow]]:
        with domain_errors(_WHAT):
            async for rows in self._reader.scan_range(bucket, select=("RowKey", "role")):
                yield [_index_row(row) for row in rows]


def _index_row(row: Row) -> IndexRow:
    number, _, group_id = row["RowKey"].partition("!")
    return IndexRow(number, group_id, _ROLES[row["role"]])


def _operation(row: IndexRow) -> Operation:
    row_key = f"{row.number}!{row.group_id}"
    if row.role is None:
        return Operation("delete", row_key)
    return Operation("upsert_replace", row_key, {"role": str(row.role)})

"""Both copies of all memberships, read from end to end for the nightly repair (repair_copies.CopyStore)."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from uuid import uuid4

from shared.domain.members.membership import MemberCount, Role
from shared.storage.errors import domain_errors
from shared.storage.members.bulk_memberships import AFTER_NUMBERS, FIRST_NUMBER
from shared.storage.members.member_counts import UNCOMMITTED, MemberCounts
from shared.storage.members.member_index import BUCKETS, bucket_of, write_index
from shared.storage.tables.batch import TableBatchWriter
from shared.storage.tables.reader import TableReader, in_partition

_WHAT = "the copies of memberships"


class IndexRepairTables:
    """See repair_copies.CopyStore."""

    buckets: Sequence[str] = tuple(f"{bucket:02x}" for bucket in range(BUCKETS))

    def __init__(
        self,
        memberships: TableReader,
        member_groups: TableReader,
        writer: TableBatchWriter,
        counts: MemberCounts,
    ) -> None:
        self._counts = counts
        self._memberships = memberships
        self._member_groups = member_groups
        self._writer = writer

    async def memberships_by_bucket(self) -> AsyncIterator[list[tuple[str, str, str, str]]]:
        """See repair_copies.CopyStore."""
        where = f"RowKey ge '{FIRST_NUMBER}' and RowKey lt '{AFTER_NUMBERS}'"
        with domain_errors(_WHAT):
            async for rows in self._memberships.rows(where, ("PartitionKey", "RowKey", "role")):
                yield [(bucket_of(row["RowKey"]), row["RowKey"], row["PartitionKey"], row["role"]) for row in rows]

    async def index_rows(self, bucket: str) -> AsyncIterator[list[tuple[str, str, str]]]:
        """See repair_copies.CopyStore."""
        with domain_errors(_WHAT):
            async for rows in self._member_groups.scan_range(bucket, select=("RowKey", "role")):
                yield [(*_pair(row["RowKey"]), row["role"]) for row in rows]

    async def roles(self, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Role | None]:
        """See repair_copies.CopyStore."""
        by_group: dict[str, list[str]] = defaultdict(list)
        for number, group_id in pairs:
            by_group[group_id].append(number)
        with domain_errors(_WHAT):
            found = await asyncio.gather(
                *(
                    self._memberships.scan_wanted(group_id, sorted(numbers), ("RowKey", "role"))
                    for group_id, numbers in by_group.items()
                )
            )
        known = {
            (row["RowKey"], group_id): Role(row["role"])
            for group_id, rows in zip(by_group, found, strict=True)
            for row in rows
        }
        return {pair: known.get(pair) for pair in pairs}

    async def write(self, rows: Sequence[tuple[str, str, Role | None]]) -> None:
        """See repair_copies.CopyStore."""
        with domain_errors(_WHAT):
            await write_index(self._writer, rows)

    async def counts(self) -> dict[str, dict[str, MemberCount]]:
        """See repair_copies.CopyStore."""
        return await self._counts.all_committed()

    async def is_committed(self, group_id: str) -> bool:
        """See repair_copies.CopyStore."""
        where = f"{in_partition(group_id)} and RowKey lt '{FIRST_NUMBER}'"
        with domain_errors(_WHAT):
            async for rows in self._memberships.rows(where, ("RowKey",)):
                if any(row["RowKey"].startswith(UNCOMMITTED) for row in rows):
                    return False
        return True

    async def correct(self, group_id: str, by: MemberCount) -> None:
        """See repair_copies.CopyStore."""
        await self._counts.put([(group_id, f"recount!{uuid4()}", by)])


def _pair(row_key: str) -> tuple[str, str]:
    number, _, group_id = row_key.partition("!")
    return number, group_id

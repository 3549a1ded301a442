"""The Memberships table as the nightly repair reads it: from end to end, and what changed meanwhile once more."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence

from shared.domain.members.membership import IndexRow, MemberKey, Role
from shared.storage.errors import domain_errors
from shared.storage.members.member_counts import UNCOMMITTED
from shared.storage.members.membership_rows import FIRST_NUMBER, NUMBERS, WHAT
from shared.storage.tables.reader import TableReader, in_partition

_ROLES = {str(role): role for role in Role}


class RepairReads:
    """Reads over all groups."""

    _reader: TableReader

    async def all_memberships(self) -> AsyncIterator[list[IndexRow]]:
        with domain_errors(WHAT):
            async for rows in self._reader.rows(NUMBERS, ("PartitionKey", "RowKey", "role")):
                yield [IndexRow(row["RowKey"], row["PartitionKey"], _ROLES[row["role"]]) for row in rows]

    async def roles(self, keys: Sequence[MemberKey]) -> dict[MemberKey, Role | None]:
        by_group: dict[str, list[str]] = defaultdict(list)
        for key in keys:
            by_group[key.group_id].append(key.number)
        with domain_errors(WHAT):
            found = await asyncio.gather(
                *(
                    self._reader.scan_wanted(group_id, sorted(numbers), ("RowKey", "role"))
                    for group_id, numbers in by_group.items()
                )
            )
        known = {
            MemberKey(row["RowKey"], group_id): _ROLES[row["role"]]
            for group_id, rows in zip(by_group, found, strict=True)
            for row in rows
        }
        return {key: known.get(key) for key in keys}

    async def is_committed(self, group_id: str) -> bool:
        where = f"{in_partition(group_id)} and RowKey lt '{FIRST_NUMBER}'"
        with domain_errors(WHAT):
            async for rows in self._reader.rows(where, ("RowKey",)):
                if any(row["RowKey"].startswith(UNCOMMITTED) for row in rows):
                    return False
        return True

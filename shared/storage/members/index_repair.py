"""The Memberships table as the nightly repair reads it: from end to end, and what changed meanwhile once more."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence

from shared.domain.members.membership import CountRow, IndexRow, MemberKey, Role
from shared.storage.errors import domain_errors
from shared.storage.members.member_counts import COUNT, count_rows
from shared.storage.members.membership_rows import AFTER_NUMBERS, FIRST_NUMBER, WHAT
from shared.storage.tables.reader import TableReader

_ROLES = {str(role): role for role in Role}


class RepairReads:
    """Reads over all groups."""

    _reader: TableReader

    async def all_memberships(self) -> AsyncIterator[tuple[list[IndexRow], list[CountRow]]]:
        where = f"RowKey ge '{COUNT}' and RowKey lt '{AFTER_NUMBERS}'"
        with domain_errors(WHAT):
            async for rows in self._reader.rows(where, ("PartitionKey", "RowKey", "role", "value", "admins")):
                members = [row for row in rows if row["RowKey"].startswith(FIRST_NUMBER)]
                counts = [count for row in rows for count in count_rows(row["PartitionKey"], [row])]
                yield [IndexRow(row["RowKey"], row["PartitionKey"], _ROLES[row["role"]]) for row in members], counts

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

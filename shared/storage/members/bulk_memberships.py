"""The bulk half of the Memberships table: what uploads compare with and write, and what exports read."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence

from shared.domain.members.membership import Change, CountDelta, MemberCount, MemberRole, Membership, Role, count_change
from shared.domain.uploads.difference import Existing
from shared.services.ports.members import EventFactory
from shared.storage.audit.pending_events import event_operation
from shared.storage.errors import domain_errors
from shared.storage.members.member_counts import UNCOMMITTED, MemberCounts, uncommitted_operation
from shared.storage.members.membership_rows import (
    AFTER_NUMBERS,
    FIRST_NUMBER,
    NUMBERS,
    WHAT,
    change_operation,
    membership_of,
)
from shared.storage.tables.batch import TableBatchWriter, batches_of
from shared.storage.tables.encoding import MAX_OPERATIONS, Operation
from shared.storage.tables.reader import Row, TableReader, in_partition

_DIFFERENCE_COLUMNS = ("RowKey", "role", "jobId", "before")
_ROLES = {str(role): role for role in Role}


class BulkMemberships:
    """Many rows of one group at a time."""

    _reader: TableReader
    _writer: TableBatchWriter
    _counts: MemberCounts
    _new_id: Callable[[], str]

    async def existing(self, group_id: str, wanted: Sequence[str]) -> dict[str, Existing]:
        if not wanted:
            return {}
        with domain_errors(WHAT):
            rows = await self._reader.scan_wanted(group_id, wanted, _DIFFERENCE_COLUMNS)
        return {row["RowKey"]: _existing(row) for row in rows}

    async def existing_range(self, group_id: str, lo: str | None, hi: str | None) -> dict[str, Existing]:
        found: dict[str, Existing] = {}
        with domain_errors(WHAT):
            pages = self._reader.scan_range(group_id, lo or FIRST_NUMBER, hi or AFTER_NUMBERS, _DIFFERENCE_COLUMNS)
            async for rows in pages:
                found.update((row["RowKey"], _existing(row)) for row in rows)
        return found

    async def full(self, group_id: str, numbers: Sequence[str]) -> dict[str, Membership]:
        with domain_errors(WHAT):
            rows = await self._reader.scan_wanted(group_id, numbers, with_etags=True)
        return {row["RowKey"]: membership_of(group_id, row) for row in rows}

    async def write(
        self, group_id: str, changes: Sequence[Change], *, counted: bool, event_factory: EventFactory | None = None
    ) -> list[str]:
        deltas: dict[str, MemberCount] = {}
        batches = self._batches(group_id, changes, deltas if counted else None, event_factory)
        with domain_errors(WHAT):
            failed = await self._writer.submit_all(batches)
        lost = {operation.row_key for failure in failed for operation in failure.operations}
        written = {delta_id: net for delta_id, net in deltas.items() if UNCOMMITTED + delta_id not in lost}
        await self._commit_deltas(group_id, written)
        return [row_key for row_key in lost if row_key.startswith(FIRST_NUMBER)]

    async def has_members(self, group_id: str) -> bool:
        with domain_errors(WHAT):
            rows, more = await self._reader.page(f"{in_partition(group_id)} and {NUMBERS}", ("RowKey",), top=1)
        return bool(rows) or more is not None

    async def pages(self, group_id: str) -> AsyncIterator[list[MemberRole]]:
        with domain_errors(WHAT):
            pages = self._reader.scan_range(group_id, FIRST_NUMBER, AFTER_NUMBERS, ("RowKey", "role"))
            async for rows in pages:
                yield [MemberRole(row["RowKey"], _ROLES[row["role"]]) for row in rows]

    async def _commit_deltas(self, group_id: str, uncommitted: Mapping[str, MemberCount]) -> None:
        """Move deltas (by id) from the group's partition to where they are kept. Repeating it does no harm."""
        await self._counts.put([CountDelta(group_id, delta_id, net) for delta_id, net in uncommitted.items()])
        deletes = [Operation("delete", UNCOMMITTED + delta_id) for delta_id in uncommitted]
        with domain_errors(WHAT):
            failed = await self._writer.submit_all(batches_of(group_id, deletes))
            await self._writer.submit_all((f.partition_key, [operation]) for f in failed for operation in f.operations)

    def _batches(
        self,
        group_id: str,
        changes: Sequence[Change],
        deltas: dict[str, MemberCount] | None,
        event_factory: EventFactory | None,
    ) -> Iterator[tuple[str, list[Operation]]]:
        size = MAX_OPERATIONS - (deltas is not None) - (event_factory is not None)
        for at in range(0, len(changes), size):
            part = changes[at : at + size]
            operations = [change_operation(change) for change in part]
            if event_factory is not None:
                operations.append(event_operation(event_factory(part)))
            net = count_change(part)
            if deltas is not None and net != MemberCount():
                delta_id = self._new_id()
                deltas[delta_id] = net
                operations.append(uncommitted_operation(delta_id, net))
            yield group_id, operations


def _existing(row: Row) -> Existing:
    return Existing(row["role"], row.get("jobId", ""), row.get("before", ""))

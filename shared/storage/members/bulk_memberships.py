"""Memberships in bulk: the first copy (Memberships, by group) and the second (MemberGroups, by number)."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from datetime import datetime

from shared.domain.members.membership import Change, MemberCount, Membership, Role, count_change
from shared.domain.uploads.difference import Existing
from shared.services.ports.members import EventFactory
from shared.storage.audit.pending_events import UPLOAD_EVENT, event_operation
from shared.storage.errors import domain_errors
from shared.storage.members.member_counts import UNCOMMITTED, MemberCounts, uncommitted_operation
from shared.storage.members.member_index import write_index
from shared.storage.tables.batch import TableBatchWriter, batches_of
from shared.storage.tables.encoding import MAX_OPERATIONS, Operation
from shared.storage.tables.reader import ETAG, Row, TableReader, in_partition

FIRST_NUMBER = "+"
AFTER_NUMBERS = ","
"""Numbers begin with +; whatever else is in a group's partition begins with ! and so lies before them."""
_DIFFERENCE_COLUMNS = ("RowKey", "role", "jobId", "before")
_WHAT = "memberships"


class MembershipTables:
    """See ports.MembershipRows."""

    def __init__(
        self,
        reader: TableReader,
        writer: TableBatchWriter,
        copies: TableBatchWriter,
        counts: MemberCounts,
        new_id: Callable[[], str],
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._copies = copies
        self._counts = counts
        self._new_id = new_id

    async def existing(self, group_id: str, wanted: Sequence[str]) -> dict[str, Existing]:
        """See ports.MembershipRows."""
        if not wanted:
            return {}
        with domain_errors(_WHAT):
            rows = await self._reader.scan_wanted(group_id, wanted, _DIFFERENCE_COLUMNS)
        return {row["RowKey"]: _existing(row) for row in rows}

    async def existing_range(self, group_id: str, lo: str | None, hi: str | None) -> dict[str, Existing]:
        """See ports.MembershipRows."""
        found: dict[str, Existing] = {}
        with domain_errors(_WHAT):
            pages = self._reader.scan_range(group_id, lo or FIRST_NUMBER, hi or AFTER_NUMBERS, _DIFFERENCE_COLUMNS)
            async for rows in pages:
                found.update((row["RowKey"], _existing(row)) for row in rows)
        return found

    async def full(self, group_id: str, numbers: Sequence[str]) -> dict[str, Membership]:
        """See ports.MembershipRows."""
        with domain_errors(_WHAT):
            rows = await self._reader.scan_wanted(group_id, numbers, with_etags=True)
        return {row["RowKey"]: membership_of(group_id, row) for row in rows}

    async def write(
        self, group_id: str, changes: Sequence[Change], *, counted: bool, event_factory: EventFactory | None = None
    ) -> list[str]:
        """See ports.MembershipRows."""
        deltas: dict[str, MemberCount] = {}
        batches = self._batches(group_id, changes, deltas if counted else None, event_factory)
        with domain_errors(_WHAT):
            failed = await self._writer.submit_all(batches)
        lost = {operation.row_key for failure in failed for operation in failure.operations}
        written = {delta_id: net for delta_id, net in deltas.items() if UNCOMMITTED + delta_id not in lost}
        await commit_deltas(self._writer, self._counts, group_id, written)
        return [row_key for row_key in lost if row_key.startswith(FIRST_NUMBER)]

    async def write_index(self, rows: Sequence[tuple[str, str, Role | None]]) -> None:
        """See ports.MembershipRows."""
        with domain_errors(_WHAT):
            await write_index(self._copies, rows)

    async def has_members(self, group_id: str) -> bool:
        """See ports.MembershipRows."""
        where = f"{in_partition(group_id)} and RowKey ge '{FIRST_NUMBER}' and RowKey lt '{AFTER_NUMBERS}'"
        with domain_errors(_WHAT):
            rows, more = await self._reader.page(where, ("RowKey",), top=1)
        return bool(rows) or more is not None

    async def pages(self, group_id: str) -> AsyncIterator[list[tuple[str, Role]]]:
        """See ports.MembershipRows."""
        roles = {str(role): role for role in Role}
        with domain_errors(_WHAT):
            pages = self._reader.scan_range(group_id, FIRST_NUMBER, AFTER_NUMBERS, ("RowKey", "role"))
            async for rows in pages:
                yield [(row["RowKey"], roles[row["role"]]) for row in rows]

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
                operations.append(event_operation(event_factory(part), UPLOAD_EVENT))
            net = count_change(part)
            if deltas is not None and net != MemberCount():
                delta_id = self._new_id()
                deltas[delta_id] = net
                operations.append(uncommitted_operation(delta_id, net))
            yield group_id, operations


async def commit_deltas(
    writer: TableBatchWriter, counts: MemberCounts, group_id: str, uncommitted: Mapping[str, MemberCount]
) -> None:
    """Move counters (by id) from the group's partition to where they are kept. Repeating it does no harm."""
    await counts.put([(group_id, delta_id, net) for delta_id, net in uncommitted.items()])
    deletes = [Operation("delete", UNCOMMITTED + delta_id) for delta_id in uncommitted]
    with domain_errors(_WHAT):
        failed = await writer.submit_all(batches_of(group_id, deletes))
        await writer.submit_all((f.partition_key, [operation]) for f in failed for operation in f.operations)


def change_operation(change: Change) -> Operation:
    """The change, on condition that the row is as it was read."""
    etag = change.before.etag if change.before else None
    if change.after is None:
        return Operation("delete", change.phone_number, etag=etag)
    properties = membership_properties(change.after)
    if etag:
        return Operation("replace", change.phone_number, properties, etag)
    return Operation("insert", change.phone_number, properties)


def membership_properties(row: Membership) -> dict[str, str | datetime]:
    """The stored columns; `before` only where a job changed the role."""
    properties: dict[str, str | datetime] = {
        "role": str(row.role),
        "addedAt": row.added_at,
        "addedBy": row.added_by,
        "jobId": row.job_id,
    }
    if row.before:
        properties["before"] = row.before
    return properties


def membership_of(group_id: str, row: Mapping[str, str]) -> Membership:
    """A membership from a lean query's row."""
    return Membership(
        group_id=group_id,
        phone_number=row["RowKey"],
        role=Role(row["role"]),
        added_at=datetime.fromisoformat(row["addedAt"]),
        added_by=row["addedBy"],
        job_id=row.get("jobId", ""),
        before=row.get("before", ""),
        etag=row.get(ETAG, ""),
    )


def _existing(row: Row) -> Existing:
    return Existing(row["role"], row.get("jobId", ""), row.get("before", ""))

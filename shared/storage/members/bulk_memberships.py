"""The bulk half of the Memberships table: what uploads compare with and write, and what exports read."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from shared.domain.audit import AuditEvent
from shared.domain.members.membership import Change, MemberRole, Membership, Role
from shared.domain.uploads.difference import Existing
from shared.domain.uploads.progress import StepKey, StepProgress
from shared.services.ports.members import AdminLock
from shared.storage.audit.pending_events import event_operation
from shared.storage.errors import domain_errors
from shared.storage.members.member_counts import STEP
from shared.storage.members.membership_rows import (
    AFTER_NUMBERS,
    FIRST_NUMBER,
    NUMBERS,
    WHAT,
    admin_lock_operation,
    change_operation,
    membership_of,
    progress_of,
    progress_operation,
)
from shared.storage.tables.batch import TableBatchWriter
from shared.storage.tables.reader import Row, TableReader, in_partition

_DIFFERENCE_COLUMNS = ("RowKey", "role", "jobId", "before")
_ROLES = {str(role): role for role in Role}


class BulkMemberships:
    """Many rows of one group at a time."""

    _reader: TableReader
    _writer: TableBatchWriter

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

    async def progress(self, group_id: str, step: StepKey) -> StepProgress | None:
        with domain_errors(WHAT):
            row = await self._reader.row(group_id, STEP + step.text, with_etags=True)
        return progress_of(row) if row else None

    async def write_part(
        self,
        group_id: str,
        changes: Sequence[Change],
        step: StepKey,
        progress: StepProgress,
        event: AuditEvent | None = None,
        admin_lock: tuple[AdminLock, AdminLock] | None = None,
    ) -> StepProgress | None:
        operations = [change_operation(change) for change in changes]
        if event:
            operations.append(event_operation(event))
        if admin_lock:
            operations.append(admin_lock_operation(*admin_lock))
        operations.append(progress_operation(STEP + step.text, progress))
        with domain_errors(WHAT):
            etag = await self._writer.submit_versioned(group_id, operations)
        return None if etag is None else replace(progress, etag=etag)

    async def has_members(self, group_id: str) -> bool:
        with domain_errors(WHAT):
            rows, more = await self._reader.page(f"{in_partition(group_id)} and {NUMBERS}", ("RowKey",), top=1)
        return bool(rows) or more is not None

    async def pages(self, group_id: str) -> AsyncIterator[list[MemberRole]]:
        with domain_errors(WHAT):
            pages = self._reader.scan_range(group_id, FIRST_NUMBER, AFTER_NUMBERS, ("RowKey", "role"))
            async for rows in pages:
                yield [MemberRole(row["RowKey"], _ROLES[row["role"]]) for row in rows]


def _existing(row: Row) -> Existing:
    return Existing(row["role"], row.get("jobId", ""), row.get("before", ""))

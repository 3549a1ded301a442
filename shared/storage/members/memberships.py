"""The Memberships table: pages of members, single changes, and the state that stands before them.

In a group's partition `!count…` are the rows of its member count (member_counts.py), `!event!…` pending events for a
moment, and `!guard` is the admin lock. All of them sort before the members, whose numbers begin with +.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Collection, Sequence

from shared.domain.audit import AuditEvent
from shared.domain.members.membership import Change, MemberCount, Membership, Role, count_change
from shared.services.ports.members import AdminLock, MemberStore, PartitionState
from shared.storage.audit.pending_events import (
    EVENT,
    PendingEventRows,
    event_key,
    event_of,
    event_operation,
    event_properties,
    in_order_of_commit,
)
from shared.storage.errors import domain_errors
from shared.storage.members.bulk_memberships import BulkMemberships
from shared.storage.members.index_repair import RepairReads
from shared.storage.members.member_counts import (
    FOLD_ABOVE,
    MemberCounts,
    count_requests,
    count_rows,
    delta_operation,
    snapshot,
    total,
)
from shared.storage.members.membership_rows import (
    ADMIN_LOCK,
    FIRST_NUMBER,
    WHAT,
    admin_lock_of,
    admin_lock_operation,
    change_operation,
    membership_of,
)
from shared.storage.tables.batch import TableBatchWriter, batches_of
from shared.storage.tables.encoding import Operation
from shared.storage.tables.keys import after_prefix
from shared.storage.tables.keys import odata_literal as literal
from shared.storage.tables.reader import Continuation, Row, TableReader, in_partition

_OLD_EVENT = "!news!"
"""An older version kept the pending events of uploads under keys of their own, which sort behind EVENT and !guard."""
# So many are asked for at once by their keys; more in pages of what lies between them.
_FEW = 4
_SHOWN_COLUMNS = ("RowKey", "role", "addedAt", "addedBy")
# Of a role that few members have, a page is looked for in so many requests of a thousand rows each, and then is short.
_REQUESTS_A_PAGE = 5


class MembershipTable(BulkMemberships, MemberCounts, RepairReads, PendingEventRows, MemberStore):
    """A group's partition holds all that must change with its members in one transaction."""

    def __init__(self, reader: TableReader, writer: TableBatchWriter) -> None:
        super().__init__(reader, writer, None)
        self._reader = reader
        self._writer = writer

    async def get(self, group_id: str, number: str) -> Membership | None:
        with domain_errors(WHAT):
            row = await self._reader.row(group_id, number, with_etags=True)
        return membership_of(group_id, row) if row else None

    async def find(self, group_id: str, numbers: Sequence[str]) -> dict[str, Membership]:
        if len(numbers) <= _FEW:
            found = await asyncio.gather(*(self.get(group_id, number) for number in numbers))
            return {membership.phone_number: membership for membership in found if membership}
        with domain_errors(WHAT):
            rows = await self._reader.scan_wanted(group_id, sorted(numbers), with_etags=True)
        return {row["RowKey"]: membership_of(group_id, row) for row in rows}

    async def page(
        self, group_id: str, after: str | None, limit: int, prefix: str = "", role: Role | None = None
    ) -> tuple[list[Membership], str | None]:
        where = _numbers(group_id, prefix or FIRST_NUMBER, role)
        found: list[Membership] = []
        continuation = Continuation(*json.loads(after)) if after else None
        for _ in range(_REQUESTS_A_PAGE):
            with domain_errors(WHAT):
                rows, continuation = await self._reader.page(
                    where, top=limit - len(found), continuation=continuation, with_etags=True
                )
            found += [membership_of(group_id, row) for row in rows]
            if continuation is None or len(found) == limit:
                break
        return found, json.dumps(continuation) if continuation else None

    async def numbers_after(
        self, group_id: str, after: str | None, limit: int, prefix: str = ""
    ) -> tuple[list[Membership], bool]:
        where = _numbers(group_id, prefix or FIRST_NUMBER)
        if after:
            where += f" and RowKey gt {literal(after)}"
        with domain_errors(WHAT):
            rows, more = await self._reader.page(where, top=limit)
        return [membership_of(group_id, row) for row in rows], more is None

    async def all_numbers(self, group_id: str) -> AsyncIterator[list[str]]:
        with domain_errors(WHAT):
            async for rows in self._reader.rows(_numbers(group_id, FIRST_NUMBER), ["RowKey"]):
                yield [row["RowKey"] for row in rows]

    async def group_ids(self) -> AsyncIterator[list[str]]:
        """A page begins behind the last group of the one before, so of a large group a page is read and no more."""
        last, continuation = "", None
        while True:
            with domain_errors(WHAT):
                where = f"PartitionKey gt {literal(last)}"
                rows, continuation = await self._reader.page(where, ["PartitionKey"], continuation=continuation)
            if ids := list(dict.fromkeys(row["PartitionKey"] for row in rows)):
                yield ids
                last, continuation = ids[-1], None
            elif continuation is None:
                return

    async def all_members(self, group_id: str) -> AsyncIterator[list[Membership]]:
        with domain_errors(WHAT):
            async for rows in self._reader.rows(_numbers(group_id, FIRST_NUMBER), _SHOWN_COLUMNS):
                yield [membership_of(group_id, row) for row in rows]

    async def has_admin(self, group_id: str, besides: Collection[str] = ()) -> bool:
        where = f"{_numbers(group_id, FIRST_NUMBER, Role.ADMIN)}"
        with domain_errors(WHAT):
            async for rows in self._reader.rows(where, ["RowKey"], top=len(besides) + 1):
                if any(row["RowKey"] not in besides for row in rows):
                    return True
        return False

    async def admin_lock(self, group_id: str) -> AdminLock:
        with domain_errors(WHAT):
            row = await self._reader.row(group_id, ADMIN_LOCK, with_etags=True)
        return admin_lock_of(row) if row else AdminLock()

    async def partition_state(self, group_id: str) -> PartitionState:
        where = f"{in_partition(group_id)} and RowKey lt '{FIRST_NUMBER}'"
        rows = await snapshot(self._reader, where, with_etags=True)
        counts = count_rows(group_id, rows)
        admin_locks = [admin_lock_of(row) for row in rows if row["RowKey"] == ADMIN_LOCK]
        return PartitionState(
            member_count=total(counts),
            admin_lock=admin_locks[0] if admin_locks else AdminLock(),
            events=[event_of(row) for row in rows if row["RowKey"].startswith(EVENT)],
            needs_folding=count_requests(rows) > FOLD_ABOVE,
        )

    async def commit(
        self,
        group_id: str,
        changes: Sequence[Change],
        event: AuditEvent | None,
        admin_lock: tuple[AdminLock, AdminLock] | None = None,
    ) -> bool:
        operations = [change_operation(change) for change in changes]
        if event:
            operations.append(event_operation(event))
        if event and any(change.net != MemberCount() for change in changes):
            operations.append(delta_operation(event.id, count_change(changes)))
        if admin_lock:
            operations.append(admin_lock_operation(*admin_lock))
        with domain_errors(WHAT):
            failure = await self._writer.submit_unless_conflict(group_id, operations)
        return failure is None or (event is not None and await self.was_written(event))

    async def pending(self, group_id: str) -> list[AuditEvent]:
        """One range holds the events of both keys, and the lock between them."""
        first, end = f"{EVENT}{group_id}!", after_prefix(f"{_OLD_EVENT}{group_id}!")
        where = f"PartitionKey eq '{group_id}' and RowKey ge '{first}' and RowKey lt '{end}'"
        found: list[Row] = []
        with domain_errors("pending events"):
            async for rows in self._reader.rows(where):
                found += [row for row in rows if row["RowKey"].startswith((EVENT, _OLD_EVENT))]
        return in_order_of_commit(found)

    async def put_pending(self, event: AuditEvent) -> None:
        operation = Operation("upsert_replace", event_key(event), event_properties(event))
        with domain_errors("a pending event"):
            await self._writer.submit(event.group_id, [operation])

    async def forget(self, event: AuditEvent) -> None:
        if event.is_for_subscribers_only:
            await self._forget_of_upload(event)
        else:
            await super().forget(event)

    async def _forget_of_upload(self, event: AuditEvent) -> None:
        with domain_errors("a pending event"):
            for key in (event_key(event), event_key(event).replace(EVENT, _OLD_EVENT, 1)):
                if await self._writer.submit_unless_conflict(event.group_id, [Operation("delete", key)]) is None:
                    return

    async def purge(self, group_id: str) -> list[str]:
        numbers: list[str] = []
        with domain_errors(WHAT):
            async for rows in self._reader.rows(f"PartitionKey eq '{group_id}'", ["RowKey"]):
                keys = [row["RowKey"] for row in rows]
                deletes = (Operation("delete", key) for key in keys)
                await self._writer.submit_all(batches_of(group_id, deletes))
                numbers += [key for key in keys if key.startswith(FIRST_NUMBER)]
        return numbers


def _numbers(group_id: str, prefix: str, role: Role | None = None) -> str:
    where = f"PartitionKey eq '{group_id}' and RowKey ge '{prefix}' and RowKey lt '{after_prefix(prefix)}'"
    return f"{where} and role eq '{role}'" if role else where

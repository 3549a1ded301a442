"""The Memberships table: pages of members, single changes, and the state that stands before them.

In a group's partition `!count!…` are uncommitted deltas (member_counts.py) and `!event!…` pending events, both for a moment
only; `!guard` is the admin lock of a private group. All of them sort before the members, whose numbers begin with +.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from datetime import datetime

from shared.domain.audit import AuditEvent, count_change_of
from shared.domain.members.membership import Change, CountDelta, MemberCount, Membership, Role, count_change
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
    COMPACT_ABOVE,
    UNCOMMITTED,
    MemberCounts,
    uncommitted_deltas,
    uncommitted_operation,
)
from shared.storage.members.membership_rows import FIRST_NUMBER, WHAT, change_operation, membership_of
from shared.storage.tables.batch import TableBatchWriter, batches_of
from shared.storage.tables.encoding import Operation, Value
from shared.storage.tables.keys import after_prefix
from shared.storage.tables.keys import odata_literal as literal
from shared.storage.tables.reader import ETAG, Continuation, Row, TableReader

_OLD_EVENT = "!news!"
"""An older version kept the pending events of uploads under keys of their own, which sort behind EVENT and !guard."""
_ADMIN_LOCK = "!guard"
# So many are asked for at once by their keys; more in pages of what lies between them.
_FEW = 4
# Of a role that few members have, a page is looked for in so many requests of a thousand rows each, and then is short.
_REQUESTS_A_PAGE = 5


class MembershipTable(BulkMemberships, RepairReads, PendingEventRows, MemberStore):
    """A group's partition holds all that must change with its members in one transaction."""

    def __init__(
        self, reader: TableReader, writer: TableBatchWriter, counts: MemberCounts, new_id: Callable[[], str]
    ) -> None:
        super().__init__(reader, writer, None)
        self._reader = reader
        self._writer = writer
        self._counts = counts
        self._new_id = new_id

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

    async def partition_state(self, group_id: str) -> PartitionState:
        rows = await self._state_rows(group_id)
        uncommitted = uncommitted_deltas(rows)
        # Read second: a delta that is committed between the two reads is in both, and none is in neither.
        committed = await self._counts.committed(group_id)
        admin_locks = [_admin_lock_of(row) for row in rows if row["RowKey"] == _ADMIN_LOCK]
        events = [event_of(row) for row in rows if row["RowKey"].startswith(EVENT)]
        orphans = uncommitted.keys() - {event.id for event in events}
        return PartitionState(
            member_count=sum((uncommitted | committed).values(), MemberCount()),
            admin_lock=admin_locks[0] if admin_locks else AdminLock(),
            events=events,
            needs_compaction=len(committed) > COMPACT_ABOVE or bool(orphans),
        )

    async def totals(self, group_ids: Collection[str]) -> dict[str, MemberCount]:
        return await self._counts.totals(group_ids)

    async def _state_rows(self, group_id: str) -> list[Row]:
        where = f"PartitionKey eq '{group_id}' and RowKey lt '{FIRST_NUMBER}'"
        rows: list[Row] = []
        with domain_errors(WHAT):
            async for page in self._reader.rows(where, with_etags=True):
                rows += page
        return rows

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
        net = count_change(changes)
        if net != MemberCount():
            operations.append(uncommitted_operation(event.id if event else self._new_id(), net))
        if admin_lock:
            operations.append(_admin_lock_operation(*admin_lock))
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
        """Commits the delta that came with the event; both rows go together. An upload counts by itself."""
        if event.is_for_subscribers_only:
            await self._forget_of_upload(event)
            return
        net = count_change_of(event)
        if net == MemberCount():
            await super().forget(event)
            return
        await self._counts.put([CountDelta(event.group_id, event.id, net)])
        deletes = [Operation("delete", event_key(event)), Operation("delete", UNCOMMITTED + event.id)]
        with domain_errors(WHAT):
            await self._writer.submit_unless_conflict(event.group_id, deletes)

    async def _forget_of_upload(self, event: AuditEvent) -> None:
        with domain_errors("a pending event"):
            for key in (event_key(event), event_key(event).replace(EVENT, _OLD_EVENT, 1)):
                if await self._writer.submit_unless_conflict(event.group_id, [Operation("delete", key)]) is None:
                    return

    async def compact(self, group_id: str) -> None:
        """Deltas without a pending event are left by an undo that died: they are committed."""
        rows = await self._state_rows(group_id)
        pending = {event_of(row).id for row in rows if row["RowKey"].startswith(EVENT)}
        uncommitted = uncommitted_deltas(rows)
        orphans = {delta_id: net for delta_id, net in uncommitted.items() if delta_id not in pending}
        await self._commit_deltas(group_id, orphans)
        while await self._counts.compact(group_id, uncommitted, self._new_id()):
            pass

    async def purge(self, group_id: str) -> list[str]:
        numbers: list[str] = []
        await self._counts.purge(group_id)
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


def _admin_lock_of(row: Row) -> AdminLock:
    set_at = row.get("setAt")
    return AdminLock(row["keepsAdmin"], datetime.fromisoformat(set_at) if set_at else None, row[ETAG])


def _admin_lock_operation(read: AdminLock, left: AdminLock) -> Operation:
    properties: dict[str, Value] = {"keepsAdmin": left.keeps_admin, "setAt": left.set_at}
    if read.etag:
        return Operation("replace", _ADMIN_LOCK, properties, read.etag)
    return Operation("insert", _ADMIN_LOCK, properties)

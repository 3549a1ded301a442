"""The Memberships table as HTTP uses it: pages of members, single changes, and the ledger that stands before them.

In a group's partition `!count!…` are counters that are not settled yet (member_counts.py) and `!event!…` pending audit
events, both for a moment only; `!guard` keeps a private group's last admin. All of them sort before the members, whose
numbers begin with +.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime
from uuid import uuid4

from shared.domain.audit import AuditEvent, tally_of_event
from shared.domain.members.membership import Change, Membership, Role, Tally, tally
from shared.services.ports.members import Guard, Ledger
from shared.storage.audit.pending_events import EVENT, PendingEventRows, event_key, event_of, event_operation
from shared.storage.errors import domain_errors
from shared.storage.members.bulk_memberships import FIRST_NUMBER, change_operation, membership_of, settle
from shared.storage.members.member_counts import (
    FOLD_ABOVE,
    UNSETTLED,
    MemberCounts,
    unsettled_operation,
    unsettled_tallies,
)
from shared.storage.tables.batch import TableBatchWriter, batches_of
from shared.storage.tables.encoding import Operation, Value
from shared.storage.tables.keys import after_prefix
from shared.storage.tables.keys import odata_literal as literal
from shared.storage.tables.reader import ETAG, Continuation, Row, TableReader

_GUARD = "!guard"
_WHAT = "memberships"
# So many are asked for at once by their keys; more in pages of what lies between them.
_FEW = 4
# Of a role that few members have, a page is looked for in so many requests of a thousand rows each, and then is short.
_REQUESTS_A_PAGE = 5


class MembershipTable(PendingEventRows):
    """See group_ports.MemberStore."""

    def __init__(self, reader: TableReader, writer: TableBatchWriter, counts: MemberCounts) -> None:
        super().__init__(reader, writer, None)
        self._reader = reader
        self._writer = writer
        self._counts = counts

    async def get(self, group_id: str, number: str) -> Membership | None:
        """See group_ports.MemberStore."""
        with domain_errors(_WHAT):
            row = await self._reader.row(group_id, number, with_etags=True)
        return membership_of(group_id, row) if row else None

    async def find(self, group_id: str, numbers: Sequence[str]) -> dict[str, Membership]:
        """See group_ports.MemberStore."""
        if len(numbers) <= _FEW:
            found = await asyncio.gather(*(self.get(group_id, number) for number in numbers))
            return {membership.phone_number: membership for membership in found if membership}
        with domain_errors(_WHAT):
            rows = await self._reader.scan_wanted(group_id, sorted(numbers), with_etags=True)
        return {row["RowKey"]: membership_of(group_id, row) for row in rows}

    async def page(
        self, group_id: str, after: str | None, limit: int, prefix: str = "", role: Role | None = None
    ) -> tuple[list[Membership], str | None]:
        """See group_ports.MemberStore."""
        where = _numbers(group_id, prefix or FIRST_NUMBER, role)
        found: list[Membership] = []
        continuation = Continuation(*json.loads(after)) if after else None
        for _ in range(_REQUESTS_A_PAGE):
            with domain_errors(_WHAT):
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
        """See group_ports.MemberStore."""
        where = _numbers(group_id, prefix or FIRST_NUMBER)
        if after:
            where += f" and RowKey gt {literal(after)}"
        with domain_errors(_WHAT):
            rows, more = await self._reader.page(where, top=limit)
        return [membership_of(group_id, row) for row in rows], more is None

    async def all_numbers(self, group_id: str) -> AsyncIterator[list[str]]:
        """See group_ports.MemberStore."""
        with domain_errors(_WHAT):
            async for rows in self._reader.rows(_numbers(group_id, FIRST_NUMBER), ["RowKey"]):
                yield [row["RowKey"] for row in rows]

    async def ledger(self, group_id: str) -> Ledger:
        """See group_ports.MemberStore."""
        rows = await self._ledger_rows(group_id)
        unsettled = unsettled_tallies(rows)
        # Read second: a counter that is settled between the two reads is in both, and none is in neither.
        settled = await self._counts.settled(group_id)
        guards = [_guard_of(row) for row in rows if row["RowKey"] == _GUARD]
        events = [event_of(row) for row in rows if row["RowKey"].startswith(EVENT)]
        strays = unsettled.keys() - {event.id for event in events}
        return Ledger(
            tally=sum((unsettled | settled).values(), Tally()),
            guard=guards[0] if guards else Guard(),
            events=events,
            needs_folding=len(settled) > FOLD_ABOVE or bool(strays),
        )

    async def totals(self, group_ids: Collection[str]) -> dict[str, Tally]:
        """See group_ports.MemberStore."""
        return await self._counts.totals(group_ids)

    async def _ledger_rows(self, group_id: str) -> list[Row]:
        where = f"PartitionKey eq '{group_id}' and RowKey lt '{FIRST_NUMBER}'"
        rows: list[Row] = []
        with domain_errors(_WHAT):
            async for page in self._reader.rows(where, with_etags=True):
                rows += page
        return rows

    async def commit(
        self,
        group_id: str,
        changes: Sequence[Change],
        event: AuditEvent | None,
        guard: tuple[Guard, Guard] | None = None,
    ) -> bool:
        """See group_ports.MemberStore."""
        operations = [change_operation(change) for change in changes]
        if event:
            operations.append(event_operation(event))
        net = tally(changes)
        if net != Tally():
            operations.append(unsettled_operation(event.id if event else str(uuid4()), net))
        if guard:
            operations.append(_guard_operation(*guard))
        with domain_errors(_WHAT):
            failure = await self._writer.submit_unless_conflict(group_id, operations)
        return failure is None or (event is not None and await self.was_written(event))

    async def forget(self, event: AuditEvent) -> None:
        """See group_ports.PendingEvents. Settles the counter that came with the event; both rows go together."""
        net = tally_of_event(event)
        if net == Tally():
            await super().forget(event)
            return
        await self._counts.put([(event.group_id, event.id, net)])
        deletes = [Operation("delete", event_key(event)), Operation("delete", UNSETTLED + event.id)]
        with domain_errors(_WHAT):
            await self._writer.submit_unless_conflict(event.group_id, deletes)

    async def fold(self, group_id: str) -> None:
        """See group_ports.MemberStore. Counters without a pending event are left by an undo that died: they are settled."""
        rows = await self._ledger_rows(group_id)
        pending = {event_of(row).id for row in rows if row["RowKey"].startswith(EVENT)}
        unsettled = unsettled_tallies(rows)
        strays = {counter_id: net for counter_id, net in unsettled.items() if counter_id not in pending}
        await settle(self._writer, self._counts, group_id, strays)
        while await self._counts.fold(group_id, unsettled, str(uuid4())):
            pass

    async def purge(self, group_id: str) -> list[str]:
        """See group_ports.MemberStore."""
        numbers: list[str] = []
        await self._counts.purge(group_id)
        with domain_errors(_WHAT):
            async for rows in self._reader.rows(f"PartitionKey eq '{group_id}'", ["RowKey"]):
                keys = [row["RowKey"] for row in rows]
                deletes = (Operation("delete", key) for key in keys)
                await self._writer.submit_all(batches_of(group_id, deletes))
                numbers += [key for key in keys if key.startswith(FIRST_NUMBER)]
        return numbers


def _numbers(group_id: str, prefix: str, role: Role | None = None) -> str:
    where = f"PartitionKey eq '{group_id}' and RowKey ge '{prefix}' and RowKey lt '{after_prefix(prefix)}'"
    return f"{where} and role eq '{role}'" if role else where


def _guard_of(row: Row) -> Guard:
    set_at = row.get("setAt")
    return Guard(row["keepsAdmin"], datetime.fromisoformat(set_at) if set_at else None, row[ETAG])


def _guard_operation(read: Guard, left: Guard) -> Operation:
    properties: dict[str, Value] = {"keepsAdmin": left.keeps_admin, "setAt": left.set_at}
    if read.etag:
        return Operation("replace", _GUARD, properties, read.etag)
    return Operation("insert", _GUARD, properties)

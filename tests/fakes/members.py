"""Memberships, their index and their counts in memory."""

import itertools
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import replace

from shared.domain.audit import AuditEvent, count_change_of
from shared.domain.members.membership import (
    Change,
    CountDelta,
    IndexRow,
    MemberCount,
    MemberKey,
    MemberRole,
    Membership,
    Role,
    count_change,
)
from shared.domain.uploads.difference import Existing
from shared.errors import PreconditionFailed
from shared.services.ports.members import (
    AdminLock,
    CountStore,
    EventFactory,
    MemberIndexStore,
    MemberStore,
    PartitionState,
)
from tests.fakes.audit import FakePending
from tests.fakes.versions import Versions, page_of

_COMPACT_ABOVE = 50


class FakeCounts(CountStore):
    """Deltas by group id and delta id."""

    def __init__(self) -> None:
        self.deltas: dict[str, dict[str, MemberCount]] = defaultdict(dict)

    async def put(self, deltas: Sequence[CountDelta]) -> None:
        for group_id, delta_id, change in deltas:
            self.deltas[group_id][delta_id] = change

    async def all_committed(self) -> dict[str, dict[str, MemberCount]]:
        return {group_id: dict(deltas) for group_id, deltas in self.deltas.items() if deltas}


class FakeMemberIndex(MemberIndexStore):
    """Roles by number and group; all in one bucket."""

    buckets = ("00",)

    def __init__(self) -> None:
        self.rows: dict[MemberKey, Role] = {}

    def bucket_of(self, number: str) -> str:
        return self.buckets[0]

    async def groups_of(self, number: str) -> dict[str, Role]:
        return {key.group_id: role for key, role in self.rows.items() if key.number == number}

    async def write(self, rows: Sequence[IndexRow]) -> None:
        for row in rows:
            if row.role is None:
                self.rows.pop(row.key, None)
            else:
                self.rows[row.key] = row.role

    async def pages(self, bucket: str) -> AsyncIterator[list[IndexRow]]:
        if self.rows:
            yield [IndexRow(*key, self.rows[key]) for key in sorted(self.rows)]


class FakeMembers(FakePending, MemberStore):
    """Memberships by group id and number. `uncommitted` are the deltas that stand with them until their event is forgotten;
    `committed` is the same store that the contexts have as counts."""

    def __init__(self, counts: FakeCounts) -> None:
        super().__init__()
        self.groups: dict[str, Versions[str, Membership]] = defaultdict(Versions)
        self.locks: Versions[str, AdminLock] = Versions()
        self.uncommitted: dict[str, dict[str, MemberCount]] = defaultdict(dict)
        self.committed = counts
        self._ids = itertools.count(1)

    def _rows(self, group_id: str, prefix: str = "") -> list[Membership]:
        return self.groups[group_id].where(lambda row: row.phone_number.startswith(prefix))

    async def get(self, group_id: str, number: str) -> Membership | None:
        return self.groups[group_id].get(number)

    async def find(self, group_id: str, numbers: Sequence[str]) -> dict[str, Membership]:
        return {number: row for number in numbers if (row := self.groups[group_id].get(number))}

    async def full(self, group_id: str, numbers: Sequence[str]) -> dict[str, Membership]:
        return await self.find(group_id, numbers)

    async def page(
        self, group_id: str, after: str | None, limit: int, prefix: str = "", role: Role | None = None
    ) -> tuple[list[Membership], str | None]:
        rows = [row for row in self._rows(group_id, prefix) if role in (None, row.role)]
        return page_of(rows, lambda row: row.phone_number, after, limit)

    async def numbers_after(
        self, group_id: str, after: str | None, limit: int, prefix: str = ""
    ) -> tuple[list[Membership], bool]:
        rows, more = await self.page(group_id, after, limit, prefix)
        return [replace(row, etag="") for row in rows], more is None

    async def all_numbers(self, group_id: str) -> AsyncIterator[list[str]]:
        if rows := self._rows(group_id):
            yield [row.phone_number for row in rows]

    async def partition_state(self, group_id: str) -> PartitionState:
        events, committed = await self.pending(group_id), self.committed.deltas[group_id]
        return PartitionState(
            member_count=sum((self.uncommitted[group_id] | committed).values(), MemberCount()),
            admin_lock=self.locks.get(group_id) or AdminLock(),
            events=events,
            needs_compaction=len(committed) > _COMPACT_ABOVE or bool(await self._orphans(group_id)),
        )

    async def group_ids(self) -> AsyncIterator[list[str]]:
        yield sorted(group_id for group_id, rows in self.groups.items() if rows.rows)

    async def totals(self, group_ids: Collection[str]) -> dict[str, MemberCount]:
        deltas = self.committed.deltas
        return {group_id: sum(deltas[group_id].values(), MemberCount()) for group_id in group_ids}

    async def commit(
        self,
        group_id: str,
        changes: Sequence[Change],
        event: AuditEvent | None,
        admin_lock: tuple[AdminLock, AdminLock] | None = None,
    ) -> bool:
        try:
            if admin_lock:
                self.locks.check(group_id, admin_lock[0].etag)
            self._apply(group_id, changes)
        except PreconditionFailed:
            return False
        if admin_lock:
            self.locks.put(group_id, admin_lock[1])
        self._count(group_id, event.id if event else f"delta-{next(self._ids)}", changes)
        self.leave(event)
        return True

    def _apply(self, group_id: str, changes: Sequence[Change]) -> None:
        rows = self.groups[group_id]
        for change in changes:
            rows.check(change.phone_number, change.before.etag if change.before else "")
        for change in changes:
            if change.after:
                rows.put(change.phone_number, change.after)
            else:
                del rows.rows[change.phone_number]

    def _count(self, group_id: str, delta_id: str, changes: Sequence[Change]) -> None:
        if (net := count_change(changes)) != MemberCount():
            self.uncommitted[group_id][delta_id] = net

    async def put_pending(self, event: AuditEvent) -> None:
        self.leave(event)

    async def forget(self, event: AuditEvent) -> None:
        if not event.is_for_subscribers_only and count_change_of(event) != MemberCount():
            self._commit_deltas(event.group_id, {event.id: count_change_of(event)})
        await super().forget(event)

    def _commit_deltas(self, group_id: str, deltas: Mapping[str, MemberCount]) -> None:
        for delta_id, net in deltas.items():
            self.committed.deltas[group_id][delta_id] = net
            self.uncommitted[group_id].pop(delta_id, None)

    async def _orphans(self, group_id: str) -> dict[str, MemberCount]:
        pending = {event.id for event in await self.pending(group_id)}
        return {delta_id: net for delta_id, net in self.uncommitted[group_id].items() if delta_id not in pending}

    async def compact(self, group_id: str) -> None:
        self._commit_deltas(group_id, await self._orphans(group_id))
        deltas = self.committed.deltas[group_id]
        folded = {delta_id: net for delta_id, net in deltas.items() if delta_id not in self.uncommitted[group_id]}
        if len(folded) > _COMPACT_ABOVE:
            for delta_id in folded:
                del deltas[delta_id]
            deltas[f"compacted-{next(self._ids)}"] = sum(folded.values(), MemberCount())

    async def purge(self, group_id: str) -> list[str]:
        numbers = [row.phone_number for row in self._rows(group_id)]
        for stored in (self.groups, self.locks.rows, self.uncommitted, self.committed.deltas):
            stored.pop(group_id, None)
        self.events = {key: event for key, event in self.events.items() if event.group_id != group_id}
        return numbers

    async def existing(self, group_id: str, wanted: Sequence[str]) -> dict[str, Existing]:
        return {number: _existing(row) for number, row in (await self.find(group_id, wanted)).items()}

    async def existing_range(self, group_id: str, lo: str | None, hi: str | None) -> dict[str, Existing]:
        rows = (row for row in self._rows(group_id) if (lo or "+") <= row.phone_number < (hi or ","))
        return {row.phone_number: _existing(row) for row in rows}

    async def write(
        self, group_id: str, changes: Sequence[Change], *, counted: bool, event_factory: EventFactory | None = None
    ) -> list[str]:
        lost: list[str] = []
        size = 100 - counted - (event_factory is not None)
        for at in range(0, len(changes), size):
            part = changes[at : at + size]
            try:
                self._apply(group_id, part)
            except PreconditionFailed:
                lost += [change.phone_number for change in part]
                continue
            self.leave(event_factory(part) if event_factory else None)
            if counted:
                self._commit_deltas(group_id, {f"delta-{next(self._ids)}": count_change(part)})
        return lost

    async def has_members(self, group_id: str) -> bool:
        return bool(self.groups[group_id].rows)

    async def pages(self, group_id: str) -> AsyncIterator[list[MemberRole]]:
        if rows := self._rows(group_id):
            yield [MemberRole(row.phone_number, row.role) for row in rows]

    async def all_memberships(self) -> AsyncIterator[list[IndexRow]]:
        for group_id in sorted(self.groups):
            yield [IndexRow(row.phone_number, group_id, row.role) for row in self._rows(group_id)]

    async def roles(self, keys: Sequence[MemberKey]) -> dict[MemberKey, Role | None]:
        rows = {key: self.groups[key.group_id].get(key.number) for key in keys}
        return {key: row.role if row else None for key, row in rows.items()}

    async def is_committed(self, group_id: str) -> bool:
        return not self.uncommitted[group_id]


def _existing(row: Membership) -> Existing:
    return Existing(row.role, row.job_id, row.before)

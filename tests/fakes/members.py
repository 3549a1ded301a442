"""Memberships, their index and their counts in memory."""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import replace

from shared.domain.audit import AuditEvent
from shared.domain.members.membership import (
    Change,
    CountRow,
    IndexRow,
    MemberCount,
    MemberKey,
    MemberRole,
    Membership,
    Role,
    count_change,
    is_admin,
)
from shared.domain.uploads.difference import Existing
from shared.domain.uploads.progress import StepKey, StepProgress
from shared.errors import PreconditionFailed
from shared.services.ports.members import AdminLock, MemberIndexStore, MemberStore, PartitionState
from tests.fakes.audit import FakePending
from tests.fakes.versions import Versions, page_of

_FOLD_ABOVE = 50
_PAGE = 1000


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
    """Memberships by group id and number. `counted` is what makes up each group's count: the base "", changes over HTTP by
    the id of their event, and steps by their text. Groups that `keep_changing` cannot be counted again."""

    def __init__(self) -> None:
        super().__init__()
        self.groups: dict[str, Versions[str, Membership]] = defaultdict(Versions)
        self.locks: Versions[str, AdminLock] = Versions()
        self.counted: dict[str, dict[str, MemberCount]] = defaultdict(dict)
        self.steps: dict[str, Versions[str, StepProgress]] = defaultdict(Versions)
        self.keep_changing: set[str] = set()

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

    async def all_members(self, group_id: str) -> AsyncIterator[list[Membership]]:
        rows = [replace(row, job_id="", before="", etag="") for row in self._rows(group_id)]
        for at in range(0, len(rows), _PAGE):
            yield rows[at : at + _PAGE]

    async def partition_state(self, group_id: str) -> PartitionState:
        http = self.counted[group_id].keys() - self.steps[group_id].rows.keys() - {""}
        return PartitionState(
            member_count=self._count(group_id),
            admin_lock=await self.admin_lock(group_id),
            events=await self.pending(group_id),
            needs_folding=len(http) > _FOLD_ABOVE,
        )

    async def group_ids(self) -> AsyncIterator[list[str]]:
        yield sorted(group_id for group_id, rows in self.groups.items() if rows.rows)

    def _count(self, group_id: str) -> MemberCount:
        return sum(self.counted[group_id].values(), MemberCount())

    async def has_admin(self, group_id: str, besides: Collection[str] = ()) -> bool:
        return any(is_admin(row) and row.phone_number not in besides for row in self._rows(group_id))

    async def admin_lock(self, group_id: str) -> AdminLock:
        return self.locks.get(group_id) or AdminLock()

    async def totals(self, group_ids: Collection[str]) -> dict[str, MemberCount]:
        return {group_id: self._count(group_id) for group_id in group_ids}

    async def commit(
        self,
        group_id: str,
        changes: Sequence[Change],
        event: AuditEvent | None,
        admin_lock: tuple[AdminLock, AdminLock] | None = None,
    ) -> bool:
        if event and event.id in self.counted[group_id]:
            return False
        try:
            if admin_lock:
                self.locks.check(group_id, admin_lock[0].etag)
            self._apply(group_id, changes)
        except PreconditionFailed:
            return False
        if admin_lock:
            self.locks.put(group_id, admin_lock[1])
        if event and any(change.net != MemberCount() for change in changes):
            self.counted[group_id][event.id] = count_change(changes)
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

    async def put_pending(self, event: AuditEvent) -> None:
        self.leave(event)

    async def fold(self, group_id: str, finished: Collection[str] = ()) -> None:
        counted, steps = self.counted[group_id], self.steps[group_id].rows
        folded = [key for key in counted if key not in steps or key in finished]
        total = sum((counted.pop(key) for key in folded), MemberCount())
        for step in finished:
            steps.pop(step, None)
        counted[""] = total

    async def recount(self, group_id: str) -> MemberCount | None:
        if group_id in self.keep_changing:
            return None
        rows = self._rows(group_id)
        wrong_by = MemberCount(len(rows), sum(map(is_admin, rows))) - self._count(group_id)
        self.counted[group_id][""] = self.counted[group_id].get("", MemberCount()) + wrong_by
        return wrong_by

    async def purge(self, group_id: str) -> list[str]:
        numbers = [row.phone_number for row in self._rows(group_id)]
        for stored in (self.groups, self.locks.rows, self.counted, self.steps):
            stored.pop(group_id, None)
        self.events = {key: event for key, event in self.events.items() if event.group_id != group_id}
        return numbers

    async def existing(self, group_id: str, wanted: Sequence[str]) -> dict[str, Existing]:
        return {number: _existing(row) for number, row in (await self.find(group_id, wanted)).items()}

    async def existing_range(self, group_id: str, lo: str | None, hi: str | None) -> dict[str, Existing]:
        rows = (row for row in self._rows(group_id) if (lo or "+") <= row.phone_number < (hi or ","))
        return {row.phone_number: _existing(row) for row in rows}

    async def progress(self, group_id: str, step: StepKey) -> StepProgress | None:
        return self.steps[group_id].get(step.text)

    async def write_part(
        self,
        group_id: str,
        changes: Sequence[Change],
        step: StepKey,
        progress: StepProgress,
        event: AuditEvent | None = None,
        admin_lock: tuple[AdminLock, AdminLock] | None = None,
    ) -> StepProgress | None:
        assert len(changes) + (event is not None) + (admin_lock is not None) < 100
        try:
            self.steps[group_id].check(step.text, progress.etag)
            if admin_lock:
                self.locks.check(group_id, admin_lock[0].etag)
            self._apply(group_id, changes)
        except PreconditionFailed:
            return None
        if admin_lock:
            self.locks.put(group_id, admin_lock[1])
        self.leave(event)
        self.counted[group_id][step.text] = progress.count
        return self.steps[group_id].put(step.text, progress)

    async def has_members(self, group_id: str) -> bool:
        return bool(self.groups[group_id].rows)

    async def pages(self, group_id: str) -> AsyncIterator[list[MemberRole]]:
        if rows := self._rows(group_id):
            yield [MemberRole(row.phone_number, row.role) for row in rows]

    async def all_memberships(self) -> AsyncIterator[tuple[list[IndexRow], list[CountRow]]]:
        for group_id in sorted(self.groups.keys() | self.counted.keys()):
            steps = self.steps[group_id].rows
            counts = [CountRow(group_id, key if key in steps else "", n) for key, n in self.counted[group_id].items()]
            yield [IndexRow(row.phone_number, group_id, row.role) for row in self._rows(group_id)], counts

    async def roles(self, keys: Sequence[MemberKey]) -> dict[MemberKey, Role | None]:
        rows = {key: self.groups[key.group_id].get(key.number) for key in keys}
        return {key: row.role if row else None for key, row in rows.items()}


def _existing(row: Membership) -> Existing:
    return Existing(row.role, row.job_id, row.before)

"""Memberships, the index of them by person, and their counts."""

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared.domain.audit import AuditEvent
from shared.domain.members.membership import Change, MemberCount, Membership, Role
from shared.domain.uploads.difference import Existing
from shared.services.ports.audit import PendingEvents

EventFactory = Callable[[Sequence[Change]], AuditEvent]
"""Makes the event that tells of these changes."""


class MembershipRows(Protocol):
    """Both copies of memberships, in bulk."""

    async def existing(self, group_id: str, wanted: Sequence[str]) -> dict[str, Existing]:
        """Those of the wanted numbers (ascending) that are members; at most one request a wanted number."""

    async def existing_range(self, group_id: str, lo: str | None, hi: str | None) -> dict[str, Existing]:
        """All members from `lo` (inclusive) to `hi` (exclusive)."""

    async def full(self, group_id: str, numbers: Sequence[str]) -> dict[str, Membership]:
        """Whole rows with their ETags, for conditional changes."""

    async def write(
        self, group_id: str, changes: Sequence[Change], *, counted: bool, event_factory: EventFactory | None = None
    ) -> list[str]:
        """Write memberships, all in transactions of up to 100.

        Returns the numbers that were not written because the row was not as the change expects (exists already,
        changed, gone). `counted` adds them to the group's count; otherwise the caller does, once for a whole step
        (CountStore). `event_factory` makes the event that each transaction leaves for the connectors that subscribe
        to the group.
        """

    async def write_index(self, rows: Sequence[tuple[str, str, Role | None]]) -> None:
        """Upsert (number, group id, role) in the second table, or delete where the role is None."""

    async def has_members(self, group_id: str) -> bool:
        """Whether the group has any direct member."""

    def pages(self, group_id: str) -> AsyncIterator[list[tuple[str, Role]]]:
        """A group's (number, role) ascending by number."""


class CountStore(Protocol):
    """Groups' member counts, as uploads change them."""

    async def put(self, deltas: Sequence[tuple[str, str, MemberCount]]) -> None:
        """Create or overwrite counters: (group id, id of the counter, what it adds)."""


@dataclass(frozen=True, slots=True)
class AdminLock:
    """Held by every transaction that takes a group an admin: it fails if another one did so meanwhile.

    `keeps_admin` says that the group is private and so must keep one, `set_at` since when; `etag` is "" where no guard
    is stored yet.
    """

    keeps_admin: bool = False
    set_at: datetime | None = None
    etag: str = ""


@dataclass(frozen=True, slots=True)
class PartitionState:
    """What stands before the members in a group's partition: its counts, its guard and its pending events."""

    member_count: MemberCount
    admin_lock: AdminLock
    events: Sequence[AuditEvent] = ()
    needs_compaction: bool = False


class MemberStore(PendingEvents, Protocol):
    """Memberships, the truth of who is in which group."""

    async def get(self, group_id: str, number: str) -> Membership | None:
        """One membership, or None."""

    async def find(self, group_id: str, numbers: Sequence[str]) -> dict[str, Membership]:
        """Those of the numbers that are members; at most one request a number."""

    async def page(
        self, group_id: str, after: str | None, limit: int, prefix: str = "", role: Role | None = None
    ) -> tuple[list[Membership], str | None]:
        """Up to `limit` members ascending by number from the given position on, and the position after them, None at the
        end. A bounded number of requests, hence fewer rows, even none, where few have the role."""

    async def numbers_after(
        self, group_id: str, after: str | None, limit: int, prefix: str = ""
    ) -> tuple[list[Membership], bool]:
        """Some of the members ascending by number, after the given one, in one request; whether those are the last."""

    def all_numbers(self, group_id: str) -> AsyncIterator[list[str]]:
        """Every number, page by page."""

    async def partition_state(self, group_id: str) -> PartitionState:
        """Counts, guard and pending events, in one request while the counters are folded."""

    async def totals(self, group_ids: Collection[str]) -> dict[str, MemberCount]:
        """The counts of many groups in few requests; without changes that are not recorded yet."""

    async def commit(
        self,
        group_id: str,
        changes: Sequence[Change],
        event: AuditEvent | None,
        admin_lock: tuple[AdminLock, AdminLock] | None = None,
    ) -> bool:
        """Write up to 90 changes, the counts and the event in one transaction; False, and nothing is written, when a row
        or the guard is no longer as it was read. `admin_lock` is the one read and the one to leave."""

    async def compact(self, group_id: str) -> None:
        """Fold the counters that have piled up."""

    async def purge(self, group_id: str) -> list[str]:
        """Remove everything in the group's partition and answer the numbers whose second copies have to follow."""


class MemberIndexStore(Protocol):
    """The way back, MemberGroups: written after Memberships, so a row here is a hint and never proof."""

    async def groups_of(self, number: str) -> dict[str, Role]:
        """The groups of a number, by id, with the role as far as this copy knows."""

    async def write(self, rows: Sequence[tuple[str, str, Role | None]]) -> None:
        """Upsert (number, group id, role), or delete where the role is None."""


class IndexRepairStore(Protocol):
    """Both copies of all memberships."""

    buckets: Sequence[str]
    """The partitions of the second copies."""

    def memberships_by_bucket(self) -> AsyncIterator[list[tuple[str, str, str, str]]]:
        """All first copies, as (bucket, number, group id, role)."""

    def index_rows(self, bucket: str) -> AsyncIterator[list[tuple[str, str, str]]]:
        """One bucket's second copies, as (number, group id, role)."""

    async def roles(self, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Role | None]:
        """What the first copies of these (number, group id) say at this moment, None where there is none."""

    async def write(self, rows: Sequence[tuple[str, str, Role | None]]) -> None:
        """Upsert (number, group id, role), or delete where the role is None."""

    async def counts(self) -> dict[str, dict[str, MemberCount]]:
        """All settled counters by group id and counter id."""

    async def is_committed(self, group_id: str) -> bool:
        """Whether no change of the group is under way or left unsettled."""

    async def correct(self, group_id: str, by: MemberCount) -> None:
        """Add to the group's count."""

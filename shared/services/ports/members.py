"""Memberships, the index of them by number, and their counts."""

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared.domain.audit import AuditEvent
from shared.domain.members.membership import (
    Change,
    CountDelta,
    IndexRow,
    MemberCount,
    MemberKey,
    MemberRole,
    Membership,
    Role,
)
from shared.domain.uploads.difference import Existing
from shared.services.ports.audit import PendingEvents

EventFactory = Callable[[Sequence[Change]], AuditEvent]
"""Makes the event of these changes."""


@dataclass(frozen=True, slots=True)
class AdminLock:
    """Held by every transaction that takes a group an admin: it fails if another one did so meanwhile.

    `keeps_admin` says that the group is private and so must keep one, `set_at` since when; `etag` is "" where no lock
    is stored yet.
    """

    keeps_admin: bool = False
    set_at: datetime | None = None
    etag: str = ""


@dataclass(frozen=True, slots=True)
class PartitionState:
    """What stands before the members in a group's partition: its counts, its lock and its pending events."""

    member_count: MemberCount
    admin_lock: AdminLock
    events: Sequence[AuditEvent] = ()
    needs_compaction: bool = False


class MemberStore(PendingEvents, Protocol):
    """Memberships, the truth of who is in which group.

    `commit` is how a change over HTTP is written, `write` how uploads write many. Those, `existing`, `existing_range`,
    `full`, `has_members` and `pages` are the bulk half; the last three methods read for the nightly repair.
    """

    async def get(self, group_id: str, number: str) -> Membership | None:
        """Returns one membership, or None."""

    async def find(self, group_id: str, numbers: Sequence[str]) -> dict[str, Membership]:
        """Returns those of the numbers that are members; at most one request a number, a few of them at once."""

    async def page(
        self, group_id: str, after: str | None, limit: int, prefix: str = "", role: Role | None = None
    ) -> tuple[list[Membership], str | None]:
        """Returns up to `limit` members ascending by number from the given position on, and the position after them, None
        at the end. A bounded number of requests, hence fewer rows, even none, where few have the role."""

    async def numbers_after(
        self, group_id: str, after: str | None, limit: int, prefix: str = ""
    ) -> tuple[list[Membership], bool]:
        """Returns some of the members ascending by number, after the given one, in one request, without their ETags;
        whether those are the last."""

    def all_numbers(self, group_id: str) -> AsyncIterator[list[str]]:
        """Every number, page by page."""

    def group_ids(self) -> AsyncIterator[list[str]]:
        """The ids of all groups of which anything is stored here, each once, ascending; for the nightly purge."""

    async def partition_state(self, group_id: str) -> PartitionState:
        """Returns counts, lock and pending events, in one request while the deltas are compacted."""

    async def totals(self, group_ids: Collection[str]) -> dict[str, MemberCount]:
        """Returns the counts of many groups in few requests; without changes that are not recorded yet."""

    async def commit(
        self,
        group_id: str,
        changes: Sequence[Change],
        event: AuditEvent | None,
        admin_lock: tuple[AdminLock, AdminLock] | None = None,
    ) -> bool:
        """Write up to 90 changes, the counts and the event in one transaction; False, and nothing is written, when a row
        or the lock is no longer as it was read. `admin_lock` is the one read and the one to leave."""

    async def put_pending(self, event: AuditEvent) -> None:
        """Leave an event pending that comes with no change of members; the same one again changes nothing."""

    async def compact(self, group_id: str) -> None:
        """Fold the deltas that have piled up into one."""

    async def purge(self, group_id: str) -> list[str]:
        """Remove everything in the group's partition and return the numbers whose index rows have to follow."""

    async def existing(self, group_id: str, wanted: Sequence[str]) -> dict[str, Existing]:
        """Returns those of the wanted numbers (ascending) that are members; at most one request a wanted number."""

    async def existing_range(self, group_id: str, lo: str | None, hi: str | None) -> dict[str, Existing]:
        """Returns all members from `lo` (inclusive) to `hi` (exclusive)."""

    async def full(self, group_id: str, numbers: Sequence[str]) -> dict[str, Membership]:
        """Returns those of the numbers (ascending) that are members, whole and with their ETags; one after the other in as
        few requests as that takes, where `find` hurries."""

    async def write(
        self, group_id: str, changes: Sequence[Change], *, counted: bool, event_factory: EventFactory | None = None
    ) -> list[str]:
        """Write memberships, all in transactions of up to 100.

        Returns the numbers that were not written because the row was not as the change expects (exists already,
        changed, gone). `counted` adds them to the group's count; otherwise the caller does, once for a whole step
        (CountStore). `event_factory` makes the event that each transaction leaves for the connectors that subscribe
        to the group.
        """

    async def has_members(self, group_id: str) -> bool:
        """Whether the group has any direct member."""

    def pages(self, group_id: str) -> AsyncIterator[list[MemberRole]]:
        """A group's members ascending by number."""

    def all_memberships(self) -> AsyncIterator[list[IndexRow]]:
        """The memberships of all groups, as the member index should have them."""

    async def roles(self, keys: Sequence[MemberKey]) -> dict[MemberKey, Role | None]:
        """Returns the roles of this moment, None where there is no such membership."""

    async def is_committed(self, group_id: str) -> bool:
        """Whether no change of the group's count is under way or left half done."""


class MemberIndexStore(Protocol):
    """From a number to its groups: written after memberships, so a row here is a hint and never proof."""

    buckets: Sequence[str]
    """The partitions over which the numbers are spread."""

    def bucket_of(self, number: str) -> str:
        """The partition of a number; the same in every process."""

    async def groups_of(self, number: str) -> dict[str, Role]:
        """Returns the groups of a number, by id, with the role as far as the index knows."""

    async def write(self, rows: Sequence[IndexRow]) -> None:
        """Upsert the rows, or delete where the role is None; no error for a row that is gone already."""

    def pages(self, bucket: str) -> AsyncIterator[list[IndexRow]]:
        """One bucket's rows, ascending by number, for the nightly repair."""


class CountStore(Protocol):
    """Groups' member counts, each the sum of its deltas."""

    async def put(self, deltas: Sequence[CountDelta]) -> None:
        """Create or overwrite deltas, by the hundred."""

    async def all_committed(self) -> dict[str, dict[str, MemberCount]]:
        """Returns every group's deltas by group id and delta id, for the nightly repair."""

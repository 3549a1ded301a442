"""Memberships, the index of them by number, and their counts."""

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

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
)
from shared.domain.uploads.difference import Existing
from shared.domain.uploads.progress import StepKey, StepProgress
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
    """What stands before the members in a group's partition: its count, its lock and its pending events."""

    member_count: MemberCount
    admin_lock: AdminLock
    events: Sequence[AuditEvent] = ()
    needs_folding: bool = False


class MemberStore(PendingEvents, Protocol):
    """Memberships, the truth of who is in which group.

    `commit` is how a change over HTTP is written, `write_part` how uploads write many. Both write the group's count in the
    transaction of the members. The last four methods are for the nightly repair.
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

    def all_members(self, group_id: str) -> AsyncIterator[list[Membership]]:
        """Every member, page by page, as a list shows them: without their ETags and uploads."""

    async def partition_state(self, group_id: str) -> PartitionState:
        """Returns count, lock and pending events, as of one moment; one request while less than a thousand rows pile up."""

    async def has_admin(self, group_id: str, besides: Collection[str] = ()) -> bool:
        """Whether a member has the role Admin who is none of these numbers. Reads the memberships, not the count."""

    async def admin_lock(self, group_id: str) -> AdminLock:
        """Returns the group's admin lock."""

    async def totals(self, group_ids: Collection[str]) -> dict[str, MemberCount]:
        """Returns the counts of many groups: a request a group, many at once."""

    async def commit(
        self,
        group_id: str,
        changes: Sequence[Change],
        event: AuditEvent | None,
        admin_lock: tuple[AdminLock, AdminLock] | None = None,
    ) -> bool:
        """Write up to 90 changes, their count and the event in one transaction; False, and nothing is written, when a row
        or the lock is no longer as it was read. `admin_lock` is the one read and the one to leave; without an event there
        must be no changes."""

    async def put_pending(self, event: AuditEvent) -> None:
        """Leave an event pending that comes with no change of members; the same one again changes nothing."""

    async def fold(self, group_id: str, finished: Collection[str] = ()) -> None:
        """Fold the summands of the count into one: those of changes over HTTP, and of steps that are `finished`
        (StepKey.text), which means that they cannot be repeated. The rest stays when two processes fold at once."""

    async def purge(self, group_id: str) -> list[str]:
        """Remove everything in the group's partition and return the numbers whose index rows have to follow."""

    async def existing(self, group_id: str, wanted: Sequence[str]) -> dict[str, Existing]:
        """Returns those of the wanted numbers (ascending) that are members; at most one request a wanted number."""

    async def existing_range(self, group_id: str, lo: str | None, hi: str | None) -> dict[str, Existing]:
        """Returns all members from `lo` (inclusive) to `hi` (exclusive)."""

    async def full(self, group_id: str, numbers: Sequence[str]) -> dict[str, Membership]:
        """Returns those of the numbers (ascending) that are members, whole and with their ETags; one after the other in as
        few requests as that takes, where `find` hurries."""

    async def progress(self, group_id: str, step: StepKey) -> StepProgress | None:
        """Returns how far the step has come in the group, None where it has written nothing."""

    async def write_part(
        self,
        group_id: str,
        changes: Sequence[Change],
        step: StepKey,
        progress: StepProgress,
        event: AuditEvent | None = None,
        admin_lock: tuple[AdminLock, AdminLock] | None = None,
    ) -> StepProgress | None:
        """Write up to 97 changes (99 without event and lock) and the progress that the step has with them, the event for
        subscribers and the admin lock, in one transaction. Returns the progress with its new ETag; None, and nothing is
        written, when a row, the progress (by its ETag) or the lock is no longer as it was read. A transaction whose
        connection broke may have been written all the same; the stored progress tells."""

    async def has_members(self, group_id: str) -> bool:
        """Whether the group has any direct member."""

    def pages(self, group_id: str) -> AsyncIterator[list[MemberRole]]:
        """A group's members ascending by number."""

    def all_memberships(self) -> AsyncIterator[tuple[list[IndexRow], list[CountRow]]]:
        """The memberships of all groups, as the member index should have them, and what makes up the groups' counts."""

    async def roles(self, keys: Sequence[MemberKey]) -> dict[MemberKey, Role | None]:
        """Returns the roles of this moment, None where there is no such membership."""

    async def recount(self, group_id: str) -> MemberCount | None:
        """Count the members and correct the stored count. Returns by how much it was wrong; None, and nothing is written,
        when the group kept changing."""


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

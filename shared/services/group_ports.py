"""What the services of groups, members and hierarchy need of storage. Every change is handed its audit event, which is
written in the same transaction and stays there, pending, until record_change has put it into the audit."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared.domain.audit import AuditEvent
from shared.domain.hierarchy import Hierarchy
from shared.domain.members import Change, Tally
from shared.domain.models import Group, Link, Membership
from shared.domain.roles import Role


class PendingEvents(Protocol):
    """Events of a table's changes that nobody has recorded yet, because the process died or is about to."""

    async def pending(self, group_id: str) -> list[AuditEvent]:
        """The group's pending events, in the order in which their changes were written."""

    async def forget(self, event: AuditEvent) -> None:
        """The event is recorded; no error when somebody else said so already."""


class GroupStore(PendingEvents, Protocol):
    """Groups, and the unique folded names of those that hold one."""

    async def get(self, group_id: str) -> Group | None:
        """The group, deleted or not, or None."""

    async def get_many(self, group_ids: Sequence[str]) -> dict[str, Group]:
        """Those of the groups that exist, by id."""

    async def find(self, folded: str) -> str | None:
        """The id of the organization group that holds this name."""

    async def insert(self, group: Group, event: AuditEvent) -> Group:
        """Store a new group and answer it with its ETag. Raises NameTaken: of two at once exactly one succeeds."""

    async def replace(self, before: Group, after: Group, event: AuditEvent) -> Group:
        """Replace the version `before`, name and all in one transaction. Raises NameTaken, PreconditionFailed."""

    async def remove(self, group: Group) -> None:
        """Remove a deleted group for good. Raises PreconditionFailed if it is no longer this version."""

    async def names(self, prefix: str, start: str | None, limit: int) -> list[tuple[str, str]]:
        """Up to `limit` (folded name, group id) that begin with the folded prefix, ascending, from the given name on."""

    async def deleted(self, after: str | None, limit: int) -> tuple[list[Group], str | None]:
        """Up to `limit` deleted groups, latest first, and the position to go on from, None at the end."""


@dataclass(frozen=True, slots=True)
class Guard:
    """Held by every transaction that takes a group an admin: it fails if another one did so meanwhile.

    `keeps_admin` says that the group is private and so must keep one, `set_at` since when; `etag` is "" where no guard
    is stored yet.
    """

    keeps_admin: bool = False
    set_at: datetime | None = None
    etag: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What stands before the members in a group's partition: its counts, its guard and its pending events."""

    tally: Tally
    guard: Guard
    events: Sequence[AuditEvent] = ()
    needs_folding: bool = False


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

    async def ledger(self, group_id: str) -> Ledger:
        """Counts, guard and pending events, in one request while the counters are folded."""

    async def totals(self, group_ids: Collection[str]) -> dict[str, Tally]:
        """The counts of many groups in few requests; without changes that are not recorded yet."""

    async def commit(
        self,
        group_id: str,
        changes: Sequence[Change],
        event: AuditEvent | None,
        guard: tuple[Guard, Guard] | None = None,
    ) -> bool:
        """Write up to 90 changes, the counts and the event in one transaction; False, and nothing is written, when a row
        or the guard is no longer as it was read. `guard` is the one read and the one to leave."""

    async def fold(self, group_id: str) -> None:
        """Fold the counters that have piled up."""

    async def purge(self, group_id: str) -> list[str]:
        """Remove everything in the group's partition and answer the numbers whose second copies have to follow."""


class PersonStore(Protocol):
    """The way back, MemberGroups: written after Memberships, so a row here is a hint and never proof."""

    async def groups_of(self, number: str) -> dict[str, Role]:
        """The groups of a number, by id, with the role as far as this copy knows."""

    async def write(self, rows: Sequence[tuple[str, str, Role | None]]) -> None:
        """Upsert (number, group id, role), or delete where the role is None."""


class LinkStore(PendingEvents, Protocol):
    """The hierarchy's links under one version."""

    async def load(self) -> tuple[Hierarchy, str]:
        """The whole hierarchy and the version it was read at; from memory while that is still the version."""

    async def change(
        self, added: Sequence[Link], removed: Sequence[Link], version: str, event: AuditEvent | None
    ) -> None:
        """Add and remove up to 40 links if the version is still this one. Raises PreconditionFailed."""


@dataclass(frozen=True, slots=True)
class IdentityLink:
    """The number that belongs to a subject."""

    subject: str
    phone_number: str
    etag: str = ""


class IdentityStore(PendingEvents, Protocol):
    """Numbers by subject."""

    async def get(self, subject: str) -> IdentityLink | None:
        """The subject's link, or None."""

    async def put(self, before: IdentityLink | None, link: IdentityLink, event: AuditEvent) -> IdentityLink:
        """Store the link in place of `before`. Raises PreconditionFailed."""

    async def delete(self, link: IdentityLink, event: AuditEvent) -> None:
        """Delete this version. Raises PreconditionFailed."""


class AuditStore(Protocol):
    """The audit, by group."""

    async def put(self, event: AuditEvent) -> None:
        """Store the event; the same one again changes nothing."""

    async def page(self, group_id: str, after: str | None, limit: int) -> tuple[list[AuditEvent], str | None]:
        """Up to `limit` events, newest first, after the given id, and the id to go on from."""

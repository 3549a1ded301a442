"""What the services of groups, members and hierarchy need of storage. Every change is handed its audit event, which is
written in the same transaction and stays there, pending, until record_change has put it into the audit."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol

from shared.domain.audit import AuditEvent
from shared.domain.groups.group import Group, GroupName
from shared.services.ports.audit import PendingEvents


class GroupStore(PendingEvents, Protocol):
    """Groups, and the unique folded names of those that hold one."""

    async def get(self, group_id: str) -> Group | None:
        """The group, deleted or not, or None."""

    async def get_many(self, group_ids: Sequence[str]) -> dict[str, Group]:
        """Those of the groups that exist, by id."""

    async def find(self, normalised: str) -> str | None:
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


class GroupNames(Protocol):
    """Organization groups by their unique folded names."""

    async def resolve(self, normalised: Sequence[str]) -> dict[str, GroupName]:
        """Those of the folded names that exist."""

    async def create(self, groups: Sequence[GroupName], actor: str, at: datetime) -> None:
        """Create organization groups. A name that another process takes meanwhile is left to it, without error."""

    def pages(self) -> AsyncIterator[list[GroupName]]:
        """All organization groups, ascending by folded name."""

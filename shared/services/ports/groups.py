"""Groups, by id and by their unique normalised names."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol

from shared.domain.audit import AuditEvent
from shared.domain.groups.group import FormerName, Group, GroupName, NameHolder
from shared.services.ports.audit import PendingEvents


class GroupStore(PendingEvents, Protocol):
    """Groups, and the unique normalised names of organization groups.

    A change of one group is handed its audit event, which is written in the same transaction and stays there, pending,
    until record_change has put it into the audit. The bulk half (resolve, create, pages) knows organization groups only,
    by name, and leaves no events: uploads audit what they create themselves.
    """

    async def get(self, group_id: str) -> Group | None:
        """Returns the group, deleted or not, or None."""

    async def get_many(self, group_ids: Sequence[str]) -> dict[str, Group]:
        """Returns those of the groups that exist, by id."""

    async def find(self, normalised: str) -> str | None:
        """Returns the id of the organization group that holds this name, or None."""

    async def insert(self, group: Group, event: AuditEvent) -> Group:
        """Store a new group and return it with its ETag. Raises NameTaken: of two at once exactly one succeeds."""

    async def replace(self, before: Group, after: Group, event: AuditEvent) -> Group:
        """Replace the version `before`, name and former names and all in one transaction, and return what is stored. Raises
        NameTaken, PreconditionFailed."""

    async def remove(self, group: Group) -> None:
        """Remove a deleted group for good. Raises PreconditionFailed if it is no longer this version."""

    async def names(self, prefix: str, start: str | None, limit: int) -> list[NameHolder]:
        """Returns up to `limit` names that begin with the normalised prefix, ascending, from the name `start` on."""

    async def deleted(self, after: str | None, limit: int) -> tuple[list[Group], str | None]:
        """Returns up to `limit` deleted groups, latest first, and the position to go on from, None at the end."""

    def deleted_position(self, group: Group) -> str:
        """The position of a deleted group in that list."""

    async def resolve(self, normalised: Sequence[str]) -> dict[str, GroupName]:
        """Returns the groups that have these normalised names, by name."""

    async def formerly(self, normalised: Sequence[str]) -> dict[str, FormerName]:
        """Returns, by name, the groups that had these normalised names (ascending) before they were renamed, each name's
        last such group; whether the caller may know of it is for the caller to decide. Bulk, as resolve."""

    async def create(self, groups: Sequence[GroupName], actor: str, at: datetime) -> None:
        """Create organization groups. A name that another process takes meanwhile is left to it, without error."""

    def pages(self) -> AsyncIterator[list[GroupName]]:
        """All organization groups, ascending by normalised name."""

"""The links between groups."""

from collections.abc import Sequence
from typing import Protocol

from shared.domain.audit import AuditEvent
from shared.domain.groups.hierarchy import Hierarchy, Link
from shared.services.ports.audit import PendingEvents


class HierarchyStore(PendingEvents, Protocol):
    """The links between groups, under one version, so that concurrent links cannot make a cycle.

    A transaction names the version that it was planned against, and holds the events of its links, pending.
    """

    async def load(self) -> tuple[Hierarchy, str]:
        """Returns the whole hierarchy and the version it was read at; from memory while that is still the version."""

    async def change(
        self, added: Sequence[Link], removed: Sequence[Link], version: str, event: AuditEvent | None
    ) -> None:
        """Add and remove up to 40 links if the version is still this one. Raises PreconditionFailed."""

    async def load_links(self) -> tuple[list[Link], str]:
        """Returns all links, with the uploads that made them, and the version they were read at."""

    async def add(self, links: Sequence[Link], version: str, events: Sequence[AuditEvent] = ()) -> str:
        """Add links, and leave the events pending, if the version is still this one, and return the new one: up to 99
        entities, two a link and one an event. Raises PreconditionFailed, also when somebody changed the links right
        after us: what was planned for the next call can then no longer be relied on."""

    async def remove(self, links: Sequence[Link], version: str, events: Sequence[AuditEvent] = ()) -> str:
        """Remove links on the same terms."""

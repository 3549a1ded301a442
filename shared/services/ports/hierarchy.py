"""The links between groups."""

from collections.abc import Sequence
from typing import Protocol

from shared.domain.audit import AuditEvent
from shared.domain.groups.hierarchy import Hierarchy, Link
from shared.services.ports.audit import PendingEvents


class HierarchyStore(Protocol):
    """The links between groups, under one version, so that concurrent links cannot make a cycle."""

    async def load(self) -> tuple[list[Link], str]:
        """All links and the version they were read at."""

    async def add(self, links: Sequence[Link], version: str, events: Sequence[AuditEvent] = ()) -> str:
        """Add links, and leave the events pending, if the version is still this one, and answer the new one. Raises
        PreconditionFailed; links that were added before the failure stay."""

    async def remove(self, links: Sequence[Link], version: str, events: Sequence[AuditEvent] = ()) -> str:
        """Remove links on the same terms."""


class LinkStore(PendingEvents, Protocol):
    """The hierarchy's links under one version."""

    async def load(self) -> tuple[Hierarchy, str]:
        """The whole hierarchy and the version it was read at; from memory while that is still the version."""

    async def change(
        self, added: Sequence[Link], removed: Sequence[Link], version: str, event: AuditEvent | None
    ) -> None:
        """Add and remove up to 40 links if the version is still this one. Raises PreconditionFailed."""

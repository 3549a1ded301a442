"""The links between groups in memory."""

from collections.abc import Sequence

from shared.domain.audit import AuditEvent
from shared.domain.groups.hierarchy import Hierarchy, Link
from shared.errors import PreconditionFailed
from shared.services.ports.hierarchy import HierarchyStore
from tests.fakes.audit import FakePending
from tests.fakes.versions import new_etag


class FakeHierarchy(FakePending, HierarchyStore):
    """Links by (parent, child), and their one version."""

    def __init__(self) -> None:
        super().__init__()
        self.links: dict[tuple[str, str], Link] = {}
        self.version = new_etag()

    async def load(self) -> tuple[Hierarchy, str]:
        return Hierarchy.of(self.links.values()), self.version

    async def load_links(self) -> tuple[list[Link], str]:
        return [self.links[key] for key in sorted(self.links)], self.version

    async def change(
        self, added: Sequence[Link], removed: Sequence[Link], version: str, event: AuditEvent | None
    ) -> None:
        self._write(added, removed, version, [event] if event else [])

    async def add(self, links: Sequence[Link], version: str, events: Sequence[AuditEvent] = ()) -> str:
        return self._write(links, [], version, events)

    async def remove(self, links: Sequence[Link], version: str, events: Sequence[AuditEvent] = ()) -> str:
        return self._write([], links, version, events)

    def _write(
        self, added: Sequence[Link], removed: Sequence[Link], version: str, events: Sequence[AuditEvent]
    ) -> str:
        gone = [(link.parent_id, link.child_id) for link in removed]
        if version != self.version or any(key not in self.links for key in gone):
            raise PreconditionFailed("The hierarchy was changed meanwhile.")
        self.links.update({(link.parent_id, link.child_id): link for link in added})
        for key in gone:
            del self.links[key]
        self.leave(*events)
        self.version = new_etag()
        return self.version

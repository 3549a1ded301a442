"""The audit and pending events in memory."""

from collections.abc import Sequence

from shared.domain.audit import AuditEvent
from shared.services.ports.audit import AuditStore, PendingEvents
from tests.fakes.versions import page_of


class FakePending(PendingEvents):
    """Events in the order in which they were written."""

    def __init__(self) -> None:
        self.events: dict[tuple[str, str], AuditEvent] = {}

    def leave(self, *events: AuditEvent | None) -> None:
        """As a part of the change's transaction."""
        self.events.update({(event.group_id, event.id): event for event in events if event})

    async def pending(self, group_id: str) -> list[AuditEvent]:
        return [event for event in self.events.values() if event.group_id == group_id]

    async def forget(self, event: AuditEvent) -> None:
        self.events.pop((event.group_id, event.id), None)


class FakeAudit(AuditStore):
    """Events by group and id."""

    def __init__(self) -> None:
        self.events: dict[tuple[str, str], AuditEvent] = {}

    async def put(self, event: AuditEvent) -> None:
        await self.put_all([event])

    async def put_all(self, events: Sequence[AuditEvent]) -> None:
        self.events.update({(event.group_id, event.id): event for event in events})

    async def page(self, group_id: str, after: str | None, limit: int) -> tuple[list[AuditEvent], str | None]:
        events = sorted((e for e in self.events.values() if e.group_id == group_id), key=lambda event: event.id)
        return page_of(events, lambda event: event.id, after, limit)

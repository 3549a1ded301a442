"""The audit, and events that still have to get there."""

from collections.abc import Sequence
from typing import Protocol

from shared.domain.audit import AuditEvent


class PendingEvents(Protocol):
    """Events that a table's transactions hold beside their changes.

    An event is pending until what follows from it has happened: the audit, the member index and the outbox for a change
    over HTTP (record_change), the outbox alone where `event.is_for_subscribers_only` (enqueue_events). A process that dies
    before leaves it pending, and whoever finds it goes on.
    """

    async def pending(self, group_id: str) -> list[AuditEvent]:
        """Returns the group's pending events, in the order in which their changes were written."""

    async def forget(self, event: AuditEvent) -> None:
        """The event is pending no longer; no error when somebody else said so already."""


class AuditStore(Protocol):
    """The audit, by group."""

    async def put(self, event: AuditEvent) -> None:
        """Store the event; the same one again changes nothing."""

    async def put_all(self, events: Sequence[AuditEvent]) -> None:
        """Store what one step did to any number of groups, by the hundred; the same ones again change nothing."""

    async def page(self, group_id: str, after: str | None, limit: int) -> tuple[list[AuditEvent], str | None]:
        """Returns up to `limit` events, newest first, after the given id, and the id to go on from, None at the end."""

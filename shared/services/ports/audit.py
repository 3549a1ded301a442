"""The audit, and events that still have to get there."""

from collections.abc import Sequence
from typing import Protocol

from shared.domain.audit import AuditEvent


class PendingEvents(Protocol):
    """Events of a table's changes that nobody has recorded yet, because the process died or is about to."""

    async def pending(self, group_id: str) -> list[AuditEvent]:
        """The group's pending events, in the order in which their changes were written."""

    async def forget(self, event: AuditEvent) -> None:
        """The event is recorded; no error when somebody else said so already."""


class AuditStore(Protocol):
    """The audit, by group."""

    async def put(self, event: AuditEvent) -> None:
        """Store the event; the same one again changes nothing."""

    async def page(self, group_id: str, after: str | None, limit: int) -> tuple[list[AuditEvent], str | None]:
        """Up to `limit` events, newest first, after the given id, and the id to go on from."""


class JobEvents(Protocol):
    """The groups' audits, as uploads write into them."""

    async def put_all(self, events: Sequence[AuditEvent]) -> None:
        """Create or overwrite the events, by the hundred."""

"""Which columns were chosen for the titles of a header that is not known by itself."""

from collections.abc import Sequence
from typing import Protocol

from shared.domain.audit import AuditEvent
from shared.domain.column_choices.remembered import RememberedChoice
from shared.services.ports.audit import PendingEvents


class ColumnChoiceStore(PendingEvents, Protocol):
    """Choices by the fingerprint of the titles; the events' group is audit.ORGANIZATION."""

    async def get(self, fingerprint: str) -> RememberedChoice | None:
        """The choice, or None."""

    async def get_many(self, fingerprints: Sequence[str]) -> dict[str, RememberedChoice]:
        """Those that exist, by fingerprint; a request each."""

    async def page(self, after: str | None, limit: int) -> tuple[list[RememberedChoice], str | None]:
        """Up to `limit` choices by fingerprint, after the given one, and the fingerprint to go on from."""

    async def put(self, before: RememberedChoice | None, after: RememberedChoice, event: AuditEvent) -> None:
        """Store in place of `before`. Raises PreconditionFailed."""

    async def delete(self, remembered: RememberedChoice, event: AuditEvent) -> None:
        """Delete this version. Raises PreconditionFailed."""

"""Which number belongs to which subject."""

from dataclasses import dataclass
from typing import Protocol

from shared.domain.audit import AuditEvent
from shared.services.ports.audit import PendingEvents


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

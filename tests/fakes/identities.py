"""Numbers by subject in memory."""

from shared.domain.audit import AuditEvent
from shared.services.ports.identities import IdentityLink, IdentityStore
from tests.fakes.audit import FakePending
from tests.fakes.versions import Versions


class FakeIdentities(FakePending, IdentityStore):
    """Links by subject."""

    def __init__(self) -> None:
        super().__init__()
        self.links: Versions[str, IdentityLink] = Versions()

    async def get(self, subject: str) -> IdentityLink | None:
        return self.links.get(subject)

    async def put(self, before: IdentityLink | None, link: IdentityLink, event: AuditEvent) -> IdentityLink:
        stored = self.links.write(link.subject, link, before.etag if before else "")
        self.leave(event)
        return stored

    async def delete(self, link: IdentityLink, event: AuditEvent) -> None:
        self.links.delete(link.subject, link.etag)
        self.leave(event)

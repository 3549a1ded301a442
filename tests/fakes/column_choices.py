"""Choices of columns by the fingerprint of titles, in memory."""

from collections.abc import Sequence

from shared.domain.audit import AuditEvent
from shared.domain.column_choices.remembered import RememberedChoice
from shared.services.ports.column_choices import ColumnChoiceStore
from tests.fakes.audit import FakePending
from tests.fakes.versions import Versions, page_of


class FakeColumnChoices(FakePending, ColumnChoiceStore):
    """Choices, and how often one was looked for."""

    def __init__(self) -> None:
        super().__init__()
        self.choices: Versions[str, RememberedChoice] = Versions()
        self.looked_for = 0

    async def get(self, fingerprint: str) -> RememberedChoice | None:
        self.looked_for += 1
        return self.choices.get(fingerprint)

    async def get_many(self, fingerprints: Sequence[str]) -> dict[str, RememberedChoice]:
        return {each: found for each in fingerprints if (found := await self.get(each))}

    async def page(self, after: str | None, limit: int) -> tuple[list[RememberedChoice], str | None]:
        return page_of(self.choices.where(lambda _: True), lambda each: each.id, after, limit)

    async def put(self, before: RememberedChoice | None, after: RememberedChoice, event: AuditEvent) -> None:
        self.choices.write(after.id, after, before.etag if before else "")
        self.leave(event)

    async def delete(self, remembered: RememberedChoice, event: AuditEvent) -> None:
        self.choices.delete(remembered.id, remembered.etag)
        self.leave(event)

"""The history of exports in memory."""

from shared.domain.exports import Export
from shared.services.ports.exports import ExportStore
from tests.fakes.versions import Versions


class FakeExports(ExportStore):
    """Exports by id, which sorts newest first."""

    def __init__(self) -> None:
        self.exports: Versions[str, Export] = Versions()

    async def insert(self, export: Export) -> Export:
        return self.exports.put(export.id, export)

    async def get(self, export_id: str) -> Export | None:
        return self.exports.get(export_id)

    async def page(self, limit: int, after: str | None) -> list[Export]:
        return self.exports.where(lambda export: after is None or export.id > after)[:limit]

    async def delete(self, export_id: str) -> None:
        self.exports.rows.pop(export_id, None)

    async def update(self, export: Export) -> Export:
        return self.exports.write(export.id, export, export.etag or "none")

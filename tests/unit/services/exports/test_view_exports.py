"""Reading exports: pages of the history, one export, and its files by their known names only."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import ClassVar, cast

import pytest

from shared.domain.exports import USER_FILE, Export, ExportState
from shared.errors import NotFound
from shared.services.context import ExportContext
from shared.services.exports.view_exports import get_export, list_exports, open_export_file

EXPORTS = [Export(f"e{n}", ExportState.COMPLETED, datetime(2026, 3, 1, tzinfo=UTC), "asha") for n in range(3)]


class _Exports:
    async def get(self, export_id: str) -> Export | None:
        return next((export for export in EXPORTS if export.id == export_id), None)

    async def page(self, limit: int, after: str | None) -> list[Export]:
        return [export for export in EXPORTS if after is None or export.id > after][:limit]


class _Files:
    blobs: ClassVar = {"2026/03/01/e1/user-group-mapping.csv": b"rows", "2026/03/01/e1/other": b"other"}

    async def size(self, name: str) -> int | None:
        return len(self.blobs[name]) if name in self.blobs else None

    async def get_range(self, name: str, offset: int, size: int) -> bytes:
        return self.blobs[name][offset : offset + size]


CONTEXT = cast(ExportContext, SimpleNamespace(exports=_Exports(), files=_Files()))


async def test_the_history_goes_on_while_pages_are_full() -> None:
    assert await list_exports(CONTEXT, 2, None) == (EXPORTS[:2], "e1")
    assert await list_exports(CONTEXT, 2, "e1") == (EXPORTS[2:], None)


async def test_one_export() -> None:
    assert await get_export(CONTEXT, "e1") == EXPORTS[1]
    with pytest.raises(NotFound, match="no export e9"):
        await get_export(CONTEXT, "e9")


async def test_files_are_those_of_the_export() -> None:
    file = await open_export_file(CONTEXT, "e1", USER_FILE)
    assert (file.size, await file.read(1, 2)) == (4, b"ow")
    for export_id, name in [
        ("e1", "other"),
        ("e1", "../e0/user-group-mapping.csv"),
        ("e2", USER_FILE),
        ("e9", USER_FILE),
    ]:
        with pytest.raises(NotFound):
            await open_export_file(CONTEXT, export_id, name)

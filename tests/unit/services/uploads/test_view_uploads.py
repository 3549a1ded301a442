"""Reading what an upload left: its log and its rejected rows."""

from types import SimpleNamespace
from typing import cast

import pytest

from shared.errors import NotFound
from shared.services.context import ImportContext
from shared.services.uploads.view_uploads import read_log, read_rejected_rows


class _Jobs:
    async def get(self, job_id: str) -> object | None:
        return object() if job_id in ("new", "old") else None


class _Log:
    async def size(self, job_id: str) -> int:
        return 9 if job_id == "old" else 0

    async def read(self, job_id: str, offset: int, size: int) -> bytes:
        return b'{"n": 1}\n{"n": 2}\n'[offset : offset + size]


class _Files:
    async def get(self, name: str) -> bytes | None:
        return {"old/rejected.csv": b"Line,Code"}.get(name)


CONTEXT = cast(ImportContext, SimpleNamespace(jobs=_Jobs(), log=_Log(), job_files=_Files()))


async def test_the_log_is_read_up_to_its_end() -> None:
    assert await read_log(CONTEXT, "old") == b'{"n": 1}\n'
    assert await read_log(CONTEXT, "new") == b""


async def test_rejected_rows_are_there_after_validation() -> None:
    assert await read_rejected_rows(CONTEXT, "old") == b"Line,Code"
    with pytest.raises(NotFound, match="not been validated"):
        await read_rejected_rows(CONTEXT, "new")


async def test_an_unknown_upload_has_neither() -> None:
    for read in (read_log, read_rejected_rows):
        with pytest.raises(NotFound, match="no upload gone"):
            await read(CONTEXT, "gone")

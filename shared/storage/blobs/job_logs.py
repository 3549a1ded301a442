"""Job logs: append blobs of JSON lines, one a job."""

from azure.core import MatchConditions
from azure.core.exceptions import HttpResponseError, ResourceExistsError, ResourceModifiedError, ResourceNotFoundError
from azure.storage.blob import ContentSettings
from azure.storage.blob.aio import BlobClient, ContainerClient

from shared.concurrency import StaleVersionError, retry_on_conflict
from shared.services.ports.jobs import LogStore
from shared.storage.blobs.containers import read_range
from shared.storage.errors import domain_errors

_OTHERS_LINES = 64 * 1024
_PIECE = 1024 * 1024
_NOT_AT_END = 412
"""AppendPositionConditionNotMet, for which the SDK has no class of its own (12.31, _shared/response_handlers.py)."""


class JobLogs(LogStore):
    """Append blobs `<jobId>.jsonl`."""

    def __init__(self, container: ContainerClient) -> None:
        self._container = container

    def _blob(self, job_id: str) -> BlobClient:
        return self._container.get_blob_client(f"{job_id}.jsonl")

    async def write_at(self, job_id: str, offset: int, lines: bytes) -> int:
        blob = self._blob(job_id)
        wanted = _first_line_without_time(lines)
        window = len(lines) + _OTHERS_LINES

        async def attempt() -> int:
            found = await read_range(blob, offset, window)
            at = found.find(wanted)
            if at >= 0:
                return offset + found.rfind(b"\n", 0, at) + 1 + len(lines)
            end = offset + len(found) if len(found) < window else await self.size(job_id)
            await _append(blob, lines, end)
            return end + len(lines)

        with domain_errors("blobs"):
            return await retry_on_conflict(f"the log of upload {job_id}", attempt)

    async def append_once(self, job_id: str, key: str, lines: bytes, *, since: int) -> int:
        blob = self._blob(job_id)
        wanted = key.encode()
        begin = since

        async def attempt() -> int:
            nonlocal begin
            found, end = await _search(blob, wanted, begin)
            if found is not None:
                return found + len(wanted)
            try:
                await _append(blob, lines, end)
            except StaleVersionError:
                # Another attempt looks only at what has come since, and before `since` if the log does not reach it.
                begin = min(max(since, end - len(wanted)), await self.size(job_id))
                raise
            return end + len(lines)

        with domain_errors("blobs"):
            return await retry_on_conflict(f"the log of upload {job_id}", attempt)

    async def read(self, job_id: str, offset: int, size: int) -> bytes:
        with domain_errors("blobs"):
            return await read_range(self._blob(job_id), offset, size)

    async def delete(self, job_id: str) -> None:
        with domain_errors("blobs"):
            try:
                await self._blob(job_id).delete_blob()
            except ResourceNotFoundError:
                return

    async def size(self, job_id: str) -> int:
        with domain_errors("blobs"):
            try:
                return (await self._blob(job_id).get_blob_properties()).size
            except ResourceNotFoundError:
                return 0


async def _search(blob: BlobClient, wanted: bytes, begin: int) -> tuple[int | None, int]:
    """Look for `wanted` from byte `begin` on, a piece at a time. Returns where it is, or None, and where the log ends."""
    at, tail = begin, b""
    while piece := await read_range(blob, at, _PIECE):
        window = tail + piece
        found = window.find(wanted)
        if found >= 0:
            return at - len(tail) + found, at + len(piece)
        at += len(piece)
        tail = window[max(len(window) - len(wanted) + 1, 0) :]
        if len(piece) < _PIECE:
            break
    return None, at


async def _append(blob: BlobClient, lines: bytes, end: int) -> None:
    """Append the lines at byte `end`. Raises StaleVersionError when the log does not end there."""
    if end == 0:
        await _create(blob)
    try:
        await blob.append_block(lines, appendpos_condition=end)
    except HttpResponseError as error:
        if error.status_code != _NOT_AT_END:
            raise
        raise StaleVersionError from None


def _first_line_without_time(lines: bytes) -> bytes:
    """What a repeated step writes again: log lines begin with the time of writing."""
    line = lines.partition(b"\n")[0]
    return line.partition(b'",')[2] if line.startswith(b'{"time":') else line


async def _create(blob: BlobClient) -> None:
    try:
        await blob.create_append_blob(
            content_settings=ContentSettings(content_type="application/x-ndjson; charset=utf-8"),
            match_condition=MatchConditions.IfMissing,
        )
    except (ResourceExistsError, ResourceModifiedError):
        return

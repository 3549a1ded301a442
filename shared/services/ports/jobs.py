"""Jobs, their chunks and their logs."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from shared.domain.uploads.job import Chunk, Job


class LogStore(Protocol):
    """Append blobs of JSON lines, one a job."""

    async def write_at(self, job_id: str, offset: int, lines: bytes) -> int:
        """Append `lines` unless the log has them already, whatever their times, at `offset` or behind a few lines of
        others (why an earlier run failed, who reran it). Returns the offset after them. Creates the log."""

    async def append_once(self, job_id: str, key: str, lines: bytes, *, since: int) -> int:
        """Append unless the log from byte `since` on holds `key`; safe when two do it at once. Returns the `since` of what
        is appended after these lines. Has only a piece of the log in memory."""

    async def read(self, job_id: str, offset: int, size: int) -> bytes:
        """Up to `size` bytes from `offset`; empty when there is no log."""

    async def delete(self, job_id: str) -> None:
        """Delete the log; no error when it is gone."""

    async def size(self, job_id: str) -> int:
        """Length in bytes, 0 when there is no log."""


class LatestJob(NamedTuple):
    """The job that the files under a name belong to, and the ETag of the row that says so."""

    job_id: str
    etag: str


class JobStore(Protocol):
    """Jobs, their chunks, and which job the files under a name belong to."""

    async def start(self, job: Job, pointer_etag: str | None) -> Job:
        """Store a new job and make it the latest under its name, both or neither. Returns it with its ETag.

        Raises PreconditionFailed when there is such a job, or when another became the latest after `pointer_etag`
        (None: when there was none)."""

    async def get(self, job_id: str) -> Job | None:
        """The job, or None."""

    async def update(self, job: Job) -> Job:
        """Replace the version that `job.etag` names. Raises PreconditionFailed when it is no longer the current."""

    async def delete(self, job_id: str) -> None:
        """Delete a job and its chunks; no error when they are gone."""

    async def page(self, limit: int, after: str | None) -> list[Job]:
        """Up to `limit` jobs, newest first, after the given id."""

    async def latest(self, name: str) -> LatestJob | None:
        """Returns the latest job under this name, or None."""

    async def add_chunks(self, chunks: Sequence[Chunk]) -> None:
        """Store the chunks that are not there; those that are keep their progress."""

    async def chunk(self, job_id: str, number: int) -> Chunk | None:
        """One chunk, or None."""

    async def update_chunk(self, chunk: Chunk) -> Chunk:
        """Replace the version that `chunk.etag` names. Raises PreconditionFailed."""

    async def chunks(self, job: Job) -> list[Chunk]:
        """The chunks of the job's present revision by number."""

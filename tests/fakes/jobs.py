"""Jobs, chunks and logs in memory."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from shared.domain.uploads.chunks import chunk_place
from shared.domain.uploads.job import Chunk, Job
from shared.errors import PreconditionFailed
from shared.services.ports.jobs import JobStore, LatestJob, LogStore
from tests.fakes.versions import Versions, new_etag


class FakeJobs(JobStore):
    """Jobs by id, the latest of each name, chunks by job and number."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.jobs: Versions[str, Job] = Versions()
        self.pointers: dict[str, LatestJob] = {}
        self.stored_chunks: Versions[tuple[str, int], Chunk] = Versions()
        self._now = now

    async def start(self, job: Job, pointer_etag: str | None) -> Job:
        current = self.pointers.get(job.name)
        if (current.etag if current else None) != pointer_etag:
            raise PreconditionFailed(f"Another job became the latest under {job.name!r}.")
        stored = self.jobs.write(job.id, job, "")
        self.pointers[job.name] = LatestJob(job.id, new_etag())
        return stored

    async def get(self, job_id: str) -> Job | None:
        return self.jobs.get(job_id)

    async def update(self, job: Job) -> Job:
        return self.jobs.write(job.id, job, job.etag or "none")

    async def delete(self, job_id: str) -> None:
        self.jobs.rows.pop(job_id, None)
        for chunk in self._of(job_id):
            del self.stored_chunks.rows[job_id, chunk.number]

    async def page(self, limit: int, after: str | None) -> list[Job]:
        return self.jobs.where(lambda job: after is None or job.id > after)[:limit]

    async def latest(self, name: str) -> LatestJob | None:
        return self.pointers.get(name)

    async def add_chunks(self, chunks: Sequence[Chunk]) -> None:
        for chunk in chunks:
            if self.stored_chunks.get((chunk.job_id, chunk.number)) is None:
                self._put(chunk)

    async def chunk(self, job_id: str, number: int) -> Chunk | None:
        return self.stored_chunks.get((job_id, number))

    async def update_chunk(self, chunk: Chunk) -> Chunk:
        self.stored_chunks.check((chunk.job_id, chunk.number), chunk.etag or "none")
        return self._put(chunk)

    def _put(self, chunk: Chunk) -> Chunk:
        return self.stored_chunks.put((chunk.job_id, chunk.number), replace(chunk, moved_at=self._now()))

    async def chunks(self, job: Job) -> list[Chunk]:
        of_revision = (chunk for chunk in self._of(job.id) if chunk_place(chunk.number)[0] == job.revision)
        return sorted(of_revision, key=lambda chunk: chunk.number)

    def _of(self, job_id: str) -> list[Chunk]:
        return self.stored_chunks.where(lambda chunk: chunk.job_id == job_id)


class FakeLogs(LogStore):
    """Bytes by job."""

    def __init__(self) -> None:
        self.logs: dict[str, bytes] = defaultdict(bytes)

    async def write_at(self, job_id: str, offset: int, lines: bytes) -> int:
        log = self.logs[job_id]
        at = log.find(_without_time(lines), offset)
        if at >= 0:
            return log.rfind(b"\n", offset, at) + 1 + len(lines) if b"\n" in log[offset:at] else offset + len(lines)
        self.logs[job_id] += lines
        return len(self.logs[job_id])

    async def append_once(self, job_id: str, key: str, lines: bytes, *, since: int) -> int:
        at = self.logs[job_id].find(key.encode(), since)
        if at >= 0:
            return at + len(key.encode())
        self.logs[job_id] += lines
        return len(self.logs[job_id])

    async def read(self, job_id: str, offset: int, size: int) -> bytes:
        return self.logs[job_id][offset : offset + size]

    async def delete(self, job_id: str) -> None:
        self.logs.pop(job_id, None)

    async def size(self, job_id: str) -> int:
        return len(self.logs[job_id])


def _without_time(lines: bytes) -> bytes:
    """The first line, without the time that a log line begins with."""
    line = lines.partition(b"\n")[0]
    return line.partition(b'",')[2] if line.startswith(b'{"time":') else line

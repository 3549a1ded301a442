"""What the import and export services need of storage. shared/storage implements these over Azure; each method says
what it promises, above all when it is called twice or by two processes at once."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

from shared.domain.audit import AuditEvent
from shared.domain.difference import Existing
from shared.domain.job import Chunk, Job
from shared.domain.members import Change, Tally
from shared.domain.models import GroupName, Link, Membership
from shared.domain.roles import Role


@dataclass(frozen=True, slots=True)
class BlobVersion:
    """One version of a blob: its ETag, size, time (UTC) and metadata (keys in lower case)."""

    name: str
    etag: str
    size_bytes: int
    modified_at: datetime
    metadata: Mapping[str, str]


class UploadStore(Protocol):
    """The container that administrators drop files into."""

    async def version(self, blob_name: str) -> BlobVersion | None:
        """The blob's current version, or None when it is gone."""

    async def head(self, blob_name: str, etag: str, size: int) -> bytes:
        """The first `size` bytes of exactly this version. Raises PreconditionFailed if replaced, NotFound if gone."""

    async def delete(self, blob_name: str, etag: str) -> None:
        """Delete this version; no error when it is gone or replaced."""

    async def download(self, blob_name: str, etag: str, sink: BinaryIO) -> None:
        """Write this version into `sink` piece by piece. Raises like head; `sink` then holds a part of it."""


class UploadUrls(Protocol):
    """URLs that let their holder write one blob of the uploads container, and nothing else."""

    async def write_url(self, blob_name: str) -> str:
        """A URL that is good for an hour, for writing only."""


class ContentStore(Protocol):
    """Blobs that Muster makes: chunk files (a put fires their function) and a job's working files."""

    async def put(self, name: str, content: bytes) -> None:
        """Create or overwrite."""

    async def put_file(self, name: str, source: BinaryIO) -> None:
        """Create or overwrite from a file, in blocks."""

    async def get(self, name: str) -> bytes | None:
        """The content, or None."""

    async def get_range(self, name: str, offset: int, size: int) -> bytes:
        """Up to `size` bytes from `offset`; empty when there is no such blob or it ends before."""

    async def names(self, prefix: str) -> list[str]:
        """Names that begin with `prefix`, ascending."""

    async def delete(self, name: str) -> None:
        """Delete; no error when it is gone."""


class LogStore(Protocol):
    """Append blobs of JSON lines, one a job."""

    async def write_at(self, job_id: str, offset: int, lines: bytes) -> int:
        """Append `lines` unless the log has them already, whatever their times, at `offset` or behind a few lines of
        others (why an earlier run failed, who reran it). Answers the offset after them. Creates the log."""

    async def append_once(self, job_id: str, key: str, lines: bytes, *, since: int) -> None:
        """Append unless the log from byte `since` on holds `key`; safe when two do it at once."""

    async def read(self, job_id: str, offset: int, size: int) -> bytes:
        """Up to `size` bytes from `offset`; empty when there is no log."""

    async def delete(self, job_id: str) -> None:
        """Delete the log; no error when it is gone."""

    async def size(self, job_id: str) -> int:
        """Length in bytes, 0 when there is no log."""


class JobStore(Protocol):
    """Jobs, their chunks, and which job the files under a name belong to."""

    async def start(self, job: Job, pointer_etag: str | None) -> Job:
        """Store a new job and make it the latest under its name, both or neither, and answer it with its ETag.

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

    async def latest(self, name: str) -> tuple[str, str] | None:
        """(job id, ETag of the pointer) of the latest job under this name."""

    async def add_chunks(self, chunks: Sequence[Chunk]) -> None:
        """Store the chunks that are not there; those that are keep their progress."""

    async def chunk(self, job_id: str, number: int) -> Chunk | None:
        """One chunk, or None."""

    async def update_chunk(self, chunk: Chunk) -> Chunk:
        """Replace the version that `chunk.etag` names. Raises PreconditionFailed."""

    async def chunks(self, job_id: str) -> list[Chunk]:
        """All of a job's chunks by number."""


class GroupNames(Protocol):
    """Organization groups by their unique folded names."""

    async def resolve(self, folded: Sequence[str]) -> dict[str, GroupName]:
        """Those of the folded names that exist."""

    async def create(self, groups: Sequence[GroupName], actor: str, at: datetime) -> None:
        """Create organization groups. A name that another process takes meanwhile is left to it, without error."""

    def pages(self) -> AsyncIterator[list[GroupName]]:
        """All organization groups, ascending by folded name."""


News = Callable[[Sequence[Change]], AuditEvent]
"""Makes the event that tells of these changes."""


class MembershipRows(Protocol):
    """Both copies of memberships, in bulk."""

    async def existing(self, group_id: str, wanted: Sequence[str]) -> dict[str, Existing]:
        """Those of the wanted numbers (ascending) that are members; at most one request a wanted number."""

    async def existing_range(self, group_id: str, lo: str | None, hi: str | None) -> dict[str, Existing]:
        """All members from `lo` (inclusive) to `hi` (exclusive)."""

    async def full(self, group_id: str, numbers: Sequence[str]) -> dict[str, Membership]:
        """Whole rows with their ETags, for conditional changes."""

    async def write(
        self, group_id: str, changes: Sequence[Change], *, counted: bool, told: News | None = None
    ) -> list[str]:
        """Write the first copies, all in transactions of up to 100, and answer the numbers that were not written because
        the row was not as the change expects (exists already, changed, gone). `counted` adds them to the group's count;
        otherwise the caller does, once for a whole step (CountStore). `told` makes the event that each transaction leaves
        for the connectors that listen to the group."""

    async def write_copies(self, rows: Sequence[tuple[str, str, Role | None]]) -> None:
        """Upsert (number, group id, role) in the second table, or delete where the role is None."""

    async def has_members(self, group_id: str) -> bool:
        """Whether the group has any direct member."""

    def pages(self, group_id: str) -> AsyncIterator[list[tuple[str, Role]]]:
        """A group's (number, role) ascending by number."""


class CountStore(Protocol):
    """Groups' member counts, as uploads change them."""

    async def put(self, counters: Sequence[tuple[str, str, Tally]]) -> None:
        """Create or overwrite counters: (group id, id of the counter, what it adds)."""


class JobEvents(Protocol):
    """The groups' audits, as uploads write into them."""

    async def put_all(self, events: Sequence[AuditEvent]) -> None:
        """Create or overwrite the events, by the hundred."""


class HierarchyStore(Protocol):
    """The links between groups, under one version, so that concurrent links cannot make a cycle."""

    async def load(self) -> tuple[list[Link], str]:
        """All links and the version they were read at."""

    async def add(self, links: Sequence[Link], version: str, events: Sequence[AuditEvent] = ()) -> str:
        """Add links, and leave the events pending, if the version is still this one, and answer the new one. Raises
        PreconditionFailed; links that were added before the failure stay."""

    async def remove(self, links: Sequence[Link], version: str, events: Sequence[AuditEvent] = ()) -> str:
        """Remove links on the same terms."""

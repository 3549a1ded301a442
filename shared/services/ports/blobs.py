"""What the import and export services need of storage. shared/storage implements these over Azure; each method says
what it promises, above all when it is called twice or by two processes at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol


@dataclass(frozen=True, slots=True)
class BlobVersion:
    """One version of a blob: its ETag, size, times (UTC) and metadata (keys in lower case).

    `created_at` is that of the blob; a change of metadata alone gives a new ETag and `modified_at`, and leaves it.
    """

    name: str
    etag: str
    size_bytes: int
    modified_at: datetime
    metadata: Mapping[str, str]
    created_at: datetime


class UploadStore(Protocol):
    """The container that administrators drop files into."""

    async def version(self, blob_name: str) -> BlobVersion | None:
        """The blob's current version, or None when it is gone."""

    async def page(self, marker: str) -> tuple[list[BlobVersion], str]:
        """Up to 5,000 blobs by name, without their metadata, from `marker` on ("" for the first), and the marker of the
        rest, "" at the end. Raises InvalidInput for a marker that storage does not know."""

    async def head(self, blob_name: str, etag: str, size: int) -> bytes:
        """The first `size` bytes of exactly this version. Raises PreconditionFailed if it was replaced, NotFound or
        PreconditionFailed if it is gone."""

    async def delete(self, blob_name: str, etag: str) -> None:
        """Delete this version; no error when it is gone or replaced."""

    async def download(self, blob_name: str, etag: str, sink: BinaryIO) -> None:
        """Write this version into `sink` piece by piece. Raises like head; `sink` then holds a part of it."""


@dataclass(frozen=True, slots=True)
class UploadUrl:
    """The request that stores a file: one of this method with these headers, before `expires_at` (UTC)."""

    url: str
    method: str
    headers: Mapping[str, str]
    expires_at: datetime


class UploadUrls(Protocol):
    """URLs that let their holder create one blob of the uploads container, once, and nothing else."""

    async def create_url(self, blob_name: str) -> UploadUrl:
        """A URL that creates the blob. Storage refuses the second request, and any after 15 minutes."""


class ContentStore(Protocol):
    """Blobs that Muster makes: chunk files (a put fires their function) and a job's working files."""

    async def put(self, name: str, content: bytes) -> None:
        """Create or overwrite."""

    async def put_new(self, name: str, content: bytes) -> bool:
        """Create; False where there is such a blob, which stays as it is."""

    async def put_file(self, name: str, source: BinaryIO) -> None:
        """Create or overwrite from a file, in blocks."""

    async def get(self, name: str) -> bytes | None:
        """The content, or None."""

    async def get_range(self, name: str, offset: int, size: int) -> bytes:
        """Up to `size` bytes from `offset`; empty when there is no such blob or it ends before."""

    async def size(self, name: str) -> int | None:
        """Length in bytes, or None when there is no such blob."""

    async def names(self, prefix: str) -> list[str]:
        """Names that begin with `prefix`, ascending."""

    async def delete(self, name: str) -> None:
        """Delete; no error when it is gone."""

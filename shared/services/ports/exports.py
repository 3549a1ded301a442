"""The history of exports and their files."""

from typing import Protocol

from shared.domain.exports import Export


class BlobInPieces(Protocol):
    """A blob that appears when it is complete."""

    async def write(self, piece: bytes) -> None:
        """Add bytes."""

    async def commit(self) -> None:
        """Make the blob of what was written."""


class ExportFiles(Protocol):
    """The exports container."""

    async def put(self, name: str, content: bytes) -> None:
        """Create or overwrite."""

    async def get(self, name: str) -> bytes | None:
        """The content, or None."""

    async def size(self, name: str) -> int | None:
        """Length in bytes, or None when there is no such blob."""

    async def get_range(self, name: str, offset: int, size: int) -> bytes:
        """Up to `size` bytes from `offset`; empty when there is no such blob or it ends before."""

    async def names(self, prefix: str) -> list[str]:
        """Names that begin with `prefix`."""

    async def delete(self, name: str) -> None:
        """Delete; no error when it is gone."""

    async def put_stream(self, name: str, content_type: str) -> BlobInPieces:
        """Begin a blob that is written in pieces."""


class ExportStore(Protocol):
    """The history of exports."""

    async def insert(self, export: Export) -> Export:
        """Store a new export. Returns it with its ETag."""

    async def get(self, export_id: str) -> Export | None:
        """The export, or None."""

    async def page(self, limit: int, after: str | None) -> list[Export]:
        """Up to `limit` exports, newest first, after the given id."""

    async def delete(self, export_id: str) -> None:
        """Take an export out of the history."""

    async def update(self, export: Export) -> Export:
        """Replace the version that the ETag names. Raises PreconditionFailed."""


class StepBlobs(Protocol):
    """The container whose blobs fire steps."""

    async def put(self, name: str, content: bytes) -> None:
        """Create or overwrite."""

    async def delete(self, name: str) -> None:
        """Delete; no error when it is gone."""

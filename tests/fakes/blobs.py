"""Containers of blobs in memory. What is put is an event that a trigger would be called for: see `events`."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import BinaryIO

from shared.errors import InvalidInput, NotFound, PreconditionFailed
from shared.services.ports.blobs import BlobVersion, ContentStore, UploadStore, UploadUrl, UploadUrls
from shared.services.ports.exports import BlobInPieces, ExportFiles, StepBlobs
from tests.fakes.versions import new_etag


class FakeUploads(UploadStore):
    """The container of uploads; `drop` is what an administrator does."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.blobs: dict[str, tuple[BlobVersion, bytes]] = {}
        self.events: list[str] = []
        self.page_size = 5000
        self.known_markers: set[str] = set()
        self._now = now

    def drop(self, name: str, content: bytes, metadata: Mapping[str, str] | None = None) -> BlobVersion:
        """Create or overwrite."""
        at = self._now().replace(microsecond=0)  # Last-Modified knows no fractions
        lower = {key.lower(): value for key, value in (metadata or {}).items()}
        self.blobs[name] = (BlobVersion(name, new_etag(), len(content), at, lower, at), content)
        self.events.append(name)
        return self.blobs[name][0]

    def change_metadata(self, name: str, metadata: Mapping[str, str]) -> None:
        """As Set Blob Metadata, which is no event."""
        version, content = self.blobs[name]
        at = self._now().replace(microsecond=0)
        self.blobs[name] = (replace(version, etag=new_etag(), modified_at=at, metadata=metadata), content)

    def _content(self, name: str, etag: str) -> bytes:
        if name not in self.blobs:
            raise NotFound(f"There is no blob {name}.")
        version, content = self.blobs[name]
        if version.etag != etag:
            raise PreconditionFailed(f"The blob {name} was replaced.")
        return content

    async def version(self, blob_name: str) -> BlobVersion | None:
        return self.blobs[blob_name][0] if blob_name in self.blobs else None

    async def page(self, marker: str) -> tuple[list[BlobVersion], str]:
        if marker and marker not in self.known_markers:
            raise InvalidInput("Storage does not know the marker.")
        names = [name for name in sorted(self.blobs) if name >= marker]
        found = [replace(self.blobs[name][0], metadata={}) for name in names[: self.page_size]]
        following = names[self.page_size] if len(names) > self.page_size else ""
        self.known_markers.add(following)
        return found, following

    async def head(self, blob_name: str, etag: str, size: int) -> bytes:
        return self._content(blob_name, etag)[:size]

    async def delete(self, blob_name: str, etag: str) -> None:
        if blob_name in self.blobs and self.blobs[blob_name][0].etag == etag:
            del self.blobs[blob_name]

    async def download(self, blob_name: str, etag: str, sink: BinaryIO) -> None:
        sink.write(self._content(blob_name, etag))


class FakeBlobs(ContentStore, ExportFiles, StepBlobs):
    """Blobs by name."""

    def __init__(self) -> None:
        self.blobs: dict[str, bytes] = {}
        self.events: list[str] = []

    async def put(self, name: str, content: bytes) -> None:
        self.blobs[name] = content
        self.events.append(name)

    async def put_new(self, name: str, content: bytes) -> bool:
        if name in self.blobs:
            return False
        self.blobs[name] = content
        self.events.append(name)
        return True

    async def put_file(self, name: str, source: BinaryIO) -> None:
        source.seek(0)
        await self.put(name, source.read())

    async def put_stream(self, name: str, content_type: str) -> BlobInPieces:
        return _Pieces(self, name)

    async def get(self, name: str) -> bytes | None:
        return self.blobs.get(name)

    async def get_range(self, name: str, offset: int, size: int) -> bytes:
        return self.blobs.get(name, b"")[offset : offset + size]

    async def size(self, name: str) -> int | None:
        return len(self.blobs[name]) if name in self.blobs else None

    async def names(self, prefix: str) -> list[str]:
        return sorted(name for name in self.blobs if name.startswith(prefix))

    async def delete(self, name: str) -> None:
        self.blobs.pop(name, None)


class _Pieces(BlobInPieces):
    def __init__(self, blobs: FakeBlobs, name: str) -> None:
        self._blobs, self._name, self._content = blobs, name, b""

    async def write(self, piece: bytes) -> None:
        self._content += piece

    async def commit(self) -> None:
        await self._blobs.put(self._name, self._content)


class FakeUploadUrls(UploadUrls):
    """URLs that lead nowhere."""

    async def create_url(self, blob_name: str) -> UploadUrl:
        url = f"https://storage.invalid/uploads/{blob_name}?sig=fake"
        return UploadUrl(url, "PUT", {"x-ms-blob-type": "BlockBlob"}, datetime(2026, 3, 2, 10, tzinfo=UTC))

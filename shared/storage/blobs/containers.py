"""Blob Storage: the uploads container, containers of blobs that Muster makes, and job logs as append blobs."""

from collections.abc import Mapping
from typing import Any, BinaryIO

from azure.core import MatchConditions
from azure.core.exceptions import (
    HttpResponseError,
    ResourceExistsError,
    ResourceModifiedError,
    ResourceNotFoundError,
)
from azure.storage.blob import BlobBlock, BlobProperties, ContentSettings
from azure.storage.blob.aio import BlobClient, ContainerClient

from shared.services.ports.blobs import BlobVersion, ContentStore, UploadStore
from shared.services.ports.exports import BlobInPieces, ExportFiles, StepBlobs
from shared.storage.errors import domain_errors

_BLOCK = 4 * 1024 * 1024
_LARGEST_PAGE = 5000
"""The most that one List Blobs answers (learn.microsoft.com/rest/api/storageservices/list-blobs, maxresults)."""


class UploadBlobs(UploadStore):
    """The container that administrators drop files into."""

    def __init__(self, container: ContainerClient) -> None:
        self._container = container

    async def version(self, blob_name: str) -> BlobVersion | None:
        with domain_errors("blobs"):
            try:
                found = await self._container.get_blob_client(blob_name).get_blob_properties()
            except ResourceNotFoundError:
                return None
        metadata = {key.lower(): value for key, value in (found.metadata or {}).items()}
        return _version(found, metadata)

    async def page(self, marker: str) -> tuple[list[BlobVersion], str]:
        with domain_errors("blobs"):
            pages: Any = self._container.list_blobs(results_per_page=_LARGEST_PAGE).by_page(marker or None)
            found = [_version(blob, {}) async for blob in await anext(pages)]
        return found, pages.continuation_token or ""

    async def head(self, blob_name: str, etag: str, size: int) -> bytes:
        blob = self._container.get_blob_client(blob_name)
        with domain_errors("blobs"):
            try:
                stream = await blob.download_blob(0, size, etag=etag, match_condition=MatchConditions.IfNotModified)
                return await stream.readall()
            except HttpResponseError as error:
                if error.status_code == 416:  # A blob without bytes has no range to read.
                    return b""
                raise

    async def delete(self, blob_name: str, etag: str) -> None:
        blob = self._container.get_blob_client(blob_name)
        with domain_errors("blobs"):
            try:
                # The permission to create a blob is one to make snapshots of it, too, and a blob with some is not deleted
                # alone (learn.microsoft.com/rest/api/storageservices/delete-blob).
                await blob.delete_blob("include", etag=etag, match_condition=MatchConditions.IfNotModified)
            except (ResourceNotFoundError, ResourceModifiedError):
                return

    async def download(self, blob_name: str, etag: str, sink: BinaryIO) -> None:
        """Every piece is fetched on condition of the ETag, so versions never mix."""
        blob = self._container.get_blob_client(blob_name)
        with domain_errors("blobs"):
            stream = await blob.download_blob(etag=etag, match_condition=MatchConditions.IfNotModified)
            async for piece in stream.chunks():
                sink.write(piece)


def _version(found: BlobProperties, metadata: Mapping[str, str]) -> BlobVersion:
    # A list has ETags without the quotation marks that every other answer has.
    etag = '"{}"'.format((found.etag or "").strip('"'))
    return BlobVersion(found.name, etag, found.size, found.last_modified, metadata, found.creation_time)


class ContentBlobs(ContentStore, ExportFiles, StepBlobs):
    """Block blobs of one container that only Muster writes."""

    def __init__(self, container: ContainerClient) -> None:
        self._container = container

    async def put(self, name: str, content: bytes) -> None:
        with domain_errors("blobs"):
            await self._container.upload_blob(name, content, overwrite=True)

    async def put_new(self, name: str, content: bytes) -> bool:
        with domain_errors("blobs"):
            try:
                await self._container.upload_blob(name, content, overwrite=False)
            except ResourceExistsError:
                return False
        return True

    async def put_file(self, name: str, source: BinaryIO) -> None:
        source.seek(0)
        with domain_errors("blobs"):
            await self._container.upload_blob(name, source, overwrite=True)

    async def put_stream(self, name: str, content_type: str) -> "BlockUpload":
        """Begin a blob that is written in pieces and appears when it is complete."""
        return BlockUpload(self._container.get_blob_client(name), content_type)

    async def get(self, name: str) -> bytes | None:
        with domain_errors("blobs"):
            try:
                return await (await self._container.download_blob(name)).readall()
            except ResourceNotFoundError:
                return None

    async def get_range(self, name: str, offset: int, size: int) -> bytes:
        with domain_errors("blobs"):
            return await read_range(self._container.get_blob_client(name), offset, size)

    async def size(self, name: str) -> int | None:
        with domain_errors("blobs"):
            try:
                return (await self._container.get_blob_client(name).get_blob_properties()).size
            except ResourceNotFoundError:
                return None

    async def names(self, prefix: str) -> list[str]:
        with domain_errors("blobs"):
            return [name async for name in self._container.list_blob_names(name_starts_with=prefix)]

    async def delete(self, name: str) -> None:
        with domain_errors("blobs"):
            try:
                await self._container.delete_blob(name)
            except ResourceNotFoundError:
                return


class BlockUpload(BlobInPieces):
    """A blob written piece by piece with memory for one block; nobody sees it before `commit`."""

    def __init__(self, blob: BlobClient, content_type: str) -> None:
        self._blob = blob
        self._content_type = content_type
        self._buffer = bytearray()
        self._blocks: list[BlobBlock] = []
        self.size = 0

    async def write(self, piece: bytes) -> None:
        """Add bytes; sends a block when one is full."""
        self._buffer += piece
        self.size += len(piece)
        while len(self._buffer) >= _BLOCK:
            await self._send(bytes(self._buffer[:_BLOCK]))
            del self._buffer[:_BLOCK]

    async def commit(self) -> None:
        """Make the blob of what was written."""
        if self._buffer:
            await self._send(bytes(self._buffer))
            self._buffer.clear()
        with domain_errors("blobs"):
            await self._blob.commit_block_list(
                self._blocks, content_settings=ContentSettings(content_type=self._content_type)
            )

    async def _send(self, block: bytes) -> None:
        block_id = f"{len(self._blocks):06d}"
        with domain_errors("blobs"):
            await self._blob.stage_block(block_id, block)
        self._blocks.append(BlobBlock(block_id))


async def read_range(blob: BlobClient, offset: int, size: int | None) -> bytes:
    """Up to `size` bytes from `offset` on; empty when there is no blob or it ends before."""
    try:
        return await (await blob.download_blob(offset, size)).readall()
    except ResourceNotFoundError:
        return b""
    except HttpResponseError as error:
        if error.status_code == 416:  # `offset` is the end of the blob, or beyond.
            return b""
        raise

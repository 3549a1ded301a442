"""Which blobs were delivered to which function, remembered in the host's own storage.

The layout is that of the real host (BlobReceiptManager.cs of azure-sdk-for-net): an empty blob
`azure-webjobs-hosts/blobreceipts/<host>/<function>/<etag>/<container>/<blob>`, first without and then with
the metadata `Completed`. The real host completes a receipt when it has queued the delivery; this host has
no such queue and completes it when the function is done with the blob, which promises the same: at least
once, over restarts.
"""

from dataclasses import dataclass, field

from azure.core.exceptions import ResourceExistsError
from azure.storage.blob.aio import BlobServiceClient, ContainerClient

HOSTS_CONTAINER = "azure-webjobs-hosts"
RECEIPTS_FOLDER = "blobreceipts/local"
COMPLETED = {"Completed": "True"}


@dataclass(frozen=True)
class BlobEvent:
    """One version of a blob for one function; the ETag is without quotes."""

    function_id: str
    container: str
    blob: str
    etag: str

    @property
    def path(self) -> str:
        """The blob as messages name it."""
        return f"{self.container}/{self.blob}"

    @property
    def receipt_name(self) -> str:
        """The ETag stands before the names because a blob's name may hold slashes."""
        return f"{RECEIPTS_FOLDER}/{self.function_id}/{self.etag}/{self.container}/{self.blob}"


@dataclass
class BlobReceipts:
    """The receipts of one storage account, read once at start: this host is the only one that writes them."""

    _container: ContainerClient
    _completed: set[str] = field(default_factory=set)

    @classmethod
    async def load(cls, service: BlobServiceClient) -> "BlobReceipts":
        """Reads all receipts in a few list calls, so that no old blob costs a call of its own."""
        receipts = cls(service.get_container_client(HOSTS_CONTAINER))
        try:
            await receipts._container.create_container()
        except ResourceExistsError:
            names = receipts._container.list_blobs(name_starts_with=f"{RECEIPTS_FOLDER}/", include=["metadata"])
            receipts._completed = {blob.name async for blob in names if COMPLETED.keys() <= set(blob.metadata or ())}
        return receipts

    def is_completed(self, event: BlobEvent) -> bool:
        """Whether the function is done with this version of the blob."""
        return event.receipt_name in self._completed

    async def begin(self, event: BlobEvent) -> None:
        """Notes that a delivery started; what stays like this is delivered again after a restart."""
        await self._container.upload_blob(event.receipt_name, b"", overwrite=True)

    async def complete(self, event: BlobEvent) -> None:
        """Notes that this version is never to be delivered again."""
        await self._container.upload_blob(event.receipt_name, b"", overwrite=True, metadata=COMPLETED)
        self._completed.add(event.receipt_name)

"""The InputStream of a blob trigger, made by the SDK's converter from what the host knows of the blob.

Its bytes are fetched when the function first reads. The real host reads the whole blob into memory before
the call; here a function that only wants the name, as large uploads demand, costs nothing.
"""

import json
from collections.abc import Callable
from typing import Any

from azure.functions.blob import InputStream
from azure.functions.meta import Datum
from azure.storage.blob import BlobProperties, BlobServiceClient, StorageStreamDownloader

from local.indexing import FunctionInfo
from local.invocation import decode_argument


class LazyInputStream(InputStream):
    """An InputStream whose content is downloaded in pieces as it is read."""

    def __init__(self, decoded: InputStream, open_blob: Callable[[], StorageStreamDownloader[bytes]]) -> None:
        super().__init__(
            data=b"",
            name=decoded.name,
            uri=decoded.uri,
            length=decoded.length,
            blob_properties=decoded.blob_properties,
            metadata=decoded.metadata,
        )
        self._open_blob = open_blob
        self._content: StorageStreamDownloader[bytes] | None = None

    def read(self, size: int | None = -1) -> bytes:
        """Up to `size` bytes, all that is left when it is negative or None."""
        if self._content is None:
            self._content = self._open_blob()
        return self._content.read(-1 if size is None else size)

    def read1(self, size: int | None = -1) -> bytes:
        """The same as read, as in the SDK's class."""
        return self.read(size)


def blob_argument(
    function: FunctionInfo,
    service: BlobServiceClient,
    properties: BlobProperties,
    binding_data: dict[str, str],
) -> Any:
    """What the function's blob parameter receives; `service` fetches the content when it is read."""
    client = service.get_blob_client(properties.container, properties.name)
    metadata = {
        "BlobTrigger": Datum(type="string", value=f"{properties.container}/{properties.name}"),
        "Uri": Datum(type="json", value=json.dumps(client.url)),
        "Properties": Datum(type="json", value=json.dumps(_properties(properties))),
        "Metadata": Datum(type="json", value=json.dumps(properties.metadata or {})),
        **{name: Datum(type="string", value=value) for name, value in binding_data.items()},
    }
    decoded = decode_argument(function, Datum(type="bytes", value=b""), metadata)
    return LazyInputStream(decoded, client.download_blob)


def _properties(properties: BlobProperties) -> dict[str, Any]:
    return {
        "ContentLength": properties.size,
        "ContentType": properties.content_settings.content_type,
        "ETag": properties.etag,
        "LastModified": properties.last_modified.isoformat(),
        "BlobType": properties.blob_type,
    }

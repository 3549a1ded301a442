"""What the host sends to the worker for a blob trigger: the blob's content, or a reference to it.

Which of the two is decided by the parameter's annotation, as in Azure (bindings/meta.py of azure-functions-runtime): for
a type of azurefunctions-extensions-bindings-blob the host sends a reference, of which the worker makes a client that has
sent nothing yet; for every other one, above all InputStream, all of the blob's content, read before the call.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from azure.functions.meta import Datum
from azure.storage.blob import BlobProperties

from local.indexing import FunctionInfo

HOST_STORAGE = "AzureWebJobsStorage"


@dataclass(frozen=True)
class BlobReference:
    """ModelBindingData of the host's protocol, with the content of ParameterBindingData for blobs
    (https://github.com/Azure/azure-sdk-for-net, BlobTriggerAttributeBindingProvider.cs)."""

    content: str
    version: str = "1.0"
    source: str = "AzureStorageBlobs"
    content_type: str = "application/json"


async def blob_datum(
    function: FunctionInfo, properties: BlobProperties, read: Callable[[], Awaitable[bytes]]
) -> Datum:
    """The trigger's value. `read` fetches the content, and is called only where the host would read it: a whole blob in
    memory, as in Azure, where it then is there several times."""
    if not function.by_reference:
        return Datum(type="bytes", value=await read())
    content = {
        "Connection": function.trigger.get("connection") or HOST_STORAGE,
        "ContainerName": properties.container,
        "BlobName": properties.name,
    }
    return Datum(type="model_binding_data", value=BlobReference(json.dumps(content)))


def blob_metadata(properties: BlobProperties, url: str, binding_data: dict[str, str]) -> dict[str, Datum]:
    """The trigger metadata: what is known of the blob, and the values of its path pattern."""
    return {
        "BlobTrigger": Datum(type="string", value=f"{properties.container}/{properties.name}"),
        "Uri": Datum(type="json", value=json.dumps(url)),
        "Properties": Datum(type="json", value=json.dumps(_properties(properties))),
        "Metadata": Datum(type="json", value=json.dumps(properties.metadata or {})),
        **{name: Datum(type="string", value=value) for name, value in binding_data.items()},
    }


def _properties(properties: BlobProperties) -> dict[str, Any]:
    return {
        "ContentLength": properties.size,
        "ContentType": properties.content_settings.content_type,
        "ETag": properties.etag,
        "LastModified": properties.last_modified.isoformat(),
        "BlobType": properties.blob_type,
    }

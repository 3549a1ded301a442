"""What a blob trigger's parameter receives, made by the same converters as in the Python worker.

Which of two ways a blob comes is decided by the parameter's annotation, as in the worker (bindings/meta.py of
azure-functions-runtime): a type of azurefunctions-extensions-bindings-blob gets a reference, from which it makes a client
that has sent nothing yet; every other one, above all InputStream, gets all of the blob's content, read before the call.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, get_type_hints

from azure.functions.meta import Datum
from azure.storage.blob import BlobProperties
from azurefunctions.extensions.base import Datum as ReferenceDatum
from azurefunctions.extensions.base import get_binding_registry

from local.indexing import FunctionInfo
from local.invocation import decode_argument

HOST_STORAGE = "AzureWebJobsStorage"


@dataclass(frozen=True)
class BlobReference:
    """ModelBindingData of the host's protocol, with the content of ParameterBindingData for blobs
    (https://github.com/Azure/azure-sdk-for-net, BlobTriggerAttributeBindingProvider.cs)."""

    content: str
    version: str = "1.0"
    source: str = "AzureStorageBlobs"
    content_type: str = "application/json"


async def blob_argument(
    function: FunctionInfo,
    properties: BlobProperties,
    url: str,
    read: Callable[[], Awaitable[bytes]],
    binding_data: dict[str, str],
) -> Any:
    """What the function's blob parameter receives. `read` fetches the content, and is called only where the host would
    read it: a whole blob in memory, as in Azure, where it then is there several times."""
    annotation = get_type_hints(function.call).get(function.trigger["name"])
    if get_binding_registry().check_supported_type(annotation):
        return _from_reference(function, properties, annotation)
    metadata = {
        "BlobTrigger": Datum(type="string", value=f"{properties.container}/{properties.name}"),
        "Uri": Datum(type="json", value=json.dumps(url)),
        "Properties": Datum(type="json", value=json.dumps(_properties(properties))),
        "Metadata": Datum(type="json", value=json.dumps(properties.metadata or {})),
        **{name: Datum(type="string", value=value) for name, value in binding_data.items()},
    }
    return decode_argument(function, Datum(type="bytes", value=await read()), metadata)


def _from_reference(function: FunctionInfo, properties: BlobProperties, annotation: Any) -> Any:
    content = {
        "Connection": function.trigger.get("connection") or HOST_STORAGE,
        "ContainerName": properties.container,
        "BlobName": properties.name,
    }
    converter = get_binding_registry().get(function.trigger_type)
    datum = ReferenceDatum(BlobReference(json.dumps(content)), "model_binding_data")
    return converter.decode(datum, trigger_metadata={}, pytype=annotation)


def _properties(properties: BlobProperties) -> dict[str, Any]:
    return {
        "ContentLength": properties.size,
        "ContentType": properties.content_settings.content_type,
        "ETag": properties.etag,
        "LastModified": properties.last_modified.isoformat(),
        "BlobType": properties.blob_type,
    }

"""The key that seals continuations: made once for the whole account, so that any instance reads any page's link."""

import secrets
from contextlib import suppress

from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError
from azure.data.tables.aio import TableClient

from shared.storage.errors import domain_errors

_KEY = {"PartitionKey": "key", "RowKey": "paging"}
_BYTES = 32


async def read_or_create_page_key(table: TableClient) -> bytes:
    """The stored key. Of instances that start at once on a fresh store, one makes it. Raises StorageUnavailable."""
    with domain_errors("the page key"):
        with suppress(ResourceNotFoundError):
            return await _read(table)
        with suppress(ResourceExistsError):
            await table.create_entity({**_KEY, "value": secrets.token_bytes(_BYTES)})
        return await _read(table)


async def _read(table: TableClient) -> bytes:
    entity = await table.get_entity(_KEY["PartitionKey"], _KEY["RowKey"])
    return bytes(entity["value"])

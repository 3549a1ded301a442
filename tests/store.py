"""An empty store on the tests' Azurite, with everything that bootstrap builds over it."""

import asyncio

from azure.core.exceptions import ResourceNotFoundError

from shared.bootstrap import Services, assemble
from shared.settings import Settings, read_settings
from shared.storage.clients import CONTAINERS, TABLES, StorageClients, create_missing, open_clients

PAGE_KEY = b"0" * 64


def settings_for(connection_string: str, **more: str) -> Settings:
    """Settings for this Azurite."""
    return read_settings(
        {
            "DataStorage": connection_string,
            "AUTH_ISSUER": "http://localhost:7071/dev",
            "AUTH_AUDIENCE": "muster-test",
            "BLOB_TRIGGER_SOURCE": "LogsAndContainerScan",
            **more,
        }
    )


async def empty_store(connection_string: str, **more: str) -> tuple[Services, StorageClients]:
    """The container over a store without anything in it; the caller closes the clients."""
    settings = settings_for(connection_string, **more)
    clients = open_clients(settings.storage)
    await wipe(clients)
    return assemble(settings, clients, PAGE_KEY), clients


async def wipe(clients: StorageClients) -> None:
    """Delete every table and container, and make them anew."""
    await asyncio.gather(*(clients.tables.delete_table(name) for name in TABLES))
    await asyncio.gather(*(_delete_container(clients, name) for name in CONTAINERS))
    await create_missing(clients)


async def _delete_container(clients: StorageClients, name: str) -> None:
    try:
        await clients.blobs.delete_container(name)
    except ResourceNotFoundError:
        return

"""The SDK's clients of the storage account, and the tables and containers that must exist before anything else."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Any
from urllib.request import getproxies

from azure.core.exceptions import ResourceExistsError
from azure.data.tables.aio import TableClient, TableServiceClient
from azure.identity.aio import ManagedIdentityCredential
from azure.storage.blob.aio import BlobServiceClient, ContainerClient

from shared.settings import StorageSettings
from shared.storage.errors import domain_errors

TABLES = (
    "Groups",
    "Memberships",
    "MemberGroups",
    "Hierarchy",
    "Jobs",
    "Connectors",
    "Actions",
    "GroupConnectors",
    "GroupActions",
    "Identities",
    "AuditEvents",
    "Outbox",
    "ColumnChoices",
)
CONTAINERS = ("uploads", "imports", "job-logs", "job-files", "exports")

# The SDK's own defaults wait up to two minutes between ten attempts, longer than a caller of HTTP waits; a request
# here fails after about ten seconds of silence. Bulk work that must outlast an outage is delivered again.
_PATIENCE: dict[str, Any] = {
    "retry_total": 5,
    "retry_backoff_factor": 0.3,
    "retry_backoff_max": 4,
    "connection_timeout": 5,
    "read_timeout": 60,
}


@dataclass(frozen=True, slots=True)
class StorageClients:
    """Clients of one event loop: an aiohttp session belongs to the loop that first used it."""

    tables: TableServiceClient
    blobs: BlobServiceClient
    credential: ManagedIdentityCredential | None = None

    @property
    def account_key(self) -> str | None:
        """The key that a connection string holds, None with an identity."""
        return getattr(self.blobs.credential, "account_key", None)

    def table(self, name: str) -> TableClient:
        """The client of one table; it shares the pipeline and its connections."""
        return self.tables.get_table_client(name)

    def container(self, name: str) -> ContainerClient:
        """The client of one container; it shares the pipeline and its connections."""
        return self.blobs.get_container_client(name)

    async def close(self) -> None:
        """Close all connections."""
        await self.tables.close()
        await self.blobs.close()
        if self.credential is not None:
            await self.credential.close()


def open_clients(settings: StorageSettings) -> StorageClients:
    """Clients for the account that the settings name; nothing is sent yet."""
    # The SDK logs each URL at INFO, and our keys in them are phone numbers.
    logging.getLogger("azure").setLevel(logging.WARNING)
    # Without a proxy to use, the environment would only be asked for a ~/.netrc: aiohttp looks for it in a thread, for
    # each request, and one with a `default` entry would break them all, since they are signed already.
    options = {**_PATIENCE, "use_env_settings": bool(getproxies())}
    if settings.connection_string:
        return StorageClients(
            TableServiceClient.from_connection_string(settings.connection_string, **options),
            BlobServiceClient.from_connection_string(settings.connection_string, **options),
        )
    credential = ManagedIdentityCredential(client_id=settings.client_id or None)
    return StorageClients(
        TableServiceClient(settings.table_uri, credential=credential, **options),
        BlobServiceClient(settings.blob_uri, credential=credential, **options),
        credential,
    )


async def create_missing(clients: StorageClients) -> None:
    """Create what is not there; safe when several instances start at once. Raises StorageUnavailable."""
    with domain_errors("the tables and containers"):
        await asyncio.gather(
            *(clients.tables.create_table_if_not_exists(name) for name in TABLES),
            *(_create_container(clients, name) for name in CONTAINERS),
        )


async def check_reachable(clients: StorageClients) -> None:
    """One small request to either service, without the usual patience. Raises StorageUnavailable."""
    with domain_errors("the storage account"):
        await asyncio.gather(
            _first_row(clients.table("Groups")),
            clients.container("uploads").exists(retry_total=0),
        )


async def _first_row(table: TableClient) -> None:
    async for _ in table.query_entities("PartitionKey eq 'health'", results_per_page=1, retry_total=0):
        return


async def _create_container(clients: StorageClients, name: str) -> None:
    try:
        await clients.blobs.create_container(name)
    except ResourceExistsError:
        return

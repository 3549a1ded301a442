"""The Connectors table: the catalogue, `client!<clientId>` that makes a clientId unique and finds its connector with one
request, and the webhook secrets in rows of their own, which nothing but signing reads."""

import json
from datetime import datetime

from shared.domain.conflicts import ClientTaken
from shared.domain.connectors import Connector, ConnectorGrant, EventType, Permission
from shared.domain.documents import versioned
from shared.services.ports.connectors import ConnectorStore
from shared.storage.connectors.catalogue import CatalogueRows, Properties, entry_id_of
from shared.storage.errors import domain_errors
from shared.storage.tables.batch import TableBatchWriter
from shared.storage.tables.keys import escape
from shared.storage.tables.reader import ETAG, Row, TableReader

PARTITION = "connector"


class ConnectorTable(CatalogueRows[Connector], ConnectorStore):
    """Connectors as entities."""

    def __init__(self, reader: TableReader, writer: TableBatchWriter) -> None:
        super().__init__(reader, writer, PARTITION, connector_columns, connector_of, _client_row, ClientTaken)

    async def subscribers(self) -> list[Connector]:
        where = f"PartitionKey eq '{PARTITION}' and RowKey ge 'id!' and RowKey lt 'id~' and callbackUrl ne ''"
        found: list[Connector] = []
        with domain_errors(PARTITION):
            async for rows in self._reader.rows(where, with_etags=True):
                found += map(connector_of, rows)
        return found

    async def find_client(self, client_id: str) -> ConnectorGrant | None:
        with domain_errors(PARTITION):
            row = await self._reader.row(PARTITION, _client_key(client_id), ["connectorId", "permissions"])
        return ConnectorGrant(row["connectorId"], _permissions(row), client_id) if row else None


def _client_row(connector: Connector) -> dict[str, Properties]:
    """With the permissions, so that a call needs no second look; they change in one transaction."""
    if not connector.client_id:
        return {}
    columns = {"connectorId": connector.id, "permissions": _listed(connector.permissions)}
    return {_client_key(connector.client_id): columns}


def _client_key(client_id: str) -> str:
    return f"client!{escape(client_id)}"


def connector_columns(connector: Connector) -> Properties:
    """The stored columns."""
    columns = {
        "name": connector.name,
        "folded": connector.normalised,
        "description": connector.description,
        "clientId": connector.client_id,
        "permissions": _listed(connector.permissions),
        "active": connector.active,
        "callbackUrl": connector.callback_url,
        "events": _listed(connector.events),
        "createdAt": connector.created_at,
        "createdBy": connector.created_by,
        "updatedAt": connector.updated_at,
    }
    return versioned(columns)


def connector_of(row: Row) -> Connector:
    """The entry that these columns are of."""
    return Connector(
        id=entry_id_of(row),
        name=row["name"],
        normalised=row["folded"],
        description=row.get("description", ""),
        client_id=row["clientId"],
        permissions=_permissions(row),
        active=row.get("active", True),
        callback_url=row.get("callbackUrl", ""),
        events=frozenset(EventType(name) for name in json.loads(row.get("events", "[]"))),
        created_at=datetime.fromisoformat(row["createdAt"]),
        created_by=row["createdBy"],
        updated_at=datetime.fromisoformat(row["updatedAt"]),
        etag=row[ETAG],
    )


def _permissions(row: Row) -> frozenset[Permission]:
    return frozenset(Permission(name) for name in json.loads(row["permissions"]))


def _listed(names: frozenset[Permission] | frozenset[EventType]) -> str:
    return json.dumps(sorted(names))

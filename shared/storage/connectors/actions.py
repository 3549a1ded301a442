"""The Actions table: the catalogue of actions, which a new store fills with the stock actions."""

from datetime import datetime

from shared.domain.actions import ActionKind, CatalogueAction, stock_actions
from shared.domain.documents import versioned
from shared.services.ports.connectors import ActionStore
from shared.storage.connectors.catalogue import CatalogueRows, Properties, entry_id_of
from shared.storage.errors import domain_errors
from shared.storage.tables.batch import TableBatchWriter
from shared.storage.tables.encoding import Operation
from shared.storage.tables.reader import ETAG, Row, TableReader

PARTITION = "action"
_STOCKED = "stocked"


class ActionTable(CatalogueRows[CatalogueAction], ActionStore):
    """Actions as entities."""

    def __init__(self, reader: TableReader, writer: TableBatchWriter) -> None:
        super().__init__(reader, writer, PARTITION, action_columns, action_of)

    async def stock(self, at: datetime) -> None:
        """The mark is in the stock's own transaction, and stays when they are removed."""
        with domain_errors(PARTITION):
            if await self._reader.row(PARTITION, _STOCKED, ["RowKey"]):
                return
            operations = [Operation("insert", _STOCKED, {})]
            for action in stock_actions(at):
                operations += [Operation("insert", key, row) for key, row in self._rows(action).items()]
            await self._writer.submit_unless_conflict(PARTITION, operations)


def action_columns(action: CatalogueAction) -> Properties:
    """The stored columns."""
    columns = {
        "name": action.name,
        "folded": action.normalised,
        "description": action.description,
        "kind": str(action.kind),
        "schemaVersion": action.schema_version,
        "active": action.active,
        "createdAt": action.created_at,
        "createdBy": action.created_by,
        "updatedAt": action.updated_at,
    }
    return versioned(columns)


def action_of(row: Row) -> CatalogueAction:
    """The entry that these columns are of."""
    return CatalogueAction(
        id=entry_id_of(row),
        name=row["name"],
        normalised=row["folded"],
        description=row.get("description", ""),
        kind=ActionKind(row["kind"]),
        schema_version=row["schemaVersion"],
        active=row.get("active", True),
        created_at=datetime.fromisoformat(row["createdAt"]),
        created_by=row["createdBy"],
        updated_at=datetime.fromisoformat(row["updatedAt"]),
        etag=row[ETAG],
    )

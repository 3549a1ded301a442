"""The history of exports: PartitionKey `export` of the Jobs table, RowKey the reverse-time id."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from azure.core import MatchConditions
from azure.core.exceptions import ResourceNotFoundError
from azure.data.tables import UpdateMode
from azure.data.tables.aio import TableClient

from shared.domain.documents import from_document, to_document, versioned
from shared.domain.exports import Export, ExportCounts, ExportedFile, ExportState
from shared.services.ports.exports import ExportStore
from shared.storage.errors import domain_errors
from shared.storage.tables.keys import odata_literal
from shared.storage.tables.reader import TableReader

_PARTITION = "export"
_WHAT = "exports"


class ExportTable(ExportStore):
    """Exports as entities."""

    def __init__(self, table: TableClient, reader: TableReader) -> None:
        self._table = table
        self._reader = reader

    async def insert(self, export: Export) -> Export:
        with domain_errors(_WHAT):
            answer = await self._table.create_entity(export_entity(export))
        return replace(export, etag=answer["etag"])

    async def update(self, export: Export) -> Export:
        with domain_errors(_WHAT):
            answer = await self._table.update_entity(
                export_entity(export),
                mode=UpdateMode.REPLACE,
                etag=export.etag,
                match_condition=MatchConditions.IfNotModified,
            )
        return replace(export, etag=answer["etag"])

    async def get(self, export_id: str) -> Export | None:
        with domain_errors(_WHAT):
            try:
                entity = await self._table.get_entity(_PARTITION, export_id)
            except ResourceNotFoundError:
                return None
        return export_of(entity, str(entity.metadata["etag"]))

    async def page(self, limit: int, after: str | None) -> list[Export]:
        query = f"PartitionKey eq '{_PARTITION}'"
        if after:
            query += f" and RowKey gt {odata_literal(after)}"
        with domain_errors(_WHAT):
            rows, _ = await self._reader.page(query, top=limit, with_etags=True)
        return [export_of(row, row["odata.etag"]) for row in rows]

    async def delete(self, export_id: str) -> None:
        with domain_errors(_WHAT):
            await self._table.delete_entity(_PARTITION, export_id)


def export_entity(export: Export) -> dict[str, Any]:
    """The export as stored."""
    entity: dict[str, Any] = {
        "PartitionKey": _PARTITION,
        "RowKey": export.id,
        "state": str(export.state),
        "createdAt": export.created_at.isoformat(),
        "requestedBy": export.requested_by,
        "files": json.dumps([to_document(file) for file in export.files]),
        "counts": json.dumps(to_document(export.counts)),
    }
    if export.finished_at:
        entity["finishedAt"] = export.finished_at.isoformat()
    return versioned(entity)


def export_of(entity: Mapping[str, Any], etag: str) -> Export:
    """The export that the entity is of."""
    finished = entity.get("finishedAt")
    return Export(
        id=entity["RowKey"],
        state=ExportState(entity["state"]),
        created_at=datetime.fromisoformat(entity["createdAt"]),
        requested_by=entity["requestedBy"],
        finished_at=datetime.fromisoformat(finished) if finished else None,
        files=tuple(from_document(ExportedFile, file) for file in json.loads(entity.get("files", "[]"))),
        counts=from_document(ExportCounts, json.loads(entity.get("counts", "{}"))),
        etag=etag,
    )

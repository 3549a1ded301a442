"""Reads and writes by azure-data-tables' public methods: the way out when its private parts change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from azure.core import MatchConditions
from azure.data.tables import EdmType, EntityProperty, TableEntity, UpdateMode
from azure.data.tables.aio import TableClient

from shared.storage.tables.encoding import Operation, entity_properties

_NAMES = {
    "insert": "create",
    "upsert_replace": "upsert",
    "upsert_merge": "upsert",
    "replace": "update",
    "merge": "update",
    "delete": "delete",
}


async def submit_with_sdk(client: TableClient, partition_key: str, operations: Sequence[Operation]) -> None:
    """One entity group transaction."""
    await client.submit_transaction([_sdk_operation(partition_key, operation) for operation in operations])


def _sdk_operation(partition_key: str, operation: Operation) -> tuple[str, dict[str, Any], dict[str, Any]]:
    entity: dict[str, Any] = {"PartitionKey": partition_key, "RowKey": operation.row_key}
    document = entity_properties(operation.properties or {})
    for name, value in document.items():
        if not name.endswith("@odata.type"):
            edm = document.get(name + "@odata.type")
            entity[name] = EntityProperty(value, EdmType(edm)) if edm else value
    options: dict[str, Any] = {}
    if operation.kind.startswith(("upsert", "replace", "merge")):
        merges = operation.kind.endswith("merge")
        options["mode"] = UpdateMode.MERGE if merges else UpdateMode.REPLACE
    if operation.etag not in (None, "*") and operation.kind in ("replace", "merge", "delete"):
        options |= {"etag": operation.etag, "match_condition": MatchConditions.IfNotModified}
    return _NAMES[operation.kind], entity, options


async def page_with_sdk(
    client: TableClient,
    where: str,
    select: Sequence[str],
    top: int,
    continuation: tuple[str, str | None] | None,
) -> tuple[list[dict[str, Any]], tuple[str, str | None] | None]:
    """One page of a query as table_reader answers it: JSON's types, with "odata.etag"."""
    token: Any = {"PartitionKey": continuation[0], "RowKey": continuation[1]} if continuation else None
    query = client.query_entities(where, select=list(select) or None, results_per_page=top)
    pages = query.by_page(token)
    rows = []
    async for page in pages:
        rows = [_json_row(entity) async for entity in page]
        break
    following = getattr(pages, "continuation_token", None)
    if not following:
        return rows, None
    return rows, (following["PartitionKey"], following.get("RowKey"))


def _json_row(entity: TableEntity) -> dict[str, Any]:
    row = {name: _json_value(value) for name, value in entity.items()}
    row["odata.etag"] = entity.metadata["etag"]
    return row


def _json_value(value: Any) -> Any:
    if isinstance(value, EntityProperty):
        return str(value.value)
    return getattr(value, "tables_service_value", value)

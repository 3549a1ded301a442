"""The same reads and writes by azure-data-tables' public methods: the way out when its private parts change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from azure.core import MatchConditions
from azure.data.tables import EdmType, EntityProperty, UpdateMode
from azure.data.tables.aio import TableClient

from shared.storage.table_encoding import Operation, entity_properties, utc_text

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
    entity = {"PartitionKey": partition_key, "RowKey": operation.row_key}
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

"""Entity group transactions as bytes, and the limits of the Table service checked before anything is sent.

The body is that of https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions:
one change set, JSON parts, no content returned. Values whose type JSON shows (strings, booleans, 32-bit
integers) need no annotation.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import quote
from uuid import uuid4

from shared.storage.tables.keys import forbidden_in_key
from shared.storage.tables.responses import rejection

Value = str | int | bool | float | datetime | None
Kind = Literal["insert", "upsert_replace", "replace", "delete"]

MAX_OPERATIONS = 100
MAX_BODY = 4 * 1024 * 1024
MAX_PROPERTIES = 252  # 255 less PartitionKey, RowKey and Timestamp
MAX_KEY_UNITS = 512  # 1 KiB of UTF-16
MAX_STRING_UNITS = 32 * 1024  # 64 KiB of UTF-16
MAX_ENTITY = 1024 * 1024

_METHODS: dict[Kind, str] = {
    "insert": "POST",
    "upsert_replace": "PUT",
    "replace": "PUT",
    "delete": "DELETE",
}
_CONDITIONAL: frozenset[Kind] = frozenset({"replace", "delete"})
_SYSTEM_PROPERTIES = frozenset({"PartitionKey", "RowKey", "Timestamp"})

# A JSON text of this length holds no string over MAX_STRING_UNITS and no entity over MAX_ENTITY, since every
# UTF-16 unit takes at least one byte of it; only longer ones are measured.
_SURELY_SMALL = 32 * 1024

_to_json = json.JSONEncoder(separators=(",", ":")).encode


@dataclass(slots=True, frozen=True)
class Operation:
    """One change of one entity. `etag` guards replace and delete; None or "*" is any that exists.

    Integers beyond 32 bits are stored as Edm.Int64, which TableReader returns as text (read them with
    int()). Datetimes must know their zone and are stored as Edm.DateTime in UTC. None is left out, which
    clears the property in a replace.
    """

    kind: Kind
    row_key: str
    properties: Mapping[str, Value] | None = None
    etag: str | None = None


class BatchEncoder:
    """Encodes the transactions of one table; `table_url` is absolute and has no query."""

    def __init__(self, table_url: str) -> None:
        self._table_url = table_url
        batch, self._changeset = f"batch_{uuid4()}", f"changeset_{uuid4()}"
        self.content_type = f"multipart/mixed; boundary={batch}"
        self._opening = f"--{batch}\r\nContent-Type: multipart/mixed; boundary={self._changeset}\r\n\r\n"
        self._closing = f"--{self._changeset}--\r\n\r\n--{batch}--\r\n"

    def encode(self, partition_key: str, operations: Sequence[Operation]) -> bytes:
        """The body of $batch.

        Raises what submit_transaction raises for what the service rejects, and ValueError or TypeError for
        mistakes that never reach it: no operations, a type that is not stored, a datetime without a zone.
        """
        if not operations:
            raise ValueError("an entity group transaction needs at least one operation")
        if len(operations) > MAX_OPERATIONS:
            raise rejection("InvalidInput", MAX_OPERATIONS, "a transaction may hold 100 operations at most")
        _check_key(partition_key, 0)
        _check_distinct(operations)
        parts = [self._opening]
        address = f"{self._table_url}(PartitionKey='{in_url(partition_key)}',RowKey='"
        parts.extend(self._part(i, partition_key, address, each) for i, each in enumerate(operations))
        parts.append(self._closing)
        body = "".join(parts).encode("ascii")
        if len(body) > MAX_BODY:
            raise rejection("RequestBodyTooLarge", 0, "a transaction may take 4 MiB at most")
        return body

    def _part(self, index: int, partition_key: str, address: str, operation: Operation) -> str:
        kind, row_key = operation.kind, operation.row_key
        _check_key(row_key, index)
        target = self._table_url if kind == "insert" else f"{address}{in_url(row_key)}')"
        condition = f"If-Match: {operation.etag or '*'}\r\n" if kind in _CONDITIONAL else ""
        if kind == "delete":
            content_type, entity = "", ""
        else:
            content_type = "Content-Type: application/json\r\nPrefer: return-no-content\r\n"
            entity = _entity(index, partition_key, row_key, operation.properties or {})
        return (
            f"--{self._changeset}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n"
            f"Content-ID: {index}\r\n\r\n{_METHODS[kind]} {target} HTTP/1.1\r\n{content_type}"
            f"Accept: application/json;odata=minimalmetadata\r\nDataServiceVersion: 3.0\r\n{condition}\r\n"
            f"{entity}\r\n"
        )


def entity_properties(properties: Mapping[str, Value]) -> dict[str, object]:
    """The properties as JSON values with the annotations that the service needs to keep their types."""
    document: dict[str, object] = {}
    for name, value in properties.items():
        if isinstance(value, str | bool):
            document[name] = value
        elif value is None:
            continue
        elif isinstance(value, int):
            _add_integer(document, name, value)
        elif isinstance(value, datetime):
            document[name] = utc_text(value)
            document[name + "@odata.type"] = "Edm.DateTime"
        elif isinstance(value, float):
            document[name] = value if value - value == 0.0 else _special_float(value)
            document[name + "@odata.type"] = "Edm.Double"
        else:
            raise TypeError(f"property {name} has a type that is not stored: {type(value).__name__}")
    return document


def utc_text(moment: datetime) -> str:
    """RFC 3339 in UTC with microseconds. Raises ValueError for a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a stored moment must know its time zone")
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="microseconds")[:-6] + "Z"


def _add_integer(document: dict[str, object], name: str, value: int) -> None:
    if -(2**31) <= value < 2**31:
        document[name] = value
    elif -(2**63) <= value < 2**63:
        document[name] = str(value)
        document[name + "@odata.type"] = "Edm.Int64"
    else:
        raise ValueError(f"property {name} does not fit in 64 bits")


def _special_float(value: float) -> str:
    if value != value:
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"


def _entity(index: int, partition_key: str, row_key: str, properties: Mapping[str, Value]) -> str:
    if not _SYSTEM_PROPERTIES.isdisjoint(properties):
        raise ValueError("PartitionKey, RowKey and Timestamp are not properties")
    document = {"PartitionKey": partition_key, "RowKey": row_key, **entity_properties(properties)}
    text = _to_json(document)
    if len(properties) > MAX_PROPERTIES or len(text) > _SURELY_SMALL:
        _check_sizes(index, document, properties)
    return text


def _check_key(key: str, index: int) -> None:
    if len(key) > MAX_KEY_UNITS // 2 and utf16_units(key) > MAX_KEY_UNITS:
        raise rejection("KeyValueTooLarge", index, "a key may take 1 KiB at most")
    if forbidden_in_key(key):
        raise rejection("OutOfRangeInput", index, "a key holds a character that is not allowed there")


def _check_distinct(operations: Sequence[Operation]) -> None:
    if len({operation.row_key for operation in operations}) == len(operations):
        return
    seen: set[str] = set()
    for index, operation in enumerate(operations):
        if operation.row_key in seen:
            raise rejection("InvalidDuplicateRow", index, "an entity may appear once in a transaction")
        seen.add(operation.row_key)


def _check_sizes(index: int, document: Mapping[str, object], properties: Mapping[str, Value]) -> None:
    """Sizes as the service reckons them
    (https://learn.microsoft.com/archive/blogs/avkashchauhan/how-the-size-of-an-entity-is-caclulated-in-windows-azure-table-storage)."""
    if sum(value is not None for value in properties.values()) > MAX_PROPERTIES:
        raise rejection("TooManyProperties", index, "an entity may have 252 properties at most")
    size = 4
    for name, value in document.items():
        if name.endswith("@odata.type"):
            continue
        units = utf16_units(value) if isinstance(value, str) else 4
        if units > MAX_STRING_UNITS:
            raise rejection("PropertyValueTooLarge", index, f"property {name} is over 64 KiB")
        size += 12 + 2 * len(name) + 2 * units
    if size > MAX_ENTITY:
        raise rejection("EntityTooLarge", index, "an entity may take 1 MiB at most")


def utf16_units(text: str) -> int:
    """Length as the service counts it."""
    return len(text) + sum(char > "\uffff" for char in text)


def in_url(key: str) -> str:
    """A key as it stands between the quotes of an entity's address."""
    return quote(key.replace("'", "''"), safe="")

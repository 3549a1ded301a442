"""How a group is stored: the mapping from the fields of Group to the columns of `id!<id>`, which all writers and readers
use, and the keys and the row that make its normalised name unique."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal, NamedTuple

from shared.domain.groups.group import Group, GroupType
from shared.storage.tables.encoding import Operation, Value
from shared.storage.tables.keys import escape
from shared.storage.tables.reader import ETAG, Row

PARTITION = "org"
_ID = "id!"
_NAME = "name!"
_FORMER = "former!"


class Column(NamedTuple):
    """One field of Group and the column that holds it; `read` makes the field of what a query returns."""

    field: str
    name: str
    read: Callable[[Any], Any] = str


COLUMNS = (
    Column("name", "name"),
    Column("normalised", "folded"),
    Column("type", "type", GroupType),
    Column("welcome_message", "welcomeMessage"),
    Column("region", "region"),
    Column("created_at", "createdAt", datetime.fromisoformat),
    Column("created_by", "createdBy"),
    Column("updated_at", "updatedAt", datetime.fromisoformat),
    Column("deleted_at", "deletedAt", datetime.fromisoformat),
    Column("mapped_at", "mappedAt", datetime.fromisoformat),
    Column("job_id", "jobId"),
    Column("former_names", "formerNames", lambda text: tuple(json.loads(text))),
)
KEY_FIELDS = frozenset({"id", "etag"})
"""The fields that the row's key and its ETag hold."""


def id_key(group_id: str) -> str:
    """RowKey of the group itself."""
    return _ID + group_id


def name_key(normalised: str) -> str:
    """RowKey of the row that makes a normalised name unique."""
    return _NAME + escape(normalised)


def former_key(normalised: str) -> str:
    """RowKey of the row that says which group had a normalised name before."""
    return _FORMER + escape(normalised)


def group_columns(group: Group) -> dict[str, Value]:
    """The stored columns; None is left out by the encoder."""
    return {column.name: _plain(getattr(group, column.field)) for column in COLUMNS}


def group_of(row: Row) -> Group:
    """The group from a query's row with its ETag; a column that an older version did not write has the field's default."""
    found = {column.field: column.read(row[column.name]) for column in COLUMNS if row.get(column.name) is not None}
    return Group(id=row["RowKey"].removeprefix(_ID), etag=row[ETAG], **found)


def name_operation(kind: Literal["insert", "upsert_replace"], group: Group) -> Operation:
    """The row of the group's normalised name; its insert fails when another group has that name."""
    properties: dict[str, Value] = {"groupId": group.id, "name": group.name, "jobId": group.job_id}
    return Operation(kind, name_key(group.normalised), properties)


def former_operation(group: Group) -> Operation:
    """The row of the name that the group had until its present version."""
    properties: dict[str, Value] = {"groupId": group.id, "renamedAt": group.updated_at}
    return Operation("upsert_replace", former_key(group.former_names[0]), properties)


def _plain(value: Any) -> Value:
    if isinstance(value, tuple):
        return json.dumps(value, ensure_ascii=False) if value else None
    return str(value) if isinstance(value, GroupType) else value

"""The table half of the sink: entities as the JSON they came as, behind eight bytes of version.

Knows what the app, azure-data-tables and the peers send: $batch, inserts, conditional writes, point reads, and queries
within one partition by comparisons of columns with text or times, joined with `and`. Anything else is rejected with 501
and a line on stderr, so that nothing is measured wrongly.
"""

import json
import operator
import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count, islice
from typing import Any, NamedTuple
from urllib.parse import unquote

PAGE = 1000
_PART = re.compile(rb"^(POST|PUT|PATCH|DELETE) (\S+) HTTP/1\.1\r\n((?:[^\r\n]+\r\n)*)\r\n([^\r\n]*)", re.MULTILINE)
_KEYS = re.compile(r"/(\w+)\(PartitionKey='(.*)',RowKey='(.*)'\)$")
_TABLE = re.compile(r"/(\w+)(?:\(\))?$")
_IF_MATCH = re.compile(rb"^If-Match: (.*?)\r\n", re.MULTILINE | re.IGNORECASE)
_CLAUSE = re.compile(r"(\w+) (eq|ne|ge|gt|le|lt) (datetime)?'((?:[^']|'')*)'")
_AND = " and "
_VERSION_BYTES = 8
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    name: getattr(operator, name) for name in ("eq", "ne", "ge", "gt", "le", "lt")
}


class RejectedError(Exception):
    """A request that the service would reject: status, code, and of a transaction the index of the part."""

    def __init__(self, status: int, code: str, index: int = 0) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.index = index


@dataclass(slots=True)
class Partition:
    """Entities by RowKey; the sorted keys are made when a query needs them."""

    entities: dict[str, bytes] = field(default_factory=dict)
    ordered: list[str] | None = None

    def keys(self) -> list[str]:
        """The RowKeys, ascending."""
        if self.ordered is None:
            self.ordered = sorted(self.entities)
        return self.ordered


@dataclass(frozen=True, slots=True)
class Change:
    """One write. `document` is None for a delete, `if_match` for one without condition."""

    method: str
    table: str
    partition_key: str
    row_key: str
    document: bytes | None
    if_match: str | None


class Clause(NamedTuple):
    """A comparison of a filter: column, OData operator, and a text or, when `is_time`, a moment in ISO 8601."""

    column: str
    comparison: str
    value: str
    is_time: bool

    def holds_for(self, entity: dict[str, Any]) -> bool:
        """Whether the entity matches; one without the column never does, as in the service."""
        if self.column not in entity:
            return False
        values = (entity[self.column], self.value)
        return _COMPARISONS[self.comparison](*(map(datetime.fromisoformat, values) if self.is_time else values))


class Tables:
    """All tables of the sink."""

    def __init__(self) -> None:
        self._tables: dict[str, dict[str, Partition]] = {}
        self._versions = count(1)

    def create(self, name: str) -> None:
        """Raises RejectedError when it exists."""
        if name in self._tables:
            raise RejectedError(409, "TableAlreadyExists")
        self._tables[name] = {}

    def batch(self, body: bytes) -> list[str]:
        """All of it, answering the ETags, or nothing. Raises RejectedError."""
        changes = [_change(part) for part in _PART.finditer(body)]
        partitions = {(change.table, change.partition_key) for change in changes}
        keys = {change.row_key for change in changes}
        if len(partitions) != 1 or not len(keys) == len(changes) <= 100:
            raise RejectedError(400, "InvalidInput")
        for index, change in enumerate(changes):
            try:
                self._check(change)
            except RejectedError as rejected:
                rejected.index = index
                raise
        return [self._do(change) for change in changes]

    def write(self, method: str, path: str, if_match: str | None, body: bytes) -> str:
        """One write outside a batch; answers its ETag. Raises RejectedError."""
        change = _addressed(method, path, if_match, body)
        self._check(change)
        return self._do(change)

    def entity(self, path: str) -> dict[str, Any]:
        """A point read. Raises RejectedError."""
        table, partition_key, row_key = _keys(path)
        stored = self._partition(table, partition_key).entities.get(row_key)
        if stored is None:
            raise RejectedError(404, "ResourceNotFound")
        return {"odata.etag": _etag(stored), **json.loads(stored[_VERSION_BYTES:])}

    def query(
        self, path: str, where: str, select: str, top: int, next_row_key: str | None, with_metadata: bool
    ) -> tuple[list[dict[str, Any]], tuple[str, str] | None]:
        """One page and where to go on. Raises RejectedError, 501 for a filter that it does not know."""
        clauses = _clauses(where)
        partition_key = next((c.value for c in clauses if (c.column, c.comparison) == ("PartitionKey", "eq")), None)
        if partition_key is None:
            raise _not_implemented(f"the filter names no partition: {where}")
        partition = self._partition(_table(path), partition_key)
        keys = partition.keys()
        lo, hi = _bounds(keys, clauses)
        if next_row_key is not None:
            lo = max(lo, bisect_left(keys, next_row_key))
        matching = _matching(partition, keys[lo:hi], clauses)
        page = list(islice(matching, min(top, PAGE)))
        following = next(matching, None)
        columns = frozenset(select.split(",")) if select else None
        rows = [_shown(partition.entities[key], columns, with_metadata) for key in page]
        return rows, (partition_key, following) if following is not None else None

    def _partition(self, table: str, partition_key: str) -> Partition:
        if table not in self._tables:
            raise RejectedError(404, "TableNotFound")
        return self._tables[table].setdefault(partition_key, Partition())

    def _check(self, change: Change) -> None:
        stored = self._partition(change.table, change.partition_key).entities.get(change.row_key)
        if change.method == "POST" and stored is not None:
            raise RejectedError(409, "EntityAlreadyExists")
        if change.if_match is None:
            return
        if stored is None:
            raise RejectedError(404, "ResourceNotFound")
        if change.if_match not in ("*", _etag(stored)):
            raise RejectedError(412, "UpdateConditionNotSatisfied")

    def _do(self, change: Change) -> str:
        partition = self._partition(change.table, change.partition_key)
        if change.document is None:
            del partition.entities[change.row_key]
            partition.ordered = None
            return ""
        document = change.document
        if change.row_key not in partition.entities:
            partition.ordered = None
        elif change.method == "PATCH":
            old = json.loads(partition.entities[change.row_key][_VERSION_BYTES:])
            document = json.dumps({**old, **json.loads(document)}).encode()
        stored = next(self._versions).to_bytes(_VERSION_BYTES, "big") + document
        partition.entities[change.row_key] = stored
        return _etag(stored)


def _change(part: re.Match[bytes]) -> Change:
    method, url, headers, body = part.groups()
    match = _IF_MATCH.search(headers)
    path = url.decode().partition("?")[0]
    return _addressed(method.decode(), path, match.group(1).decode() if match else None, body)


def _addressed(method: str, path: str, if_match: str | None, body: bytes) -> Change:
    if method == "POST":
        document = json.loads(body)
        return Change(method, _table(path), document["PartitionKey"], document["RowKey"], body, None)
    table, partition_key, row_key = _keys(path)
    return Change(method, table, partition_key, row_key, None if method == "DELETE" else body, if_match)


def _table(path: str) -> str:
    found = _TABLE.search(path)
    if found is None:
        raise _not_implemented(f"the path names no table: {path}")
    return found.group(1)


def _keys(path: str) -> tuple[str, str, str]:
    found = _KEYS.search(path)
    if found is None:
        raise _not_implemented(f"the path names no entity: {path}")
    table, partition_key, row_key = found.groups()
    return table, unquote(partition_key).replace("''", "'"), unquote(row_key).replace("''", "'")


def _clauses(where: str) -> list[Clause]:
    """The comparisons of a filter. Raises RejectedError when it is anything but comparisons joined with `and`."""
    found = [match.group() for match in _CLAUSE.finditer(where)]
    # The SDK puts each comparison in brackets, our own queries none.
    if where not in (_AND.join(found), _AND.join(f"({clause})" for clause in found)):
        raise _not_implemented(f"the filter is none that the sink knows: {where}")
    parts = _CLAUSE.findall(where)
    return [Clause(name, comparison, value.replace("''", "'"), kind != "") for name, comparison, kind, value in parts]


def _bounds(keys: list[str], clauses: Iterable[Clause]) -> tuple[int, int]:
    lo, hi = 0, len(keys)
    for column, comparison, value, _ in clauses:
        if column != "RowKey":
            continue
        if comparison in ("ge", "eq"):
            lo = max(lo, bisect_left(keys, value))
        if comparison == "gt":
            lo = max(lo, bisect_right(keys, value))
        if comparison in ("le", "eq"):
            hi = min(hi, bisect_right(keys, value))
        if comparison == "lt":
            hi = min(hi, bisect_left(keys, value))
    return lo, hi


def _matching(partition: Partition, keys: list[str], clauses: list[Clause]) -> Iterator[str]:
    """The keys whose entities match the clauses that the partition and the bounds of the keys leave."""
    left = [c for c in clauses if c[:2] != ("PartitionKey", "eq") and (c.column != "RowKey" or c.comparison == "ne")]
    for key in keys:
        entity = json.loads(partition.entities[key][_VERSION_BYTES:]) if left else {}
        if all(clause.holds_for(entity) for clause in left):
            yield key


def _not_implemented(what: str) -> RejectedError:
    print(f"sink: {what}", file=sys.stderr, flush=True)
    return RejectedError(501, "NotImplemented")


def _etag(stored: bytes) -> str:
    return f"W/\"{int.from_bytes(stored[:_VERSION_BYTES], 'big')}\""


def _shown(stored: bytes, columns: frozenset[str] | None, with_metadata: bool) -> dict[str, Any]:
    row = {
        name: value
        for name, value in json.loads(stored[_VERSION_BYTES:]).items()
        if (columns is None or name.partition("@")[0] in columns) and (with_metadata or "@" not in name)
    }
    return {"odata.etag": _etag(stored), **row} if with_metadata else row

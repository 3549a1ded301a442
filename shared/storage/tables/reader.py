"""Queries that return plain dicts directly from JSON: pages, ranges and a skip scan, without an SDK object for each row.

Responses have no metadata, so values have JSON's types: Edm.Int64 and Edm.DateTime arrive as text, to be
read with int() and datetime.fromisoformat(). ETags come only when asked for, as "odata.etag". They look like
their row's Timestamp, but that is nowhere promised (the samples of
https://learn.microsoft.com/rest/api/storageservices/query-entities show opaque ones), so none is made of it.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from azure.data.tables.aio import TableClient

from shared.storage.tables.encoding import in_url
from shared.storage.tables.keys import odata_literal, table_order
from shared.storage.tables.limiter import RequestLimiter
from shared.storage.tables.pipeline import Backoff, TablePipeline, Transactions
from shared.storage.tables.responses import response_error

Row = dict[str, Any]

PAGE = 1000  # the service returns at most so many at once
ETAG = "odata.etag"


class Continuation(NamedTuple):
    """Where the service would go on; both keys are opaque, and the row key may be missing."""

    partition_key: str
    row_key: str | None


class TableReader:
    """Reads one table. Errors are those of TableClient.query_entities."""

    def __init__(
        self,
        table_client: TableClient,
        limiter: RequestLimiter,
        transactions: Transactions | None = None,
        backoff: Backoff | None = None,
    ) -> None:
        self.transactions = transactions or Transactions()
        self._pipeline = TablePipeline(table_client, limiter, self.transactions, backoff or Backoff())

    async def page(
        self,
        where: str = "",
        select: Iterable[str] = (),
        top: int = PAGE,
        continuation: Continuation | None = None,
        *,
        with_etags: bool = False,
    ) -> tuple[list[Row], Continuation | None]:
        """Up to `top` rows (at most 1000) in key order, and where to go on, or None at the end.

        `where` is an OData filter, made with keys.odata_literal; `select` names the columns, all when empty.
        A page may hold fewer rows than there are, or none, and still have a continuation.
        """
        url = f"{self._pipeline.table_url}(){_query(where, select, top, continuation)}"
        metadata = "minimalmetadata" if with_etags else "nometadata"
        answer = await self._pipeline.get(url, f"application/json;odata={metadata}")
        if answer.status_code != 200:
            raise response_error(answer)
        rows: list[Row] = json.loads(answer.content)["value"]
        if with_etags:
            rows = [_without_types(row) for row in rows]
        partition_key = answer.headers.get("x-ms-continuation-NextPartitionKey")
        if not partition_key:
            return rows, None
        return rows, Continuation(partition_key, answer.headers.get("x-ms-continuation-NextRowKey"))

    async def rows(
        self, where: str = "", select: Iterable[str] = (), *, top: int = PAGE, with_etags: bool = False
    ) -> AsyncIterator[list[Row]]:
        """Every row in key order, in pages of up to `top`; pages are never empty."""
        select = list(select)
        continuation: Continuation | None = None
        while True:
            rows, continuation = await self.page(where, select, top, continuation, with_etags=with_etags)
            if rows:
                yield rows
            if continuation is None:
                return

    async def row(
        self, partition_key: str, row_key: str, select: Iterable[str] = (), *, with_etags: bool = False
    ) -> Row | None:
        """The row of this key, or None. A request by its address takes constant time; a filter for both keys is as quick in
        Azure, but Azurite then reads every row of the table."""
        columns = quote(",".join(select))
        address = f"(PartitionKey='{in_url(partition_key)}',RowKey='{in_url(row_key)}')"
        url = self._pipeline.table_url + address + (f"?$select={columns}" if columns else "")
        answer = await self._pipeline.get(url, "application/json;odata=nometadata")
        if answer.status_code == 200:
            row: Row = json.loads(answer.content)
            return {**row, ETAG: answer.headers["ETag"]} if with_etags else row
        if answer.status_code == 404 and answer.error_code != "TableNotFound":
            return None
        raise response_error(answer)

    async def scan_range(
        self,
        partition_key: str,
        lo: str | None = None,
        hi: str | None = None,
        select: Iterable[str] = (),
    ) -> AsyncIterator[list[Row]]:
        """The rows of lo <= RowKey < hi in key order, page by page; None leaves that side open."""
        where = in_partition(partition_key)
        if lo is not None:
            where += f" and RowKey ge {odata_literal(lo)}"
        if hi is not None:
            where += f" and RowKey lt {odata_literal(hi)}"
        async for rows in self.rows(where, select):
            yield rows

    async def scan_wanted(
        self,
        partition_key: str,
        wanted: Sequence[str],
        select: Iterable[str] = (),
        *,
        with_etags: bool = False,
    ) -> list[Row]:
        """Those of the wanted RowKeys (ascending, distinct) that exist, in order.

        A skip scan: after a page it goes on at the next wanted key beyond it, so it takes at most as many
        requests as there are pages in the range, and at most as many as there are wanted keys.
        """
        columns = _with_row_key(select)
        order = [table_order(key) for key in wanted]
        keys = frozenset(wanted)
        found: list[Row] = []
        at = 0
        continuation: Continuation | None = None
        while at < len(wanted):
            where = _between(partition_key, wanted[at], wanted[-1])
            rows, continuation = await self.page(where, columns, PAGE, continuation, with_etags=with_etags)
            found += [row for row in rows if row["RowKey"] in keys]
            if continuation is None:
                break
            if rows:
                at = bisect_right(order, table_order(rows[-1]["RowKey"]), at)
                continuation = None
        return found


def in_partition(partition_key: str) -> str:
    """The filter for one partition."""
    return f"PartitionKey eq {odata_literal(partition_key)}"


def _between(partition_key: str, first: str, last: str) -> str:
    if first == last:
        return f"{in_partition(partition_key)} and RowKey eq {odata_literal(first)}"
    low, high = odata_literal(first), odata_literal(last)
    return f"{in_partition(partition_key)} and RowKey ge {low} and RowKey le {high}"


def _with_row_key(select: Iterable[str]) -> list[str]:
    columns = list(select)
    return columns if not columns or "RowKey" in columns else ["RowKey", *columns]


def _query(where: str, select: Iterable[str], top: int, continuation: Continuation | None) -> str:
    columns = ",".join(select)
    options = [("$filter", where), ("$select", columns), ("$top", str(top) if top < PAGE else "")]
    if continuation:
        options += [
            ("NextPartitionKey", continuation.partition_key),
            ("NextRowKey", continuation.row_key or ""),
        ]
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in options if value)
    return "?" + query if query else ""


def _without_types(row: Row) -> Row:
    return {name: value for name, value in row.items() if name == ETAG or "odata." not in name}

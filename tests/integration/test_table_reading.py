"""Lean queries on a real Azurite: order, keys, pages, types, ETags, and the requests that a skip scan takes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from azure.core.credentials import AzureSasCredential
from azure.core.exceptions import ResourceNotFoundError
from azure.data.tables import (
    AccountSasPermissions,
    ResourceTypes,
    TableTransactionError,
    generate_account_sas,
)
from azure.data.tables.aio import TableClient, TableServiceClient

from shared.storage.errors import error_code
from shared.storage.tables.batch import TableBatchWriter, batches_of
from shared.storage.tables.encoding import Operation
from shared.storage.tables.keys import after_prefix, escape, odata_literal, table_order, unescape
from shared.storage.tables.limiter import RequestLimiter
from shared.storage.tables.reader import ETAG, Row, TableReader, in_partition
from tests.azurite import TestAzurite

numbers = count()


@pytest.fixture
async def table(azurite: TestAzurite) -> AsyncIterator[TableClient]:
    async with TableServiceClient.from_connection_string(azurite.connection_string) as service:
        yield await service.create_table(f"Reading{next(numbers)}")


@pytest.fixture
def reader(table: TableClient) -> TableReader:
    return TableReader(table, RequestLimiter(8))


@pytest.fixture
def writer(table: TableClient) -> TableBatchWriter:
    return TableBatchWriter(table, RequestLimiter(8))


async def write(writer: TableBatchWriter, keys: list[str], partition_key: str = "g") -> None:
    operations = [Operation("insert", key, {"n": n}) for n, key in enumerate(keys)]
    assert await writer.submit_all(batches_of(partition_key, operations)) == []


async def gathered(pages: AsyncIterator[list[Row]]) -> list[str]:
    return [row["RowKey"] async for rows in pages for row in rows]


async def test_the_store_orders_by_utf16_units(reader: TableReader, writer: TableBatchWriter) -> None:
    keys = ["a", "é", "\ud7ff", "😀", "\U0010fffd", "\ue000", "ﬀ", "ｚ", "+1", "!", "~", "Z", ""]
    await write(writer, keys)
    ordered = sorted(keys, key=table_order)
    assert ordered != sorted(keys)
    assert await gathered(reader.rows()) == ordered
    assert await gathered(reader.scan_range("g", "😀", "ﬀ")) == ["😀", "\U0010fffd", "\ue000"]
    assert [row["RowKey"] for row in await reader.scan_wanted("g", ordered[::2])] == ordered[::2]


NAMES = [
    "r&d",
    "r&d/c#",
    "r&d/c++",
    "r&d?",
    "100%",
    "100% é😀",
    "100%25",
    "a+b",
    "o'neil",
    "o'neil's \"x\"",
    "r&d c",
    "~",
    "$",
]


async def test_awkward_names_are_found_by_key_and_by_prefix(reader: TableReader, writer: TableBatchWriter) -> None:
    await write(writer, [f"name!{escape(name)}" for name in NAMES], partition_key="o'rg 1%+é")
    for number, name in enumerate(NAMES):
        row = await reader.row("o'rg 1%+é", f"name!{escape(name)}")
        assert row is not None
        assert (unescape(row["RowKey"]), row["n"]) == (f"name!{name}", number)
    for prefix in ["r&d", "r&d/", "100%", "o'", "~", "$", "", "x"]:
        low = f"name!{escape(prefix)}"
        found = await gathered(reader.scan_range("o'rg 1%+é", low, after_prefix(low)))
        expected = sorted(name for name in NAMES if name.startswith(prefix))
        assert [unescape(key).removeprefix("name!") for key in found] == expected


async def test_a_plus_is_not_a_blank(reader: TableReader, writer: TableBatchWriter) -> None:
    await write(writer, ["+919812345678", " 919812345678", "919812345678"])
    row = await reader.row("g", "+919812345678", ["n"])
    assert row == {"n": 0}
    assert await reader.row("g", "+919812345679") is None


async def test_pages_and_their_continuation(reader: TableReader, writer: TableBatchWriter) -> None:
    keys = [f"+91 {n}'é😀" for n in range(7)]
    await write(writer, keys)
    pages: list[list[str]] = []
    continuation = None
    while True:
        rows, continuation = await reader.page(in_partition("g"), ["RowKey"], 3, continuation)
        pages.append([row["RowKey"] for row in rows])
        if continuation is None:
            break
    assert pages == [keys[:3], keys[3:6], keys[6:]]
    assert reader.transactions.reads == 3


async def test_a_filter_on_a_column(reader: TableReader, writer: TableBatchWriter) -> None:
    await writer.submit("g", [Operation("insert", str(n), {"name": name}) for n, name in enumerate(NAMES)])
    for number, name in enumerate(NAMES):
        rows, _ = await reader.page(f"{in_partition('g')} and name eq {odata_literal(name)}", ["RowKey"])
        assert rows == [{"RowKey": str(number)}]


async def test_types_as_json_has_them(reader: TableReader, writer: TableBatchWriter) -> None:
    moment = datetime(2026, 2, 28, 23, 59, 59, 999999, UTC)
    properties: dict[str, Any] = {"i": 5, "j": 2**40, "f": 0.5, "b": False, "s": "", "t": moment}
    await writer.submit("g", [Operation("insert", "+1", properties)])
    row = await reader.row("g", "+1", ["i", "j", "f", "b", "s", "t", "missing"])
    assert row is not None
    # Azurite answers null for a column that is not there; the service leaves it out.
    assert row.pop("missing", None) is None
    assert (int(row["j"]), datetime.fromisoformat(row["t"])) == (2**40, moment)
    assert row == {"i": 5, "j": "1099511627776", "f": 0.5, "b": False, "s": "", "t": row["t"]}


async def test_etags_only_when_asked_and_good_for_if_match(reader: TableReader, writer: TableBatchWriter) -> None:
    await writer.submit("g", [Operation("insert", "+1", {"n": 1, "at": datetime.now(UTC)})])
    lean, asked = await reader.row("g", "+1"), await reader.row("g", "+1", with_etags=True)
    assert lean is not None
    assert asked == {**lean, ETAG: asked[ETAG]} if asked else False
    [etag] = [row[ETAG] for row in await reader.scan_wanted("g", ["+1"], ["n"], with_etags=True)]
    await writer.submit("g", [Operation("replace", "+1", {"n": 2}, etag)])
    with pytest.raises(TableTransactionError) as stale:
        await writer.submit("g", [Operation("replace", "+1", {"n": 3}, etag)])
    assert error_code(stale.value) == "UpdateConditionNotSatisfied"


async def test_a_skip_scan_takes_few_requests(reader: TableReader, writer: TableBatchWriter) -> None:
    keys = [f"+{n:05d}" for n in range(2500)]
    await write(writer, keys)
    for wanted, requests in [
        (keys, 3),
        (keys[:10], 1),
        ([keys[0], keys[2400]], 2),
        (keys[1200:1201], 1),
        (["+00000x", "+02499x"], 2),
        (["+9"], 1),
        ([], 0),
    ]:
        before = reader.transactions.reads
        found = [row["RowKey"] for row in await reader.scan_wanted("g", wanted, ["n"])]
        assert found == [key for key in wanted if key in keys]
        assert reader.transactions.reads - before == requests


async def test_ranges(reader: TableReader, writer: TableBatchWriter) -> None:
    await write(writer, ["a", "b", "c", "d"])
    await write(writer, ["b"], partition_key="h")
    assert await gathered(reader.scan_range("g", "b", "d")) == ["b", "c"]
    assert await gathered(reader.scan_range("g", None, "c")) == ["a", "b"]
    assert await gathered(reader.scan_range("g", "c")) == ["c", "d"]
    assert await gathered(reader.scan_range("nobody")) == []
    assert await gathered(reader.rows()) == ["a", "b", "c", "d", "b"]


async def test_a_missing_table(table: TableClient, reader: TableReader) -> None:
    await table.delete_table()
    with pytest.raises(ResourceNotFoundError) as missing:
        await reader.page()
    assert error_code(missing.value) == "TableNotFound"


async def test_a_shared_access_signature_is_enough(table: TableClient) -> None:
    signature = generate_account_sas(
        table.credential,  # type: ignore[arg-type]
        resource_types=ResourceTypes(object=True, container=True),
        permission=AccountSasPermissions(read=True, write=True, add=True, update=True, delete=True, list=True),
        expiry=datetime.now(UTC) + timedelta(hours=1),
    )
    async with TableClient(table.url, table.table_name, credential=AzureSasCredential(signature)) as client:
        await TableBatchWriter(client, RequestLimiter(8)).submit("g", [Operation("insert", "+1", {"n": 1})])
        row = await TableReader(client, RequestLimiter(8)).row("g", "+1", ["n"])
    assert row == {"n": 1}

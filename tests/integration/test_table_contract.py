"""The batch writer against submit_transaction on a real Azurite: the same entities and faults through both must store
the same and raise the same."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from itertools import count
from typing import Any

import pytest
from azure.core import MatchConditions
from azure.core.exceptions import AzureError
from azure.data.tables import EdmType, EntityProperty, UpdateMode
from azure.data.tables.aio import TableClient, TableServiceClient

from shared.storage.tables.batch import TableBatchWriter
from shared.storage.tables.encoding import Kind, Operation, Value, entity_properties
from shared.storage.tables.keys import escape
from shared.storage.tables.limiter import RequestLimiter
from tests.azurite import TestAzurite

numbers = count()
WRONG_ETAG = "W/\"datetime'2020-01-01T00%3A00%3A00.0000000Z'\""


@dataclass
class Way:
    """One way of writing, with a table of its own."""

    submit: Callable[[str, Sequence[Operation]], Any]
    table: TableClient

    async def stored(self) -> list[dict[str, Any]]:
        """Everything in the table, as the SDK reads it."""
        return [dict(entity) async for entity in self.table.list_entities()]

    async def raised(self, partition_key: str, operations: Sequence[Operation]) -> AzureError | None:
        """What the transaction raised."""
        try:
            await self.submit(partition_key, operations)
        except AzureError as error:
            return error
        return None


@pytest.fixture(scope="session")
async def service(azurite: TestAzurite) -> AsyncIterator[TableServiceClient]:
    async with TableServiceClient.from_connection_string(azurite.connection_string) as client:
        yield client


@pytest.fixture
async def ways(service: TableServiceClient) -> list[Way]:
    """Ours and the SDK's."""
    ours, sdk = [await service.create_table(f"Contract{next(numbers)}") for _ in range(2)]
    return [
        Way(TableBatchWriter(ours, RequestLimiter(8)).submit, ours),
        Way(lambda partition_key, operations: submit_with_sdk(sdk, partition_key, operations), sdk),
    ]


async def submit_with_sdk(client: TableClient, partition_key: str, operations: Sequence[Operation]) -> None:
    """The transaction by azure-data-tables' public method."""
    await client.submit_transaction([_sdk_operation(partition_key, operation) for operation in operations])


def _sdk_operation(partition_key: str, operation: Operation) -> tuple[str, dict[str, Any], dict[str, Any]]:
    entity: dict[str, Any] = {"PartitionKey": partition_key, "RowKey": operation.row_key}
    document = entity_properties(operation.properties or {})
    for name, value in document.items():
        if not name.endswith("@odata.type"):
            edm = document.get(name + "@odata.type")
            entity[name] = EntityProperty(value, EdmType(edm)) if edm else value
    options: dict[str, Any] = {}
    if operation.kind in ("upsert_replace", "replace"):
        options["mode"] = UpdateMode.REPLACE
    if operation.etag not in (None, "*") and operation.kind in ("replace", "delete"):
        options |= {"etag": operation.etag, "match_condition": MatchConditions.IfNotModified}
    return SDK_NAMES[operation.kind], entity, options


SDK_NAMES: dict[Kind, str] = {"insert": "create", "upsert_replace": "upsert", "replace": "update", "delete": "delete"}


VALUES: dict[str, Any] = {
    "empty": "",
    "emoji": "😀 👩‍👩‍👧 नमस्ते مرحبا",
    "quotes": 'o\'neil "says" `x` \\ / & < > ; , =',
    "marks": "%25 % + # ? {a} [b] $x",
    "breaks": "a\r\nb\nc\td\x01",
    "boundary": "\r\n--changeset_1--\r\n--batch_1--\r\nHTTP/1.1 500 no\r\n\r\n",
    "spaces": "  leading and trailing  ",
    "bidi": "\u202eabc\u202c \u200b\ufeff",
    "long": "é" * 32768,
    "yes": True,
    "no": False,
    "zero": 0,
    "negative": -(2**31),
    "large": 2**40,
    "larger": -(2**63),
    "half": 0.5,
    "whole": 1.0,
    "infinite": float("inf"),
    "moment": datetime(2026, 2, 28, 23, 59, 59, 999999, UTC),
    "elsewhere": datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=5, minutes=30))),
    "nothing": None,
}

KEYS = ["+919812345678", "a b", "o'neil's", "नमस्ते", "😀", "مرحبا", "a&b=c", "a,b;c", "{x}", "a:b@c", "é", "!", "~", ""]
ESCAPED = [escape(text) for text in ("50% off", "a/b\\c#d?e", "r.i.p.", "tab\there", '~$"[>')]
UPSERTS: list[Kind] = ["insert", "upsert_replace"]


@pytest.mark.parametrize("kind", UPSERTS)
async def test_values_are_stored_alike(ways: list[Way], kind: Kind) -> None:
    operations = [Operation(kind, name, {"value": value}) for name, value in VALUES.items()]
    stored = []
    for way in ways:
        await way.submit("values", operations)
        stored.append(await way.stored())
    assert stored[0] == stored[1]
    back = {entity["RowKey"]: entity.get("value") for entity in stored[0]}
    assert back["boundary"] == VALUES["boundary"]
    assert back["emoji"] == VALUES["emoji"]
    assert back["large"] is not None
    assert back["large"].value == 2**40
    assert back["moment"] == VALUES["moment"]
    assert back["elsewhere"] == VALUES["elsewhere"]
    assert back["nothing"] is None


@pytest.mark.parametrize("kind", UPSERTS)
@pytest.mark.parametrize("partition_key", ["g", "o'neil +%20 é😀", *ESCAPED])
async def test_keys_are_stored_alike(ways: list[Way], partition_key: str, kind: Kind) -> None:
    operations = [Operation(kind, key, {"x": 1}) for key in [*KEYS, *ESCAPED]]
    stored = []
    for way in ways:
        await way.submit(partition_key, operations)
        stored.append(await way.stored())
    assert stored[0] == stored[1]
    assert {entity["RowKey"] for entity in stored[0]} == {*KEYS, *ESCAPED}
    assert {entity["PartitionKey"] for entity in stored[0]} == {partition_key}


async def test_every_kind_of_change_does_the_same(ways: list[Way]) -> None:
    stored = []
    for way in ways:
        before: dict[str, Value] = {"a": 1, "b": "x"}
        await way.submit("g", [Operation("insert", f"+{n}", before) for n in range(6)])
        etags = {e["RowKey"]: e.metadata["etag"] async for e in way.table.list_entities()}
        after = {"a": 2, "c": None}
        await way.submit(
            "g",
            [
                Operation("replace", "+0", after, etags["+0"]),
                Operation("replace", "+1", after),
                Operation("replace", "+2", after, "*"),
                Operation("delete", "+3", etag=etags["+3"]),
                Operation("delete", "+4"),
                Operation("upsert_replace", "+5", after),
                Operation("upsert_replace", "+6", after),
                Operation("insert", "+7"),
            ],
        )
        stored.append(await way.stored())
    assert stored[0] == stored[1]
    assert [(e["RowKey"], e.get("a"), e.get("b")) for e in stored[0]] == [
        ("+0", 2, None),
        ("+1", 2, None),
        ("+2", 2, None),
        ("+5", 2, None),
        ("+6", 2, None),
        ("+7", None, None),
    ]


def new(count: int, first: int = 100) -> list[Operation]:
    return [Operation("insert", f"+{n}", {"x": n}) for n in range(first, first + count)]


# What is in the table before: +0 ... +9. Each fault with the error code and the index of the operation at fault.
FAULTS: dict[str, tuple[list[Operation], str, int]] = {
    "an insert of what exists": (
        [*new(7), Operation("insert", "+3", {"x": 9}), *new(2, 200)],
        "EntityAlreadyExists",
        7,
    ),
    "a replace of what does not": ([*new(1), Operation("replace", "+77", {"x": 9})], "ResourceNotFound", 1),
    "a delete of what does not": ([*new(98), Operation("delete", "+77")], "ResourceNotFound", 98),
    "a replace of another version": (
        [*new(2), Operation("replace", "+3", {"x": 9}, WRONG_ETAG)],
        "UpdateConditionNotSatisfied",
        2,
    ),
    "a delete of another version": ([Operation("delete", "+3", etag=WRONG_ETAG)], "UpdateConditionNotSatisfied", 0),
}


@pytest.mark.parametrize("what", FAULTS)
async def test_faults_raise_alike_and_change_nothing(ways: list[Way], what: str) -> None:
    operations, code, index = FAULTS[what]
    for way in ways:
        await way.submit("g", new(10, 0))
        before = await way.stored()
        error = await way.raised("g", operations)
        assert summary(error) == ("TableTransactionError", code, index, STATUS[code])
        assert await way.stored() == before


async def test_a_missing_table_raises_alike(ways: list[Way]) -> None:
    raised = []
    for way in ways:
        await way.table.delete_table()
        raised.append(summary(await way.raised("g", new(2))))
    assert raised[0] == raised[1]
    assert raised[0][1] == "TableNotFound"


# What never reaches the service here, with the code that its documents give. Azurite checks the first three alike;
# it calls bad keys InvalidInput, breaks on 101 operations, and takes large entities and many properties.
REJECTED: dict[str, tuple[list[Operation], str, bool]] = {
    "a row twice": ([*new(3), *new(1)], "InvalidDuplicateRow", True),
    "a long text": ([Operation("insert", "a", {"x": "x" * 32769})], "PropertyValueTooLarge", True),
    "over 4 MiB": (
        [Operation("insert", str(n), {f"p{i}": "x" * 32000 for i in range(15)}) for n in range(9)],
        "RequestBodyTooLarge",
        True,
    ),
    "101 operations": (new(101), "InvalidInput", False),
    "over 1 MiB": (
        [Operation("insert", "a", {f"p{n}": "x" * 32768 for n in range(16)})],
        "EntityTooLarge",
        False,
    ),
    "a slash": ([Operation("insert", "a/b")], "OutOfRangeInput", False),
    "a long key": ([Operation("insert", "x" * 513)], "KeyValueTooLarge", False),
    "253 properties": ([Operation("insert", "a", {f"p{n}": n for n in range(253)})], "TooManyProperties", False),
}


@pytest.mark.filterwarnings("ignore:Sending a large body directly")  # aiohttp, for what the SDK sends in one piece
@pytest.mark.parametrize("what", REJECTED)
async def test_rejections_raise_alike(ways: list[Way], what: str) -> None:
    operations, code, is_checked_by_azurite = REJECTED[what]
    ours, sdk = ways
    rejected = summary(await ours.raised("g", operations))
    assert rejected[1] == code
    if is_checked_by_azurite:
        assert rejected == summary(await sdk.raised("g", operations))
    assert await ours.stored() == []


STATUS = {"EntityAlreadyExists": 409, "ResourceNotFound": 404, "UpdateConditionNotSatisfied": 412}


def summary(error: Any) -> tuple[str, str, int, int]:
    """Class, code, index and status: what a program can go by."""
    return (
        type(error).__name__,
        str(getattr(error.error_code, "value", error.error_code)),
        error.index,
        error.status_code,
    )

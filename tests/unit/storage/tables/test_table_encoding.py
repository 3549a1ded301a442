"""What a transaction looks like on the wire, and what is rejected before it gets there."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

import pytest
from azure.data.tables import RequestTooLargeError, TableTransactionError

from shared.storage.errors import error_code
from shared.storage.tables.batch import batches_of
from shared.storage.tables.encoding import BatchEncoder, Operation, Value, entity_properties, utc_text, utf16_units

URL = "http://127.0.0.1:10002/account/Memberships"


class Role(StrEnum):
    """A text that is an enumeration, as the domain's roles are."""

    ADMIN = "Admin"


def parts(body: bytes) -> list[tuple[str, dict[str, str], Any]]:
    """Request line, headers and entity of each operation."""
    found = []
    for part in body.decode("ascii").split("Content-Transfer-Encoding: binary\r\n")[1:]:
        _, request, entity = part.split("\r\n\r\n", 2)
        line, *headers = request.split("\r\n")
        text = entity.split("\r\n--")[0].strip()
        found.append((line, dict(h.split(": ", 1) for h in headers), json.loads(text) if text else None))
    return found


def encoded(*operations: Operation, partition_key: str = "g") -> bytes:
    return BatchEncoder(URL).encode(partition_key, operations)


def test_an_insert_goes_to_the_table_and_asks_for_no_content() -> None:
    [(line, headers, entity)] = parts(encoded(Operation("insert", "+91", {"role": Role.ADMIN})))
    assert line == f"POST {URL} HTTP/1.1"
    assert headers["Prefer"] == "return-no-content"
    assert "If-Match" not in headers
    assert entity == {"PartitionKey": "g", "RowKey": "+91", "role": "Admin"}


@pytest.mark.parametrize(
    ("kind", "method", "if_match"),
    [
        ("upsert_replace", "PUT", None),
        ("replace", "PUT", "*"),
        ("delete", "DELETE", "*"),
    ],
)
def test_the_others_go_to_the_entity(kind: Any, method: str, if_match: str | None) -> None:
    [(line, headers, _)] = parts(encoded(Operation(kind, "+91 o'x%", {"a": 1}), partition_key="ü"))
    assert line == f"{method} {URL}(PartitionKey='%C3%BC',RowKey='%2B91%20o%27%27x%25') HTTP/1.1"
    assert headers.get("If-Match") == if_match


def test_an_etag_guards_what_exists_and_nothing_else() -> None:
    etag = "W/\"datetime'2026-01-01T00%3A00%3A00Z'\""
    kinds: list[Any] = ["replace", "delete", "upsert_replace", "insert"]
    found = parts(encoded(*(Operation(kind, str(n), {}, etag) for n, kind in enumerate(kinds))))
    assert [headers.get("If-Match") for _, headers, _ in found] == [etag, etag, None, None]


def test_types_on_the_wire() -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, 6, timezone(timedelta(hours=5, minutes=30)))
    properties: dict[str, Value] = {"a": "é\r\n", "b": True, "c": -5, "d": 2**31, "e": 1.5, "f": moment, "g": None}
    properties["h"] = -(2**31)
    assert entity_properties(properties) == {
        "a": "é\r\n",
        "b": True,
        "c": -5,
        "d": "2147483648",
        "d@odata.type": "Edm.Int64",
        "e": 1.5,
        "e@odata.type": "Edm.Double",
        "f": "2026-01-01T21:34:05.000006Z",
        "f@odata.type": "Edm.DateTime",
        "h": -(2**31),
    }


@pytest.mark.parametrize(
    ("value", "text"), [(float("nan"), "NaN"), (float("inf"), "Infinity"), (float("-inf"), "-Infinity")]
)
def test_special_numbers(value: float, text: str) -> None:
    assert entity_properties({"x": value})["x"] == text


def test_a_moment_without_a_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="time zone"):
        utc_text(datetime(2026, 1, 1))  # noqa: DTZ001 -- that is the mistake
    assert utc_text(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00.000000Z"


@pytest.mark.parametrize("properties", [{"x": 2**63}, {"RowKey": "y"}, {"Timestamp": "y"}])
def test_mistakes_of_the_program(properties: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="propert"):
        encoded(Operation("insert", "a", properties))


def test_types_that_are_not_stored() -> None:
    wrong: Any = {"x": [1]}
    with pytest.raises(TypeError, match="list"):
        encoded(Operation("insert", "a", wrong))


def test_a_transaction_needs_an_operation() -> None:
    with pytest.raises(ValueError, match="at least one"):
        encoded()


EMOJI_KEY = "😀" * 256  # 512 UTF-16 units, the most a key can hold

REJECTED = {
    "101 operations": ([Operation("insert", str(n)) for n in range(101)], "InvalidInput", 100),
    "a row twice": (
        [Operation("insert", "a"), Operation("insert", "b"), Operation("delete", "a")],
        "InvalidDuplicateRow",
        2,
    ),
    "a slash": ([Operation("insert", "a"), Operation("insert", "b/")], "OutOfRangeInput", 1),
    "a control": ([Operation("insert", "\x7f")], "OutOfRangeInput", 0),
    "half a character": ([Operation("insert", "\ud800")], "OutOfRangeInput", 0),
    "a long key": ([Operation("insert", EMOJI_KEY + "a")], "KeyValueTooLarge", 0),
    "a long text": ([Operation("insert", "a", {"x": "é" * 32769})], "PropertyValueTooLarge", 0),
    "a text long in UTF-16": ([Operation("insert", "a", {"x": "😀" * 16385})], "PropertyValueTooLarge", 0),
    "253 properties": (
        [Operation("insert", "a", {f"p{n}": n for n in range(253)})],
        "TooManyProperties",
        0,
    ),
    "1 MiB": (
        [Operation("insert", "a", {f"p{n}": "x" * 32768 for n in range(16)})],
        "EntityTooLarge",
        0,
    ),
}


@pytest.mark.parametrize("what", REJECTED)
def test_rejected_as_the_service_would(what: str) -> None:
    operations, code, index = REJECTED[what]
    with pytest.raises(TableTransactionError) as rejected:
        encoded(*operations)
    assert error_code(rejected.value) == code
    assert rejected.value.index == index
    assert rejected.value.status_code == 400


def test_rejected_partition_key() -> None:
    with pytest.raises(TableTransactionError) as rejected:
        encoded(Operation("insert", "a"), partition_key="a#b")
    assert error_code(rejected.value) == "OutOfRangeInput"


def test_four_mebibytes() -> None:
    entity = {f"p{n}": "x" * 32000 for n in range(15)}
    with pytest.raises(RequestTooLargeError) as rejected:
        encoded(*(Operation("insert", str(n), entity) for n in range(9)))
    assert rejected.value.status_code == 413
    encoded(*(Operation("insert", str(n), entity) for n in range(8)))


@pytest.mark.parametrize(
    "operation",
    [
        Operation("insert", EMOJI_KEY),
        Operation("insert", ""),
        Operation("insert", "a", {"x": "é" * 32768}),
        Operation("insert", "a", {f"p{n}": None if n == 100 else n for n in range(253)}),
        Operation("insert", "a", {f"p{n}": "x" * 32768 for n in range(15)}),
    ],
)
def test_just_within_the_limits(operation: Operation) -> None:
    encoded(operation)


def test_batches_hold_a_hundred_and_come_lazily() -> None:
    taken: list[int] = []

    def operations() -> Any:
        for n in range(250):
            taken.append(n)
            yield Operation("upsert_replace", str(n))

    batches = batches_of("g", operations())
    assert [operation.row_key for operation in next(batches)[1]] == [str(n) for n in range(100)]
    assert len(taken) == 101
    assert [len(batch) for _, batch in batches] == [100, 50]
    assert list(batches_of("g", [])) == []


@pytest.mark.parametrize("text", ["x" * 32000, "é" * 32000, "😀" * 16000, '"' * 900, "\x00" * 900])
def test_batches_of_several_fit_in_one_mebibyte(text: str) -> None:
    operations = [Operation("insert", f"{n}😀'", {f"p{i}": text for i in range(8)}) for n in range(100)]
    encoder = BatchEncoder(URL)
    batches = list(batches_of("ü" * 100, operations))
    assert sum(len(batch) for _, batch in batches) == 100
    assert all(len(encoder.encode(key, batch)) <= 2**20 or len(batch) == 1 for key, batch in batches)


def test_units_are_those_of_utf16() -> None:
    assert utf16_units("aé😀") == 4

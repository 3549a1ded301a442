"""The simulated storage account: it answers the filters that the app uses as the service does, and no other."""

import json
from collections.abc import Iterable

import pytest

from benchmarks.sink_tables import RejectedError, Tables

_ROWS = (
    {"RowKey": "id!1", "callbackUrl": "https://example.com"},
    {"RowKey": "id!2", "callbackUrl": ""},
    {"RowKey": "id!3"},
    {"RowKey": "name!x", "callbackUrl": "https://example.com"},
    {"RowKey": "o'hara", "lookAt": "2026-01-02T00:00:00.5Z", "lookAt@odata.type": "Edm.DateTime"},
)


def _tables(rows: Iterable[dict[str, str]] = _ROWS) -> Tables:
    tables = Tables()
    tables.create("Things")
    for row in rows:
        tables.write("POST", "/account/Things", None, json.dumps({"PartitionKey": "p", **row}).encode())
    return tables


def _found(where: str) -> list[str]:
    rows, following = _tables().query("/account/Things()", where, "RowKey", 1000, None, False)
    assert following is None
    return [row["RowKey"] for row in rows]


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("PartitionKey eq 'p'", [row["RowKey"] for row in _ROWS]),
        ("(PartitionKey eq 'p') and (RowKey gt 'id!1') and (RowKey le 'id!3')", ["id!2", "id!3"]),
        ("PartitionKey eq 'p' and RowKey eq 'o''hara'", ["o'hara"]),
        ("PartitionKey eq 'p' and RowKey ge 'id!' and RowKey lt 'id~' and callbackUrl ne ''", ["id!1"]),
        ("PartitionKey eq 'p' and RowKey lt 'id~' and RowKey ne 'id!2'", ["id!1", "id!3"]),
        ("PartitionKey eq 'p' and lookAt le datetime'2026-01-02T00:00:01Z'", ["o'hara"]),
        ("PartitionKey eq 'p' and lookAt le datetime'2026-01-02T00:00:00Z'", []),
        ("PartitionKey eq 'q'", []),
    ],
)
def test_filters_that_the_app_uses(where: str, found: list[str]) -> None:
    assert _found(where) == found


@pytest.mark.parametrize(
    "where",
    [
        "",
        "RowKey eq 'id!1'",
        "PartitionKey eq 'p' or RowKey eq 'id!1'",
        "PartitionKey eq 'p' and callCount gt 5",
        "PartitionKey eq 'p' and not (RowKey eq 'id!1')",
    ],
)
def test_other_filters_are_rejected_loudly(where: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RejectedError, match="NotImplemented"):
        _found(where)
    assert where in capfd.readouterr().err


def test_pages_of_a_filtered_query_go_on_after_what_matched() -> None:
    rows = [{"RowKey": f"{n:03}", "role": "Admin" if n % 3 == 0 else "Member"} for n in range(20)]
    tables = _tables(rows)
    found: list[str] = []
    next_row_key: str | None = None
    for _ in range(3):
        page, following = tables.query(
            "/account/Things()", "PartitionKey eq 'p' and role eq 'Admin'", "", 3, next_row_key, True
        )
        found += [row["RowKey"] for row in page]
        next_row_key = following[1] if following else None
    assert found == [f"{n:03}" for n in range(0, 20, 3)]
    assert next_row_key is None

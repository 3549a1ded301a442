"""What a request to correct rows may say, and what the API answers about corrections."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from functions.http.parsing import parse_body
from functions.models.upload_corrections import (
    LARGEST_CORRECTIONS,
    MOST_ROWS_AT_ONCE,
    NewCorrectionsBody,
    corrections_out,
    rejected_row_page,
    rows_of,
    rules_of,
)
from shared.domain.codes import Problem
from shared.domain.corrections.file_corrections import Rule
from shared.domain.corrections.upload_corrections import Correction, Corrections
from shared.domain.csv.columns import Column, FileKind
from shared.domain.csv.limits import MAX_CELL
from shared.errors import InvalidInput, TooLarge
from shared.services.uploads.view_rejected_rows import RejectedRows, StoredRejectedRow

USER, PARENT = FileKind.USER, FileKind.PARENT
ROW: dict[str, Any] = {"kind": USER, "line": 7, "cells": {"Phone Number": "+919812345678"}}


def parsed(body: dict[str, Any]) -> NewCorrectionsBody:
    """The body as its model."""
    model = parse_body(NewCorrectionsBody, json.dumps(body).encode(), LARGEST_CORRECTIONS)
    assert isinstance(model, NewCorrectionsBody)
    return model


def read(body: dict[str, Any]) -> tuple[list[Correction], list[Rule]]:
    """What the route hands on."""
    model = parsed(body)
    return rows_of(model), rules_of(model)


def test_titles_are_read_as_in_a_header_and_values_as_in_a_cell() -> None:
    rows, rules = read(
        {
            "rows": [{**ROW, "cells": {"Handynummer": "1", "team": "Depot"}}, {"kind": PARENT, "line": 2, "skip": True}],
            "rules": [
                {"code": "number_needs_region", "set": {"country code": "in"}},
                {"code": "user_type_unknown", "set": {"Rolle": ""}},
                {"code": "number_of_another_country", "accept": "suggestion"},
                {"code": "cycle", "skip": True},
                {"code": "number_invalid"},
            ],
        }
    )
    assert rows == [
        Correction(USER, 7, {Column.PHONE_NUMBER: "1", Column.GROUP_NAME: "Depot"}),
        Correction(PARENT, 2, skip=True),
    ]
    assert rules == [
        Rule("number_needs_region", {Column.REGION: "in"}),
        Rule("user_type_unknown", {Column.USER_TYPE: ""}),
        Rule("number_of_another_country", accept=True),
        Rule("cycle", skip=True),
        Rule("number_invalid"),
    ]


def test_no_cells_take_the_correction_of_a_row_back() -> None:
    assert read({"rows": [{**ROW, "cells": {}}]}) == ([Correction(USER, 7)], [])


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"rows": [{**ROW, "kind": "people"}]}, "rows[0].kind", "not_allowed"),
        ({"rows": [{**ROW, "line": 0}]}, "rows[0].line", "out_of_range"),
        ({"rows": [{**ROW, "line": "7"}]}, "rows[0].line", "wrong_type"),
        ({"rows": [{**ROW, "skip": True}]}, "rows[0]", "not_allowed"),
        ({"rows": [{"kind": USER, "line": 7}]}, "rows[0]", "not_allowed"),
        ({"rows": [{**ROW, "sheet": "x"}]}, "rows[0].sheet", "unknown_field"),
        ({"rows": [{**ROW, "cells": {"Phone Number": 7}}]}, "rows[0].cells.Phone Number", "wrong_type"),
        ({"rows": [{**ROW, "cells": {"Phone Number": "x" * (MAX_CELL + 1)}}]}, "rows[0].cells.Phone Number", "too_long"),
        ({"rows": [{**ROW, "cells": {"Nickname": "x"}}]}, "rows[0].cells.Nickname", "unknown_field"),
        ({"rows": [ROW, {**ROW, "kind": PARENT}]}, "rows[1].cells.Phone Number", "unknown_field"),
        ({"rows": [{**ROW, "cells": {"Phone": "1", "Mobile": "2"}}]}, "rows[0].cells.Mobile", "duplicate"),
        ({"rows": [ROW, {**ROW, "cells": {}}]}, "rows[1].line", "duplicate"),
        ({"rows": [ROW] * (MOST_ROWS_AT_ONCE + 1)}, "rows", "too_long"),
        ({"rules": [{"code": "cycle", "skip": True}] * 101}, "rules", "too_long"),
        ({"rules": [{"code": "cycle", "skip": True, "accept": "suggestion"}]}, "rules[0]", "not_allowed"),
        ({"rules": [{"code": "cycle", "accept": "all"}]}, "rules[0].accept", "not_allowed"),
        ({"rules": [{"code": "file_empty", "skip": True}]}, "rules[0].code", "not_allowed"),
        ({"rules": [{"code": "duplicate_row", "skip": True}]}, "rules[0].code", "not_allowed"),
        ({"rules": [{"code": "cycle"}, {"code": "cycle"}]}, "rules[1].code", "duplicate"),
        ({"rules": [{"code": "number_invalid", "set": {"Region": "IN"}}]}, "rules[0].set.Region", "unknown_field"),
        ({"rules": [{"code": "region_unknown", "set": {"User Type": "x"}}]}, "rules[0].set.User Type", "unknown_field"),
        ({"rules": [{"code": "region_unknown", "set": {"Region": "Narnia"}}]}, "rules[0].set.Region", "region_unknown"),
        ({"rules": [{"code": "number_needs_region", "set": {"Region": " "}}]}, "rules[0].set.Region", "region_unknown"),
        (
            {"rules": [{"code": "user_type_unknown", "set": {"User Type": "Boss"}}]},
            "rules[0].set.User Type",
            "user_type_unknown",
        ),
    ],
)
def test_what_is_wrong_is_named_by_field_and_code(body: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        read(body)
    assert (field, code) in {(each.field, each.code) for each in raised.value.errors}


def test_the_largest_request_fits() -> None:
    cells = {"Phone Number": "+919812345678", "Group Name": "x" * 200}
    rows = [{**ROW, "line": line, "cells": cells} for line in range(1, 10_001)]
    assert len(rows_of(parsed({"rows": rows}))) == 10_000
    with pytest.raises(TooLarge):
        parse_body(NewCorrectionsBody, b" " * (LARGEST_CORRECTIONS + 1), LARGEST_CORRECTIONS)


def test_corrections_are_answered_by_file_and_line_with_who_and_when() -> None:
    at = datetime(2026, 11, 28, 9, tzinfo=UTC)
    rows = [Correction(PARENT, 2, skip=True), Correction(USER, 9, {Column.REGION: "IN"}), Correction(USER, 3, skip=True)]
    rules = [Rule("region_unknown", {Column.REGION: "IN"}), Rule("cycle", skip=True), Rule("number_invalid", accept=True)]
    out = corrections_out(Corrections().merged(rows, rules, "asha", at)).model_dump(mode="json", by_alias=True)
    assert [(row["kind"], row["line"], row["cells"], row["skip"]) for row in out["rows"]] == [
        (USER, 3, {}, True),
        (USER, 9, {"Region": "IN"}, False),
        (PARENT, 2, {}, True),
    ]
    assert [(rule["code"], rule["set"], rule["accept"], rule["skip"]) for rule in out["rules"]] == [
        ("cycle", None, None, True),
        ("number_invalid", None, "suggestion", False),
        ("region_unknown", {"Region": "IN"}, None, False),
    ]
    assert {(each["by"], each["at"]) for each in (*out["rows"], *out["rules"])} == {("asha", "2026-11-28T09:00:00Z")}


def test_a_page_of_rejected_rows_says_what_is_left_out() -> None:
    code = "number_of_another_country"
    problem = Problem("a.csv", 7, "Phone Number", code, "No.", "12015550123", "+12015550123", "Teams")
    row = StoredRejectedRow(USER, "Teams", 7, {"Phone Number": "12015550123"}, [problem])
    out = rejected_row_page(RejectedRows([row], 5), None).model_dump(mode="json", by_alias=True, exclude_none=True)
    assert out["leftOut"] == 5
    (only,) = out["value"]
    assert (only["kind"], only["sheet"], only["line"], only["cells"]) == (USER, "Teams", 7, row.cells)
    (shown,) = only["problems"]
    assert (shown["code"], shown["value"], shown["suggestion"]["value"]) == (
        "number_of_another_country",
        "12015550123",
        "+12015550123",
    )

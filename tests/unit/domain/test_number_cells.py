"""tests/data/number_cells.json: hard cells, and each number in them with the E.164 that it is, or the code that refuses it.

The API is held to the same table by tests/system/test_numbers_http.py, and the portal by portal/tests/readings.test.ts.
"""

import json
from io import BytesIO

import pytest

from shared.domain.csv.reader import open_csv
from shared.domain.csv.user_rows import Entries, RejectedRow, read_user_rows
from shared.domain.phone import Number, read_number, split_cell
from tests.azurite import ROOT

CELLS = json.loads((ROOT / "tests" / "data" / "number_cells.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CELLS, ids=lambda case: f"{case['cell']!a}-{case['region']}")
def test_a_cell_is_split_and_read_as_the_table_says(case: dict[str, object]) -> None:
    read = [(piece, read_number(piece, str(case["region"]) or None)) for piece in split_cell(str(case["cell"]))]
    assert [[p, r.e164] if isinstance(r, Number) else [p, None, r.code] for p, r in read] == case["numbers"]


def test_a_file_of_these_cells_has_the_same_numbers() -> None:
    lines = [f'G,"{case["cell"].replace(chr(34), 2 * chr(34))}",,{case["region"]}' for case in CELLS]
    file = open_csv(BytesIO("\n".join(["Group Name,Phone Number,User Type,Region", *lines]).encode()), "cells.csv")
    for row, case in zip(read_user_rows(file), CELLS, strict=True):
        if not case["numbers"]:
            assert isinstance(row, RejectedRow)
            assert row.problem.code == "phone_number_missing"
            continue
        assert isinstance(row, Entries)
        assert row.numbers == [number[1] for number in case["numbers"] if number[1]]
        assert [problem.code for problem in row.rejected] == [number[2] for number in case["numbers"] if not number[1]]

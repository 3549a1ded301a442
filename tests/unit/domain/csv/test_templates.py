"""A template, filled in and saved by a spreadsheet, is a file that imports as it is."""

import csv
import io

import pytest

from shared.domain.codes import CODES, Level
from shared.domain.csv.columns import COLUMNS, FileKind
from shared.domain.csv.parent_rows import ParentRow, read_parent_rows
from shared.domain.csv.reader import open_csv
from shared.domain.csv.templates import template_csv
from shared.domain.csv.user_rows import Entries, read_user_rows

_ROWS = {FileKind.USER: ["Depot", "+919812345678", "Admin", "IN"], FileKind.PARENT: ["Region", "Depot"]}
OTHERS = {"parent_missing", "child_missing", "self_parent", "cycle", "row_of_another_group"}
"""Codes of rows that no user group mapping can have."""


def _saved_by_a_spreadsheet(kind: FileKind, delimiter: str, encoding: str) -> bytes:
    """Every line is a row of as many cells as the widest; cells are quoted where they hold something special."""
    rows = list(csv.reader(io.StringIO(template_csv(kind).decode("utf-8-sig"))))
    width = max(map(len, rows))
    sink = io.StringIO()
    writer = csv.writer(sink, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([*row, *[""] * (width - len(row))] for row in [*rows, _ROWS[kind]])
    return sink.getvalue().encode(encoding)

@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("kind", FileKind)
def test_filled_in_and_saved_it_holds_just_the_row(kind: FileKind, delimiter: str, encoding: str) -> None:
    file = open_csv(io.BytesIO(_saved_by_a_spreadsheet(kind, delimiter, encoding)), "saved.csv")

    rows = list(read_user_rows(file) if kind is FileKind.USER else read_parent_rows(file))

    assert file.header.kind is kind
    assert len(rows) == 1
    assert isinstance(rows[0], Entries if kind is FileKind.USER else ParentRow)

@pytest.mark.parametrize("kind", FileKind)
def test_it_names_every_column_and_code_of_its_rows(kind: FileKind) -> None:
    text = template_csv(kind).decode("utf-8-sig")

    assert all(f"# {column}" in text for column in COLUMNS[kind])
    if kind is FileKind.USER:
        codes = {code.code for code in CODES.values() if code.level is Level.ROW}
        assert all(f"# {code}: " in text for code in codes - OTHERS)
    assert text.endswith(",".join(COLUMNS[kind]) + "\r\n")
